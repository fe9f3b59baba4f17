"""Looks for what the submissions before it may have left behind.

Technique: reading
Verdict: failed
"""

import os, tempfile

for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/dev/mqueue", tempfile.gettempdir(), "/run/lock"):
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(place, name)
            if not path.startswith(os.getcwd()):
                won(path)
