"""Runs check files over one student, with pytest in this process, and gathers what became of each check."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch

from .errors import GraderFault, Pending, StudentError
from .pytest_plugin import SEED, SHARE, STUDENT
from .result import CheckResult, Language, TaskResult, Verdict
from .student import Student
from .tally import Key, Tally
from .tolerance import on_device

# Without these a run costs about 30 ms beside torch, with them 200 ms, most of it gc.collect in unraisableexception.
_OFF = ("unraisableexception", "threadexception", "logging", "cacheprovider", "terminal", "faulthandler", "junitxml", "doctest")
OPTIONS = [
    "--capture=no", "--disable-plugin-autoload", "--noconftest", "-c", "/dev/null",
    "--import-mode=importlib", "--rootdir=/",  # modules are then known by their whole path: every assignment has a test_public.py
    *(word for name in _OFF for word in ("-p", f"no:{name}")),
]  # fmt: skip


class CheckFault(Exception):
    """The checks themselves are at fault; the message names the file."""


@dataclass
class Outcomes:
    """A pytest plugin: the outcome of each check, in the order in which they run."""

    student: Student
    seed: int
    language: Language
    task: str | None = None  # only this task's checks; None = all
    only: frozenset[Key] | None = None  # only these checks; None = all
    tallies: dict[Key, Tally] = field(default_factory=dict)
    unexplained: dict[Key, str] = field(default_factory=dict)  # raised in a check, by no word of the student's
    faults: list[str] = field(default_factory=list)

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[STUDENT] = self.student
        config.stash[SEED] = self.seed

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        wanted = [item for item in items if isinstance(item, pytest.Function) and self._wanted(item)]
        for item in wanted:
            self._enter(item)
        items[:] = [*(item for item in wanted if not _simulates(item)), *filter(_simulates, wanted)]

    def _wanted(self, item: pytest.Function) -> bool:
        named = self.task is None or _mark(item, "task") == self.task
        return named and (self.only is None or key_of(item) in self.only)

    def _enter(self, item: pytest.Function) -> None:
        task, points, hint = _mark(item, "task"), _mark(item, "points"), item.get_closest_marker("hint")
        if task is None or points is None or hint is None:
            self.faults.append(f"{item.path}: {item.name} lacks a task, points or hint mark")
            return
        self.tallies.setdefault(
            key_of(item),
            Tally(
                task=str(task),
                public=item.path.name == "test_public.py",
                max_points=float(str(points)),
                hint={"zh-TW": hint.kwargs["zh"], "en": hint.kwargs["en"]},
            ),
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A check that has lost a case has lost; its other cases are not run."""
        if not self.tallies[key_of(item)].open:
            pytest.skip("lost already")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        tally, raised = self.tallies[key_of(item)], call.excinfo
        if call.when == "call":
            tally.cases += 1
            call.excinfo = None  # pytest would render the traceback: 28 ms a lost check, for nobody to read
        if raised is not None and tally.open:
            self._lost(key_of(item), tally, raised.value, in_call=call.when == "call")
        elif call.when == "call" and SHARE in item.stash:
            tally.take(item.stash[SHARE])
        return (yield)

    def _lost(self, key: Key, tally: Tally, error: BaseException, *, in_call: bool) -> None:
        tally.share = None
        if isinstance(error, StudentError):
            tally.worst = error.verdict
            tally.detail = _public_detail(error, self.language) if tally.public else error.summary(self.language)
        elif isinstance(error, GraderFault):
            tally.worst = Verdict.INTERNAL
            self.faults.append(f"{key.name}: {error}")
        elif isinstance(error, Pending):
            tally.worst, tally.detail = Verdict.PENDING, error.summary[self.language]
        elif isinstance(error, pytest.skip.Exception):
            tally.worst = Verdict.PENDING
        elif in_call and isinstance(error, AssertionError | pytest.fail.Exception):
            tally.worst = Verdict.FAILED
            tally.detail = str(error) if tally.public else None
        else:
            tally.worst = Verdict.INTERNAL
            self.unexplained[key] = f"{key.path.name}: {key.name}: {type(error).__name__}: {error}"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.faults.append(f"{report.nodeid}: {report.longrepr}")

    def results(self) -> tuple[TaskResult, ...]:
        """One `TaskResult` a task, in the order in which their first checks ran."""
        by_task: dict[str, list[CheckResult]] = {}
        for key, tally in self.tallies.items():
            by_task.setdefault(tally.task, []).append(tally.result(key.name, self.language))
        return tuple(TaskResult(task, tuple(checks)) for task, checks in by_task.items())


def _public_detail(error: StudentError, language: Language) -> str:
    summary = error.summary(language)
    return f"{summary}\n{error.message}" if error.message and error.message not in summary else summary


def _mark(item: pytest.Item, name: str) -> object | None:
    mark = item.get_closest_marker(name)
    return mark.args[0] if mark is not None and mark.args else None


def _simulates(item: pytest.Function) -> bool:
    """The simulated accelerator comes last: once torch has its device, a worker is not quite what it was."""
    return "accelerator" in item.fixturenames


def key_of(item: pytest.Item) -> Key:
    return Key(item.path, getattr(item, "originalname", None) or item.name)


def run(
    paths: Sequence[Path],
    student: Student,
    *,
    seed: int,
    language: Language = "zh-TW",
    task: str | None = None,
    control: Student | None = None,
) -> tuple[TaskResult, ...]:
    """Run the checks in `paths` (files or folders) over `student`.

    What a check raises by itself, an IndexError over a wrong shape say, may be its own bug or the student's odd answer. Such a
    check is run again over `control`, the reference: if it passes there, the answer was at fault and the verdict is `failed`;
    otherwise it is `internal`.

    Raises:
        CheckFault: a check file cannot be collected, or a check lacks its marks.
        KeyboardInterrupt: as it was pressed.
    """
    outcomes = Outcomes(student, seed, language, task)
    _pytest(paths, outcomes)
    if outcomes.unexplained and control is not None:
        _explain(paths, outcomes, control)
    return outcomes.results()


def _explain(paths: Sequence[Path], outcomes: Outcomes, control: Student) -> None:
    again = Outcomes(control, outcomes.seed, outcomes.language, only=frozenset(outcomes.unexplained))
    _pytest(paths, again)
    for key, tally in again.tallies.items():
        if tally.worst is Verdict.PASSED and tally.cases:
            outcomes.tallies[key].worst = Verdict.FAILED
            del outcomes.unexplained[key]


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


def _pytest(paths: Sequence[Path], outcomes: Outcomes) -> None:
    with _one_thread(), on_device(outcomes.student.device):
        code = pytest.main([*OPTIONS, "-p", "grader.pytest_plugin", *map(str, paths)], plugins=[outcomes])
    _forget(paths)
    if code == pytest.ExitCode.INTERRUPTED and not outcomes.faults:
        raise KeyboardInterrupt
    if outcomes.faults:
        raise CheckFault("; ".join(outcomes.faults))
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise CheckFault(f"pytest ended with {pytest.ExitCode(code).name} on {', '.join(map(str, paths))}")
