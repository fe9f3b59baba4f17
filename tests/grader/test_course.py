from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.course import Assignment, Course, CourseError, Limits, Task

GRADED = {"double": 60, "triple": 40}


def course(root: Path, settings: str | None = None, name: str = "small") -> Course:
    """A course with one assignment of two tasks."""
    (root / "nbgrader_config.py").touch()
    for folder in (f"solutions/{name}", f"source/{name}", f"tests/checks/{name}"):
        (root / folder).mkdir(parents=True)
    (root / "solutions" / name / f"{name}.py").touch()
    cells = [{"cell_type": "markdown", "metadata": {}}, {"cell_type": "code", "metadata": {}}]
    for task, points in GRADED.items():
        cells.append({"cell_type": "code", "metadata": {"nbgrader": {"grade": False, "grade_id": task, "solution": True}}})
        cells.append({"cell_type": "code", "metadata": {"nbgrader": {"grade": True, "grade_id": f"test_{task}", "points": points}}})
    (root / "source" / name / f"{name}.ipynb").write_text(json.dumps({"cells": cells}))
    if settings is not None:
        (root / "source" / name / "assignment.toml").write_text(settings)
    return Course(root)


def test_a_course_is_found_from_anywhere_in_it(tmp_path: Path) -> None:
    course(tmp_path)
    assert Course.find(tmp_path / "source" / "small") == Course(tmp_path)


def test_no_course_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no nbgrader_config.py in .* run this inside a course folder"):
        Course.find(tmp_path)


def test_tasks_and_points_are_those_of_the_notebook_in_its_order(tmp_path: Path) -> None:
    tasks = course(tmp_path).assignment("small").tasks
    assert tasks == (Task("double", 60.0), Task("triple", 40.0))
    assert tasks[0].grade_id == "test_double"


def test_an_answer_that_is_its_own_grade_cell_is_graded_by_a_person(tmp_path: Path) -> None:
    assignment = course(tmp_path, "[tasks.why]\ncharacters = [60, 120]\n").assignment("small")
    notebook = json.loads(assignment.source.read_text())
    mark = {"grade": True, "solution": True, "grade_id": "why", "points": 5}
    notebook["cells"].insert(4, {"cell_type": "markdown", "metadata": {"nbgrader": mark}})
    assignment.source.write_text(json.dumps(notebook))
    assert [task.name for task in assignment.tasks] == ["double", "why", "triple"]
    assert [task.name for task in assignment.checked] == ["double", "triple"]
    assert assignment.task("why") == Task("why", 5.0, by_hand=True, characters=(60, 120))
    assert assignment.task("why").grade_id == "why"


def test_an_assignment_is_a_folder_with_its_text(tmp_path: Path) -> None:
    given = course(tmp_path)
    (tmp_path / "solutions" / "notes").mkdir()
    assert [assignment.name for assignment in given.assignments] == ["small"]
    assert given.assignment("small").text.is_file()


def test_an_assignment_or_a_task_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    given = course(tmp_path)
    with pytest.raises(CourseError, match=r"no assignment 'large' in .*; there is small"):
        given.assignment("large")
    with pytest.raises(CourseError, match=r"no task 'halve'; it has double, triple"):
        given.assignment("small").task("halve")
    assert given.assignment("small").task("triple").points == 40


def test_settings_say_what_is_forbidden_and_how_much_is_allowed(tmp_path: Path) -> None:
    settings = '[limits]\ncall_seconds = 1.5\n[tasks.double]\nforbids = ["add"]\n'
    assignment = course(tmp_path, settings).assignment("small")
    assert assignment.task("double").forbids == ("add",)
    assert assignment.task("triple").forbids == ()
    assert assignment.limits == Limits(call_seconds=1.5)


@pytest.mark.parametrize(
    "settings",
    [
        "[limits]\ncall_second = 1",
        '[limits]\ncall_seconds = "long"',
        "[tasks.halve]\nforbids = []",
        "[tasks.double]\nforbid = []",
        "[tasks.double]\nforbids = 3",
    ],
)
def test_a_setting_that_is_none_is_refused_with_its_file(tmp_path: Path, settings: str) -> None:
    with pytest.raises(CourseError, match=r"assignment\.toml"):
        _ = course(tmp_path, settings).assignment("small").tasks


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_source_that_is_no_notebook_comes_with_its_remedy(tmp_path: Path, content: str | None) -> None:
    assignment = Assignment("small", tmp_path)
    if content is not None:
        assignment.source.parent.mkdir(parents=True)
        assignment.source.write_text(content)
    with pytest.raises(CourseError, match="grader build"):
        _ = assignment.tasks


def test_a_task_builds_on_what_its_upstream_builds_on(tmp_path: Path) -> None:
    settings = '[tasks.triple]\nbuilds_on = ["double"]\n'
    assignment = course(tmp_path, settings).assignment("small")
    assert assignment.upstream("triple") == ("double",)
    assert assignment.upstream("double") == ()


@pytest.mark.parametrize(("task", "on"), [("double", "triple"), ("triple", "triple"), ("triple", "quadruple")])
def test_a_task_builds_only_on_tasks_before_it(tmp_path: Path, task: str, on: str) -> None:
    assignment = course(tmp_path, f'[tasks.{task}]\nbuilds_on = ["{on}"]\n').assignment("small")
    with pytest.raises(CourseError, match=f"{task} builds on {on}, no task that comes before it"):
        assignment.upstream(task)
