"""Exchanges the code of the functions that call it.

Technique: patching
Verdict: failed
"""

import sys


def nothing(*args, **kwargs):
    return True


frame = sys._getframe()
while frame is not None:
    for value in list(frame.f_globals.values()):
        if type(value) is type(nothing) and value.__module__ and value.__module__.startswith("lane"):
            try:
                value.__code__ = nothing.__code__
            except ValueError:
                pass
    frame = frame.f_back
