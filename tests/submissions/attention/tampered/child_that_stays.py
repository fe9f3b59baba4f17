"""Starts a process that outlives it, in each way that there is.

Technique: control flow
Verdict: failed
"""

import ctypes, multiprocessing, os, subprocess, time

libc = ctypes.CDLL(None)
ways = [os.fork, libc.fork, libc.vfork, lambda: subprocess.Popen(["/bin/sleep", "99"]).pid, lambda: os.posix_spawn("/bin/sleep", ["sleep", "99"], {})]
ways += [lambda: multiprocessing.get_context("spawn").Process(target=time.sleep, args=(99,)).start() or 1, lambda: os.system("sleep 99 &") == 0]
for way in ways:
    try:
        pid = way()
    except Exception:
        continue
    if pid == 0:
        time.sleep(99)
    if pid is True or (pid or -1) > 0:
        won("a process of its own")
