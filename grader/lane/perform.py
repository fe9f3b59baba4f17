"""Does what one request asks for, in a namespace: a worker's, or a plain module's when checks run without a sandbox."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, MutableMapping

import msgspec
import numpy as np
import torch

from . import wire
from .simulated import SIMULATED, Finding, on_simulated_accelerator
from .trees import leaves
from .values import Packer, unpack
from .watch import Watch

Namespace = MutableMapping[str, object]
Callback = Callable[[int, tuple[object, ...], dict[str, object]], object]
MAX_TEXT = 4000  # characters of a message or a traceback that travel; a deep recursion's own would be megabytes


def perform(
    call: wire.Call, tensors: list[torch.Tensor], namespace: Namespace, callback: Callback
) -> tuple[wire.Reply, list[torch.Tensor]]:
    """Call the function and pack its result, or its gradients. Never raises for the student's fault."""
    function = namespace.get(call.function)
    if not callable(function):
        return wire.Undefined(call.function), []
    watch = Watch(call.forbids)
    try:
        return _perform(call, tensors, function, callback, watch)
    except BaseException as error:  # noqa: BLE001 - the student's code may raise anything, SystemExit included
        return msgspec.structs.replace(raised(error), forbidden=tuple(sorted(watch.seen))), []


def _perform(
    call: wire.Call, tensors: list[torch.Tensor], function: Callable[..., object], callback: Callback, watch: Watch
) -> tuple[wire.Reply, list[torch.Tensor]]:
    def serve(number: int) -> Callable[..., object]:
        return lambda *args, **kwargs: callback(number, args, kwargs)

    args = [_on(call.device, unpack(value, tensors, serve)) for value in call.args]
    kwargs = {name: _on(call.device, unpack(value, tensors, serve)) for name, value in call.kwargs}
    before = _disturbed_random_state() if call.observe else None
    with watch:
        result = function(*args, **kwargs)
    consumed = before is not None and before != random_state()
    packer = Packer(keep_layout=False)
    if call.cotangents is not None:
        cotangents = [unpack(value, tensors) for value in call.cotangents]
        result = gradients(result, [*args, *kwargs.values()], cotangents)
    reply = wire.Returned(
        packer.pack(result),
        args=tuple(packer.pack(value) for value in args) if call.observe else (),
        kwargs=tuple((name, packer.pack(value)) for name, value in kwargs.items()) if call.observe else (),
        consumed_randomness=consumed,
        forbidden=tuple(sorted(watch.seen)),
        simulated=_simulated(call, tensors, function) if call.simulate else None,
    )
    return reply, packer.tensors


def _simulated(call: wire.Call, tensors: list[torch.Tensor], function: Callable[..., object]) -> Finding:
    args = tuple(unpack(value, tensors) for value in call.args)
    return on_simulated_accelerator(function, args, {name: unpack(value, tensors) for name, value in call.kwargs}, call.keep)


def _on(device: str, value: object) -> object:
    """`value` where the call happens; a name of the simulated accelerator is for the simulation alone."""
    if type(value) is str and value == SIMULATED:
        return device
    if device == "cpu" or not isinstance(value, torch.Tensor):
        return value
    moved = value.detach().to(device)
    return moved.requires_grad_() if value.requires_grad else moved


def gradients(result: object, arguments: list[object], cotangents: list[object]) -> list[torch.Tensor]:
    """The vector-Jacobian product for each argument that requires a gradient; zeros where none reaches it."""
    inputs = [tensor for tensor in leaves(arguments) if tensor.requires_grad]
    outputs = [tensor for tensor in leaves(result) if tensor.is_floating_point()]
    pairs = [(out, cot.to(out.device)) for out, cot in zip(outputs, leaves(cotangents), strict=True) if out.requires_grad]
    if not pairs:
        return [torch.zeros_like(tensor) for tensor in inputs]
    # Given cotangents, torch imports a library of symbols to compare two shapes with: 0.3 s and 36 MB for each warm parent.
    weighed = [_weighed(out, cot) for out, cot in pairs]
    found = torch.autograd.grad(weighed, inputs, allow_unused=True)
    return [torch.zeros_like(tensor) if grad is None else grad for grad, tensor in zip(found, inputs, strict=True)]


def _weighed(out: torch.Tensor, cotangent: torch.Tensor) -> torch.Tensor:
    """A number whose gradient by `out` is `cotangent`, to the last bit."""
    if out.shape != cotangent.shape:
        raise RuntimeError(f"the result has shape {tuple(out.shape)} now, and had {tuple(cotangent.shape)} a moment ago")
    return (out * cotangent).sum()


def random_state() -> tuple[object, ...]:
    """The state of the three global generators, comparable with `==`."""
    numpy_state = np.random.get_state(legacy=False)
    words, position = numpy_state["state"]["key"], numpy_state["state"]["pos"]
    return torch.get_rng_state().numpy().tobytes(), random.getstate(), words.tobytes(), position


def _disturbed_random_state() -> tuple[object, ...]:
    """The state after a draw from each: a function that sets a seed of its own would leave the state as its last call did."""
    torch.rand(1), np.random.random(), random.random()
    return random_state()


def raised(error: BaseException) -> wire.Raised:
    """What travels of an exception: names and text, never the object."""
    place, line = _where(error)
    try:
        message = wire.text(str(error)[:MAX_TEXT])
    except Exception:  # noqa: BLE001 - a student's own __str__
        message = ""
    return wire.Raised(
        types=tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)[:16],
        message=message,
        traceback=wire.text(_story(error)),
        place=place,
        line=line,
    )


def _story(error: BaseException) -> str:
    """The traceback from the notebook's own first frame on; the frames of ours before it say nothing to a student."""
    trace = error.__traceback__
    while trace is not None and not _is_cell(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    try:
        return "".join(traceback.format_exception(type(error), error, trace, limit=-8, chain=False))[-MAX_TEXT:]
    except Exception:  # noqa: BLE001 - a student's own __str__ or __repr__
        return type(error).__name__


def _is_cell(name: str) -> bool:
    return name.startswith("<") and not name.startswith(("<frozen", "<string"))


def _where(error: BaseException) -> tuple[str | None, int | None]:
    """The innermost frame that lies in a cell of the notebook; cells are compiled under names in angle brackets."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if _is_cell(name := frame.f_code.co_filename):
            return name.strip("<>"), line
    return None, None
