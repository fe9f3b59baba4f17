"""Sends the beginning of a reply, and keeps the rest to itself.

Technique: forging
Verdict: timeout
"""

import os, struct, sys

sys.path.insert(0, "/lane")
from lane import wire


def desk():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_nonce"):
        frame = frame.f_back
    return frame.f_locals["self"]


def attention_scores(q, k, *, scale=None):
    os.write(3, wire.encode(wire.Returned(wire.Plain(True)), [], desk()._nonce)[:-1])
    import time
    time.sleep(99)
    return torch.zeros(2)
