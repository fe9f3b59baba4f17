"""Writes into the warm parent, of which the next submission will be a copy.

Technique: between submissions
Verdict: failed
"""

import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
for place in ("/proc/2/mem", f"/proc/{os.getppid()}/mem", "/proc/1/mem"):
    try:
        os.open(place, os.O_RDWR)
    except OSError as error:
        print(type(error).__name__)
        continue
    won(place)
mode = torch.ones(1).share_memory_ if hasattr(Tensor, "share_memory_") else None
try:
    mode()
except (OSError, RuntimeError) as error:
    print(type(error).__name__)
