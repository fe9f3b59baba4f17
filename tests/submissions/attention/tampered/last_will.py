"""Registers what shall run when everything is over: handlers, finalizers, destructors.

Technique: control flow
Verdict: failed
"""

import atexit, os, sys, threading, weakref


def will(*args):
    os.write(3, b"\x82\xa4type\xa8returned" * 100)
    open(OUTSIDE, "w").write("mine")


class Will:
    __del__ = will


atexit.register(will)
threading._register_atexit(will)
sys.excepthook = sys.unraisablehook = threading.excepthook = will
keep = Will()
weakref.finalize(keep, will)
