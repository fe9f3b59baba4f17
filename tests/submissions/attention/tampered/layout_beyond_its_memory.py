"""Asks for its tensor to be laid out over memory that is not its own.

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
    ref = wire.TensorRef(0, "cpu", False, (1 << 20, 1))
    os.write(3, wire.encode(wire.Returned(ref), [torch.ones(1)], desk()._nonce))
    return torch.zeros(2)
