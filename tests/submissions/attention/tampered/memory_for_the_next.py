"""Leaves shared memory, semaphores, queues and keys for whoever comes next.

Technique: between submissions
Verdict: failed
"""

import ctypes
from multiprocessing import shared_memory

libc = ctypes.CDLL(None, use_errno=True)
for number, call in enumerate([(29, 0x1234, 4096, 0o1666), (64, 0x1234, 1, 0o1666), (68, 0x1234, 0o1666), (240, b"attack", 0o102, 0o600, 0)]):
    if libc.syscall(*call) >= 0:
        won(f"a segment by call {number}")
try:
    shared_memory.SharedMemory("attack", create=True, size=4096)
except OSError as error:
    print(type(error).__name__)
