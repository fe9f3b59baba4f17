"""The checks of an assignment, held against trials in a process of the audit."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

import msgspec
import torch

from ..bench import Bench, at_bench
from ..course import Assignment
from ..grading import check_files, in_course_order
from ..outcomes import Outcomes
from ..reference import reference_student
from ..student import Student
from .contained import Ended, contained
from .trial import Check, Extent, Loss, Trial, Tried, staged, the_reference


@dataclass(frozen=True)
class Order:
    """What a bench is asked for: what comes of some trials, in one process, or which checks there are."""

    assignment: Assignment
    trials: tuple[Trial, ...] | None = None


@dataclass(frozen=True)
class TrialBench:
    """A bench of one assignment, for trials."""

    assignment: Assignment
    bench: Bench

    def checks(self) -> tuple[Check, ...]:
        """All checks, the public ones first."""
        outcomes = Outcomes(reference_student(self.assignment), 0, "en", self.bench.cases)
        drawing = {(case.public, case.key.name) for case in self.bench.cases if case.draws}
        return tuple(
            Check(task.task, check.check, check.public, check.max_points, (check.public, check.check) in drawing)
            for task in in_course_order(outcomes.results(), self.assignment.checked)
            for check in task.checks
        )

    def warm_up(self) -> None:
        """Run the reference once, so that what torch does lazily is done in this process and not in every fork of it."""
        # Autograd starts a thread for each accelerator that there is when it is first used, and cannot be used in a fork after
        # that: so it is used before the simulated accelerator is there.
        torch.ones(1, requires_grad=True).sum().backward()
        student = staged(the_reference(self.assignment), self.assignment)
        for task in self.assignment.checked:
            self.run(student, 0, task.name)
        gc.collect()
        gc.freeze()  # a fork that collects garbage would copy the memory of this process, page by page

    def tried(self, trials: tuple[Trial, ...]) -> tuple[Tried, ...]:
        """What comes of some trials, in a process of their own; each in one of its own, where one of them ends that process."""
        try:
            seconds = sum(trial.seconds for trial in trials)
            answer = contained(lambda: msgspec.json.encode([self._try(trial) for trial in trials]), seconds)
            return msgspec.json.decode(answer, type=tuple[Tried, ...])
        except (Ended, msgspec.MsgspecError) as end:
            if len(trials) == 1:
                return (Tried(ended=str(end)),)
            return tuple(self.tried((trial,))[0] for trial in trials)

    def _try(self, trial: Trial) -> Tried:
        student = staged(trial.candidate, self.assignment)
        found = Tried()
        for seed in trial.seeds:
            for task in trial.candidate.tasks:
                if trial.extent != "until one is lost" or not found.lost_on(seed):
                    found += self.run(student, seed, task, trial.extent)
        return found

    def run(self, student: Student, seed: int, task: str, extent: Extent = "every check") -> Tried:
        """One task's checks over `student`, in this process.

        Raises:
            CheckFault: as a check raised it.
        """
        cases = [case for case in self.bench.by_task[task] if extent != "checks that draw" or case.draws]
        outcomes = Outcomes(student, seed, "en", cases)
        calls = self.bench.go_through(outcomes, until_one_is_lost=extent == "until one is lost")
        return Tried(_losses(outcomes), calls)


def _losses(outcomes: Outcomes) -> tuple[Loss, ...]:
    return tuple(
        Loss(outcomes.seed, tally.task, key.name, tally.public, tally.worst, outcomes.unexplained.get(key) or tally.detail)
        for key, tally in outcomes.losses
    )


def serve(orders: Connection, _: int) -> None:
    """A worker's life: a bench for each assignment that comes, until None comes."""
    torch.set_num_threads(1)
    order: Order | None = orders.recv()
    while order is not None:
        order = at_bench(check_files(order.assignment), partial(_serve_one_assignment, orders, order))


def _serve_one_assignment(orders: Connection, first: Order, bench: Bench) -> Order | None:
    """Answer until an order comes for another assignment, which it gives back."""
    trials = TrialBench(first.assignment, bench)
    trials.warm_up()
    order: Order | None = first
    while order is not None and order.assignment == first.assignment:
        orders.send(trials.checks() if order.trials is None else trials.tried(order.trials))
        order = orders.recv()
    return order
