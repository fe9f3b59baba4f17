"""What is tried on a bench, and what came of it: values that travel between processes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NoReturn

from ..bank import KnownSubmission
from ..course import Assignment
from ..lane import wire
from ..lane.cells import run_cell
from ..notebook_process import Cell
from ..reference import reference, reference_signatures
from ..result import Verdict
from ..student import LocalStudent, Student
from .mutants import Mutant

CELL_SECONDS = 1.0  # in the sandbox 10; the answers of the bank need some milliseconds
Extent = Literal["every check", "until one is lost", "checks that draw"]


@dataclass(frozen=True)
class Candidate:
    """Something to hold against the checks: the reference, but for what `cells` define."""

    name: str
    tasks: tuple[str, ...]  # whose checks it is held against
    cells: tuple[Cell, ...] = ()  # one that is named after a task takes the place of the reference's answer


@dataclass(frozen=True)
class Trial:
    """A candidate, and the run seeds to try it with."""

    candidate: Candidate
    seeds: tuple[int, ...]
    extent: Extent
    patience: float = 8.0  # seconds for each seed, and once more; the reference of attention takes 0.2 for all its checks

    @property
    def seconds(self) -> float:
        """How long it may take."""
        return self.patience * (1 + len(self.seeds))


@dataclass(frozen=True)
class Loss:
    """A check that did not give all its points."""

    seed: int
    task: str
    check: str
    public: bool
    verdict: Verdict
    detail: str | None = None


@dataclass(frozen=True)
class Tried:
    """What came of a trial."""

    losses: tuple[Loss, ...] = ()
    calls: int = 0  # of checks, each case of a parametrised one by itself
    ended: str | None = None  # how its process ended, where it did not come through

    def __add__(self, other: Tried) -> Tried:
        return Tried(self.losses + other.losses, self.calls + other.calls, self.ended or other.ended)

    def lost_on(self, seed: int) -> bool:
        return self.ended is not None or any(loss.seed == seed for loss in self.losses)


@dataclass(frozen=True)
class Check:
    """A check as the course has it."""

    task: str
    name: str
    public: bool
    points: float
    draws: bool  # whether its inputs depend on the run's seed


def title(check: str, public: bool) -> str:
    """A check as a sentence names it."""
    return f"the {'public' if public else 'hidden'} check {check}"


def the_reference(assignment: Assignment) -> Candidate:
    return Candidate("the reference", tuple(task.name for task in assignment.checked))


def of_bank(known: KnownSubmission) -> Candidate:
    rest = [Cell("student", known.parts.rest)] if known.parts.rest else []
    answers = [Cell(task, source) for task, source in known.parts.answers.items()]
    return Candidate(known.name, known.own_tasks, (*rest, *answers))


def of_mutant(mutant: Mutant) -> Candidate:
    return Candidate(f"{mutant.function}:{mutant.line}", (mutant.function,), (Cell(mutant.function, mutant.source),))


def staged(candidate: Candidate, assignment: Assignment) -> Student:
    """The candidate's functions, in this process. Its cells run here: only in a process that can be spared."""
    namespace = {**vars(reference(assignment)), "__name__": "__main__"}  # as in a notebook: a dataclass looks its module up
    for cell in candidate.cells:
        if cell.name in candidate.tasks:
            namespace.pop(cell.name, None)
        with _for_at_most(CELL_SECONDS):
            run_cell(wire.RunCell(cell.source, cell.name), namespace, assignment.limits.output_bytes)
    forbids = {task.name: task.forbids for task in assignment.tasks}
    return LocalStudent(namespace, reference_signatures(assignment), forbids)


@contextmanager
def _for_at_most(seconds: float) -> Iterator[None]:
    """Raise in the middle of what runs longer."""

    def stop(*_: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    left = signal.setitimer(signal.ITIMER_REAL, seconds)[0]
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)
