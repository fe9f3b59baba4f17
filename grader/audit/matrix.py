"""The bank against the checks, graded as a class would be: in the sandbox, through the real grader."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ..bank import KnownSubmission, notebook
from ..grading import Grader
from ..lane_keeper import LaneKeeper
from ..result import CheckResult, SubmissionResult, TaskResult, Verdict
from ..sandbox import Sandbox
from ..secret import Secret
from ..student import REFERENCE
from ..submission import read
from .finding import Finding
from .trial import title


@dataclass(frozen=True)
class GradingOrder:
    """What a lane is asked for: one known submission, on the inputs that this secret draws."""

    known: KnownSubmission
    secret: Secret


@dataclass(frozen=True)
class Row:
    """One known submission and what the grader made of it."""

    known: KnownSubmission
    result: SubmissionResult

    @property
    def losses(self) -> tuple[tuple[str, CheckResult], ...]:
        """The checks that were lost, each with its task."""
        checked = (task for task in self.result.tasks if not task.by_hand)
        return tuple((task.task, check) for task in checked for check in task.checks if is_lost(check))

    @property
    def out_of_time(self) -> bool:
        """Whether a deadline passed that should not: beside as many lanes as there are cores, that may be the machine's doing."""
        return self.result.verdict is Verdict.TIMEOUT is not self.known.verdict

    @property
    def waiting(self) -> tuple[tuple[str, CheckResult], ...]:
        """The checks that wait for a person, though their tasks are graded by checks."""
        checked = {task.name for task in self.known.assignment.checked}
        return tuple(
            (task.task, check)
            for task in self.result.tasks
            for check in task.checks
            if task.task in checked and check.verdict is Verdict.PENDING
        )


def is_lost(check: CheckResult) -> bool:
    """Whether a check took points; one that waits for a person has not."""
    return check.verdict not in (Verdict.PASSED, Verdict.PENDING)


def graded(keeper: LaneKeeper, order: GradingOrder) -> SubmissionResult:
    """The known submission, handed in and graded like a student's."""
    with tempfile.TemporaryDirectory(prefix="audit.") as folder:
        path = Path(folder) / f"{order.known.assignment.name}.ipynb"
        path.write_text(json.dumps(notebook(order.known)), encoding="utf-8")
        return Grader(keeper.lane, order.secret).grade(read(path, order.known.assignment, student_id=REFERENCE)).result


def serve(orders: Connection, number: int) -> None:
    """A worker's life: it grades on a lane of its own until None comes."""
    with LaneKeeper(Sandbox.here(), number) as keeper:
        while (order := orders.recv()) is not None:
            orders.send(graded(keeper, order))


def judged(rows: Iterable[Row], tasks: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """What is wrong with the checks (of `tasks`; none named: of all), or with the bank, by these rows."""
    rows = tuple(rows)
    for row in rows:
        for text in _accepted_badly(row) if row.known.accepted else _caught_badly(row):
            yield Finding(row.known.assignment.name, "matrix", f"{row.known.name} {text}")
    for (task, check), catches in catchers(rows).items():
        if not catches and (not tasks or task in tasks):
            yield Finding(
                rows[0].known.assignment.name,
                "matrix",
                f"{task}: no known submission is caught by {title(check.check, check.public)}",
            )


def _accepted_badly(row: Row) -> Iterator[str]:
    for task, check in (*row.losses, *row.waiting):
        yield f"should get everything, and loses {title(check.check, check.public)} of {task} ({check.verdict})"
    if row.result.suspicion is not None or row.result.repairs:
        yield f"should pass without a word: {'; '.join(filter(None, [row.result.suspicion, *row.result.repairs]))}"


def _caught_badly(row: Row) -> Iterator[str]:
    own = row.known.own_tasks
    noticed = row.waiting if row.known.verdict is Verdict.PENDING else row.losses
    if row.result.verdict is not row.known.verdict:
        yield f"gets the verdict {row.result.verdict}, its folder says {row.known.verdict}"
    if not any(task in own for task, _ in noticed) and row.result.suspicion is None:
        yield f"is caught by no check of {', '.join(own)}"
    for task in sorted({task for task, _ in row.losses} - set(own)):
        yield f"costs points in {task}, which it does not answer"


def catchers(rows: Iterable[Row]) -> Mapping[tuple[str, CheckResult], tuple[str, ...]]:
    """The wrong submissions that each check catches.

    One that loses all checks of a task says nothing of any of them: it would be caught without this check, too.
    """
    rows = tuple(rows)
    found: dict[tuple[str, str, bool], list[str]] = {}
    for row in rows:
        for task in row.result.tasks if not row.known.accepted else ():
            lost = [check for check in task.checks if is_lost(check)]
            if task.task in row.known.own_tasks and (len(lost) < len(task.checks) or len(task.checks) == 1):
                for check in lost:
                    found.setdefault((task.task, check.check, check.public), []).append(row.known.name)
    return {
        (task.task, check): tuple(found.get((task.task, check.check, check.public), ()))
        for task in _graded_by_checks(rows)
        for check in task.checks
    }


def _graded_by_checks(rows: tuple[Row, ...]) -> tuple[TaskResult, ...]:
    checked = {task.name for task in rows[0].known.assignment.checked} if rows else set()
    return tuple(task for task in rows[0].result.tasks if task.task in checked) if rows else ()
