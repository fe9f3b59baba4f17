"""Reads environment, arguments, folder and memory maps of every process that it sees.

Technique: reading
Verdict: failed
"""

import os

for process in ["1", "2", str(os.getppid()), *map(str, range(3, 99))]:
    if process == str(os.getpid()):
        continue
    for name in ("environ", "cmdline", "maps", "status", "stat", "mem", "cwd", "root", "exe", "fd", "task", "ns/mnt"):
        place = f"/proc/{process}/{name}"
        try:
            content = open(place, "rb").read(4096)
        except OSError:
            continue
        won(place)
