"""What grading ends in: frozen values, from one check up to a whole submission.

Nothing here raises. A student's crash, a timeout and a fault of ours are all ordinary values, told apart by their `Verdict`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["zh-TW", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-TW", "en")


class Verdict(StrEnum):
    """How a check, a task or a submission ended; the gravest comes first."""

    INTERNAL = "internal"  # our fault: no score is written, a person is called, it can be retried
    TAMPERED = "tampered"  # the worker broke the protocol or tried what the wall forbids: a person looks
    CRASHED = "crashed"  # the student's process died
    MEMORY = "memory"  # it asked for more memory than it may have
    TIMEOUT = "timeout"  # it ran past a deadline
    ERROR = "error"  # it raised
    FAILED = "failed"  # it answered, and the answer is wrong
    MISSING = "missing"  # no such function, or an answer that was never written
    PENDING = "pending"  # needs a device or a person that is not here
    PASSED = "passed"


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The first of `verdicts` in the order of `Verdict`; `PASSED` when there are none."""
    order = list(Verdict)
    return min(verdicts, key=order.index, default=Verdict.PASSED)


CheckName = tuple[str, bool]  # the test function's, and whether students have it: both kinds may have one of a name


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of one check; all its parametrised cases together."""

    check: str  # the name of the test function
    public: bool  # whether the student has this check too
    verdict: Verdict
    points: float  # won
    max_points: float
    hint: str | None = None  # what is wrong, in the language of the edition; None when it passed
    detail: str | None = None  # more that the student may read: the real message of a public check, what was raised

    @property
    def name(self) -> CheckName:
        return self.check, self.public


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What became of one task: one function and its grade cell, or one answer in words."""

    task: str  # the function's name
    checks: tuple[CheckResult, ...]
    served: tuple[str, ...] = ()  # tasks that it builds on, where its lost checks were tried once more with the reference's
    by_hand: bool = False  # a person grades it; its one check stands for that person

    @property
    def score(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max_score(self) -> float:
        return sum(check.max_points for check in self.checks)

    @property
    def verdict(self) -> Verdict:
        return gravest(check.verdict for check in self.checks)


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """What became of one notebook."""

    notebook: str  # the file, as it was named to us
    assignment: str
    language: Language  # the edition that the student worked in
    tasks: tuple[TaskResult, ...]
    isolation: str  # "sandbox", or the weaker tier that was explicitly allowed
    device: str  # where the student's functions ran: "cpu", "cuda", …
    seconds: float  # wall time of the grading, without waiting for a lane
    repairs: tuple[str, ...] = ()  # what was mended in the notebook before it was graded
    fault: str | None = None  # for `internal`: what went wrong on our side
    suspicion: str | None = None  # what a person should look at, though no check shows it

    @property
    def score(self) -> float:
        return sum(task.score for task in self.tasks)

    @property
    def max_score(self) -> float:
        return sum(task.max_score for task in self.tasks)

    @property
    def verdict(self) -> Verdict:
        if self.fault is not None:
            return Verdict.INTERNAL
        if self.suspicion is not None:
            return Verdict.TAMPERED
        return gravest(task.verdict for task in self.tasks)
