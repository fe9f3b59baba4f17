"""How a run is told while it goes: a bar on a terminal, a line for each student elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from .gradebook import NEEDS_A_PERSON
from .order import Report
from .report import Row, printable, score
from .result import Verdict
from .runner import State

NAMES = 3  # of those that are running, as many as fit a line


class _Running(ProgressColumn):
    """Who is being graded, and how many wait."""

    max_refresh = 0.5

    def __init__(self, telling: Telling) -> None:
        super().__init__()
        self._telling = telling

    def render(self, task: Task) -> Text:
        state = self._telling.state()
        names = ", ".join(printable(name) for name in state.running[:NAMES])
        rate = f"{task.speed:.1f} a second, " if task.speed else ""
        flagged = f", {task.fields['flagged']} for a person" if task.fields["flagged"] else ""
        return Text(f"{rate}{len(state.waiting)} waiting{f', running {names}' if names else ''}{flagged}", style="dim")


@dataclass
class Telling:
    """A `Watcher` that tells a console, and keeps a row for each student; use it as a context manager."""

    console: Console
    assignment: str
    rows: dict[str, Row] = field(default_factory=dict)
    losses: dict[str, str] = field(default_factory=dict)  # whom we could not grade, and why
    notices: list[str] = field(default_factory=list)
    refused: bool = False  # something in submitted/ could not be taken
    known: int = 0
    state: Callable[[], State] = State

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._flagged = 0
        columns = (
            TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(),
            TimeRemainingColumn(compact=True), _Running(self),
        )  # fmt: skip
        self._progress = Progress(*columns, console=self.console, disable=not self.console.is_terminal)
        self._graded = self._progress.add_task(f"grading {self.assignment}", total=None, flagged=0)

    def begun(self, known: int, to_grade: int) -> None:
        self.known = known
        self._progress.reset(self._graded, total=to_grade, flagged=0)
        if known:
            self.console.print(f"{known} of {known + to_grade} are graded already, with nothing changed since", highlight=False)

    def graded(self, student: str, report: Report) -> None:
        with self._lock:
            self._flagged += needs_a_person(report)
        self._progress.update(self._graded, advance=1, flagged=self._flagged)

    def delivered(self, student: str, report: Report) -> None:
        self.rows[student] = Row.of(student, report.result, report.unreadable)
        if not self.console.is_terminal:
            result = report.result
            said = "no score" if result.verdict is Verdict.INTERNAL else score(result)
            self.console.print(f"{printable(student)}: {said} {result.verdict}")

    def lost(self, student: str, why: str) -> None:
        self.losses[student] = why

    def noticed(self, sentence: str, *, refused: bool = False) -> None:
        self.notices.append(sentence)
        self.refused |= refused

    def __enter__(self) -> Telling:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def needs_a_person(report: Report) -> bool:
    """Whether somebody has to look at this result."""
    result = report.result
    verdicts = {result.verdict, *(check.verdict for task in result.tasks for check in task.checks)}
    return report.unreadable is not None or not verdicts.isdisjoint(NEEDS_A_PERSON)
