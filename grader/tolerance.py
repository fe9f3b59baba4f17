"""How far a right answer may lie from the exact one: one table, by device and dtype, with what each row was measured on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The bound of one row, absolute and relative alike."""

    bound: float
    measured: str  # the worst error of correct implementations, and on what it was found


# Measured twice. The course's figures: attention, 20 seeds, inputs of order one. Ours: the worst |error| / (1 + |exact|) that any
# submission in `accepted/` (einsum, loops, float64 inside, fused operators, half precision between steps) had in any check that
# leans on this table, 10 seeds. noise_schedule holds half precision to bounds of its own, which stand at those checks.
TOLERANCES: Mapping[str, Mapping[torch.dtype, Tolerance]] = {
    "cpu": {
        torch.float64: Tolerance(1e-10, "course 4e-15; attention 8e-13 and masking 4e-13, scores of 1e4; noise_schedule 7e-16"),
        torch.float32: Tolerance(1e-5, "course 5e-7; attention 2.4e-7, masking 2.8e-7, noise_schedule 9e-8"),
        torch.float16: Tolerance(1e-2, "course: outputs 1.9e-3, softmax of half scores 4.1e-3; attention 1.3e-3, masking 5e-4"),
        torch.bfloat16: Tolerance(8e-2, "course: outputs 1.3e-2, softmax of half scores 3.3e-2; attention 7e-3, masking 5e-3"),
        torch.complex64: Tolerance(1e-5, "not measured: float32's"),
    },
    # Measured on one H100 with torch 2.11, TF32 off as torch has it: the references and all of `accepted/`, 1 to 3 seeds, in all
    # three assignments that compute (noise_schedule: float32 9e-8). float32 is as wide as the 10 bits of TF32's mantissa make it.
    "cuda": {
        torch.float64: Tolerance(1e-10, "attention 4e-13, masking 4e-13, noise_schedule 7e-16"),
        torch.float32: Tolerance(5e-3, "attention 2.6e-7, masking 1.2e-7; 2^-10 times five, should TF32 be on"),
        torch.float16: Tolerance(1e-2, "attention 1.3e-3, masking 5e-4"),
        torch.bfloat16: Tolerance(8e-2, "attention 5e-3, masking 3e-3"),
        torch.complex64: Tolerance(5e-3, "not measured: float32's"),
    },
}

_device: ContextVar[str] = ContextVar("device where the functions that are checked run", default="cpu")


def tolerance(dtype: torch.dtype) -> float:
    """The bound for `dtype` on the device of this run; 0 for integers and truth values, which are exact."""
    row = TOLERANCES.get(_device.get(), TOLERANCES["cuda"]).get(dtype)
    return row.bound if row else 0.0


@contextmanager
def on_device(device: str) -> Iterator[None]:
    """Within this block the bounds are those of `device`, by its type: "cpu", "cuda"."""
    token = _device.set(device.partition(":")[0])
    try:
        yield
    finally:
        _device.reset(token)
