"""Reads the secret that hidden inputs are drawn from.

Technique: reading
Verdict: failed
"""

import os

for place in (SECRET, ".grader/secret", "/lane/secret", "/lane/lane/secret", os.path.expanduser("~/.grader/secret")):
    try:
        print(open(place).read())
    except OSError as error:
        print(type(error).__name__)
