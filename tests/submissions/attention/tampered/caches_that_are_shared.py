"""Fills caches that a copy might share: compiled files, torch's, Python's.

Technique: between submissions
Verdict: failed
"""

import os, py_compile, sys

for folder in ("/lane/lane/__pycache__", "/venv/0/torch/__pycache__", "/python/lib/python3.11/__pycache__", os.path.expanduser("~/.cache")):
    try:
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "attack.pyc")
        open(path, "wb").write(b"attack")
    except OSError:
        continue
    if not os.path.realpath(path).startswith(os.getcwd()):
        won(path)
os.environ["PYTHONSTARTUP"] = os.environ["LD_PRELOAD"] = "/tmp/attack.so"
