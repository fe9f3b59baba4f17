"""The one seam to nbgrader's gradebook: clear a notebook's automatic scores, write new ones, read what a student may know.

`place` is nbgrader's own dictionary of names: student, assignment, notebook. Who writes keeps one `Gradebook` for all students,
since opening it takes longer than what is done with it; the file is let go after each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from weakref import finalize

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import undefer
from sqlalchemy.orm.interfaces import ORMOption

from .course import grade_id
from .graded_item import Standing
from .guarded import Guarded
from .result import SubmissionResult, TaskResult, Verdict

Place = Mapping[str, str]
NEEDS_A_PERSON = {Verdict.TAMPERED, Verdict.PENDING, Verdict.INTERNAL}
GRADES, COMMENTS = Grade.__table__, Comment.__table__
Found = TypeVar("Found")
Entry = TypeVar("Entry", Grade, Comment)

# What `find_submission_notebook` finds, its parameters the names in a `Place`.
_NOTEBOOK = (
    select(SubmittedNotebook.id)
    .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    .where(
        Notebook.name == bindparam("notebook"),
        Assignment.name == bindparam("assignment"),
        SubmittedAssignment.student_id == bindparam("student"),
    )
).scalar_subquery()
_TIMES = (
    select(
        Assignment.duedate, SubmittedAssignment.timestamp, SubmittedAssignment.extension, SubmittedNotebook.late_submission_penalty
    )
    .select_from(SubmittedNotebook)
    .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    .where(SubmittedNotebook.id == _NOTEBOOK)
)
_CLEAR = update(GRADES).where(GRADES.c.notebook_id == _NOTEBOOK).values(auto_score=None, needs_manual_grade=True)
_CELLS = (
    select(BaseCell.name, GRADES.c.id, GRADES.c.manual_score).join_from(GRADES, BaseCell).where(GRADES.c.notebook_id == _NOTEBOOK)
)
_ANSWERS = select(BaseCell.name, COMMENTS.c.id).join_from(COMMENTS, BaseCell).where(COMMENTS.c.notebook_id == _NOTEBOOK)
_GRADE = (
    update(GRADES)
    .where(GRADES.c.id == bindparam("row"))
    .values(auto_score=bindparam("score"), needs_manual_grade=bindparam("call"))
)
_COMMENT = update(COMMENTS).where(COMMENTS.c.id == bindparam("row")).values(auto_comment=bindparam("said"))


def opened_for(exporter: Guarded) -> Gradebook:
    """The gradebook of an exporter's converter, for as long as there is the exporter."""
    book = Gradebook(exporter.parent.coursedir.db_url)
    finalize(exporter, book.close)
    return book


def clear(book: Gradebook, place: Place) -> None:
    """Take all automatic scores of this notebook back, so that none survives a grading that does not come to its end."""
    with book.engine.begin() as connection:
        connection.execute(_CLEAR, _names(place))


def write(book: Gradebook, place: Place, result: SubmissionResult, untouched: frozenset[str], *, unreadable: bool) -> None:
    """Write the scores of a result in one transaction. A fault of ours writes none and leaves the notebook to a person.

    Raises:
        MissingEntry: the gradebook has no such cell; the release in it is not the one that was graded.
    """
    if result.verdict is Verdict.INTERNAL:
        return
    called = unreadable or result.suspicion is not None
    with book.engine.begin() as connection:
        cells, answers = ({row.name: row for row in connection.execute(query, _names(place))} for query in (_CELLS, _ANSWERS))
        grades = [_graded(task, _in(cells, grade_id(task.task, by_hand=task.by_hand)), called=called) for task in result.tasks]
        comments = [_commented(task, _in(answers, task.task), untouched) for task in result.tasks]
        if grades:
            connection.execute(_GRADE, grades)
            connection.execute(_COMMENT, comments)


def in_time(book: Gradebook, place: Place) -> bool:
    """Whether nobody need look at the clock: handed in by the date that holds for all, if there is one, and no penalty is noted."""
    with book.engine.connect() as connection:
        due, handed_in, extension, penalty = connection.execute(_TIMES, _names(place)).one()
    return penalty is None and extension is None and (due is None or handed_in is None or handed_in <= due)


def _names(place: Place) -> dict[str, str]:
    return {name: place[name] for name in ("notebook", "assignment", "student")}


def _in(found: Mapping[str, Found], name: str) -> Found:
    if name not in found:
        raise MissingEntry(f"it has no cell {name!r}")
    return found[name]


def _graded(task: TaskResult, cell: Row[tuple[str, str, float | None]], *, called: bool) -> dict[str, object]:
    """A manual score stays, as in nbgrader, and calls for review: it may mask a better or a worse resubmission.

    An answer that a person is to grade has no automatic score, so that Formgrader counts it as not graded.
    """
    flagged = called or any(check.verdict in NEEDS_A_PERSON for check in task.checks)
    unscored = task.verdict is Verdict.INTERNAL or (task.by_hand and task.verdict is Verdict.PENDING)
    return {
        "row": cell.id,
        "score": None if unscored else task.score,
        "call": flagged or unscored or cell.manual_score is not None,
    }


def _commented(task: TaskResult, answer: Row[tuple[str, str]], untouched: frozenset[str]) -> dict[str, object]:
    return {"row": answer.id, "said": "No response." if task.task in untouched else None}


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
    try:
        notebook = book.find_submission_notebook(place["notebook"], place["assignment"], place["student"])
        grades, comments = _by_name(book, notebook, Grade, undefer(Grade.max_score)), _by_name(book, notebook, Comment)
        return Scores(
            late_penalty=notebook.late_submission_penalty or 0.0,
            comments={name: comment.comment for name, comment in comments.items() if comment.comment},
            cells={name: Score(grade.score, grade.max_score, _standing(grade)) for name, grade in grades.items()},
        )
    finally:
        book.db.remove()


def _by_name(book: Gradebook, notebook: SubmittedNotebook, kind: type[Entry], *options: ORMOption) -> dict[str, Entry]:
    """The grades or the comments of a notebook, by the grade_id of their cell: all of them at once."""
    rows = book.db.query(kind, BaseCell.name).join(BaseCell, BaseCell.id == kind.cell_id).options(*options)
    return {name: row for row, name in rows.filter(kind.notebook_id == notebook.id)}


def _standing(grade: Grade) -> Standing:
    if grade.manual_score is None and grade.auto_score is None:
        return "unscored"
    if grade.needs_manual_grade:
        return "review"
    return "automatic" if grade.manual_score is None else "settled"
