"""`Upstream`: answers for tasks that another builds on, from the reference, where the student's own are wrong.

So a mistake costs the task that it is in, and not those that call it. The student's process asks over the wire and gets tensors;
the source stays here. What it asks for is bounded: arguments that broadcast to something enormous are refused before anything is
computed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from . import errors
from .conversation import received
from .errors import StudentError
from .lane import wire
from .lane.perform import gradients
from .lane.trees import leaves, mapped
from .lane.values import Packer

MAX_ELEMENTS = 1 << 24  # of one tensor on the way to an answer; the largest that a check of the course leads to has under 10,000
MAX_MESSAGE = 200  # characters of what the reference raised


class _TooLarge(Exception):
    """What was asked for would need more memory than an answer may."""


@dataclass(frozen=True)
class Upstream:
    """The functions that are served, by name."""

    functions: Mapping[str, Callable[..., object]]

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
            _refuse_enormous(self.functions[asked.function], args, kwargs)
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


@dataclass(frozen=True)
class _Outline:
    """A call without its numbers. Two that look alike are equal."""

    function: Callable[..., object]
    looks: str
    args: tuple[object, ...] = field(compare=False)
    kwargs: Mapping[str, object] = field(compare=False)


def _refuse_enormous(function: Callable[..., object], args: list[object], kwargs: dict[str, object]) -> None:
    """Go through the call once with shapes alone. What cannot be done with shapes, or goes wrong, goes wrong again with numbers."""
    looks = repr([(tuple(tensor.shape), tensor.dtype) for tensor in leaves([args, kwargs])])
    shapes = tuple(mapped(value, _shape) for value in args), {name: mapped(value, _shape) for name, value in kwargs.items()}
    plain = repr([mapped(value, lambda _: None) for value in (*args, *kwargs.items())])
    _go_through(_Outline(function, looks + plain, *shapes))


@lru_cache(maxsize=1 << 12)  # a bench meets some hundred in a class; to go through one takes ten times the call itself
def _go_through(call: _Outline) -> None:
    with contextlib.suppress(RuntimeError, TypeError, ValueError, IndexError, AttributeError), _Bounded(), torch.no_grad():  # type: ignore[no-untyped-call]
        call.function(*call.args, **call.kwargs)


def _shape(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.to("meta")


class _Bounded(TorchDispatchMode):
    """Refuses an operator whose result has too many elements."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204
        result = func(*args, **(kwargs or {}))
        if any(tensor.numel() > MAX_ELEMENTS for tensor in leaves(result)):
            raise _TooLarge(f"more than {MAX_ELEMENTS} elements")
        return result
