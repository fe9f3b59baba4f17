"""What the corpus begins with: a frame of each kind of reply and of value, as workers send them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch

from grader.lane import wire
from grader.lane.blob import DTYPES

from .target import NONCE

CORPUS = Path(__file__).parent / "corpus"


def frames() -> Iterator[tuple[str, bytes]]:
    """The frames by name."""
    ref = wire.TensorRef(0, "cpu")
    several = wire.Tuple((ref, wire.ListOf((wire.Plain(1), wire.Plain(None))), wire.DictOf((("key", wire.Plain(0.5)),))))
    others = wire.Tuple((wire.DType("float32"), wire.Device("cuda:0"), wire.CallbackRef(1), wire.Opaque("set")))
    raised = wire.Raised(("ValueError", "Exception"), "message", "traceback", "cell 1", 2, ("softmax",))
    replies: dict[str, tuple[wire.Reply, list[torch.Tensor]]] = {
        "returned": (wire.Returned(several, (ref,), (("x", ref),), True, ("softmax",), "fits"), [torch.arange(6.0).reshape(2, 3)]),
        "others": (wire.Returned(others), []),
        "layout": (wire.Returned(wire.TensorRef(0, "cpu", True, (2, 3, 1, 2))), [torch.ones(6)]),
        "nested": (wire.Returned(_nested(wire.MAX_DEPTH)), []),
        "ran": (wire.Ran("printed", "shown", raised), []),
        "raised": (raised, []),
        "undefined": (wire.Undefined("f"), []),
        "callback": (wire.CallBack(3, (ref,), (("y", wire.Plain("text")),)), [torch.zeros(0, 3)]),
        "upstream": (wire.Upstream("f", (ref,), (), (ref,)), [torch.ones((), dtype=torch.bfloat16)]),
        "all dtypes": (wire.Returned(ref), [torch.ones(2, dtype=dtype) for dtype in DTYPES.values()]),
    }
    for name, (reply, tensors) in replies.items():
        yield name.replace(" ", "_"), wire.encode(reply, tensors, NONCE)


def _nested(depth: int) -> wire.Value:
    return wire.Plain(True) if depth == 0 else wire.Tuple((_nested(depth - 1),))


def write(folder: Path = CORPUS) -> None:
    """Put them into the corpus."""
    folder.mkdir(exist_ok=True)
    for name, frame in frames():
        (folder / f"seed-{name}").write_bytes(frame)
