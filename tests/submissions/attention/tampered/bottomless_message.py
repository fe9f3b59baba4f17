"""Sends a message of a hundred thousand nested lists.

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
    body = b"\\x82\\xa4type\\xa8returned\\xa5value" + b"\\x82\\xa4type\\xa4list\\xa5items\\x91" * 100_000
    os.write(3, wire.HEADER.pack(len(body), 0, desk()._nonce) + body)
    return torch.zeros(2)
