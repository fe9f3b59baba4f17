"""`Upstream`: answers for tasks that another builds on, from the reference, where the student's own are wrong.

So a mistake costs the task that it is in, and not those that call it. The student's process asks over the wire and gets tensors;
the source stays here. What it asks for is bounded: for arguments that broadcast to something enormous there is no memory.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch

from . import errors
from .conversation import received
from .errors import StudentError
from .lane import wire
from .lane.perform import gradients, random_state
from .lane.trees import leaves
from .lane.values import Packer
from .letter import Heard, Letter

MEMORY_BYTES = 256 << 20  # for an answer; the largest that a check of the course leads to takes 100 KB
ANSWERS_BYTES = 32 << 20  # of answers that are kept; a class of 188 on attention leaves 0.3 MB
ANSWER_BYTES = 400  # that one takes beside its letter
MAX_MESSAGE = 200  # characters of what the reference raised


@dataclass
class Answers:
    """What the reference answered to whom, to be said again to whoever asks, byte for byte, the same."""

    bytes_left: int = ANSWERS_BYTES
    _kept: dict[tuple[Callable[..., object] | None, bytes], Letter] = field(default_factory=dict)

    def to(self, function: Callable[..., object] | None, seal: bytes, answer: Callable[[], Letter]) -> Letter:
        """The answer of `function` to the question that has `seal`. One that draws random numbers is asked each time, and so is one
        that raised: there may have been no memory."""
        if (kept := self._kept.get((function, seal))) is not None:
            return kept
        before = random_state()
        letter = answer()
        gone_well = isinstance(letter.request, wire.Answer) and letter.request.error is None
        if gone_well and self.bytes_left > 0 and before == random_state():
            self._kept[function, seal] = letter
            self.bytes_left -= letter.size + ANSWER_BYTES
        return letter


@dataclass(frozen=True)
class Upstream:
    """The functions that are served, by name, and what they have answered."""

    functions: Mapping[str, Callable[..., object]]
    answers: Answers = field(default_factory=Answers)

    def letter(self, asked: wire.Upstream, heard: Heard) -> Letter:
        """The answer, written out. Raises as `answer` does."""
        function = self.functions.get(asked.function)  # None has no answer: `answer` raises
        return self.answers.to(function, heard.seal, lambda: Letter.of(*self.answer(asked, heard.tensors)))

    def answer(self, asked: wire.Upstream, tensors: list[torch.Tensor]) -> tuple[wire.Answer, list[torch.Tensor]]:
        """The value, or for each floating tensor of the arguments its gradient; or what the reference raised.

        Raises:
            StudentError: nothing of that name is served, or what was sent is not a call.
        """
        if asked.function not in self.functions:
            raise errors.tampered("a function that was never served")
        args = [received(value, tensors) for value in asked.args]
        kwargs = {name: received(value, tensors) for name, value in asked.kwargs}
        given = None if asked.cotangents is None else [received(value, tensors) for value in asked.cotangents]
        packer = Packer(keep_layout=False)
        try:
            with _at_most(MEMORY_BYTES):
                value = _value(self.functions[asked.function], args, kwargs, given)
        except StudentError:
            raise
        except Exception as error:  # noqa: BLE001 - odd arguments of the student's: the student's own call fails, not we
            return wire.Answer(wire.Plain(None), wire.text(str(error))[:MAX_MESSAGE], type(error).__name__), []
        return wire.Answer(packer.pack(value)), packer.tensors


def _value(
    function: Callable[..., object], args: list[object], kwargs: dict[str, object], cotangents: Sequence[object] | None
) -> object:
    if cotangents is None:
        with torch.no_grad():
            return function(*args, **kwargs)
    for tensor in leaves([args, kwargs]):
        tensor.requires_grad_(tensor.is_floating_point())
    with torch.enable_grad():
        return gradients(function(*args, **kwargs), [*args, *kwargs.values()], list(cotangents))


@contextmanager
def _at_most(extra: int) -> Iterator[None]:
    """Within this block this process can get `extra` bytes more than it has, and no more; what asks for them meets an exception."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + extra if soft == resource.RLIM_INFINITY else min(soft, has + extra), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
