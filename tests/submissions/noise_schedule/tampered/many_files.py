"""Fills its folder with files, links and folders with names of every kind.

Technique: harm
Verdict: failed
"""

import os

for number in range(30_000):
    name = f"{number}-\u202e\n" + "x" * 100
    try:
        open(name, "w").close()
    except OSError:
        break
