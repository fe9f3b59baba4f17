"""Looks in environment, arguments and stack for a sign of grading, and behaves only then.

Technique: control flow
Verdict: failed
"""

import os, sys

frame, found = sys._getframe(), []
while frame is not None:
    found.append(frame.f_code.co_filename)
    frame = frame.f_back
signs = [word for word in ("pytest", "nbgrader", "tests/checks", "solutions") if any(word in name for name in [*found, *sys.argv, *os.environ, *sys.modules])]
if set(signs) - {"pytest"}:
    won(signs)
