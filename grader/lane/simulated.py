"""A simulated accelerator: its tensors have shapes, dtypes and a device, and no data. So a machine without a GPU can tell that a
function would break on one: a mask or a table that it builds in the wrong place meets a tensor of the other device.

torch has the parts: a python backend under a name of ours (an experimental API, behind `_register` alone) and `FakeTensorMode`. Two
signs count: operands on different devices, and a result that is not on the accelerator. Whatever else happens (`.item()`, numpy, an
operator that such tensors do not have) says nothing, and the function keeps its points.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import count
from typing import Literal

import torch
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorDeviceMismatchError, FakeTensorMode
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from .trees import leaves, mapped

SIMULATED = "gpusim"
LOOKS_UP = frozenset(("index", "index_put", "index_put_", "_unsafe_index", "_index_put_impl_"))
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
        stays = next(places) in keep
        return tensor if stays else torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device=SIMULATED)

    _register()
    with _Simulation(allow_non_fake_inputs=True):
        moved = [mapped(value, move) for value in args]
        named = {name: mapped(value, move) for name, value in kwargs.items()}
        try:
            result = function(*moved, **named)
        except BaseException as error:  # noqa: BLE001 - the student's code, on tensors without data: anything may happen
            return "mismatch" if _met(error) else "unknown"
    return "fits" if all(tensor.device.type == SIMULATED for tensor in leaves(result)) else "elsewhere"


def _met(error: BaseException) -> bool:
    """Whether tensors of two devices met, whatever the student's code made of that."""
    causes = (error, error.__cause__, error.__context__)
    return any(isinstance(cause, FakeTensorDeviceMismatchError | _Mismatch) for cause in causes)


class _Mismatch(Exception):
    """A table on the CPU, looked up by an index on the accelerator: real devices refuse that, torch's simulation lets it pass."""


class _Simulation(FakeTensorMode):
    """What torch's own simulation lacks: it cannot move a tensor from before it began, and lets any index look anything up."""

    def dispatch(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        args, kwargs = mapped(args, self._simulated), mapped(kwargs or {}, self._simulated)
        if func.overloadpacket.__name__ in LOOKS_UP:
            table, indices = args[0], args[1]
            if table.device.type == "cpu" and any(index.device.type == SIMULATED for index in leaves(list(indices))):
                raise _Mismatch
        return super().dispatch(func, types, args, kwargs)

    def _simulated(self, tensor: torch.Tensor) -> torch.Tensor:
        return tensor if isinstance(tensor, FakeTensor) else self.from_tensor(tensor)


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
    return torch._C._get_dispatch_mode(torch._C._TorchDispatchModeKey.FAKE) is not None
