"""A check that changes after a class is graded: what it does is shown, written, and taken back."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader.batch import Settings
from grader.course import Course, CourseError
from grader.regrade import Change, Turn, regrade, show, undo
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict
from grader.store import Store
from tests.grader.temporary_course import NAME, copy_again, filled, folder_of, grade_class, half_done, hand_in, standing
from tests.grader.test_store import report

RESULT = report().result
LAW = "assert_close(weights.sum(-1)"


def said_by_regrade(course: Course, *, apply: bool = False) -> str:
    said = io.StringIO()
    status = regrade(course, NAME, Console(file=said, width=200), Settings(jobs=1), apply=apply)
    assert status == (1 if apply else 0), "one file of this class can never be taken, which is told again when it is written"
    return said.getvalue()


@pytest.fixture(scope="module")
def graded(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copy_again(released, tmp_path_factory.mktemp("class") / "course")
    hand_in(course, "ann", filled(course))
    hand_in(course, "bea", half_done(course))
    hand_in(course, "cleo", "no notebook")
    grade_class(course)
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    return copy_again(graded, tmp_path / "course")


def make_a_law_wrong(course: Course) -> None:
    path = course.root / "tests" / "checks" / NAME / "test_scaled_dot_product_attention.py"
    before = path.read_text(encoding="utf-8")
    assert LAW in before
    path.write_text(before.replace(LAW, "assert_close(2 * weights.sum(-1)"), encoding="utf-8")


def test_where_nothing_has_changed_nothing_is_graded(course: Course) -> None:
    assert "Nothing has changed since" in said_by_regrade(course)


def test_a_changed_check_is_shown_then_written_then_taken_back(course: Course) -> None:
    before = standing(course, "bea").score
    make_a_law_wrong(course)
    said = said_by_regrade(course)
    assert "attention: 3 results are out of date. What has changed: checks." in said
    assert "0 gain, 1 lose, 2 keep their score." in said
    assert "│ ann     │ 100    │ 98    │ test_outputs_stay_within_the_values -2 │" in said
    assert "1 students, -2" in said
    assert standing(course, "ann").score == 100, "nothing is written before --apply"

    said = said_by_regrade(course, apply=True)
    assert "Written. To take it back: grader regrade attention --undo" in said
    assert (standing(course, "ann").score, standing(course, "bea").score) == (98, before)
    with sqlite3.connect(course.root / ".grader" / "results.db") as book:
        assert dict(book.execute("select student, count(*) from results group by student")) == {"ann": 2, "bea": 2, "cleo": 2}

    assert undo(course, NAME, Console(file=io.StringIO()), Settings(jobs=1)) == 1
    assert standing(course, "ann").score == 100
    with pytest.raises(CourseError, match="there is no regrade to take back"):
        undo(course, NAME, Console(file=io.StringIO()), Settings(jobs=1))


def test_only_whose_notebook_has_changed_is_graded_again(course: Course) -> None:
    hand_in(course, "bea", filled(course))
    said = said_by_regrade(course)
    assert "attention: 1 results are out of date. What has changed: notebook." in said
    assert "1 gain, 0 lose, 0 keep their score." in said
    with Store(course.root) as store:
        assert [student for student, _ in store.proposals(NAME)] == ["bea"]


def test_a_submission_that_is_gone_keeps_its_result(course: Course) -> None:
    make_a_law_wrong(course)
    (folder_of(course, "ann") / "attention.ipynb").unlink()
    assert "2 results are out of date" in said_by_regrade(course)


def test_who_was_never_graded_is_told_what_to_do(released: Course, tmp_path: Path) -> None:
    course = copy_again(released, tmp_path / "course")
    with pytest.raises(CourseError, match="run: grader autograde attention"):
        said_by_regrade(course)


def with_points(**points: float) -> SubmissionResult:
    checks = tuple(CheckResult(name, False, Verdict.PASSED, worth, 5.0) for name, worth in points.items())
    return replace(RESULT, tasks=(TaskResult("f", checks),))


def test_a_check_that_is_new_or_gone_turns_too() -> None:
    change = Change("ann", with_points(a=1.0, b=2.0), with_points(b=2.0, c=4.0), ("checks",))
    assert change.turns == (Turn("f", "a", 1.0, 0.0), Turn("f", "c", 0.0, 4.0))
    assert change.gain == 3.0


def test_those_who_lose_most_come_first_and_a_long_list_is_cut() -> None:
    said = io.StringIO()
    changes = [Change(f"s{number:03}", with_points(a=5.0), with_points(a=number / 20), ("checks",)) for number in range(60)]
    show("play", changes, Console(file=said, width=120))
    assert "s000" in said.getvalue()
    assert "s059" not in said.getvalue()
    assert "and 20 more" in said.getvalue()
