"""Asks the kernel itself for a socket, past Python's own.

Technique: reading
Verdict: failed
"""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for family in (1, 2, 10, 16, 17, 38, 40):
    for kind in (1, 2, 3):
        if libc.syscall(41, family, kind, 0) >= 0:
            won(f"a socket of family {family}")
