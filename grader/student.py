"""`Student`: what a check holds. The same face over a sandboxed worker and over a plain module.

    student.attention_scores(q, k)              calls the function; what it raises is raised here
    student.observe.attention_scores(q, k)      the same, and what became of the arguments and of the random state

Autograd goes through: where an argument requires a gradient, the results are differentiable, and backward asks the function's own
side for the vector-Jacobian product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any, Protocol

import torch

from . import errors
from .lane import wire
from .lane.perform import leaves, perform
from .lane.values import Packer, claims_layout, unpack
from .signature import Signature, describe


class Callee(Protocol):
    """The other side: takes a call, gives a reply. Raises `StudentError` where there is no reply to give."""

    def ask(self, call: wire.Call, tensors: list[torch.Tensor], serve: Serve) -> tuple[wire.Reply, list[torch.Tensor]]: ...


Serve = Callable[[wire.CallBack, list[torch.Tensor]], tuple[wire.Answer, list[torch.Tensor]]]


@dataclass(frozen=True)
class Observation:
    """One call, seen from outside."""

    value: Any  # what it returned
    arguments: tuple[Any, ...]  # as they were after the call
    keywords: Mapping[str, Any]
    consumed_randomness: bool  # whether a global generator of torch, numpy or random moved


@dataclass
class _Conversation:
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
    ) -> tuple[wire.Returned, list[torch.Tensor]]:
        packer = Packer(on_callable=self._number)
        call = wire.Call(
            self.function,
            tuple(packer.pack(value) for value in args),
            tuple((name, packer.pack(value)) for name, value in kwargs.items()),
            self.forbids,
            observe,
            None if cotangents is None else tuple(packer.pack(value) for value in cotangents),
            self.device,
        )
        return self._answered(*self.callee.ask(call, packer.tensors, self._serve))

    def _answered(self, reply: wire.Reply, tensors: list[torch.Tensor]) -> tuple[wire.Returned, list[torch.Tensor]]:
        match reply:
            case wire.Returned():
                if used := _used(reply.forbidden[:100], self.forbids):
                    raise errors.forbidden(self.function, used)
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


def _used(names: Sequence[str], forbids: Sequence[str]) -> tuple[str, ...]:
    """The forbidden operators that a reply says were used, in the course's words: those of a worker could carry inputs out."""
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

    def _talk(self, function: str) -> _Conversation:
        return _Conversation(self._callee, function, self._forbids.get(function, ()), self._device)

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
