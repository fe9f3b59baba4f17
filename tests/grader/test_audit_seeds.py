from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.seeds import Case, Ledger, fingerprint, judged, keep, kept, place_of
from grader.audit.trial import Candidate, Loss, Trial, Tried
from grader.course import Assignment
from grader.result import Verdict

RIGHT = Case(Candidate("accepted/one", ("f",)), right=True, draws=True)
WRONG = Case(Candidate("wrong_answer/one", ("f",)), right=False, draws=True)
LOSS = Loss(3, "f", "test_it", False, Verdict.FAILED)


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    for folder in ("solutions/a", "source/a", "tests/checks/a", "tests/submissions/a"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "solutions/a/a.py").write_text("x = 1\n")
    return Assignment("a", tmp_path)


def seeds_of(case: Case, block: range, last_wrong: int = 1) -> list[tuple[tuple[int, ...], str]]:
    return [(trial.seeds, trial.extent) for trial in case.trials(block, last_wrong)]


def test_what_is_right_meets_every_check_once_and_then_those_that_draw() -> None:
    assert seeds_of(RIGHT, range(3)) == [((0,), "every check"), ((1, 2), "checks that draw")]
    assert seeds_of(RIGHT, range(10, 12)) == [((10, 11), "checks that draw")]


def test_what_draws_nothing_is_tried_once() -> None:
    still = Case(RIGHT.candidate, right=True, draws=False)
    assert seeds_of(still, range(3)) == [((0,), "every check")]
    assert seeds_of(still, range(10, 20)) == []


def test_what_is_wrong_is_tried_on_fewer_seeds() -> None:
    assert seeds_of(WRONG, range(10), last_wrong=2) == [((0, 1), "until one is lost")]
    assert seeds_of(WRONG, range(10, 20), last_wrong=2) == []


def test_a_check_that_turns_against_what_is_right_is_found(assignment: Assignment) -> None:
    ledger = Ledger("now")
    for seed in (3, 4, 5, 6, 7, 8):
        ledger.note(
            RIGHT,
            Trial(RIGHT.candidate, (seed,), "checks that draw"),
            Tried((Loss(seed, "f", "test_it", False, Verdict.FAILED),), 1),
        )
    (finding,) = judged(assignment, ledger)
    assert finding.text == "f: accepted/one loses the hidden check test_it on 6 seeds: 3, 4, 5, 6, 7, …"
    assert ledger.calls == 6


def test_what_is_right_and_ends_its_process_is_found(assignment: Assignment) -> None:
    ledger = Ledger("now")
    ledger.note(RIGHT, Trial(RIGHT.candidate, (4,), "every check"), Tried(ended="timeout"))
    assert [finding.text for finding in judged(assignment, ledger)] == ["accepted/one did not come through (timeout) on seed 4"]


def test_what_is_caught_on_some_seeds_alone_is_found(assignment: Assignment) -> None:
    ledger = Ledger("now")
    ledger.note(WRONG, Trial(WRONG.candidate, (2, 3), "until one is lost"), Tried((LOSS,)))
    assert [finding.text for finding in judged(assignment, ledger)] == ["wrong_answer/one is caught by luck: not on seed 2"]


@pytest.mark.parametrize("outcome", [Tried((LOSS,)), Tried()])
def test_what_is_always_caught_is_fine_and_what_never_is_the_matrix_judges(assignment: Assignment, outcome: Tried) -> None:
    ledger = Ledger("now")
    ledger.note(WRONG, Trial(WRONG.candidate, (3,), "until one is lost"), outcome)
    assert list(judged(assignment, ledger)) == []


def test_a_run_is_taken_up_where_it_was_broken_off(assignment: Assignment) -> None:
    ledger = kept(assignment, 100)
    assert ledger == Ledger(fingerprint(assignment, 100))
    ledger.done = 10
    ledger.note(RIGHT, Trial(RIGHT.candidate, (3,), "every check"), Tried((LOSS,), 4))
    keep(assignment, ledger)
    assert kept(assignment, 100) == ledger
    assert kept(assignment, 20).done == 0, "a run of another length begins anew"


@pytest.mark.parametrize(
    "changed", ["solutions/a/a.py", "tests/checks/a/test_new.py", "source/a/assignment.toml", "tests/submissions/a/x.py"]
)
def test_a_change_begins_anew(assignment: Assignment, changed: str) -> None:
    ledger = kept(assignment, 100)
    ledger.done = 10
    keep(assignment, ledger)
    (assignment.root / changed).write_text("y = 2\n")
    assert kept(assignment, 100).done == 0


def test_a_place_that_cannot_be_read_begins_anew(assignment: Assignment) -> None:
    keep(assignment, kept(assignment, 100))
    place_of(assignment).write_text("{")
    assert kept(assignment, 100).done == 0
