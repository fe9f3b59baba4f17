"""Reads another student's notebook, and changes it.

Technique: reading
Verdict: failed
"""

import os

for place in (NEIGHBOUR, os.path.dirname(NEIGHBOUR), "submitted", "../submitted", "/submitted"):
    try:
        print(open(place).read())
        open(place, "w").write("{}")
        os.unlink(place)
    except OSError as error:
        print(type(error).__name__)
