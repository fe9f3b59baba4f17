"""Reads from every descriptor that it finds, its own and those of others.

Technique: reading
Verdict: failed
"""

import os

for number in range(256):
    if number == 3:
        continue
    try:
        kind = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    if kind not in ("/dev/null", f"/proc/{os.getpid()}/fd"):
        won(f"descriptor {number} is {kind}")
for process in (1, 2, os.getppid()):
    for number in range(64):
        try:
            os.open(f"/proc/{process}/fd/{number}", os.O_RDONLY)
        except OSError:
            continue
        won(f"descriptor {number} of {process}")
