"""The one seam to nbgrader's gradebook: clear a notebook's automatic scores, write new ones, read what a student may know.

`place` is nbgrader's own dictionary of names: db_url, student, assignment, notebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbgrader.api import Grade, Gradebook, MissingEntry

from .course import grade_id
from .graded_item import Standing
from .result import SubmissionResult, TaskResult, Verdict

Place = Mapping[str, str]
NEEDS_A_PERSON = {Verdict.TAMPERED, Verdict.PENDING, Verdict.INTERNAL}


def clear(place: Place) -> None:
    """Take all automatic scores of this notebook back, so that none survives a grading that does not come to its end."""
    with Gradebook(place["db_url"]) as book:
        try:
            notebook = book.find_submission_notebook(place["notebook"], place["assignment"], place["student"])
        except MissingEntry:
            return
        for grade in notebook.grades:
            grade.auto_score = None
            grade.needs_manual_grade = True
        book.db.commit()


def write(place: Place, result: SubmissionResult, untouched: frozenset[str], *, unreadable: bool) -> None:
    """Write the scores of a result in one transaction. A fault of ours writes none and leaves the notebook to a person.

    Raises:
        MissingEntry: the gradebook has no such cell; the release in it is not the one that was graded.
    """
    if result.verdict is Verdict.INTERNAL:
        return
    with Gradebook(place["db_url"]) as book:
        for task in result.tasks:
            name = grade_id(task.task, by_hand=task.by_hand)
            grade = book.find_grade(name, place["notebook"], place["assignment"], place["student"])
            _set(grade, task, called=unreadable or result.suspicion is not None)
            comment = book.find_comment(task.task, place["notebook"], place["assignment"], place["student"])
            comment.auto_comment = "No response." if task.task in untouched else None
        book.db.commit()


def _set(grade: Grade, task: TaskResult, *, called: bool) -> None:
    """A manual score stays, as in nbgrader, and calls for review: it may mask a better or a worse resubmission.

    An answer that a person is to grade has no automatic score, so that Formgrader counts it as not graded.
    """
    flagged = called or any(check.verdict in NEEDS_A_PERSON for check in task.checks)
    unscored = task.verdict is Verdict.INTERNAL or (task.by_hand and task.verdict is Verdict.PENDING)
    grade.auto_score = None if unscored else task.score
    grade.needs_manual_grade = flagged or grade.manual_score is not None or grade.auto_score is None


@dataclass(frozen=True)
class Scores:
    """What the gradebook says of one notebook."""

    score: float | None  # with the late penalty taken off; None while it is not graded
    max_score: float
    late_penalty: float
    comments: Mapping[str, str]  # by grade_id
    standings: Mapping[str, Standing]  # by grade_id


def scores(book: Gradebook, place: Place) -> Scores:
    notebook = book.find_submission_notebook(place["notebook"], place["assignment"], place["student"])
    penalty = notebook.late_submission_penalty or 0.0
    graded = any(grade.auto_score is not None or grade.manual_score is not None for grade in notebook.grades)
    return Scores(
        score=max(notebook.score - penalty, 0.0) if graded else None,
        max_score=notebook.max_score,
        late_penalty=penalty,
        comments={comment.name: comment.comment for comment in notebook.comments if comment.comment},
        standings={grade.name: _standing(grade) for grade in notebook.grades},
    )


def _standing(grade: Grade) -> Standing:
    if grade.manual_score is None and grade.auto_score is None:
        return "unscored"
    if grade.needs_manual_grade:
        return "review"
    return "automatic" if grade.manual_score is None else "settled"
