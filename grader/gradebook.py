"""The one seam to nbgrader's gradebook: clear a notebook's automatic scores, write new ones, read what a student may know.

`place` is nbgrader's own dictionary of names: student, assignment, notebook. Who writes keeps one `Gradebook` for all students,
since opening it takes longer than what is done with it; the file is let go after each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from weakref import finalize

from nbconvert.exporters.exporter import Exporter
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from sqlalchemy.orm import undefer
from sqlalchemy.orm.interfaces import ORMOption

from .course import grade_id
from .graded_item import Standing
from .result import SubmissionResult, TaskResult, Verdict

Place = Mapping[str, str]
NEEDS_A_PERSON = {Verdict.TAMPERED, Verdict.PENDING, Verdict.INTERNAL}
Row = TypeVar("Row", Grade, Comment)


def opened_for(exporter: Exporter) -> Gradebook:
    """The gradebook of an exporter's converter, for as long as there is the exporter."""
    book = Gradebook(exporter.parent.coursedir.db_url)
    finalize(exporter, book.close)
    return book


def clear(book: Gradebook, place: Place) -> None:
    """Take all automatic scores of this notebook back, so that none survives a grading that does not come to its end."""
    with _transaction(book):
        try:
            notebook = _notebook(book, place)
        except MissingEntry:
            return
        for grade in notebook.grades:
            grade.auto_score = None
            grade.needs_manual_grade = True


def write(book: Gradebook, place: Place, result: SubmissionResult, untouched: frozenset[str], *, unreadable: bool) -> None:
    """Write the scores of a result in one transaction. A fault of ours writes none and leaves the notebook to a person.

    Raises:
        MissingEntry: the gradebook has no such cell; the release in it is not the one that was graded.
    """
    if result.verdict is Verdict.INTERNAL:
        return
    with _transaction(book):
        notebook = _notebook(book, place)
        grades, comments = (_by_name(book, notebook, kind) for kind in (Grade, Comment))
        for task in result.tasks:
            grade = _in(grades, grade_id(task.task, by_hand=task.by_hand))
            _set(grade, task, called=unreadable or result.suspicion is not None)
            _in(comments, task.task).auto_comment = "No response." if task.task in untouched else None


@contextmanager
def _transaction(book: Gradebook) -> Iterator[None]:
    """All is written or nothing, and the file is free for others then."""
    try:
        yield
        book.db.commit()
    finally:
        book.db.remove()


def _notebook(book: Gradebook, place: Place) -> SubmittedNotebook:
    return book.find_submission_notebook(place["notebook"], place["assignment"], place["student"])


def _by_name(book: Gradebook, notebook: SubmittedNotebook, kind: type[Row], *options: ORMOption) -> dict[str, Row]:
    """The grades or the comments of a notebook, by the grade_id of their cell: all of them at once."""
    rows = book.db.query(kind, BaseCell.name).join(BaseCell, BaseCell.id == kind.cell_id).options(*options)
    return {name: row for row, name in rows.filter(kind.notebook_id == notebook.id)}


def _in(found: Mapping[str, Row], name: str) -> Row:
    if name not in found:
        raise MissingEntry(f"it has no cell {name!r}")
    return found[name]


def _set(grade: Grade, task: TaskResult, *, called: bool) -> None:
    """A manual score stays, as in nbgrader, and calls for review: it may mask a better or a worse resubmission.

    An answer that a person is to grade has no automatic score, so that Formgrader counts it as not graded.
    """
    flagged = called or any(check.verdict in NEEDS_A_PERSON for check in task.checks)
    unscored = task.verdict is Verdict.INTERNAL or (task.by_hand and task.verdict is Verdict.PENDING)
    grade.auto_score = None if unscored else task.score
    grade.needs_manual_grade = flagged or grade.manual_score is not None or grade.auto_score is None


@dataclass(frozen=True)
class Score:
    """What the gradebook says of one cell with points."""

    score: float
    max_score: float
    standing: Standing


@dataclass(frozen=True)
class Scores:
    """What the gradebook says of one notebook."""

    late_penalty: float
    comments: Mapping[str, str]  # by grade_id
    cells: Mapping[str, Score]  # by grade_id

    @property
    def score(self) -> float | None:
        """With the late penalty taken off; None while nothing is graded."""
        if all(cell.standing == "unscored" for cell in self.cells.values()):
            return None
        return max(sum(cell.score for cell in self.cells.values()) - self.late_penalty, 0.0)

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.cells.values())

    @property
    def standings(self) -> Mapping[str, Standing]:
        return {name: cell.standing for name, cell in self.cells.items()}


def scores(book: Gradebook, place: Place) -> Scores:
    """What the gradebook says of a notebook now.

    Raises:
        MissingEntry: nothing was submitted.
    """
    with _transaction(book):
        notebook = _notebook(book, place)
        grades, comments = _by_name(book, notebook, Grade, undefer(Grade.max_score)), _by_name(book, notebook, Comment)
        return Scores(
            late_penalty=notebook.late_submission_penalty or 0.0,
            comments={name: comment.comment for name, comment in comments.items() if comment.comment},
            cells={name: Score(grade.score, grade.max_score, _standing(grade)) for name, grade in grades.items()},
        )


def _standing(grade: Grade) -> Standing:
    if grade.manual_score is None and grade.auto_score is None:
        return "unscored"
    if grade.needs_manual_grade:
        return "review"
    return "automatic" if grade.manual_score is None else "settled"
