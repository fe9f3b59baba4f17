"""One call on its way to a student's function: packed, answered, unpacked. What comes back is only a claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import NoReturn, Protocol

import torch

from . import errors
from .lane import wire
from .lane.values import Packer, claims_layout, unpack


class Callee(Protocol):
    """The other side: takes a call, gives a reply. Raises `StudentError` where there is no reply to give."""

    def ask(self, call: wire.Call, tensors: list[torch.Tensor], serve: Serve) -> tuple[wire.Reply, list[torch.Tensor]]: ...


Serve = Callable[[wire.CallBack, list[torch.Tensor]], tuple[wire.Answer, list[torch.Tensor]]]


@dataclass
class Conversation:
    """One call on its way: packs arguments, serves callbacks, unpacks the reply."""

    callee: Callee
    function: str
    forbids: tuple[str, ...]
    device: str
    served: list[Callable[..., object]] = field(default_factory=list)

    def hold(
        self,
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
        *,
        observe: bool = False,
        cotangents: Sequence[object] | None = None,
        keep: tuple[int, ...] | None = None,
    ) -> tuple[wire.Returned, list[torch.Tensor]]:
        """The reply to the call.

        Args:
            observe: also learn what became of the arguments and of the random state.
            cotangents: one for each floating tensor of the result; asks for the arguments' gradients instead.
            keep: also call on the simulated accelerator, where these tensors of the arguments, by place, stay on the CPU.

        Raises:
            StudentError: the function did not answer, or used an operator that it may not.
        """
        packer = Packer(on_callable=self._number)
        call = wire.Call(
            self.function,
            tuple(packer.pack(value) for value in args),
            tuple((name, packer.pack(value)) for name, value in kwargs.items()),
            self.forbids,
            observe,
            None if cotangents is None else tuple(packer.pack(value) for value in cotangents),
            self.device,
            keep is not None,
            keep or (),
        )
        return self._answered(*self.callee.ask(call, packer.tensors, self._serve))

    def _answered(self, reply: wire.Reply, tensors: list[torch.Tensor]) -> tuple[wire.Returned, list[torch.Tensor]]:
        if isinstance(reply, wire.Returned | wire.Raised) and (used := _used(reply.forbidden[:100], self.forbids)):
            raise errors.forbidden(self.function, used)
        match reply:
            case wire.Returned():
                return reply, tensors
            case wire.Raised():
                raise errors.from_raised(self.function, reply)
            case wire.Undefined():
                raise errors.undefined(self.function)
        raise errors.tampered("a reply that does not answer the call")

    def _number(self, function: Callable[..., object]) -> int:
        self.served.append(function)
        return len(self.served) - 1

    def _serve(self, request: wire.CallBack, tensors: list[torch.Tensor]) -> tuple[wire.Answer, list[torch.Tensor]]:
        if not 0 <= request.number < len(self.served):
            raise errors.tampered("a callback that was never handed out")
        args = [received(value, tensors) for value in request.args]
        kwargs = {name: received(value, tensors) for name, value in request.kwargs}
        packer = Packer()
        try:
            answer = wire.Answer(packer.pack(self.served[request.number](*args, **kwargs)))
        except Exception as error:  # noqa: BLE001 - a callback given odd arguments by the student: the student's call fails, not we
            answer = wire.Answer(wire.Plain(None), f"{type(error).__name__}: {error}"[:200])
        return answer, packer.tensors


def nothing_to_serve(request: wire.CallBack, tensors: list[torch.Tensor]) -> NoReturn:
    """The `Serve` of who handed no function out."""
    raise errors.tampered("a callback that was never handed out")


def _used(names: Sequence[str], forbids: Sequence[str]) -> tuple[str, ...]:
    """The forbidden operators that a reply says were used, in the course's words: those of a worker could carry inputs out."""
    if not names:
        return ()
    hit = [pattern for pattern in forbids if any(fnmatch(name, pattern) for name in names)]
    return tuple(pattern for pattern in hit if "*" not in pattern) or tuple(pattern.rstrip("*_") for pattern in hit)


def received(value: wire.Value, tensors: list[torch.Tensor]) -> object:
    """A value from the student's side; a tensor there has no layout and no gradient to ask for."""
    try:
        if claims_layout(value):
            raise errors.tampered("a reply that asks for a layout")
        return unpack(value, tensors)
    except (wire.WireError, RecursionError) as error:
        raise errors.tampered(str(error)) from error
