"""Says that its tensors are smaller, larger and elsewhere than they are.

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
    frame = wire.encode(wire.Returned(wire.TensorRef(0, "cpu")), [torch.ones(64)], desk()._nonce)
    at = frame.index(b'"shape"')
    os.write(3, frame.replace(b"[64]", b"[99]").replace(b"[0,256]", b"[0,999]"))
    return torch.zeros(2)
