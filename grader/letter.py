"""A request on its way to a worker, and what is heard of it, as the bytes that the wire carries: what was written once can be sent
again, and what is familiar need not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
import torch

from .lane import wire
from .lane.blob import packed


@dataclass(frozen=True)
class Letter:
    """A request, written out; two are equal where their bytes are."""

    request: wire.Request = field(compare=False)
    body: bytes
    blob: bytes

    @classmethod
    def of(cls, request: wire.Request, tensors: list[torch.Tensor]) -> Letter:
        """`tensors` are contiguous, on the CPU, without gradient."""
        return cls(request, wire.written(request), packed(tensors))

    def frame(self, nonce: bytes) -> bytes:
        """As it goes out, the same as `wire.encode` gives."""
        return wire.HEADER.pack(len(self.body), len(self.blob), nonce) + self.body + self.blob

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.body) + len(self.blob)

    @property
    def function(self) -> str:
        """That it calls; of a letter that calls none, nothing."""
        return self.request.function if isinstance(self.request, wire.Call) else ""

    @property
    def lends(self) -> bool:
        """Whether it may hold a function that the trusted side serves: the tag of one is in its bytes."""
        return b"callback" in self.body


@dataclass(frozen=True)
class Heard:
    """A reply. One whose seal was familiar to whoever asked has not been read."""

    frame: wire.Frame
    seal: bytes  # the same for the same bytes, for no others
    reply: wire.Reply | None = None  # None: not read
    tensors: list[torch.Tensor] = field(default_factory=list)

    def read(self) -> tuple[wire.Reply, list[torch.Tensor]]:
        """The reply and its tensors.

        Raises:
            wire.WireError: it has not been read, and its seal should not have been familiar.
        """
        return wire.decode_reply(self.frame.body, self.frame.blob) if self.reply is None else (self.reply, self.tensors)


def seal_of(frame: wire.Frame) -> bytes:
    """Of the bytes that a worker chose, where the one ends and the other begins included."""
    found = hashlib.sha256(len(frame.body).to_bytes(8, "big"))
    found.update(frame.body)
    found.update(frame.blob)
    return found.digest()


def seal_of_raised(raised: wire.Raised) -> bytes:
    """Of what a student's function raised, wherever in the notebook that was: to a check that wants an error it is all the same."""
    bare = msgspec.structs.replace(raised, traceback="", place=None, line=None)
    return hashlib.sha256(b"raised" + wire.written(bare)).digest()  # a frame's begins with zeros


def placed(raised: wire.Raised, lines: Mapping[str | None, int]) -> wire.Raised:
    """`raised` without a place that is in none of our cells, which have so many `lines`: students read it, and one made up could
    carry hidden inputs."""
    if raised.line in range(1, lines.get(raised.place, 0) + 1):
        return raised
    return msgspec.structs.replace(raised, place=None, line=None)
