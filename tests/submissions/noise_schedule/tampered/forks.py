"""Doubles itself, in each way that the kernel has.

Technique: harm
Verdict: failed
"""

import ctypes, os

libc = ctypes.CDLL(None)
ways = [os.fork, libc.fork, lambda: libc.syscall(57), lambda: libc.syscall(56, 17, 0, 0, 0, 0),
        lambda: libc.syscall(435, ctypes.create_string_buffer(88), 88)]
for way in ways:
    try:
        pid = way()
    except OSError:
        continue
    if pid == 0:
        os._exit(0)
    if pid > 0:
        won("a child")
