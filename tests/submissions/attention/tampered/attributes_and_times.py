"""Hides a message in attributes, times and modes of what all submissions see.

Technique: between submissions
Verdict: failed
"""

import os

for path in ("/tmp", "/dev/shm", "/lane", "/lane/lane/worker.py", "/usr", "/dev/null", "/venv/0"):
    for act in (lambda: os.setxattr(path, "user.attack", b"answers"), lambda: os.utime(path, (7, 7)), lambda: os.chmod(path, 0o700)):
        try:
            act()
        except OSError:
            continue
        if path not in ("/tmp", "/dev/shm"):  # those two are its own, until the lane is swept
            won(path)
