"""What no check can grade: answers in words, which wait for a person, and forms that were handed in blank.

The answer to such a task is a cell of its own: nbgrader's manually graded answer, which is answer and grade cell in one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .cells import FORM_TAG, label
from .course import Task
from .result import CheckResult, TaskResult, Verdict
from .submission import Submission


def completed(found: Iterable[TaskResult], submission: Submission) -> tuple[TaskResult, ...]:
    """The results of all tasks in the notebook's order: what the checks found, and what waits for a person.

    A form that was handed in blank counts as not written, whatever the checks made of it.
    """
    forms = {label(cell) for cell in submission.notebook.cells if FORM_TAG in cell.metadata.get("tags", ())}
    blank = submission.untouched & forms
    checked = {result.task: _missing(result) if result.task in blank else result for result in found}
    return tuple(
        _waiting(task, written=task.name not in submission.untouched) if task.by_hand else checked[task.name]
        for task in submission.assignment.tasks
    )


def _missing(result: TaskResult) -> TaskResult:
    return replace(
        result, checks=tuple(replace(check, verdict=Verdict.MISSING, points=0.0, detail=None) for check in result.checks)
    )


def _waiting(task: Task, *, written: bool) -> TaskResult:
    verdict = Verdict.PENDING if written else Verdict.MISSING
    return TaskResult(task.name, (CheckResult("by_hand", False, verdict, 0.0, task.points),), by_hand=True)
