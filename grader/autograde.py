"""`grader autograde`: nbgrader's own autograde over a class, with progress and a table."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .build import Nbgrader, nbgrader
from .course import Course, CourseError
from .lane_keeper import LaneKeeper
from .nbgrader_plugin import SESSION, Session
from .report import Row, class_table, printable
from .result import SubmissionResult, Verdict
from .sandbox import Sandbox


class _Autograde(Autograde):  # type: ignore[misc]
    """nbgrader's converter, also where no student's folder holds a notebook: SubmissionExporter says what to expect."""

    def init_notebooks(self) -> None:
        self.assignments: dict[str, list[str]] = {}
        self.notebooks: list[str] = []


@dataclass
class _Watcher:
    """Hears of each submission as it is graded."""

    progress: Progress
    rows: list[Row] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    def graded(self, student: str, result: SubmissionResult) -> None:
        self.rows.append(Row(student, result, self.problems.get(student)))
        self.progress.advance(self.progress.task_ids[0])
        if not self.progress.console.is_terminal:
            score = "no score" if result.verdict is Verdict.INTERNAL else f"{result.score:g}/{result.max_score:g}"
            self.progress.console.print(f"{printable(student)}: {score} {result.verdict}")

    def unreadable(self, student: str, problem: str) -> None:
        self.problems[student] = problem


def autograde(course: Course, name: str, students: Sequence[str], console: Console) -> int:
    """Grade the submissions of `name`; gives the exit status: 1 when a file could not be taken, 2 on a fault of ours.

    Raises:
        CourseError: no such assignment, or nothing is submitted.
        SandboxUnavailable: there is no wall, so nothing is graded.
    """
    course.assignment(name)
    with LaneKeeper(Sandbox.here()) as keeper, nbgrader(course) as nb, _progress(console) as progress:
        handed_in = _handed_in(nb, name, students)
        watcher = _Watcher(progress)
        progress.add_task(f"grading {name}", total=len(handed_in))
        setattr(nb.app, SESSION, Session(keeper, watcher.graded, watcher.unreadable))
        keeper.lane()
        failed = [student for student in (students or ["*"]) if not _convert(nb, name, student)]
    console.print(class_table(name, watcher.rows))
    for problem in watcher.problems.values():
        console.print(printable(problem), style="yellow")
    if failed or any(row.result.verdict is Verdict.INTERNAL for row in watcher.rows):
        return 2
    return 1 if watcher.problems else 0


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


def _handed_in(nb: Nbgrader, name: str, students: Sequence[str]) -> list[str]:
    """Who has a folder for the assignment in submitted/."""
    have = sorted(nb.api.get_submitted_students(name))
    if missing := sorted(set(students) - set(have)):
        raise CourseError(f"nothing from {', '.join(missing)} in {nb.app.coursedir.submitted_directory}/<student>/{name}")
    if not have:
        raise CourseError(f"nothing to grade: {nb.app.coursedir.submitted_directory}/<student>/{name}/{name}.ipynb does not exist")
    return list(students) or have


def _convert(nb: Nbgrader, name: str, student: str) -> bool:
    """Run nbgrader's converter over one student or all (`*`); whether it came through."""
    nb.app.coursedir.assignment_id, nb.app.coursedir.student_id = name, student
    converter = _Autograde(coursedir=nb.app.coursedir, parent=nb.api)
    converter.force = True
    converter.log.setLevel(logging.ERROR)
    try:
        converter.start()
    except NbGraderException:
        return False
    return True
