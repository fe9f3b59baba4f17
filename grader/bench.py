"""`Bench`: check files, collected once by pytest in this process, and run over one student after another.

To start pytest and to import the checks takes 0.16 s beside 0.2 s of checking. At a bench that is done once. Cases whose fixtures
are all ours are then called directly, the others by pytest.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

import pytest
import torch

from .outcomes import Case, CheckFault, Listener, Outcomes, cases_of
from .result import CheckName, Language, TaskResult, Verdict
from .student import Student
from .tolerance import on_device

T = TypeVar("T")

# Without these a run costs about 30 ms beside torch, with them 200 ms, most of it gc.collect in unraisableexception.
_OFF = ("unraisableexception", "threadexception", "logging", "cacheprovider", "terminal", "faulthandler", "junitxml", "doctest")
OPTIONS = [
    "--capture=no", "--disable-plugin-autoload", "--noconftest", "-c", "/dev/null",
    "--import-mode=importlib", "--rootdir=/",  # modules are then known by their whole path: every assignment has a test_public.py
    *(word for name in _OFF for word in ("-p", f"no:{name}")),
]  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """The checks in some files, in an open session of pytest.

    Args:
        listener: of the session.
        gather: what is to gather the outcomes of a run, from student, seed, language and cases.
    """

    session: pytest.Session
    listener: Listener
    gather: Callable[[Student, int, Language, Sequence[Case]], Outcomes] = Outcomes

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """All cases, in the order of their files."""
        return cases_of(self.session.items)

    @cached_property
    def by_task(self) -> dict[str, tuple[Case, ...]]:
        tasks = dict.fromkeys(case.task for case in self.cases)
        return {task: tuple(case for case in self.cases if case.task == task) for task in tasks}

    def run(
        self,
        student: Student,
        *,
        seed: int,
        language: Language = "zh-TW",
        task: str | None = None,
        only: Collection[CheckName] | None = None,
        control: Student | None = None,
    ) -> tuple[TaskResult, ...]:
        """What the checks say of `student`; with `task` only that one's, with `only` these of them.

        What a check raises by itself, an IndexError over a wrong shape say, may be its own bug or the student's odd answer. Such a
        check is run again over `control`, the reference: if it passes there, the answer was at fault and the verdict is `failed`;
        otherwise it is `internal`.

        Raises:
            CheckFault: a check lacks its marks, or met a fault of ours.
            KeyboardInterrupt: as it was pressed.
        """
        cases = self.cases if task is None else self.by_task.get(task, ())
        asked = [case for case in cases if only is None or (case.key.name, case.public) in only]
        outcomes = self.gather(student, seed, language, asked)
        self.go_through(outcomes)
        if outcomes.unexplained and control is not None:
            self._explain(outcomes, control)
        return outcomes.results()

    def _explain(self, outcomes: Outcomes, control: Student) -> None:
        cases = [case for case in outcomes.cases if case.key in outcomes.unexplained]
        again = Outcomes(control, outcomes.seed, outcomes.language, cases)
        self.go_through(again)
        for key, tally in again.tallies.items():
            if tally.worst is Verdict.PASSED and tally.cases:
                outcomes.tallies[key].worst = Verdict.FAILED
                del outcomes.unexplained[key]

    def go_through(self, outcomes: Outcomes, *, until_one_is_lost: bool = False) -> int:
        """Run the cases of `outcomes`, and tell how many ran: a check that has lost one has lost, its others are left out.

        Raises:
            CheckFault: as `run`.
        """
        calls = 0
        with _one_thread(), on_device(outcomes.student.device), self.listener.listening(outcomes, self.session.config):
            for case in sorted(outcomes.cases, key=lambda case: case.simulates):
                if not outcomes.tallies[case.key].open:
                    continue
                calls += 1
                outcomes.go(case)
                if until_one_is_lost and any(outcomes.losses):
                    break
        if outcomes.faults:
            raise CheckFault("; ".join(outcomes.faults))
        return calls


@dataclass
class _Session(Generic[T]):
    """A pytest plugin: does `work` where pytest would run its tests."""

    work: Callable[[Bench], T]
    listener: Listener
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
                raise CheckFault("; ".join(self.uncollected))
            self.results.append(self.work(Bench(session, self.listener)))
        except BaseException as error:  # noqa: BLE001 - raised again by `at_bench`, pytest would only print it
            self.failures.append(error)
        return True


def at_bench(paths: Sequence[Path], work: Callable[[Bench], T]) -> T:
    """Do `work` at a bench with the checks in `paths` (files or folders), which is cleared away after it.

    Raises:
        CheckFault: a check file cannot be collected; and whatever `work` raises.
    """
    listener = Listener()
    session = _Session(work, listener)
    code = pytest.main([*OPTIONS, "-p", "grader.pytest_plugin", *map(str, paths)], plugins=[session, listener])
    _forget(paths)
    if session.failures:
        raise session.failures[0]
    if not session.results:
        raise CheckFault(f"pytest ended with {pytest.ExitCode(code).name} on {', '.join(map(str, paths))}")
    return session.results[0]


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """torch on one thread: the oracles' tensors are tiny, a second thread fights the worker for its core (five times slower)."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _forget(paths: Sequence[Path]) -> None:
    """Drop the modules of the check files: a long-lived process, Formgrader's, must see them change, and mend."""
    files, folders = {str(path) for path in paths}, tuple(f"{path}{os.sep}" for path in paths)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)  # as text: there are thousands, and as paths they took a quarter of a second
        if isinstance(file, str) and (file in files or file.startswith(folders)):
            del sys.modules[name]
