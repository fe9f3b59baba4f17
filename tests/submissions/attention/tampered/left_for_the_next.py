"""Leaves files for whoever comes next, in every folder that takes them.

Technique: between submissions
Verdict: failed
"""

import os

for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/dev/mqueue", "/dev", "/", "/tmp/..", os.path.expanduser("~"), "/lane/lane", "/proc/self/cwd/.."):
    for name in ("attack-note", ".attack-hidden", "work2"):
        try:
            open(os.path.join(folder, name), "w").write("the answers are")
        except OSError:
            pass
os.rename(os.getcwd(), "/tmp/elsewhere") if os.access("/tmp", os.W_OK) else None
