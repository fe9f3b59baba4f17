"""Python values and tensors to wire values, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import torch

from . import wire
from .wire import Value, WireError

DTYPES: dict[str, torch.dtype] = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
        torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64,
    )
}  # fmt: skip
NAMES = {dtype: name for name, dtype in DTYPES.items()}
INT64 = range(-(2**63), 2**63)
TOO_LARGE = "something nested or larger than the wire carries"
CHARACTERS_A_NODE = 64  # a long text counts as many values


@dataclass(frozen=True)
class Unsupported:
    """What the receiver holds in place of a value that could not travel."""

    type_name: str


@dataclass
class Packer:
    """Packs values into one frame's message and collects the tensors that go beside it."""

    keep_layout: bool = True  # whether strides and requires_grad travel; a student's result loses both
    on_callable: Callable[[Callable[..., object]], int] | None = None  # numbers a function; None = functions are opaque
    tensors: list[torch.Tensor] = field(default_factory=list)
    nodes: int = 0

    def pack(self, value: object, depth: int = 0) -> Value:
        """`value` as a wire value; what cannot travel becomes `Opaque`. Never raises for a value's own fault."""
        kind = type(value)
        self.nodes += 1 + (len(value) // CHARACTERS_A_NODE if kind is str else 0)  # type: ignore[arg-type]
        items = len(value) if isinstance(value, tuple | list | dict) else 0
        if depth > wire.MAX_DEPTH or self.nodes + items > wire.MAX_NODES:
            return wire.Opaque(TOO_LARGE)
        if kind is torch.Tensor or kind is torch.nn.Parameter:
            return self._tensor(value)  # type: ignore[arg-type]
        if kind is str:
            value = wire.text(value)  # type: ignore[arg-type]
        if value is None or kind in (bool, float, str) or (kind is int and value in INT64):
            return wire.Plain(value)  # type: ignore[arg-type]
        if isinstance(value, tuple):  # named ones too, torch.max's say
            return wire.Tuple(self._items(value, depth))
        if kind is list:
            return wire.ListOf(self._items(value, depth))  # type: ignore[arg-type]
        if isinstance(value, dict) and all(type(key) is str for key in dict.keys(value)):  # an OrderedDict too
            return wire.DictOf(tuple((wire.text(key), self.pack(item, depth + 1)) for key, item in dict.items(value)))
        if kind is torch.dtype and value in NAMES:
            return wire.DType(NAMES[value])
        if kind is torch.device:
            return wire.Device(str(value))
        if self.on_callable is not None and callable(value):
            return wire.CallbackRef(self.on_callable(value))
        return wire.Opaque(_type_name(kind))

    def _items(self, values: Iterable[object], depth: int) -> tuple[Value, ...]:
        return tuple(self.pack(item, depth + 1) for item in values)

    def _tensor(self, tensor: torch.Tensor) -> Value:
        place = str(tensor.device)
        if tensor.layout is not torch.strided or place == "meta" or tensor.dtype not in NAMES:
            return wire.Opaque(f"a {tensor.layout} tensor of {str(tensor.dtype).removeprefix('torch.')} on {tensor.device.type}")
        data, layout = tensor.detach(), None
        if data.is_conj() or data.is_neg():
            data = data.resolve_conj().resolve_neg()
        if self.keep_layout and not data.is_contiguous():
            layout = (*data.shape, *data.stride())
            data = data[tuple(slice(0, 1) if step == 0 else slice(None) for step in data.stride())]  # expanded: travels once
        self.tensors.append((data if data.is_cpu else data.cpu()).clone(memory_format=torch.contiguous_format))
        return wire.TensorRef(len(self.tensors) - 1, place, self.keep_layout and tensor.requires_grad, layout)


def _type_name(kind: type) -> str:
    module, name = str(getattr(kind, "__module__", "")), str(getattr(kind, "__qualname__", kind))
    return name[:80] if module in ("builtins", "__main__", "") else f"{module}.{name}"[:80]


def unpack(value: Value, tensors: list[torch.Tensor], on_callback: Callable[[int], object] | None = None) -> object:
    """The python value. A tensor is laid out and marked as its sender had it.

    Raises:
        WireError: it refers to a tensor, a dtype, a device or a layout that there is not.
    """
    match value:
        case wire.Plain():
            return value.value
        case wire.TensorRef():
            return _lay_out(value, tensors)
        case wire.Tuple():
            return tuple(unpack(item, tensors, on_callback) for item in value.items)
        case wire.ListOf():
            return [unpack(item, tensors, on_callback) for item in value.items]
        case wire.DictOf():
            return {key: unpack(item, tensors, on_callback) for key, item in value.items}
        case wire.DType() if value.name in DTYPES:
            return DTYPES[value.name]
        case wire.Device():
            return _device(value.name)
        case wire.CallbackRef() if on_callback is not None:
            return on_callback(value.number)
        case wire.Opaque():
            return Unsupported(value.type_name)
    raise WireError("a value that this side does not take")


def places(value: Value) -> Iterator[str]:
    """Where the tensors in `value` lay at its sender."""
    match value:
        case wire.TensorRef():
            yield value.device
        case wire.Tuple() | wire.ListOf():
            for item in value.items:
                yield from places(item)
        case wire.DictOf():
            for _, item in value.items:
                yield from places(item)


def claims_layout(value: Value) -> bool:
    """Whether a tensor in `value` asks to be laid out or to require gradients: only the trusted side may ask for that."""
    match value:
        case wire.TensorRef():
            return value.layout is not None or value.requires_grad
        case wire.Tuple() | wire.ListOf():
            return any(claims_layout(item) for item in value.items)
        case wire.DictOf():
            return any(claims_layout(item) for _, item in value.items)
    return False


def _device(name: str) -> torch.device:
    try:
        return torch.device(name)
    except RuntimeError as error:
        raise WireError("not a device") from error


def _lay_out(ref: wire.TensorRef, tensors: list[torch.Tensor]) -> torch.Tensor:
    if not 0 <= ref.index < len(tensors):
        raise WireError("a tensor that is not in the frame")
    tensor = tensors[ref.index]
    if ref.layout is not None:
        sizes, strides = ref.layout[: tensor.dim()], ref.layout[tensor.dim() :]
        tensor = torch.empty_strided(tensor.shape, strides, dtype=tensor.dtype).copy_(tensor).expand(sizes)
    return tensor.requires_grad_() if ref.requires_grad else tensor
