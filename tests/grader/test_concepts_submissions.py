"""Known submissions of `concepts` through the sandbox: all that must be accepted, in both editions, and a sample of the rest.

Answers in words wait for a person in each of them, so what is accepted has all automatic points, and the verdict `pending`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.bank import KnownSubmission, known_submissions, notebook
from grader.course import Course
from grader.grading import Grader
from grader.lane_keeper import LaneKeeper
from grader.result import Language, SubmissionResult, Verdict
from grader.secret import Secret
from grader.student import REFERENCE
from grader.submission import read
from tests.grader.temporary_course import ROOT

CONCEPTS = Course(ROOT).assignment("concepts")
BANK = known_submissions(CONCEPTS)
ACCEPTED = [known for known in BANK if known.accepted]
WRONG = [known for known in BANK if known.verdict is Verdict.FAILED][::7]
OTHERS = [known for known in BANK if known.verdict not in (Verdict.PASSED, Verdict.FAILED)]
BY_CHECKS = sum(task.points for task in CONCEPTS.checked)


def graded(keeper: LaneKeeper, known: KnownSubmission, folder: Path, language: Language = "zh-TW") -> SubmissionResult:
    path = folder / "concepts.ipynb"
    path.write_text(json.dumps(notebook(known, language)), encoding="utf-8")
    return Grader(keeper.lane, Secret(bytes(32))).grade(read(path, CONCEPTS, student_id=REFERENCE)).result


def lost(result: SubmissionResult) -> list[str]:
    checks = [(task, check) for task in result.tasks if not task.by_hand for check in task.checks]
    return [f"{task.task}: {check.check}: {check.detail}" for task, check in checks if check.verdict is not Verdict.PASSED]


@pytest.mark.parametrize("known", ACCEPTED, ids=lambda known: known.name)
def test_what_is_right_gets_everything_that_checks_can_give(keeper: LaneKeeper, known: KnownSubmission, tmp_path: Path) -> None:
    language: Language = "en" if ACCEPTED.index(known) % 2 else "zh-TW"
    result = graded(keeper, known, tmp_path, language)
    assert lost(result) == []
    assert (result.score, result.verdict, result.repairs) == (BY_CHECKS, Verdict.PENDING, ())


@pytest.mark.parametrize("known", [*WRONG, *OTHERS], ids=lambda known: known.name)
def test_what_is_not_gets_its_verdict_and_loses_only_what_it_answers(
    keeper: LaneKeeper, known: KnownSubmission, tmp_path: Path
) -> None:
    result = graded(keeper, known, tmp_path)
    assert result.verdict is known.verdict, lost(result)
    assert result.score < BY_CHECKS
    losers = {task.task for task in result.tasks if not task.by_hand and task.score < task.max_score}
    assert losers <= set(known.own_tasks), lost(result)


def test_answers_in_words_are_worth_what_is_left() -> None:
    assert BY_CHECKS == 68
    assert sum(task.points for task in CONCEPTS.tasks if task.by_hand) == 32
