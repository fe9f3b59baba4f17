"""`grader autograde`: nbgrader's own autograde over a class, with progress and a table."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from sqlalchemy.exc import OperationalError
from tornado.log import app_log

from .batch import Batch, Settings
from .build import Nbgrader, nbgrader
from .course import Course, CourseError
from .fault import AGAIN, GraderFault, RunOver, disk_refusal
from .handed_in import unfit
from .interruption import INTERRUPTED, told
from .nbgrader_plugin import BATCH
from .progress import Telling
from .report import class_table, printable
from .result import Verdict


class _Autograde(Autograde):  # type: ignore[misc]
    """nbgrader's converter, also where no student's folder holds a notebook: SubmissionExporter says what to expect."""

    def init_notebooks(self) -> None:
        self.assignments: dict[str, list[str]] = {}
        self.notebooks: list[str] = []

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        with _stopping_where_nothing_can_be_written():
            super().init_assignment(assignment_id, student_id)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        with _stopping_where_nothing_can_be_written():
            super().convert_single_notebook(notebook_filename)


@contextlib.contextmanager
def _stopping_where_nothing_can_be_written() -> Iterator[None]:
    """nbgrader goes on to the next student, and clears what that one has, whatever is raised but for an error of its database."""
    try:
        yield
    except Exception as error:
        if any(isinstance(one, RunOver) or (not isinstance(one, GraderFault) and _refusal(one)) for one in _chain(error)):
            raise OperationalError("", None, error) from error
        raise


def autograde(course: Course, name: str, students: Sequence[str], console: Console, *, jobs: int = 0, fresh: bool = False) -> int:
    """Grade the submissions of `name`; gives the exit status: 1 when a file could not be taken, 2 on a fault of ours.

    Raises:
        CourseError: no such assignment, or nothing is submitted.
        GraderFault: nothing can be graded here, or the results cannot be written down.
    """
    course.assignment(name)
    with nbgrader(course) as nb:
        _handed_in(nb, name, students)
    return deliver(course, name, console, Settings(jobs, fresh, frozenset(students) or None))


def deliver(course: Course, name: str, console: Console, settings: Settings) -> int:
    """Run nbgrader's autograde with `settings`, show how it goes and what came of it; gives the exit status as `autograde` does."""
    with nbgrader(course) as nb, Telling(console, name) as telling:
        batch = Batch(course, course.assignment(name), settings, telling)
        telling.state = lambda: batch.state
        setattr(nb.app, BATCH, batch)
        try:
            with told(batch.interrupt):
                came_through = _convert(nb, name)
            batch.go_on()
        except KeyboardInterrupt:
            console.print(f"\nstopped; {_kept(batch)} Run the same command to go on.", style="yellow")
            return INTERRUPTED
        finally:
            batch.close()
    return _told(console, name, telling, came_through)


def _kept(batch: Batch) -> str:
    done = batch.state.done
    return f"{done} results of this run are kept." if done else "no result of this run is lost: there was none yet."


def _told(console: Console, name: str, telling: Telling, came_through: bool) -> int:
    """The table, and what went wrong; gives the exit status."""
    rows = list(telling.rows.values())
    console.print(class_table(name, rows))
    problems = [row.problem for row in rows if row.problem is not None]
    for problem in (*telling.notices, *problems):
        console.print(printable(problem), style="yellow")
    for student, why in telling.losses.items():
        console.print(f"{printable(student)}: not graded: {printable(why)}", style="bold red")
    if not came_through or telling.losses or any(row.verdict is Verdict.INTERNAL for row in rows):
        return 2
    return 1 if problems or telling.refused else 0


def _handed_in(nb: Nbgrader, name: str, students: Sequence[str]) -> None:
    """Raise unless each of `students`, or anybody, has a folder for the assignment in submitted/."""
    for student in students:
        if (why := unfit(student)) is not None:
            raise CourseError(f"--student {student!r}: this can be no student's id: {why}. Name a folder in submitted/")
    have = set(nb.api.get_submitted_students(name))
    if missing := sorted(set(students) - have):
        raise CourseError(f"nothing from {', '.join(missing)} in {nb.app.coursedir.submitted_directory}/<student>/{name}")
    if not have:
        raise CourseError(f"nothing to grade: {nb.app.coursedir.submitted_directory}/<student>/{name}/{name}.ipynb does not exist")


def _convert(nb: Nbgrader, name: str) -> bool:
    """Run nbgrader's converter; whether it came through for everybody.

    Raises:
        GraderFault: the gradebook or the disk refuses what is written.
    """
    nb.app.coursedir.assignment_id, nb.app.coursedir.student_id = name, "*"
    converter = _Autograde(coursedir=nb.app.coursedir, parent=nb.api)
    converter.force = True
    converter.log.setLevel(logging.CRITICAL)
    app_log.setLevel(logging.CRITICAL)  # where nbgrader writes what its database says, with a traceback; we say it in a sentence
    try:
        converter.start()
    except NbGraderException as error:
        raised = list(_chain(error))
        if (wrong := next((one for one in raised if isinstance(one, CourseError)), None)) is not None:
            raise wrong from error
        if (reason := next(filter(None, map(_refusal, raised)), None)) is not None:
            raise GraderFault(reason if AGAIN in reason else f"{reason}. {AGAIN}") from error
        return False
    return True


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _refusal(error: BaseException) -> str | None:
    """What our own side, the gradebook or the disk says, where that is why nothing can be written for anybody."""
    if isinstance(error, GraderFault):
        return str(error)
    if isinstance(error, sqlite3.OperationalError):
        held = " (another program holds it: close it, or wait)" if "locked" in str(error) else ""
        return f"the gradebook cannot be written: {error}{held}"
    return disk_refusal(error)
