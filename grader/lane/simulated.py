"""A simulated accelerator: the CPU computes, and tensors say that they lie on another device. So a machine without a GPU can tell
that a function would break on one: a mask or a table that it builds in the wrong place meets a tensor of the other device.

Each such tensor is a `Guest` of the CPU. Two signs count: operands on different devices, and a result that is not on the
accelerator. Whatever else happens says nothing, and the function keeps its points; so it does where it takes numbers out of a guest
(`.item()`, lists, numpy) and goes on with those. torch's own `FakeTensorMode` does the like with tensors that have no data, in many
times as long; it also lets a table on the CPU be looked up by an index on the accelerator, which real devices refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import count
from typing import Literal

import torch
from torch.library import Library
from torch.utils._python_dispatch import TorchDispatchMode, _get_current_dispatch_mode_stack
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from .trees import leaves, mapped

SIMULATED = "gpusim"
PLACE = f"{SIMULATED}:0"  # as a tensor on "cuda" says that it lies on "cuda:0"
LOOKS_UP = frozenset(("index", "index_put", "index_put_", "_unsafe_index", "_index_put_impl_"))  # with indices on the CPU, too
TAKES_OUT = "_local_scalar_dense"  # what `.item()`, float() and bool() come to
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
        return tensor if next(places) in keep else Guest(tensor.detach(), _placed(torch.device(SIMULATED)))

    _register()
    moved = [mapped(value, move) for value in args]
    named = {name: mapped(value, move) for name, value in kwargs.items()}
    with torch.random.fork_rng(devices=()), _Simulation():  # type: ignore[no-untyped-call]
        try:
            result = function(*moved, **named)
        except BaseException as error:  # noqa: BLE001 - the student's code, in an odd place: anything may happen
            return "mismatch" if _met(error) else "unknown"
    return "fits" if all(tensor.device.type == SIMULATED for tensor in leaves(result)) else "elsewhere"


def _met(error: BaseException) -> bool:
    """Whether tensors of two devices met, whatever the student's code made of that."""
    return any(isinstance(cause, _Mismatch) for cause in (error, error.__cause__, error.__context__))


class _Mismatch(RuntimeError):
    """Tensors of two devices met; real devices raise a RuntimeError, too."""


class Guest(torch.Tensor):
    """A tensor of the CPU that says that it lies on `device`."""

    host: torch.Tensor  # what it is

    @staticmethod
    def __new__(cls: type[Guest], host: torch.Tensor, device: torch.device) -> Guest:
        guest: Guest = torch.Tensor._make_wrapper_subclass(
            cls, host.shape, host.stride(), host.storage_offset(), dtype=host.dtype, layout=host.layout, device=device
        )
        guest.host = host
        return guest

    def __repr__(self) -> str:  # type: ignore[override]  # torch would compute outside the simulation
        return repr(self.host)

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def, override]  # noqa: ANN001, ANN206
        raise RuntimeError("a guest outside the simulation")  # in a thread of the student's, say


class _Simulation(TorchDispatchMode):
    """Does what meets a guest, or is to lie on the accelerator, on the CPU; all else as always."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # nothing is compiled here; to make sure of that takes torch as long as an operator does

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204
        kwargs = kwargs or {}
        tensors, asked = leaves([args, kwargs]), kwargs.get("device")
        if not any(type(tensor) is Guest for tensor in tensors) and (asked is None or torch.device(asked).type != SIMULATED):
            return func(*args, **kwargs)
        if func.overloadpacket.__name__ == TAKES_OUT:
            raise RuntimeError("a number out of a guest")
        device = _device(func.overloadpacket.__name__, args, tensors) if asked is None else _placed(torch.device(asked))
        given: dict[int, torch.Tensor] = {}  # what was given, by the tensor that stands for it

        def down(tensor: torch.Tensor) -> torch.Tensor:
            host = tensor.host if isinstance(tensor, Guest) else tensor
            given[id(host)] = tensor
            return host

        def up(host: torch.Tensor) -> torch.Tensor:
            before = given.get(id(host))
            if before is not None and before.shape != host.shape:
                raise RuntimeError("a tensor that was given another shape in place")
            return Guest(host, device) if before is None else before

        args, named = mapped(args, down), {name: mapped(value, down) for name, value in kwargs.items()}
        return mapped(func(*args, **(named if asked is None else {**named, "device": "cpu"})), up)


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
    # `torch.tensor(…, device=…)` and a list as an index go below the mode
    _library().impl("empty_strided", _empty, "PrivateUse1")
    _library().impl("_copy_from", _copy, "PrivateUse1")


@cache
def _library() -> Library:
    """It takes its kernels with it when it goes."""
    return Library("aten", "IMPL")


def _empty(size: Sequence[int], stride: Sequence[int], *, dtype: torch.dtype | None = None, **_: object) -> torch.Tensor:
    return Guest(torch.empty_strided(size, stride, dtype=dtype), torch.device(PLACE))


def _copy(source: torch.Tensor, target: torch.Tensor, _non_blocking: bool = False) -> torch.Tensor:
    source, target = (tensor.host if isinstance(tensor, Guest) else tensor for tensor in (source, target))
    return target.copy_(source)


def _only_while_simulated(real: Callable[..., object], otherwise: object) -> Callable[..., object]:
    return lambda *args, **kwargs: real(*args, **kwargs) if _simulating() else otherwise


def _simulating() -> bool:
    return any(isinstance(mode, _Simulation) for mode in _get_current_dispatch_mode_stack())
