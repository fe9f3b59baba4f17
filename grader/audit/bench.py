"""`Bench`: an assignment's checks, collected once by pytest in this process, and tried on one student after another.

A run through `checks.run` starts pytest and imports the checks each time, 0.16 s beside 0.2 s of checking. Here that is done once;
what pytest adds to each check is 0.4 ms, to a check's own 0.6.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

import msgspec
import pytest
import torch

from ..checks import OPTIONS, Outcomes, key_of
from ..course import Assignment
from ..errors import GraderFault
from ..grading import check_files, in_course_order
from ..pytest_plugin import SHARE
from ..reference import reference_student
from ..result import Verdict
from ..student import Student
from .contained import Ended, contained
from .trial import Check, Extent, Loss, Trial, Tried, staged, the_reference

T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """What a bench is asked for: what comes of some trials, in one process, or which checks there are."""

    assignment: Assignment
    trials: tuple[Trial, ...] | None = None


@dataclass(frozen=True)
class Bench:
    """The checks of one assignment, in an open session of pytest."""

    assignment: Assignment
    session: pytest.Session

    @cached_property
    def _items(self) -> dict[str, list[pytest.Item]]:
        """The cases of checks by task; to ask all for their marks takes as long as to run a check."""
        by_task: dict[str, list[pytest.Item]] = {task.name: [] for task in self.assignment.checked}
        for item in self.session.items:
            mark = item.get_closest_marker("task")
            by_task.setdefault(str(mark.args[0]) if mark and mark.args else "", []).append(item)
        return by_task

    def checks(self) -> tuple[Check, ...]:
        """All checks, the public ones first."""
        outcomes = Outcomes(reference_student(self.assignment), seed=0, language="en")
        items = list(self.session.items)
        outcomes.pytest_collection_modifyitems(items)
        drawing = {(item.path.name == "test_public.py", getattr(item, "originalname", None)) for item in items if draws(item)}
        return tuple(
            Check(task.task, check.check, check.public, check.max_points, (check.public, check.check) in drawing)
            for task in in_course_order(outcomes.results(), self.assignment.checked)
            for check in task.checks
        )

    def warm_up(self) -> None:
        """Run the reference once, so that what torch does lazily is done in this process and not in every fork of it."""
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
            GraderFault: as a check raised it.
        """
        outcomes = Outcomes(student, seed, "en", task)
        items = [item for item in self._items[task] if extent != "checks that draw" or draws(item)]
        outcomes.pytest_collection_modifyitems(items)
        calls = 0
        with self._listening(outcomes):
            for item in items:
                if not outcomes.tallies[key_of(item)].open:
                    continue  # lost already; pytest would skip it, which takes longer than most checks
                calls += 1
                if SHARE in item.stash:  # from the run before
                    del item.stash[SHARE]
                item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
                if extent == "until one is lost" and _losses(outcomes):
                    break
        if outcomes.faults:
            raise GraderFault("; ".join(outcomes.faults))
        return Tried(_losses(outcomes), calls)

    @contextmanager
    def _listening(self, outcomes: Outcomes) -> Iterator[None]:
        plugins = self.session.config.pluginmanager
        plugins.register(outcomes)
        try:
            yield
        finally:
            plugins.unregister(outcomes)


def draws(item: pytest.Item) -> bool:
    """Whether a check's inputs depend on the run's seed."""
    return isinstance(item, pytest.Function) and "generator" in item.fixturenames


def _losses(outcomes: Outcomes) -> tuple[Loss, ...]:
    return tuple(
        Loss(outcomes.seed, tally.task, key.name, tally.public, tally.worst, outcomes.unexplained.get(key) or tally.detail)
        for key, tally in outcomes.tallies.items()
        if tally.worst not in (Verdict.PASSED, Verdict.PENDING)
    )


@dataclass
class _Session(Generic[T]):
    """A pytest plugin: does `work` where pytest would run its tests."""

    assignment: Assignment
    work: Callable[[Bench], T]
    results: list[T] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    uncollected: list[str] = field(default_factory=list)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.uncollected.append(f"{report.nodeid}: {report.longrepr}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        try:
            if self.uncollected:
                raise GraderFault("; ".join(self.uncollected))
            self.results.append(self.work(Bench(self.assignment, session)))
        except BaseException as error:  # noqa: BLE001 - raised again by `at_bench`, pytest would only print it
            self.failures.append(error)
        return True


def at_bench(assignment: Assignment, work: Callable[[Bench], T]) -> T:
    """Do `work` at a bench that is set up in this process and cleared away after it.

    Raises:
        GraderFault: a check file cannot be collected.
    """
    session = _Session(assignment, work)
    code = pytest.main([*OPTIONS, "-p", "grader.pytest_plugin", *map(str, check_files(assignment))], plugins=[session])
    if session.failures:
        raise session.failures[0]
    if not session.results:
        raise GraderFault(f"pytest ended with {pytest.ExitCode(code).name} on the checks of {assignment.name}")
    return session.results[0]


def serve(orders: Connection, _: int) -> None:
    """A worker's life: a bench for each assignment that comes, until None comes."""
    torch.set_num_threads(1)
    order: Order | None = orders.recv()
    while order is not None:
        order = at_bench(order.assignment, partial(_serve_one_assignment, orders, order))


def _serve_one_assignment(orders: Connection, first: Order, bench: Bench) -> Order | None:
    """Answer until an order comes for another assignment, which it gives back."""
    bench.warm_up()
    order: Order | None = first
    while order is not None and order.assignment == first.assignment:
        orders.send(bench.checks() if order.trials is None else bench.tried(order.trials))
        order = orders.recv()
    return order
