"""What a check is given: each input by the name of its fixture, made from the student and the run's seed.

The fixtures of `pytest_plugin` and a `Bench`, which calls checks without pytest's fixtures, both make them here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch

from .accelerator import Accelerator
from .checking import Award, Draw, DrawInt
from .errors import Pending
from .student import Student


@dataclass(frozen=True)
class Share:
    """The part of its points that a check has given itself."""

    share: float  # in [0, 1]
    zh: str | None
    en: str | None


@dataclass
class Inputs:
    """The inputs of one case, made when they are asked for.

    Args:
        file, name: of the case; no two cases share random numbers.
        give: takes the share that a check awards itself.
    """

    student: Student
    seed: int
    file: str
    name: str
    give: Callable[[Share], None]

    @property
    def accelerator(self) -> Accelerator:
        """The student's functions on the simulated accelerator."""
        return Accelerator(self.student)

    @property
    def student_id(self) -> str:
        """Who is graded, as the gradebook says; where nobody said, a person must decide."""
        if self.student.who is None:
            raise Pending(
                zh="批改時不知道這是誰的作業，這一項留給人工處理。", en="Nobody said whose work this is; a person will grade it."
            )
        return self.student.who

    @property
    def award(self) -> Award:
        """Give a part of the points; without it a check earns all of them or none."""

        def award(share: float, *, zh: str | None = None, en: str | None = None) -> None:
            self.give(Share(min(max(share, 0.0), 1.0), zh, en))

        return award

    @cached_property
    def generator(self) -> torch.Generator:
        """The run's secret seed, joined with the check's name: no two cases share inputs, every student gets the same."""
        digest = hashlib.sha256(f"{self.seed}:{self.file}:{self.name}".encode()).digest()
        return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))

    @property
    def randn(self) -> Draw:
        """Standard normal, drawn in float64 and rounded, so that all dtypes of a seed see the same numbers."""

        def draw(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
            return torch.randn(shape, generator=self.generator, dtype=torch.float64).to(dtype)

        return draw

    @property
    def rand(self) -> Draw:
        """Uniform in [0, 1)."""

        def draw(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
            return torch.rand(shape, generator=self.generator, dtype=torch.float64).to(dtype)

        return draw

    @property
    def randint(self) -> DrawInt:
        """int64, the upper end excluded."""

        def draw(low: int, high: int, shape: tuple[int, ...]) -> torch.Tensor:
            return torch.randint(low, high, shape, generator=self.generator)

        return draw


NAMES = frozenset(("student", "accelerator", "student_id", "award", "generator", "randn", "rand", "randint"))
DRAWN = frozenset(("generator", "randn", "rand", "randint"))
