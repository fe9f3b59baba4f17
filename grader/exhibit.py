"""A value, for a person to read on a terminal: small tensors whole, large ones in a line."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from .lane.trees import leaves
from .lane.values import Unsupported
from .tolerance import tolerance

SMALL = 48  # elements of a tensor that is shown whole
FIRST = 6  # values shown of a larger one
LONG = 600  # characters of a text


@dataclass(frozen=True)
class Exhibit:
    """How values are shown.

    Args:
        full: all of them, to the last digit.
        width: columns for a row of a tensor.
    """

    full: bool = False
    width: int = 100

    def lines(self, value: object) -> list[str]:
        """`value` in lines; control characters of a student's are still in them."""
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, Unsupported):
            return [f"an object that cannot travel: {value.type_name}"]
        if isinstance(value, str) and "\n" in value:
            return [f"text of {value.count(chr(10)) + 1} lines:", *(f"| {line}" for line in self._cut(value).split("\n"))]
        if isinstance(value, tuple | list | dict) and any(True for _ in leaves(value)):
            return list(self._items(value))
        return [self._cut(repr(value))]

    def _items(self, value: tuple[object, ...] | list[object] | dict[str, object]) -> Iterator[str]:
        yield f"{type(value).__name__} of {len(value)}"
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            first, *more = self.lines(item)
            yield f"  [{name!r}] {first}"
            yield from (f"      {line}" for line in more)

    def _tensor(self, tensor: torch.Tensor) -> list[str]:
        head = f"{str(tensor.dtype).removeprefix('torch.')} tensor {tuple(tensor.shape)}{_marks(tensor)}"
        tensor = tensor.detach()
        if tensor.numel() == 0:
            return [f"{head}, empty"]
        if tensor.numel() > SMALL and not self.full:
            return [f"{head}, {_summary(tensor)}", f"  begins {self._digits(tensor.flatten()[:FIRST])[:-1]} …]"]
        rows = [row for row in self._digits(tensor).split("\n") if row.strip()]
        return [f"{head}  {rows[0]}"] if len(rows) == 1 else [head, *(f"  {row}" for row in rows)]

    def _digits(self, tensor: torch.Tensor) -> str:
        array, width = _array(tensor), self.width
        if self.full:
            return np.array2string(array, max_line_width=width, threshold=sys.maxsize, floatmode="unique", separator=", ")
        return np.array2string(array, max_line_width=width, threshold=SMALL, precision=6, separator=", ")

    def _cut(self, text: str) -> str:
        return text if self.full or len(text) <= LONG else f"{text[:LONG]}… ({len(text)} characters)"


def _marks(tensor: torch.Tensor) -> str:
    marks = [", requires grad"] if tensor.requires_grad else []
    if not tensor.is_contiguous():
        marks.append(f", strides {tensor.stride()}")
    return "".join(marks)


def _array(tensor: torch.Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """numpy has no bfloat16."""
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    return np.asarray((plain.float() if plain.dtype == torch.bfloat16 else plain).numpy())


def _summary(tensor: torch.Tensor) -> str:
    if tensor.is_complex() or tensor.dtype == torch.bool:
        return f"{tensor.numel()} values"
    numbers = tensor.double()
    finite = numbers[numbers.isfinite()]
    odd = ((numbers.isnan().sum(), "NaN"), (numbers.isinf().sum(), "infinite"))
    said = [f"{tensor.numel()} values"]
    if finite.numel():
        said[0] += f" from {finite.min():g} to {finite.max():g}, mean {finite.mean():g}"
    return ", ".join([*said, *(f"{int(count)} {kind}" for count, kind in odd if count)])


def alike(one: object, other: object) -> bool:
    """Whether two values are the same within tolerance, shapes and dtypes included; NaN is like NaN."""
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return one.shape == other.shape and one.dtype == other.dtype and not bool(_off(one, other).any())
    if isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=1e-6) or (math.isnan(one) and math.isnan(other))
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    return one == other


def apart(one: object, other: object) -> str | None:
    """Where two tensors differ, in a sentence; None where that says nothing."""
    if not isinstance(one, torch.Tensor) or not isinstance(other, torch.Tensor) or one.shape != other.shape or not one.numel():
        return None
    if one.dtype != other.dtype:
        return "the dtype differs"
    off = _off(one, other)
    if not bool(off.any()):
        return None
    gap = (_wide(one) - _wide(other)).abs().nan_to_num(math.inf, math.inf).masked_fill(~off, -1.0)
    place = tuple(int(index) for index in torch.unravel_index(gap.argmax(), gap.shape))
    pair = f"{one[place].item():.6g} against {other[place].item():.6g}"
    return f"{int(off.sum())} of {one.numel()} values differ" + (f", most at {list(place)}: {pair}" if place else f": {pair}")


def _off(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    bound = tolerance(other.dtype)
    return ~torch.isclose(_wide(one), _wide(other), rtol=bound, atol=bound, equal_nan=True)


def _wide(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.detach().cpu().to(torch.complex128 if tensor.is_complex() else torch.float64)
