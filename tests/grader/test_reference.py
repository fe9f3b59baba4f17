from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.course import Assignment, CourseError
from grader.reference import load, reference, reference_signatures, reference_student
from grader.signature import Signature


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    given = Assignment("small", tmp_path)
    given.text.parent.mkdir(parents=True)
    given.source.parent.mkdir(parents=True)
    small = Path(__file__).parent / "small_course" / "source" / "small" / "small.ipynb"
    given.source.write_bytes(small.read_bytes())
    write(given, "def double(x: float) -> float:\n    return 2 * x\n\ndef triple(x):\n    return double(x) + x\n")
    return given


def write(assignment: Assignment, text: str) -> None:
    assignment.text.write_text(text)


def test_the_reference_answers_as_a_student_does(assignment: Assignment) -> None:
    assert reference_student(assignment).triple(2.0) == 6.0


def test_signatures_are_those_of_the_tasks_that_have_one(assignment: Assignment) -> None:
    assert reference_signatures(assignment) == {"double": Signature(float)}


def test_a_text_that_was_changed_is_read_again(assignment: Assignment) -> None:
    assert reference(assignment) is reference(assignment)
    write(assignment, "def double(x):\n    return 'new'\n")
    os.utime(assignment.text, ns=(1, 1))
    assert reference_student(assignment).double(1) == "new"


def test_pictures_and_public_checks_do_nothing_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lesson.py"
    path.write_text("from grader.notebook import check, see\nprint('x')\nwith see():\n    missing\ncheck('f')\ndone = True\n")
    assert load(path, 0).done
    assert capsys.readouterr().out == ""


def test_a_text_that_is_missing_or_does_not_run_is_named(assignment: Assignment) -> None:
    write(assignment, "1 / 0")
    with pytest.raises(CourseError, match=r"small\.py does not run: ZeroDivisionError"):
        reference(assignment)
    assignment.text.unlink()
    with pytest.raises(CourseError, match=r"small\.py is missing"):
        reference(assignment)
