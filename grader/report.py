"""What an instructor looks at on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from .result import SubmissionResult, TaskResult, Verdict

COLOURS = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "yellow",
    Verdict.MISSING: "yellow",
    Verdict.ERROR: "yellow",
    Verdict.TAMPERED: "bold red",
    Verdict.INTERNAL: "bold red",
}


@dataclass(frozen=True)
class Row:
    """One student's line in the table of a class."""

    student: str
    score: str
    verdict: Verdict
    tripped_over: str  # what lost points, in a line, for a terminal
    problem: str | None = None  # what was wrong with the file

    @classmethod
    def of(cls, student: str, result: SubmissionResult, problem: str | None = None) -> Row:
        """The few words that the table needs: a class of thousands is kept until its end."""
        return cls(student, score(result), result.verdict, tripped_over(result, problem), problem)


def legible(text: str) -> str:
    """`text` for a terminal: no control characters."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def printable(text: str) -> str:
    """`text` for a terminal: no control characters, no markup."""
    return escape(legible(text))


def coloured(verdict: Verdict) -> str:
    return f"[{COLOURS.get(verdict, 'red')}]{verdict}[/]"


def submission_table(path: Path, result: SubmissionResult) -> Table:
    """One notebook, a line a check."""
    title = f"{printable(str(path))}: " + (printable(result.fault) if result.fault else f"{result.score:g} of {result.max_score:g}")
    table = Table("task", "check", "verdict", "points", "hint", title=title, title_justify="left")
    for task in result.tasks:
        for check in task.checks:
            points = f"{check.points:g}/{check.max_points:g}"
            said = check.detail if check.verdict is Verdict.PENDING else check.hint
            table.add_row(task.task, check.check, coloured(check.verdict), points, printable(said or ""))
        table.add_section()
        if task.served:
            said = f"{task.task}: graded once more with {', '.join(task.served)} from the reference; the better counts"
            table.caption = f"{table.caption or ''}{printable(said)}\n"
    for repair in result.repairs:
        table.caption = f"{table.caption or ''}repaired: {printable(repair)}\n"
    return table


def class_table(assignment: str, rows: Sequence[Row]) -> Table:
    """A class, a line a student."""
    table = Table(
        "student", "score", "verdict", "tripped over", title=f"{assignment}: {len(rows)} submissions", title_justify="left"
    )
    table.columns[1].justify = "right"
    for row in sorted(rows, key=lambda row: row.student):
        table.add_row(printable(row.student), row.score, coloured(row.verdict), row.tripped_over)
    return table


def score(result: SubmissionResult) -> str:
    """Of how many points; a dash where a fault of ours gives none."""
    return "–" if result.verdict is Verdict.INTERNAL else f"{result.score:g}/{result.max_score:g}"


def tripped_over(result: SubmissionResult, problem: str | None = None) -> str:
    """In a line: what is wrong with the file, or the tasks that lost points and the first check that they lost."""
    if problem is not None:
        return printable(problem)
    if result.fault is not None:
        return printable(result.fault)
    to_grade = [task for task in result.tasks if task.by_hand and task.verdict is Verdict.PENDING]
    losses = [_loss(task) for task in result.tasks if task.verdict is not Verdict.PASSED and task not in to_grade]
    waiting = f"to be graded by hand: {', '.join(task.task for task in to_grade)}" if to_grade else None
    return printable("; ".join(filter(None, [result.suspicion, *losses, waiting])))


def _loss(task: TaskResult) -> str:
    if task.by_hand:
        return f"{task.task}: {task.verdict}"
    lost = [check for check in task.checks if check.verdict is task.verdict]
    more = sum(check.verdict is not Verdict.PASSED for check in task.checks) - 1
    return f"{task.task}: {task.verdict} in {lost[0].check}" + (f" and {more} more" if more else "")
