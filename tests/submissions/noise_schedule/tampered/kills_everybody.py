"""Sends signals to everybody: all processes, the group, the parent, the init of the sandbox.

Technique: harm
Verdict: failed
"""

import os, signal

for pid in (-1, 0, 1, 2, os.getppid(), -os.getpgrp(), 3):
    if pid == os.getpid():
        continue
    for number in (0, signal.SIGKILL, signal.SIGSTOP):
        try:
            os.kill(pid, number)
        except OSError:
            continue
        won(f"signal {number} to {pid}")
