"""Writes over the interpreter's own objects with ctypes.

Technique: patching
Verdict: failed
"""

import ctypes

ctypes.memmove(id(False), id(True), object.__sizeof__(True))
ctypes.memmove(id(0), id(1), object.__sizeof__(1))
