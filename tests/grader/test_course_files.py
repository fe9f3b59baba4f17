"""The course's own files fit together."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from grader import checks
from grader.course import Assignment, Course
from grader.grading import check_files, in_course_order
from grader.reference import reference_student
from grader.result import Verdict
from tests.grader.temporary_course import NAME, ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ASSIGNMENTS = Course(ROOT).assignments


@pytest.fixture(params=ASSIGNMENTS, ids=lambda given: given.name)
def given(request: pytest.FixtureRequest) -> Assignment:
    assert isinstance(request.param, Assignment)
    return request.param


def test_the_checks_of_each_task_are_worth_its_grade_cell_and_the_reference_passes_them(given: Assignment) -> None:
    found = checks.run(check_files(given), reference_student(given), seed=1)
    for task, result in zip(given.checked, in_course_order(found, given.checked), strict=True):
        assert (result.task, result.max_score, result.verdict) == (task.name, task.points, Verdict.PASSED)


def test_an_assignment_is_worth_a_hundred_points(given: Assignment) -> None:
    assert sum(task.points for task in given.tasks) == 100


def test_every_check_has_a_hint_in_both_languages(given: Assignment) -> None:
    for path in (given.public_checks, *given.hidden_checks.glob("test_*.py")):
        for name, hint in hints(path):
            assert CHINESE.search(hint["zh"]), name
            assert not CHINESE.search(hint["en"]), name
            assert len(hint["en"]) > 20, name


def hints(path: Path) -> list[tuple[str, dict[str, str]]]:
    """The hint of each check in a file, as its mark has it."""
    namespace: dict[str, object] = {"__name__": path.stem, "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    found = []
    for name, value in namespace.items():
        if name.startswith("test_"):
            marks = [mark for mark in getattr(value, "pytestmark", ()) if mark.name == "hint"]
            assert len(marks) == 1, name
            found.append((name, marks[0].kwargs))
    return found


def test_no_two_checks_of_a_task_have_the_same_hint(given: Assignment) -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    for path in given.hidden_checks.glob("test_*.py"):
        for name, hint in hints(path):
            seen[path.name + hint["en"]].append(name)
    assert [names for names in seen.values() if len(names) > 1] == []


def test_the_first_assignment_is_there() -> None:
    assert NAME in {given.name for given in ASSIGNMENTS}
