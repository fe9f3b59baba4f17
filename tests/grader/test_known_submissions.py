"""What students are known to hand in gets the verdict that its folder names.

Here all that must be accepted, and a sample of the rest: each wrong one takes a second or two.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.bank import KnownSubmission, known_submissions, notebook
from grader.course import Course
from grader.grading import Grader
from grader.lane_keeper import LaneKeeper
from grader.result import SubmissionResult, Verdict
from grader.secret import Secret
from grader.submission import read
from tests.grader.temporary_course import NAME, ROOT, TASKS

BANK = known_submissions(Course(ROOT).assignment(NAME))
SCORES, SOFTMAX, ATTENTION, HEADS = TASKS
BUILT_ON = {SCORES: {ATTENTION, HEADS}, SOFTMAX: {ATTENTION, HEADS}, ATTENTION: {HEADS}, HEADS: set[str]()}

# Of every other folder this many, spread over it.
SAMPLE: Mapping[Verdict, int] = {
    Verdict.FAILED: 7,
    Verdict.ERROR: 2,
    Verdict.MISSING: 1,
    Verdict.TAMPERED: 1,
    Verdict.CRASHED: 1,
    Verdict.MEMORY: 1,
    Verdict.TIMEOUT: 1,
}


def sample(verdict: Verdict, size: int) -> list[KnownSubmission]:
    of_it = [known for known in BANK if known.verdict is verdict]
    return of_it[:: max(len(of_it) // size, 1)][:size]


ACCEPTED = [known for known in BANK if known.verdict is Verdict.PASSED]
OTHERS = [known for verdict, size in SAMPLE.items() for known in sample(verdict, size)]


def named(known: KnownSubmission) -> str:
    return f"{known.path.parent.name}/{known.path.stem}"


def graded(keeper: LaneKeeper, known: KnownSubmission, folder: Path) -> SubmissionResult:
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps(notebook(known)), encoding="utf-8")
    return Grader(keeper.lane, Secret(bytes(32))).grade(read(path, known.assignment)).result


def lost(result: SubmissionResult) -> list[str]:
    return [
        f"{task.task}: {check.check}: {check.verdict}: {check.detail}"
        for task in result.tasks
        for check in task.checks
        if check.verdict is not Verdict.PASSED
    ]


def touched(known: KnownSubmission) -> set[str]:
    """The tasks that a known submission may lose points in: those it answers, and those built on them."""
    if known.verdict is Verdict.MISSING:
        return set(TASKS)
    tree = ast.parse(known.path.read_text(encoding="utf-8"))
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} & set(TASKS)
    return own | {task for name in own for task in BUILT_ON[name]} if own else set(TASKS)


@pytest.mark.parametrize("known", ACCEPTED, ids=named)
def test_what_is_right_gets_everything(keeper: LaneKeeper, known: KnownSubmission, tmp_path: Path) -> None:
    result = graded(keeper, known, tmp_path)
    assert lost(result) == []
    assert (result.score, result.verdict, result.repairs) == (100, Verdict.PASSED, ())


@pytest.mark.parametrize("known", OTHERS, ids=named)
def test_what_is_not_gets_its_verdict_and_loses_only_what_it_touches(
    keeper: LaneKeeper, known: KnownSubmission, tmp_path: Path
) -> None:
    result = graded(keeper, known, tmp_path)
    assert result.verdict is known.verdict, lost(result)
    assert result.score < 100
    assert {task.task for task in result.tasks if task.score < task.max_score} <= touched(known), lost(result)


def test_every_verdict_that_a_student_can_get_has_a_known_submission() -> None:
    assert {known.verdict for known in BANK} == set(Verdict) - {Verdict.INTERNAL, Verdict.PENDING}
