"""What the matrix makes of results; test_audit has real ones."""

from __future__ import annotations

import pytest

from grader.audit.matrix import Row, catchers, judged
from grader.bank import KnownSubmission, known_submissions
from grader.course import Assignment
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict
from tests.grader.audit_course import SOUND, audit_course


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return audit_course(tmp_path_factory.mktemp("matrix") / "course").assignment(SOUND)


def known(assignment: Assignment, verdict: Verdict) -> KnownSubmission:
    """A submission that answers `double` alone and should get this verdict."""
    path = assignment.known_submissions / "accepted" / "adds.py"
    assert path in [one.path for one in known_submissions(assignment)]
    return KnownSubmission(path, assignment, verdict, "Planted.")


CHECKS = {"double": ("test_one", "test_two"), "shifted": ("test_three",)}


def row(submission: KnownSubmission, *, suspicion: str | None = None, repairs: tuple[str, ...] = (), **ends: Verdict) -> Row:
    """A row in which these checks end so, and all others pass."""
    tasks = tuple(TaskResult(task, tuple(check(name, ends) for name in names)) for task, names in CHECKS.items())
    name = submission.assignment.name
    return Row(submission, SubmissionResult("a.ipynb", name, "en", tasks, "sandbox", "cpu", 1.0, repairs, None, suspicion))


def check(name: str, ends: dict[str, Verdict]) -> CheckResult:
    verdict = ends.get(name, Verdict.PASSED)
    return CheckResult(name, False, verdict, 1.0 if verdict is Verdict.PASSED else 0.0, 1.0)


def said(*rows: Row) -> list[str]:
    """What is found of the submission itself."""
    return [finding.text.removeprefix("accepted/adds ") for finding in judged(rows) if finding.text.startswith("accepted/adds ")]


def test_what_is_accepted_must_win_everything(sound: Assignment) -> None:
    right = known(sound, Verdict.PASSED)
    assert said(row(right)) == []
    assert said(row(right, test_three=Verdict.ERROR)) == [
        "should get everything, and loses the hidden check test_three of shifted (error)"
    ]
    assert said(row(right, test_one=Verdict.PENDING)) == [
        "should get everything, and loses the hidden check test_one of double (pending)"
    ]


def test_what_is_accepted_must_pass_without_a_word(sound: Assignment) -> None:
    right = known(sound, Verdict.PASSED)
    assert said(row(right, repairs=("a cell was copied",))) == ["should pass without a word: a cell was copied"]
    assert said(row(right, suspicion="a forged reply")) == ["should pass without a word: a forged reply"]


def test_what_is_wrong_must_lose_in_its_own_task_and_nowhere_else(sound: Assignment) -> None:
    wrong = known(sound, Verdict.FAILED)
    assert said(row(wrong, test_two=Verdict.FAILED)) == []
    assert said(row(wrong, test_three=Verdict.FAILED)) == [
        "is caught by no check of double",
        "costs points in shifted, which it does not answer",
    ]


def test_what_is_wrong_must_get_the_verdict_of_its_folder(sound: Assignment) -> None:
    assert said(row(known(sound, Verdict.FAILED), test_one=Verdict.ERROR)) == ["gets the verdict error, its folder says failed"]


def test_what_is_for_a_person_is_noticed_by_a_check_that_waits(sound: Assignment) -> None:
    for_a_person = known(sound, Verdict.PENDING)
    assert said(row(for_a_person, test_one=Verdict.PENDING)) == []
    assert said(row(for_a_person)) == ["gets the verdict passed, its folder says pending", "is caught by no check of double"]


def test_what_is_only_suspicious_has_been_caught(sound: Assignment) -> None:
    assert said(row(known(sound, Verdict.TAMPERED), suspicion="it wrote before it was asked")) == []


def test_a_deadline_that_passes_unexpectedly_is_told_apart(sound: Assignment) -> None:
    assert row(known(sound, Verdict.FAILED), test_one=Verdict.TIMEOUT).out_of_time
    assert not row(known(sound, Verdict.TIMEOUT), test_one=Verdict.TIMEOUT).out_of_time
    assert not row(known(sound, Verdict.FAILED), test_one=Verdict.FAILED).out_of_time


def test_who_loses_all_checks_of_a_task_speaks_for_none_of_them(sound: Assignment) -> None:
    wrong = known(sound, Verdict.FAILED)
    both = {
        check.check: names for (_, check), names in catchers([row(wrong, test_one=Verdict.FAILED, test_two=Verdict.FAILED)]).items()
    }
    assert both["test_one"] == both["test_two"] == ()
    one = {check.check: names for (_, check), names in catchers([row(wrong, test_one=Verdict.FAILED)]).items()}
    assert one == {"test_one": ("accepted/adds",), "test_two": (), "test_three": ()}


def test_a_check_that_catches_nothing_is_found(sound: Assignment) -> None:
    found = [finding.text for finding in judged([row(known(sound, Verdict.FAILED), test_one=Verdict.FAILED)])]
    assert "double: no known submission is caught by the hidden check test_two" in found
    assert "double: no known submission is caught by the hidden check test_one" not in found
