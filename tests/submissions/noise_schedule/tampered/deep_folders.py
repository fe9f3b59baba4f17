"""Makes folders three thousand deep, and locks them behind itself.

Technique: harm
Verdict: failed
"""

import os

places = []
try:
    for _ in range(3000):
        os.mkdir("d")
        places.append(os.getcwd() if len(places) < 3 else "")
        os.chdir("d")
except OSError as error:
    print(type(error).__name__)
open("file", "w").close()
for place in reversed(places):
    if place:
        os.chmod(os.path.join(place, "d"), 0)
