"""What a lost check leaves for the person who answers an appeal: the calls that it made, hidden inputs and all, and its end.

It lives in the process of `grader replay` alone; nothing of it goes into a result, so into no store and onto no feedback page.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType

import msgspec
import torch

from .bench import Bench
from .checking import assert_close
from .conversation import Callee, Serve
from .errors import StudentError
from .lane import wire
from .outcomes import Case, Outcomes
from .result import Language, TaskResult
from .student import Student
from .tally import Key, Tally

LINES_OF_A_STATEMENT = 12


@dataclass(frozen=True, eq=False)
class Call:
    """A call of a student's function as it went over the wire, and what came of it."""

    asked: wire.Call
    tensors: Sequence[torch.Tensor]  # of its arguments
    serve: Serve
    reply: wire.Reply | None  # None where there was none to give
    given: Sequence[torch.Tensor] = ()  # of the reply
    error: StudentError | None = None  # in place of a reply

    def again(self, callee: Callee) -> Call:
        """The same call of another's function; on the CPU alone where it was on the simulated accelerator too."""
        asked = msgspec.structs.replace(self.asked, simulate=False, keep=(), forbids=())
        return held(callee, asked, self.tensors, self.serve)


def held(callee: Callee, asked: wire.Call, tensors: Sequence[torch.Tensor], serve: Serve) -> Call:
    """Make a call; what is raised in place of a reply is part of what comes of it."""
    kept = _copies(tensors)
    try:
        reply, given = callee.ask(asked, _copies(tensors), serve)
    except StudentError as error:
        return Call(asked, kept, serve, None, error=error)
    return Call(asked, kept, serve, reply, given)


def _copies(tensors: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Whoever holds a tensor may write into it."""
    return [tensor.clone() for tensor in tensors]


@dataclass(frozen=True)
class _Watched:
    """A `Callee` whose calls are noted."""

    callee: Callee
    note: Callable[[Call], None]

    def ask(self, call: wire.Call, tensors: list[torch.Tensor], serve: Serve) -> tuple[wire.Reply, list[torch.Tensor]]:
        made = held(self.callee, call, tensors, serve)
        self.note(made)
        if made.error is not None:
            raise made.error
        assert made.reply is not None
        return made.reply, _copies(made.given)


@dataclass(frozen=True)
class Place:
    """A statement of a check that was at work when the check was lost."""

    file: Path
    line: int
    source: str


@dataclass(frozen=True, eq=False)
class Loss:
    """The case that a check was lost in; of several the one that counted."""

    parameters: Mapping[str, object]  # of `parametrize`
    hint: Mapping[Language, str]
    calls: tuple[Call, ...]
    said: str | None  # by the assertion, or of what the student's function did; None where the check awarded itself a part
    places: tuple[Place, ...]  # the innermost last
    compared: tuple[torch.Tensor, torch.Tensor] | None  # by `assert_close`: what there was, what there should have been


class WatchedOutcomes(Outcomes):
    """Outcomes that keep what the lost checks leave."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.left: dict[Key, Loss] = {}
        self._calls: list[Call] = []
        self._error: BaseException | None = None
        self.student = self.student.watched(lambda callee: _Watched(callee, self._note))

    def _note(self, call: Call) -> None:
        self._calls.append(call)

    def go(self, case: Case) -> None:
        tally = self.tallies[case.key]
        before = replace(tally)
        self._calls, self._error = [], None
        super().go(case)
        if (tally.worst, tally.share) != (before.worst, before.share):
            self.left[case.key] = _loss(case, tally, tuple(self._calls), self._error)
        self._error = None

    def _lost(self, key: Key, tally: Tally, error: BaseException, *, in_call: bool) -> None:
        self._error = error
        super()._lost(key, tally, error, in_call=in_call)


def _loss(case: Case, tally: Tally, calls: tuple[Call, ...], error: BaseException | None) -> Loss:
    trace = None if error is None else error.__traceback__
    places = tuple(_places(trace, case))
    return Loss(dict(case.parameters), dict(tally.hint), calls, _said(error), places, _compared(trace))


def _said(error: BaseException | None) -> str | None:
    """In English, as all that a person who grades reads on a terminal."""
    if error is None:
        return None
    return error.summary("en") if isinstance(error, StudentError) else str(error) or type(error).__name__


def _places(trace: TracebackType | None, case: Case) -> Iterator[Place]:
    """The statements in the check's own file."""
    for frame, line in traceback.walk_tb(trace):
        if frame.f_code.co_filename == str(case.key.path):
            last = _last_line(iter(frame.f_code.co_positions()), frame.f_lasti, line)
            lines = [linecache.getline(frame.f_code.co_filename, number).rstrip() for number in range(line, last + 1)]
            yield Place(case.key.path, line, "\n".join(lines[:LINES_OF_A_STATEMENT]))


def _last_line(positions: Iterator[tuple[int | None, int | None, int | None, int | None]], instruction: int, line: int) -> int:
    """Of the expression that was being evaluated; a call may take several lines."""
    found = next(islice(positions, instruction // 2, None), (None, None, None, None))
    return max(line, found[1] or line)


def _compared(trace: TracebackType | None) -> tuple[torch.Tensor, torch.Tensor] | None:
    """What `assert_close` was given: the one place that has what came and what was expected side by side."""
    for frame, _ in traceback.walk_tb(trace):
        if frame.f_code is assert_close.__code__:
            pair = frame.f_locals["actual"], frame.f_locals["expected"]
            if all(isinstance(tensor, torch.Tensor) for tensor in pair):
                return pair[0].detach().clone(), pair[1].detach().clone()
    return None


class Witness:
    """Watches the runs of one grading: the first over all checks, then one for each task that is graded once more."""

    def __init__(self) -> None:
        self._runs: list[WatchedOutcomes] = []

    def at(self, bench: Bench) -> Bench:
        """`bench`, watched."""
        return replace(bench, gather=self._gather)

    def _gather(self, student: Student, seed: int, language: Language, cases: Sequence[Case]) -> Outcomes:
        self._runs.append(WatchedOutcomes(student, seed, language, cases))
        return self._runs[-1]

    def losses(self, task: TaskResult) -> Mapping[tuple[str, bool], Loss]:
        """What the lost checks of a task left, by name and whether public, each in the last run that gave what counts: there
        what a task builds on was right."""
        left: dict[tuple[str, bool], Loss] = {}
        for run in reversed(self._runs):
            found = {check for result in run.results() if result.task == task.task for check in result.checks}
            counts = {check.name for check in found.intersection(task.checks)} - left.keys()
            for key, loss in run.left.items():
                tally = run.tallies[key]
                if tally.task == task.task and (name := (key.name, tally.public)) in counts:
                    left[name] = loss
        return left
