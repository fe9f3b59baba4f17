"""What a check imports: assertions that know the tolerances, and the types of the fixtures."""

from __future__ import annotations

from typing import Protocol

import torch

from .student import Observation, Student

__all__ = ["TOLERANCES", "Draw", "DrawInt", "Observation", "Student", "assert_close", "assert_equal", "assert_shape"]


class Draw(Protocol):
    """`randn(2, 3, dtype=torch.float64)`: a tensor on the CPU from the run's secret seed."""

    def __call__(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor: ...


class DrawInt(Protocol):
    """`randint(0, 10, (2, 3))`: an int64 tensor, the upper end excluded."""

    def __call__(self, low: int, high: int, shape: tuple[int, ...]) -> torch.Tensor: ...


# The worst error of correct implementations (einsum, loops, float64 inside, fused operators) against float64, on the CPU, over 20
# seeds with inputs of order one: float16 1.9e-3, bfloat16 1.3e-2, float32 5e-7 in attention's output; 4.1e-3 and 3.3e-2 in the
# softmax of half-precision scores. Each bound is about three times that; algebra is checked in float64.
TOLERANCES: dict[torch.dtype, float] = {
    torch.float64: 1e-10,
    torch.float32: 1e-5,
    torch.float16: 1e-2,
    torch.bfloat16: 8e-2,
    torch.complex64: 1e-5,
}


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
    bound = TOLERANCES.get(actual.dtype, 0.0)
    torch.testing.assert_close(
        actual,
        expected,
        atol=bound if atol is None else atol,
        rtol=bound if rtol is None else rtol,
        msg=lambda text: f"{message}\n{text}" if message else text,
    )


def assert_equal(actual: torch.Tensor, expected: torch.Tensor, *, message: str | None = None) -> None:
    """`actual` has the shape, the dtype and exactly the values of `expected`."""
    assert_close(actual, expected, message=message, atol=0.0, rtol=0.0)


def assert_shape(tensor: torch.Tensor, shape: tuple[int, ...]) -> None:
    if tuple(tensor.shape) != tuple(shape):
        raise AssertionError(f"shape {tuple(tensor.shape)}, expected {tuple(shape)}")
