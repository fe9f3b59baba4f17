from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict, gravest

ORDER = "internal tampered crashed memory timeout error failed missing pending passed".split()


def task(name: str, *checks: tuple[Verdict, float, float]) -> TaskResult:
    return TaskResult(name, tuple(CheckResult(f"test_{i}", False, *check) for i, check in enumerate(checks)))


def result(*tasks: TaskResult, fault: str | None = None, suspicion: str | None = None) -> SubmissionResult:
    return SubmissionResult("x.ipynb", "x", "en", tasks, "sandbox", "cpu", 0.1, fault=fault, suspicion=suspicion)


def test_the_gravest_verdict_comes_first() -> None:
    assert [str(verdict) for verdict in Verdict] == ORDER


@given(st.lists(st.sampled_from(Verdict), min_size=1))
def test_of_many_verdicts_the_gravest_stands_for_all(verdicts: list[Verdict]) -> None:
    assert gravest(verdicts) in verdicts
    assert all(ORDER.index(gravest(verdicts)) <= ORDER.index(verdict) for verdict in verdicts)


def test_nothing_that_went_wrong_is_passed() -> None:
    assert gravest([]) is Verdict.PASSED


def test_scores_add_up() -> None:
    graded = result(task("a", (Verdict.PASSED, 2, 2), (Verdict.FAILED, 0, 3)), task("b", (Verdict.PASSED, 5, 5)))
    assert (graded.score, graded.max_score, graded.verdict) == (7, 10, Verdict.FAILED)
    assert (graded.tasks[0].score, graded.tasks[0].max_score, graded.tasks[1].verdict) == (2, 5, Verdict.PASSED)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [({"fault": "ours"}, Verdict.INTERNAL), ({"suspicion": "theirs"}, Verdict.TAMPERED), ({}, Verdict.PASSED)],
)
def test_a_fault_of_ours_or_a_suspicion_outweighs_the_tasks(said: dict[str, str], verdict: Verdict) -> None:
    assert result(task("a", (Verdict.PASSED, 1, 1)), **said).verdict is verdict
