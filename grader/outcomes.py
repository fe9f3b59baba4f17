"""`Outcomes`: gathers what became of each check, case by case; a `Listener` tells it of the cases that pytest runs."""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from .errors import Pending, StudentError
from .fault import GraderFault
from .inputs import DRAWN, NAMES, Inputs, Share
from .pytest_plugin import SEED, SHARE, STUDENT
from .result import CheckResult, Language, TaskResult, Verdict
from .student import Student
from .tally import Key, Tally

MARKED = ("task", "points", "hint")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # pytest's words for an object; another one in each run


class CheckFault(GraderFault):
    """The checks themselves are at fault; the message names the file."""


@dataclass(frozen=True, eq=False)
class Case:
    """One case of a check, with what its marks say: to ask pytest for them takes as long as to run the case."""

    item: pytest.Function
    key: Key
    task: str
    points: float
    hint: dict[Language, str]

    @property
    def public(self) -> bool:
        return self.key.path.name == "test_public.py"

    @cached_property
    def draws(self) -> bool:
        """Whether its inputs depend on the run's seed."""
        return not DRAWN.isdisjoint(self.item.fixturenames)

    @cached_property
    def simulates(self) -> bool:
        """The simulated accelerator comes last: once torch has its device, a worker is not quite what it was."""
        return "accelerator" in self.item.fixturenames

    @cached_property
    def wants(self) -> tuple[str, ...] | None:
        """The inputs that it can be called with, beside its parameters; None where it leans on fixtures that only pytest knows."""
        names = set(self.item.fixturenames) - set(self.parameters) - {"inputs", "request"}
        known = names <= NAMES and NAMES.isdisjoint(vars(self.item.module)) and not self.item.cls
        asked = tuple(inspect.signature(self.item.obj).parameters)
        return tuple(name for name in asked if name not in self.parameters) if known and "request" not in asked else None

    @property
    def parameters(self) -> dict[str, object]:
        """Of `parametrize`."""
        return self.item.callspec.params if hasattr(self.item, "callspec") else {}


def cases_of(items: Sequence[pytest.Item]) -> tuple[Case, ...]:
    """The cases that pytest has collected, in the order of their files.

    Raises:
        CheckFault: there are none, or a check lacks its marks.
    """
    functions = [item for item in items if isinstance(item, pytest.Function)]
    if not functions:
        raise CheckFault("there is no check in what pytest has collected")
    if poor := [item for item in functions if not all(map(item.get_closest_marker, MARKED))]:
        raise CheckFault("; ".join(f"{item.path}: {item.name} lacks a task, points or hint mark" for item in poor))
    return tuple(map(_case, functions))


def _case(item: pytest.Function) -> Case:
    task, points, hint = map(item.get_closest_marker, MARKED)
    assert task is not None
    assert points is not None
    assert hint is not None
    key = Key(item.path, getattr(item, "originalname", None) or item.name)
    said: dict[Language, str] = {"zh-TW": hint.kwargs["zh"], "en": hint.kwargs["en"]}
    return Case(item, key, str(task.args[0]), float(points.args[0]), said)


@dataclass(frozen=True, eq=False)
class CaseEnd:
    """What a case comes to."""

    error: BaseException | None = None  # that it raised
    share: Share | None = None  # of the points, where it awards parts
    in_call: bool = True  # it began: its inputs were there


@dataclass
class Outcomes:
    """What becomes of each check while `cases` run over one student."""

    student: Student
    seed: int
    language: Language
    cases: Sequence[Case]
    tallies: dict[Key, Tally] = field(default_factory=dict)
    unexplained: dict[Key, str] = field(default_factory=dict)  # raised in a check, by no word of the student's
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keys: dict[pytest.Item, Key] = {case.item: case.key for case in self.cases}
        for case in self.cases:
            self.tallies.setdefault(case.key, Tally(case.task, case.public, case.points, dict(case.hint)))

    def go(self, case: Case) -> None:
        """Run a case."""
        if case.wants is None:
            _by_pytest(case)
        else:
            self.call(case, case.wants)

    def call(self, case: Case, wants: Sequence[str]) -> None:
        """Run a case as pytest would, but for what pytest does around each: 0.5 ms, as long as most of them take.

        Raises:
            KeyboardInterrupt, SystemExit: as it came.
        """
        self.take(case, self.run(case, wants, self.student))

    def run(self, case: Case, wants: Sequence[str], student: Student) -> CaseEnd:
        """How the case ends over `student`."""
        shares, in_call = list[Share](), False
        inputs = Inputs(student, self.seed, case.item.path.name, case.item.name, shares.append)
        try:
            arguments = {name: getattr(inputs, name) for name in wants}
            in_call = True
            case.item.obj(**arguments, **case.parameters)
        except (Exception, pytest.skip.Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - told apart by `_lost`
            return CaseEnd(error, in_call=in_call)
        return CaseEnd(share=shares[-1] if shares else None)

    def take(self, case: Case, end: CaseEnd) -> None:
        tally = self.tallies[case.key]
        if end.error is not None:
            self._lost(case.key, tally, end.error, in_call=end.in_call)
        elif end.share is not None:
            tally.take(end.share)
        tally.cases += end.in_call

    def hear(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """What pytest says of one step of a case."""
        key = self._keys[item]
        tally, raised = self.tallies[key], call.excinfo
        if call.when == "call":
            tally.cases += 1
            call.excinfo = None  # pytest would render the traceback: 28 ms a lost check, for nobody to read
        if raised is not None and tally.open:
            self._lost(key, tally, raised.value, in_call=call.when == "call")
        elif call.when == "call" and SHARE in item.stash:
            tally.take(item.stash[SHARE])

    def _lost(self, key: Key, tally: Tally, error: BaseException, *, in_call: bool) -> None:
        tally.share = None
        if isinstance(error, StudentError):
            tally.worst = error.verdict
            tally.detail = _public_detail(error, self.language) if tally.public else error.summary(self.language)
        elif isinstance(error, GraderFault) or _is_the_machines(error):
            tally.worst = Verdict.INTERNAL
            self.faults.append(f"{key.name}: {error if isinstance(error, GraderFault) else repr(error)}")
        elif isinstance(error, Pending):
            tally.worst, tally.detail = Verdict.PENDING, error.summary[self.language]
        elif isinstance(error, pytest.skip.Exception):
            tally.worst = Verdict.PENDING
        elif in_call and isinstance(error, AssertionError | pytest.fail.Exception):
            tally.worst = Verdict.FAILED
            tally.detail = ADDRESS.sub("", str(error)) if tally.public else None
        else:
            tally.worst = Verdict.INTERNAL
            self.unexplained[key] = f"{key.path.name}: {key.name}: {type(error).__name__}: {error}"

    @property
    def losses(self) -> Iterator[tuple[Key, Tally]]:
        """The checks that did not give all their points; those that wait for a person have not lost any."""
        return (entry for entry in self.tallies.items() if entry[1].worst not in (Verdict.PASSED, Verdict.PENDING))

    def results(self) -> tuple[TaskResult, ...]:
        """One `TaskResult` a task, in the order in which their first checks ran."""
        by_task: dict[str, list[CheckResult]] = {}
        for key, tally in self.tallies.items():
            by_task.setdefault(tally.task, []).append(tally.result(key.name, self.language))
        return tuple(TaskResult(task, tuple(checks)) for task, checks in by_task.items())


class Listener:
    """A pytest plugin, one for all runs of a session: pytest keeps each that it was ever given, and all that hangs on it."""

    def __init__(self) -> None:
        self._outcomes: Outcomes | None = None

    @contextlib.contextmanager
    def listening(self, outcomes: Outcomes, config: pytest.Config) -> Iterator[None]:
        """Meanwhile pytest's fixtures give the student of `outcomes`, which hears what becomes of each case."""
        config.stash[STUDENT], config.stash[SEED], self._outcomes = outcomes.student, outcomes.seed, outcomes
        try:
            yield
        finally:
            self._outcomes = None
            del config.stash[STUDENT]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        if self._outcomes is not None:
            self._outcomes.hear(item, call)
        return (yield)


def _by_pytest(case: Case) -> None:
    """Run a case with all that pytest does around it; the `Listener` hears of it."""
    if SHARE in case.item.stash:  # from the run before
        del case.item.stash[SHARE]
    case.item.ihook.pytest_runtest_protocol(item=case.item, nextitem=None)


def _is_the_machines(error: BaseException) -> bool:
    """Whether it tells of what the machine lacks, not of the answer: run again over the reference, the check may well pass."""
    return isinstance(error, MemoryError | OSError) or "can't allocate memory" in str(error)  # torch's words for it


def _public_detail(error: StudentError, language: Language) -> str:
    summary = error.summary(language)
    return f"{summary}\n{error.message}" if error.message and error.message not in summary else summary
