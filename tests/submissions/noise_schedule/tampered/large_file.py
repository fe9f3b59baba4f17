"""Writes a file of ten gigabytes, and one that only looks so large.

Technique: harm
Verdict: failed
"""

import os, signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for folder in (".", "/tmp", "/dev/shm"):
    try:
        with open(os.path.join(folder, "attack-large"), "wb") as file:
            for _ in range(640):
                file.write(bytes(1 << 24))
        won(f"ten gigabytes in {folder}")
    except OSError as error:
        print(type(error).__name__)
    try:
        os.truncate(os.path.join(folder, "attack-large"), 10 << 30)
    except OSError as error:
        print(type(error).__name__)
