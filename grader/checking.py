"""What a check imports: assertions that know the tolerances, and the types of the fixtures."""

from __future__ import annotations

from typing import Protocol

import torch

from .accelerator import Accelerator
from .errors import Pending
from .student import Observation, Student
from .tolerance import tolerance

__all__ = [
    "Accelerator", "Award", "Draw", "DrawInt", "Observation", "Pending", "Student", "assert_close", "assert_equal", "assert_shape",
]  # fmt: skip


class Draw(Protocol):
    """`randn(2, 3, dtype=torch.float64)`: a tensor on the CPU from the run's secret seed."""

    def __call__(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor: ...


class DrawInt(Protocol):
    """`randint(0, 10, (2, 3))`: an int64 tensor, the upper end excluded."""

    def __call__(self, low: int, high: int, shape: tuple[int, ...]) -> torch.Tensor: ...


class Award(Protocol):
    """`award(2 / 3)`: the check earns this share of its points; `zh` and `en` take the place of its hint."""

    def __call__(self, share: float, *, zh: str | None = None, en: str | None = None) -> None: ...


def assert_close(
    actual: torch.Tensor,
    expected: torch.Tensor,
    *,
    message: str | None = None,
    atol: float | None = None,
    rtol: float | None = None,
) -> None:
    """`actual` has the shape, the dtype and, within tolerance, the values of `expected`; NaN equals nothing.

    Args:
        message: said in front of what differs, for public checks; hidden checks show their hint alone.
        atol, rtol: in place of the table's, where the check says what they were measured on.
    """
    bound = tolerance(actual.dtype)
    said = difference(actual, expected, bound if atol is None else atol, bound if rtol is None else rtol)
    if said is not None:
        raise AssertionError(f"{message}\n{said}" if message else said)


def difference(actual: torch.Tensor, expected: torch.Tensor, atol: float, rtol: float) -> str | None:
    """How two tensors differ by more than `atol + rtol * |expected|`, in words; None where they do not.

    torch.testing says it too, and imports torch's compiler before it does: two seconds in each grading process.
    """
    if actual.shape != expected.shape:
        return f"shape {tuple(actual.shape)}, expected {tuple(expected.shape)}"
    if actual.dtype != expected.dtype:
        return f"dtype {actual.dtype}, expected {expected.dtype}"
    if _within(actual, expected, atol) or torch.allclose(actual, expected, rtol, atol):
        return None
    off = ~torch.isclose(actual, expected, rtol, atol)
    place = tuple(off.nonzero()[0].tolist())
    first = f"{actual[place].item()} in place of {expected[place].item()}" + (f" at index {place}" if place else "")
    return f"{int(off.sum())} of {off.numel()} values differ: {first}"


def _within(actual: torch.Tensor, expected: torch.Tensor, atol: float) -> bool:
    """Whether no value is off by more than `atol`, which is enough to be close, and told in a third of the time."""
    exact = actual.dtype in (torch.float32, torch.float64) and actual.numel() > 0
    return exact and torch.dist(actual.detach(), expected.detach(), torch.inf).item() <= atol  # NaN is not


def assert_equal(actual: torch.Tensor, expected: torch.Tensor, *, message: str | None = None) -> None:
    """`actual` has the shape, the dtype and exactly the values of `expected`."""
    assert_close(actual, expected, message=message, atol=0.0, rtol=0.0)


def assert_shape(tensor: torch.Tensor, shape: tuple[int, ...]) -> None:
    if tuple(tensor.shape) != tuple(shape):
        raise AssertionError(f"shape {tuple(tensor.shape)}, expected {tuple(shape)}")
