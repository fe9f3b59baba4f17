"""What an audit prints: for a person the matrix and the findings, for a machine one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from ..report import coloured, printable
from ..result import Verdict
from . import matrix
from .finding import Finding
from .mutation import as_entries
from .pipeline import Audited
from .trial import Check

VERDICT_WIDTH = 14  # of a column, with what stands around it
CELL_WIDTH = 4


def show(found: Audited, console: Console) -> None:
    """Print all that an audit says of one assignment."""
    console.print(f"\n[bold]{found.assignment.name}[/]: {_inventory(found)}")
    if found.rows:
        for task in found.assignment.checked:
            console.print(_task_table(task.name, found, console.width))
    for finding in found.findings:
        console.print(f"[bold red]finding[/] {finding.part}: {printable(finding.text)}", soft_wrap=True)
        if finding.diff is not None:
            console.print(_coloured_diff(finding.diff), soft_wrap=True)
    if entries := as_entries(found.survivors):
        console.print(f"To list survivors in tests/mutants/{found.assignment.name}.toml, each with its reason:\n")
        console.print(printable_lines(entries), soft_wrap=True)
    if not found.findings:
        console.print("[green]nothing found[/]")


def _inventory(found: Audited) -> str:
    public = sum(check.public for check in found.checks)
    said = [f"{len(found.checks)} checks, {public} of them public"]
    if found.rows:
        accepted = sum(row.known.accepted for row in found.rows)
        said.append(f"{len(found.rows) - accepted} wrong and {accepted} right submissions")
    if found.mutants:
        alive = len(found.survivors)
        said.append(
            f"{found.mutants} mutants, {found.mutants - alive} caught, {_excused(found)} of {alive} survivors with a reason"
        )
    if found.seeds:
        said.append(f"{found.seeds:,} seeds, {found.calls:,} calls of checks")
    return "; ".join(said)


def _excused(found: Audited) -> int:
    return sum(survivor.reason is not None for survivor in found.survivors)


def _task_table(task: str, found: Audited, width: int) -> Table:
    """The wrong submissions of one task, a line each, and the checks that they lose."""
    checks = [check for check in found.checks if check.task == task]
    rows = [row for row in found.rows if not row.known.accepted and row.known.own_tasks[0] == task]
    longest = max((len(row.known.name) for row in rows), default=0)
    wide = width >= longest + VERDICT_WIDTH + CELL_WIDTH * len(checks)
    headings = [str(number) for number in range(1, len(checks) + 1)] if wide else ["loses"]
    table = Table(title=task, title_justify="left", box=box.SIMPLE_HEAD, caption_justify="left")
    for heading in ("submission", "verdict", *headings):
        table.add_column(heading, no_wrap=heading != "loses")
    for row in rows:
        table.add_row(row.known.name, coloured(row.result.verdict), *_losses(row, checks, wide=wide))
    table.caption = "\n".join(_legend(checks, found.rows))
    return table


def _losses(row: matrix.Row, checks: Sequence[Check], *, wide: bool) -> Iterator[str]:
    """A cell for each check, or one that lists them."""
    lost = {(task, check.check, check.public): check.verdict for task, check in row.losses}
    verdicts = [lost.get((check.task, check.name, check.public)) for check in checks]
    if wide:
        yield from ("" if verdict is None else "✗" if verdict is Verdict.FAILED else "!" for verdict in verdicts)
    else:
        yield " ".join(str(number) for number, verdict in enumerate(verdicts, 1) if verdict is not None)


def _legend(checks: Sequence[Check], rows: Sequence[matrix.Row]) -> Iterator[str]:
    catches = {(task, check.check, check.public): names for (task, check), names in matrix.catchers(rows).items()}
    for number, check in enumerate(checks, 1):
        count = len(catches.get((check.task, check.name, check.public), ()))
        where = "public" if check.public else "hidden"
        yield f"{number:2} {where}  {check.name}  catches {count or '[bold red]none[/]'}"


def _coloured_diff(diff: str) -> str:
    colours = {"-": "red", "+": "green"}
    return "\n".join(f"    [{colours[line[0]]}]{printable(line)}[/]" for line in diff.splitlines())


def printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())


def as_object(audits: Sequence[Audited]) -> dict[str, object]:
    """The object of `--json`; its keys are a contract."""
    return {
        "assignments": [_assignment(found) for found in audits],
        "findings": [_finding(finding) for found in audits for finding in found.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {"assignment": finding.assignment, "part": finding.part, "text": finding.text, "diff": finding.diff}


def _assignment(found: Audited) -> dict[str, object]:
    catches = {(task, check.check, check.public): names for (task, check), names in matrix.catchers(found.rows).items()}
    return {
        "assignment": found.assignment.name,
        "checks": [
            {
                "task": check.task, "check": check.name, "public": check.public, "points": check.points, "draws": check.draws,
                "catches": list(catches.get((check.task, check.name, check.public), ())),
            }
            for check in found.checks
        ],
        "matrix": [_row(row) for row in found.rows],
        "mutants": found.mutants,
        "survivors": [
            {
                "function": one.mutant.function, "line": one.mutant.line, "before": one.mutant.before, "after": one.mutant.after,
                "caught_on": list(one.caught_on), "reason": one.reason,
            }
            for one in found.survivors
        ],
        "seeds": found.seeds,
        "calls": found.calls,
    }  # fmt: skip


def _row(row: matrix.Row) -> dict[str, object]:
    losses = [
        {"task": task, "check": check.check, "public": check.public, "verdict": str(check.verdict)} for task, check in row.losses
    ]
    return {
        "submission": row.known.name,
        "expected": str(row.known.verdict),
        "verdict": str(row.result.verdict),
        "score": row.result.score,
        "max_score": row.result.max_score,
        "loses": losses,
    }
