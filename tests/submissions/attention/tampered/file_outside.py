"""Reads and overwrites a file outside, by every path that might lead there.

Technique: reading
Verdict: failed
"""

import os

ways = [OUTSIDE, f"/proc/self/root{OUTSIDE}", f"/proc/1/root{OUTSIDE}", f"/proc/2/root{OUTSIDE}", "../" * 30 + OUTSIDE, f"/mnt{OUTSIDE}",
        f"/oldroot{OUTSIDE}", f"/newroot{OUTSIDE}", f"/.old{OUTSIDE}"]
for way in ways:
    for mode in ("r", "a", "w"):
        try:
            with open(way, mode) as file:
                print(file.read() if mode == "r" else file.write("mine"))
        except OSError as error:
            print(type(error).__name__)
