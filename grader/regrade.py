"""`grader regrade`: what a changed check, limit or notebook does to a class, shown before it is written, and taken back if need be.

Fresh results are kept as proposals: to look again, or to apply them, grades nobody twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .autograde import deliver
from .batch import Batch, Settings
from .course import Course, CourseError
from .fault import GraderFault
from .interruption import told
from .order import Report
from .progress import Telling
from .report import printable
from .result import CheckResult, SubmissionResult, Verdict
from .store import Kept

SHOWN = 40  # students that a terminal shows; the others are counted


@dataclass(frozen=True)
class Stale:
    """A student whose result would be another one today."""

    kept: Kept
    changed: tuple[str, ...]  # the parts of its provenance that differ


@dataclass(frozen=True)
class Turn:
    """A check that gives other points than before."""

    task: str
    check: str
    before: float
    after: float


@dataclass(frozen=True)
class Change:
    """What a regrade does to one student."""

    student: str
    before: SubmissionResult
    after: SubmissionResult
    changed: tuple[str, ...]

    @property
    def gain(self) -> float:
        return self.after.score - self.before.score

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The checks that turned, in the order of the course."""
        before, after = _by_name(self.before), _by_name(self.after)
        named = {**before, **after}
        pairs = ((name, before.get(name), after.get(name)) for name in named)
        turns = (Turn(*name, old.points if old else 0.0, new.points if new else 0.0) for name, old, new in pairs)
        return tuple(turn for turn in turns if abs(turn.before - turn.after) > 1e-9)


def _by_name(result: SubmissionResult) -> dict[tuple[str, str], CheckResult]:
    return {(task.task, check.check): check for task in result.tasks for check in task.checks}


def regrade(course: Course, name: str, console: Console, settings: Settings, *, apply: bool) -> int:
    """Grade again what has changed, show the difference, and write it where `apply` says so; gives the exit status.

    Raises:
        CourseError: no such assignment, or nobody is graded yet.
        GraderFault: nothing can be graded here, or nothing can be kept.
    """
    with _open(course, name, settings, console) as (batch, telling):
        folder = course.root / "submitted"
        stale = _stale(batch, folder)
        if not stale:
            console.print("Nothing has changed since these results were won; there is nothing to grade again.")
            return 0
        proposals = _proposed(batch, telling, stale, folder)
        changes = [
            Change(student, stale[student].kept.report.result, report.result, stale[student].changed)
            for student, report in proposals.items()
        ]
        show(name, changes, console)
        if not apply:
            console.print(f"\nNothing is written yet. To write it: grader regrade {name} --apply", style="bold")
            return 0
        batch.store.accept(proposals, name)
    status = deliver(course, name, console, Settings(settings.jobs, only=frozenset(proposals), as_kept=True))
    console.print(f"\nWritten. To take it back: grader regrade {name} --undo", style="bold")
    return status


def undo(course: Course, name: str, console: Console, settings: Settings) -> int:
    """Take the last regrade back; gives the exit status.

    Raises:
        CourseError: there was none.
    """
    with _open(course, name, settings, console) as (batch, _):
        students = batch.store.undo_regrade(name)
    if not students:
        raise CourseError(f"{name}: there is no regrade to take back")
    status = deliver(course, name, console, Settings(settings.jobs, only=frozenset(students), as_kept=True))
    console.print(f"\nTaken back: {len(students)} students have their results of before.", style="bold")
    return status


class _open:  # noqa: N801 - used like a function
    """A batch without a run of nbgrader's."""

    def __init__(self, course: Course, name: str, settings: Settings, console: Console) -> None:
        self._telling = Telling(console, name)
        self._batch = Batch(course, course.assignment(name), settings, self._telling)
        self._telling.state = lambda: self._batch.state

    def __enter__(self) -> tuple[Batch, Telling]:
        return self._batch, self._telling

    def __exit__(self, *_: object) -> None:
        self._batch.close()


def _stale(batch: Batch, folder: Path) -> dict[str, Stale]:
    """The students whose results would be others today, if their files are still there.

    Raises:
        CourseError: nobody is graded yet.
    """
    name, found, graded = batch.assignment.name, dict[str, Stale](), 0
    for kept in batch.store.all_newest(name):
        graded += 1
        now = batch.made_of(folder / kept.student / name / f"{name}.ipynb", folder)
        changed = () if now is None else kept.report.provenance.differences(now)
        if changed and (batch.settings.only is None or kept.student in batch.settings.only):
            found[kept.student] = Stale(kept, changed)
    if not graded:
        raise CourseError(f"{name}: nobody is graded yet; run: grader autograde {name}")
    return found


def _proposed(batch: Batch, telling: Telling, stale: Mapping[str, Stale], folder: Path) -> dict[str, Report]:
    """A fresh result for each, as far as there is none yet that was proposed for the same notebook, checks and limits."""
    name = batch.assignment.name
    paths = {student: folder / student / name / f"{name}.ipynb" for student in stale}
    known = {
        student: report
        for student, report in batch.store.proposals(name)
        if student in stale
        and report.result.verdict is not Verdict.INTERNAL
        and report.provenance == batch.made_of(paths[student], folder)
    }
    with telling, told(batch.interrupt):
        batch.propose({student: path for student, path in paths.items() if student not in known}, folder)
        for student in stale:
            batch.wait_for(student) if student not in known else None
    fresh = {student: report for student, report in batch.store.proposals(name) if student in stale}
    if faults := [report.result.fault for report in fresh.values() if report.result.verdict is Verdict.INTERNAL]:
        raise GraderFault(f"{len(faults)} could not be graded, by a fault of ours ({faults[0]}); nothing was written")
    return fresh


def show(name: str, changes: list[Change], console: Console) -> None:
    """The difference: what changed, who gains, who loses, and by which check."""
    parts = Counter(part for change in changes for part in change.changed)
    said = ", ".join(f"{part} ({count})" if count < len(changes) else part for part, count in parts.items())
    moved = [change for change in changes if change.turns or change.before.verdict is not change.after.verdict]
    gains, losses = (sum(change.gain * sign > 1e-9 for change in changes) for sign in (1, -1))
    console.print(f"[bold]{name}[/]: {len(changes)} results are out of date. What has changed: {said}.", highlight=False)
    console.print(f"{gains} gain, {losses} lose, {len(changes) - gains - losses} keep their score.", highlight=False)
    if moved:
        console.print(_by_check(moved))
        console.print(_by_student(moved))


def _by_check(changes: list[Change]) -> Table:
    table = Table("task", "check", "gain", "lose", title="by check", title_justify="left")
    turns = [turn for change in changes for turn in change.turns]
    for task, check in dict.fromkeys((turn.task, turn.check) for turn in turns):
        here = [turn.after - turn.before for turn in turns if (turn.task, turn.check) == (task, check)]
        table.add_row(task, check, *_counted(here))
    return table


def _counted(differences: list[float]) -> Iterator[str]:
    for sign in (1, -1):
        chosen = [difference for difference in differences if difference * sign > 0]
        yield f"{len(chosen)} students, {sum(chosen):+g}" if chosen else ""


def _by_student(changes: list[Change]) -> Table:
    table = Table("student", "before", "after", "because", title="by student", title_justify="left")
    for change in sorted(changes, key=lambda change: change.gain)[:SHOWN]:
        turns = ", ".join(f"{turn.check} {turn.after - turn.before:+g}" for turn in change.turns[:3])
        more = f" and {len(change.turns) - 3} more" if len(change.turns) > 3 else ""
        colour = "red" if change.gain < 0 else "green" if change.gain > 0 else "yellow"
        why = f"{turns}{more}" or f"{change.before.verdict} becomes {change.after.verdict}"
        table.add_row(printable(change.student), f"{change.before.score:g}", f"[{colour}]{change.after.score:g}[/]", why)
    if len(changes) > SHOWN:
        table.caption = f"and {len(changes) - SHOWN} more"
    return table
