"""`grader audit`, from its options to its exit status."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console

from ..course import Assignment, CourseError
from .finding import PARTS, Part
from .pipeline import Audited, Plan, audit
from .progress import Reporter
from .report import as_object, show

ALL_TRUE, FOUND = 0, 1


def parts(given: Sequence[str] | None) -> tuple[Part, ...]:
    """The parts that were asked for, all where none was named.

    Raises:
        CourseError: there is no such part.
    """
    if unknown := sorted(set(given or ()) - set(PARTS)):
        raise CourseError(f"--only {', '.join(unknown)}: the parts are {', '.join(PARTS)}")
    return tuple(part for part in PARTS if not given or part in given)


def run(assignments: tuple[Assignment, ...], plan: Plan, *, as_json: bool) -> int:
    """Audit and print; gives the exit status: 0 when nothing is found, else 1.

    Raises:
        CourseError, SandboxUnavailable, GraderFault: as `audit` does.
    """
    told = Reporter(Console(stderr=True))
    audits: list[Audited] = []
    for found in audit(assignments, plan, told):
        audits.append(found)
        if not as_json:
            show(found, Console())
    if as_json:
        print(json.dumps(as_object(audits), ensure_ascii=False, indent=1))
    return FOUND if any(found.findings for found in audits) else ALL_TRUE
