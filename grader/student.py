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
from .lane.perform import perform
from .lane.tied import tied
from .lane.trees import leaves
from .lane.values import Packer, places, unpack
from .signature import Signature, describe

REFERENCE = "reference"  # in the place of a student's id: the reference's, and a known submission's


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
        who: the student's id in the gradebook; None where nobody said.
    """

    def __init__(
        self,
        callee: Callee,
        signatures: Mapping[str, Signature],
        forbids: Mapping[str, tuple[str, ...]] | None = None,
        device: str = "cpu",
        who: str | None = REFERENCE,
    ) -> None:
        self._callee = callee
        self._signatures = signatures
        self._forbids = forbids or {}
        self.device = device
        self.who = who
        self.observe = _Observer(self)

    def __getattr__(self, function: str) -> Callable[..., Any]:  # a check knows what its function returns, a type checker cannot
        if function.startswith("_"):
            raise AttributeError(function)
        return lambda *args, **kwargs: self._call(function, args, kwargs)

    @property
    def callee(self) -> Callee:
        """Where the calls go."""
        return self._callee

    def watched(self, watch: Callable[[Callee], Callee]) -> Student:
        """The same student, whose calls go where `watch` leads them."""
        return Student(watch(self._callee), self._signatures, self._forbids, self.device, self.who)

    def _talk(self, function: str) -> Conversation:
        return Conversation(self._callee, function, self._forbids.get(function, ()), self.device)

    def _call(self, function: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        inputs = [tensor for tensor in leaves([args, kwargs]) if tensor.requires_grad]
        if not inputs or not torch.is_grad_enabled():
            return self._value(function, *self._talk(function).hold(args, kwargs))
        with torch.no_grad():
            value = self._value(function, *self._talk(function).hold(args, kwargs))
        return tied(value, inputs, lambda cotangents: self._pull_back(function, args, kwargs, cotangents))

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

    def _simulate(self, function: str, args: tuple[object, ...], kwargs: dict[str, object], keep: tuple[int, ...]) -> object:
        """The value, where the call goes well on an accelerator too: on the student's own, or on the simulated one."""
        on_cpu = self.device == "cpu"
        reply, tensors = self._talk(function).hold(args, kwargs, keep=keep if on_cpu else None)
        value = self._value(function, reply, tensors)
        elsewhere = not on_cpu and any(place.partition(":")[0] != self.device for place in places(reply.value))
        if elsewhere or reply.simulated in ("mismatch", "elsewhere"):
            raise errors.wrong_device(function, met=reply.simulated == "mismatch")
        return value

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
