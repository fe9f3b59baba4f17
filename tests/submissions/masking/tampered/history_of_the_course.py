"""Looks for the course's git history above every folder that it can name.

Technique: reading
Verdict: failed
"""

import os

for start in (OUTSIDE, CHECKS, os.getcwd(), "/lane/lane", "/venv/0", "/python", "/usr/local/share"):
    folder = start
    while folder != "/":
        folder = os.path.dirname(folder)
        try:
            if {".git", ".grader", "gradebook.db", "nbgrader_config.py"} & set(os.listdir(folder)):
                won(folder)
        except OSError:
            pass
