"""`Accelerator`: a check's way to ask whether a function would work where there is a GPU, on a machine that has none.

accelerator.multi_head(x, w)                                      all its tensors on the simulated accelerator
accelerator.q_sample(x, t, noise, accelerator.keep(table))        the table stays on the CPU
accelerator.causal_mask(4, device=accelerator.device)             a function that is told where to build
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from .lane.simulated import SIMULATED
from .student import Student


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """An argument that stays on the CPU."""

    tensor: torch.Tensor


class Accelerator:
    """A student's functions, by attribute, each called on the CPU first and then on the simulated accelerator.

    The call gives the CPU's value, and raises what the function raises there. It also raises `StudentError` where tensors of both
    devices met, or a tensor of the result did not lie on the accelerator. What cannot be judged passes.
    """

    def __init__(self, student: Student) -> None:
        self._student = student

    @property
    def device(self) -> str:
        """For an argument that says where to build; on the CPU it says "cpu"."""
        return SIMULATED

    def keep(self, tensor: torch.Tensor) -> Kept:
        """`tensor` as an argument that stays on the CPU: a table, say."""
        return Kept(tensor)

    def __getattr__(self, function: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: self._call(function, args, kwargs)

    def _call(self, function: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        given = [value for value in (*args, *kwargs.values()) if isinstance(value, torch.Tensor | Kept)]
        keep = tuple(place for place, value in enumerate(given) if isinstance(value, Kept))
        plain = {name: _plain(value) for name, value in kwargs.items()}
        return self._student._simulate(function, tuple(map(_plain, args)), plain, keep)


def _plain(value: object) -> object:
    return value.tensor if isinstance(value, Kept) else value
