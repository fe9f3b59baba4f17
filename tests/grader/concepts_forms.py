"""Forms of `concepts`, filled in for tests, and what the hidden checks give for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

from grader import checks
from grader.course import Course
from grader.form import blank
from grader.reference import reference, reference_signatures
from grader.result import CheckResult
from grader.student import LocalCallee, Student
from tests.grader.temporary_course import ROOT

CONCEPTS = Course(ROOT).assignment("concepts")
KEYS: dict[str, Any] = tomllib.loads((CONCEPTS.hidden_checks / "keys.toml").read_text(encoding="utf-8"))
ANSWERS = vars(reference(CONCEPTS))
FORMS = [task.name for task in CONCEPTS.checked]


def filled(form: str, **chosen: str) -> str:
    """The blank of `form` with the boxes marked that are given by question: `filled(form, q1="A", q2="BC")`."""
    lines, question = [], ""
    for line in blank(form).split("\n"):
        begins = re.match(r"(\d+)\.", line)
        question = begins[1] if begins else question
        wanted = chosen.get(f"q{question}", "")
        lines.append(re.sub(r"([(\[]) ([)\]]) ([A-J])\.", _box(wanted), line))
    return "\n".join(lines)


def _box(wanted: str) -> Callable[[re.Match[str]], str]:
    return lambda box: f"{box[1]}{'x' if box[3] in wanted else ' '}{box[2]} {box[3]}."


def results(task: str, form: str, who: str | None = "reference") -> dict[str, CheckResult]:
    """Each hidden check of `task` over a student who returns `form`, by its name."""
    student = Student(LocalCallee({task: lambda: form}), reference_signatures(CONCEPTS), who=who)
    (result,) = checks.run([CONCEPTS.hidden_checks], student, seed=1, task=task)
    return {one.check: one for one in result.checks}


def score(task: str, form: str) -> float:
    return sum(one.points for one in results(task, form).values())
