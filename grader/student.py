"""`Student`: what a check holds. The same face over a sandboxed worker and over a plain module.

    student.attention_scores(q, k)              calls the function; what it raises is raised here
    student.observe.attention_scores(q, k)      the same, and what became of the arguments and of the random state

Autograd goes through: where an argument requires a gradient, the results are differentiable, and backward asks the function's own
side for the vector-Jacobian product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from . import errors
from .conversation import Callee, Conversation, Serve, received
from .lane import wire
from .lane.perform import leaves, perform
from .lane.values import Packer, unpack
from .signature import Signature, describe


@dataclass(frozen=True)
class Observation:
    """One call, seen from outside."""

    value: Any  # what it returned
    arguments: tuple[Any, ...]  # as they were after the call
    keywords: Mapping[str, Any]
    consumed_randomness: bool  # whether a global generator of torch, numpy or random moved


class Student:
    """A student's functions, by attribute.

    Args:
        callee: where the calls go.
        signatures: what each function must return, by name; a function that is not in it is not checked.
        forbids: the operators that a function may not use, by the function's name.
        device: where the functions get their tensors; results come back to the CPU.
    """

    def __init__(
        self,
        callee: Callee,
        signatures: Mapping[str, Signature],
        forbids: Mapping[str, tuple[str, ...]] | None = None,
        device: str = "cpu",
    ) -> None:
        self._callee = callee
        self._signatures = signatures
        self._forbids = forbids or {}
        self._device = device
        self.observe = _Observer(self)

    def __getattr__(self, function: str) -> Callable[..., Any]:  # a check knows what its function returns, a type checker cannot
        if function.startswith("_"):
            raise AttributeError(function)
        return lambda *args, **kwargs: self._call(function, args, kwargs)

    def _talk(self, function: str) -> Conversation:
        return Conversation(self._callee, function, self._forbids.get(function, ()), self._device)

    def _call(self, function: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        inputs = [tensor for tensor in leaves([args, kwargs]) if tensor.requires_grad]
        if not inputs or not torch.is_grad_enabled():
            return self._value(function, *self._talk(function).hold(args, kwargs))
        return _differentiable(self, function, args, kwargs, inputs)

    def _value(self, function: str, reply: wire.Returned, tensors: list[torch.Tensor]) -> object:
        value = received(reply.value, tensors)
        signature = self._signatures.get(function)
        if signature is not None and not signature.accepts(value):
            raise errors.wrong_return(function, signature.wanted, describe(value))
        return value

    def _observe(self, function: str, args: tuple[object, ...], kwargs: dict[str, object]) -> Observation:
        reply, tensors = self._talk(function).hold(args, kwargs, observe=True)
        return Observation(
            self._value(function, reply, tensors),
            tuple(received(value, tensors) for value in reply.args),
            {name: received(value, tensors) for name, value in reply.kwargs},
            reply.consumed_randomness,
        )

    def _pull_back(
        self, function: str, args: tuple[object, ...], kwargs: dict[str, object], cotangents: tuple[torch.Tensor, ...]
    ) -> list[torch.Tensor]:
        """The vector-Jacobian product of `function`, one tensor for each argument that requires a gradient."""
        reply, tensors = self._talk(function).hold(args, kwargs, cotangents=cotangents)
        gradients = list(leaves(received(reply.value, tensors)))
        wanted = [tensor for tensor in leaves([args, kwargs]) if tensor.requires_grad]
        if [g.shape for g in gradients] != [t.shape for t in wanted]:
            raise errors.tampered("gradients of other shapes than the arguments'")
        return [gradient.to(tensor.dtype) for gradient, tensor in zip(gradients, wanted, strict=True)]


class _Observer:
    def __init__(self, student: Student) -> None:
        self._student = student

    def __getattr__(self, function: str) -> Callable[..., Observation]:
        return lambda *args, **kwargs: self._student._observe(function, args, kwargs)


def _differentiable(
    student: Student, function: str, args: tuple[object, ...], kwargs: dict[str, object], inputs: list[torch.Tensor]
) -> object:
    """Call `function` so that autograd can go back through it; integer results pass as they are."""
    with torch.no_grad():
        value = student._value(function, *student._talk(function).hold(args, kwargs))
    outputs = [tensor for tensor in leaves(value) if tensor.is_floating_point()]
    pull = _Pull(student, function, args, kwargs)
    tied = _PullBack.apply(pull, outputs, *inputs) if outputs else ()  # type: ignore[no-untyped-call]
    return _rebuild(value, iter(tied))


def _rebuild(value: object, tied: object) -> object:
    """`value` with its floating tensors replaced, in order, by those of `tied`."""
    if isinstance(value, torch.Tensor):
        return next(tied) if value.is_floating_point() else value  # type: ignore[call-overload]
    if isinstance(value, tuple | list):
        return type(value)(_rebuild(item, tied) for item in value)
    if isinstance(value, dict):
        return {key: _rebuild(item, tied) for key, item in value.items()}
    return value


@dataclass(frozen=True)
class _Pull:
    """What backward must know of a call that has been made."""

    student: Student
    function: str
    args: tuple[object, ...]
    kwargs: dict[str, object]

    def __call__(self, cotangents: tuple[torch.Tensor, ...]) -> list[torch.Tensor]:
        return self.student._pull_back(self.function, self.args, self.kwargs, cotangents)


class _PullBack(torch.autograd.Function):
    """Ties results that were computed elsewhere to the arguments that they came from."""

    @staticmethod
    def forward(ctx, pull: _Pull, outputs: list[torch.Tensor], *inputs: torch.Tensor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN205
        ctx.pull = pull
        return tuple(outputs)

    @staticmethod
    def backward(ctx, *cotangents: torch.Tensor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN205
        return None, None, *ctx.pull(cotangents)


class LocalCallee:
    """A plain namespace as the other side, through the same wire types: for the reference, and for a student's own notebook."""

    def __init__(self, namespace: Mapping[str, object]) -> None:
        self._namespace = dict(namespace)

    def ask(self, call: wire.Call, tensors: list[torch.Tensor], serve: Serve) -> tuple[wire.Reply, list[torch.Tensor]]:
        def callback(number: int, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
            packer = Packer(keep_layout=False)
            packed = (
                tuple(packer.pack(value) for value in args),
                tuple((name, packer.pack(value)) for name, value in kwargs.items()),
            )
            answer, given = serve(wire.CallBack(number, *packed), packer.tensors)
            if answer.error is not None:
                raise RuntimeError(answer.error)
            return unpack(answer.value, given)

        with torch.enable_grad():
            return perform(call, tensors, self._namespace, callback)


def LocalStudent(  # noqa: N802 - reads as the class that it stands for, beside Student
    namespace: Mapping[str, object],
    signatures: Mapping[str, Signature] | None = None,
    forbids: Mapping[str, tuple[str, ...]] | None = None,
) -> Student:
    """A student whose functions live in this process, in `namespace`."""
    return Student(LocalCallee(namespace), signatures or {}, forbids)
