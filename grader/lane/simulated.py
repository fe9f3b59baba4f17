"""A simulated accelerator: its tensors have shapes, dtypes and a device, and no data. So a machine without a GPU can tell that a
function would break on one: a mask or a table that it builds in the wrong place meets a tensor of the other device.

Each such tensor is a `Ghost`: torch does the work on tensors of its device "meta", which have no data either, and the ghost says
that it lies on the accelerator. What lies on the CPU stays what it is. Two signs count: operands on different devices, and a result
that is not on the accelerator. Whatever else happens (`.item()`, numpy, an operator that "meta" does not have) says nothing, and
the function keeps its points. torch's own `FakeTensorMode` does the same for compilers, in ten times as long; it also lets a table
on the CPU be looked up by an index on the accelerator, which real devices refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import count
from typing import Literal

import torch
from torch.utils._python_dispatch import TorchDispatchMode, _get_current_dispatch_mode_stack
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from .trees import leaves, mapped

SIMULATED = "gpusim"
PLACE = f"{SIMULATED}:0"  # as a tensor on "cuda" says that it lies on "cuda:0"
LOOKS_UP = frozenset(("index", "index_put", "index_put_", "_unsafe_index", "_index_put_impl_"))  # with indices on the CPU, too
MOVES = frozenset(("copy_", "copy", "_to_copy"))  # from any device to any other
Finding = Literal["fits", "mismatch", "elsewhere", "unknown"]


def on_simulated_accelerator(
    function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object], keep: Collection[int] = ()
) -> Finding:
    """Call `function` with its tensors on the simulated accelerator.

    Args:
        keep: which of its tensors stay on the CPU, by their place in `leaves([args, kwargs])`.

    Returns:
        "mismatch" where tensors of both devices met, "elsewhere" where a tensor of the result is not on the accelerator, "fits"
        where all is well, "unknown" where it cannot be judged.
    """
    places = count()

    def move(tensor: torch.Tensor) -> torch.Tensor:
        return tensor if next(places) in keep else Ghost(_without_data(tensor), _placed(torch.device(SIMULATED)))

    _register()
    moved = [mapped(value, move) for value in args]
    named = {name: mapped(value, move) for name, value in kwargs.items()}
    with _Simulation():  # type: ignore[no-untyped-call]
        try:
            result = function(*moved, **named)
        except BaseException as error:  # noqa: BLE001 - the student's code, on tensors without data: anything may happen
            return "mismatch" if _met(error) else "unknown"
    return "fits" if all(tensor.device.type == SIMULATED for tensor in leaves(result)) else "elsewhere"


def _met(error: BaseException) -> bool:
    """Whether tensors of two devices met, whatever the student's code made of that."""
    return any(isinstance(cause, _Mismatch) for cause in (error, error.__cause__, error.__context__))


class _Mismatch(RuntimeError):
    """Tensors of two devices met; real devices raise a RuntimeError, too."""


class Ghost(torch.Tensor):
    """A tensor without data that says that it lies on `device`."""

    meta: torch.Tensor  # what torch computes its shape and its dtype with

    @staticmethod
    def __new__(cls: type[Ghost], meta: torch.Tensor, device: torch.device) -> Ghost:
        ghost: Ghost = torch.Tensor._make_wrapper_subclass(
            cls, meta.shape, meta.stride(), meta.storage_offset(), dtype=meta.dtype, layout=meta.layout, device=device
        )
        ghost.meta = meta
        return ghost

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def, override]  # noqa: ANN001, ANN206
        raise RuntimeError("a tensor without data outside the simulation")  # in a thread of the student's, say


def _without_data(tensor: torch.Tensor) -> torch.Tensor:
    return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device="meta")


class _Simulation(TorchDispatchMode):
    """Does what meets a ghost, or is to lie on the accelerator, without data; all else as always."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # nothing is compiled here; to make sure of that takes torch as long as an operator does

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204
        kwargs = kwargs or {}
        tensors, asked = leaves([args, kwargs]), kwargs.get("device")
        if not any(type(tensor) is Ghost for tensor in tensors) and (asked is None or torch.device(asked).type != SIMULATED):
            return func(*args, **kwargs)
        device = _device(func.overloadpacket.__name__, args, tensors) if asked is None else _placed(torch.device(asked))
        given: dict[int, torch.Tensor] = {}  # what was given, by the tensor that stands for it

        def down(tensor: torch.Tensor) -> torch.Tensor:
            meta = tensor.meta if isinstance(tensor, Ghost) else _without_data(tensor)
            given[id(meta)] = tensor
            return meta

        def up(meta: torch.Tensor) -> torch.Tensor:
            before = given.get(id(meta))
            if before is not None and before.shape != meta.shape:
                raise RuntimeError("a tensor that was given another shape in place")
            return Ghost(meta, device) if before is None else before

        args, named = mapped(args, down), {name: mapped(value, down) for name, value in kwargs.items()}
        return mapped(func(*args, **(named if asked is None else {**named, "device": "meta"})), up)


def _device(operator: str, args: Sequence[object], tensors: Sequence[torch.Tensor]) -> torch.device:
    """Where the result lies.

    Raises:
        _Mismatch: the operands may not meet.
    """
    if operator in MOVES:
        return tensors[0].device
    if operator in LOOKS_UP:
        if not _on_cpu(tensors[0]) or all(map(_on_cpu, leaves(args[1]))):
            tensors = leaves([args[0], *args[2:]])
        else:
            raise _Mismatch("a table on the CPU and an index on the accelerator")
    places = {tensor.device for tensor in tensors if tensor.dim() > 0 or not _on_cpu(tensor)}  # a number mixes with all devices
    if len(places) > 1:
        raise _Mismatch(f"tensors on {' and '.join(sorted(map(str, places)))}")
    return places.pop() if places else torch.device("cpu")


def _on_cpu(tensor: torch.Tensor) -> bool:
    return tensor.device.type == "cpu"


def _placed(device: torch.device) -> torch.device:
    return torch.device(PLACE) if device.type == SIMULATED else device


def _register() -> None:
    """Give torch the device, once a process. From then on torch would say that this machine has an accelerator; to code that asks
    while it is not being simulated, it must not.
    """
    if torch._C._get_privateuse1_backend_name() == SIMULATED:
        return
    _setup_privateuseone_for_python_backend(SIMULATED)
    for name, otherwise in (("is_available", False), ("current_accelerator", None), ("device_count", 0)):
        real = getattr(torch.accelerator, name)
        setattr(torch.accelerator, name, _only_while_simulated(real, otherwise))


def _only_while_simulated(real: Callable[..., object], otherwise: object) -> Callable[..., object]:
    return lambda *args, **kwargs: real(*args, **kwargs) if _simulating() else otherwise


def _simulating() -> bool:
    return any(isinstance(mode, _Simulation) for mode in _get_current_dispatch_mode_stack())
