"""Runs a program: of the system, of its own making, from memory.

Technique: harm
Verdict: failed
"""

import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
open("mine", "w").write("#!/bin/sh\ntouch /tmp/mine\n")
os.chmod("mine", 0o755)
for program in ("/bin/sh", "/usr/bin/env", "./mine", "/proc/self/exe"):
    try:
        os.execv(program, [program, "-c", "exit 0"])
    except OSError as error:
        print(type(error).__name__)
memory = libc.syscall(319, b"mine", 0)
if memory >= 0:
    won("a file in memory")
