from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader import checks
from grader.bank import known_submissions
from grader.build import build
from grader.cli import app
from grader.course import Assignment, Course, CourseError
from grader.grading import check_files
from grader.new_task import NewTask, left_to_write
from grader.reference import load, reference_student
from grader.result import Verdict
from grader.student import LocalStudent, Student


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "nbgrader_config.py").touch()
    return Course(tmp_path)


def begun(course: Course, task: str = "scale_by_two", points: int = 20) -> Assignment:
    NewTask(course, "play", task, points).write()
    build(Course(course.root).assignment("play"))
    return Course(course.root).assignment("play")


def as_student(path: Path, folder: Path) -> Student:
    module = folder / path.name
    module.write_text("import torch\nfrom torch import Tensor\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    return LocalStudent(vars(load(module, 0)))


def verdict(assignment: Assignment, student: Student) -> Verdict:
    (task,) = checks.run(check_files(assignment), student, seed=1)
    return task.verdict


def test_the_reference_passes_as_it_stands_and_is_worth_what_was_asked_for(course: Course) -> None:
    assignment = begun(course, points=30)
    (task,) = checks.run(check_files(assignment), reference_student(assignment), seed=1)
    assert (task.verdict, task.max_score, assignment.tasks[0].points) == (Verdict.PASSED, 30, 30)
    assert {check.public for check in task.checks} == {True, False}


def test_its_known_submissions_get_what_their_folders_say(course: Course, tmp_path: Path) -> None:
    assignment = begun(course)
    found = {known.path.stem: verdict(assignment, as_student(known.path, tmp_path)) for known in known_submissions(assignment)}
    assert found == {known.path.stem: known.verdict for known in known_submissions(assignment)}
    assert set(found.values()) == {Verdict.PASSED, Verdict.FAILED}


def test_a_second_task_is_added_and_the_first_stays_as_it_was(course: Course) -> None:
    first = begun(course)
    before = first.text.read_text(encoding="utf-8"), first.public_checks.read_text(encoding="utf-8")
    second = begun(course, "shift_by_one", 40)
    assert [(task.name, task.points) for task in second.tasks] == [("scale_by_two", 20), ("shift_by_one", 40)]
    assert second.text.read_text(encoding="utf-8").startswith(before[0])
    assert second.public_checks.read_text(encoding="utf-8").startswith(before[1])


def test_what_is_left_to_write_is_counted(course: Course) -> None:
    left = left_to_write(NewTask(course, "play", "scale_by_two", 20).write())
    assert left[course.root / "solutions/play/play.py"] > 10
    assert left[course.root / "tests/submissions/play/wrong_answer/scale_by_two_on_cpu.py"] == 0


@pytest.mark.parametrize("name", ["Scale", "scale-by-two", "lambda", "../away", ""])
def test_a_name_that_is_no_functions_is_refused(course: Course, name: str) -> None:
    with pytest.raises(CourseError, match="a lower-case Python name is needed"):
        NewTask(course, "play", name, 20).write()
    with pytest.raises(CourseError, match="a lower-case Python name is needed"):
        NewTask(course, name, "scale_by_two", 20).write()
    assert not (course.root / "solutions").exists()


def test_nothing_is_overwritten(course: Course) -> None:
    assignment = begun(course)
    text = assignment.text.read_text(encoding="utf-8")
    with pytest.raises(CourseError, match="has a task 'scale_by_two' already"):
        NewTask(course, "play", "scale_by_two", 20).write()
    kept = assignment.hidden_checks / "test_shift.py"
    kept.write_text("# mine")
    with pytest.raises(CourseError, match=r"test_shift.py is there already"):
        NewTask(course, "play", "shift", 20).write()
    assert (assignment.text.read_text(encoding="utf-8"), kept.read_text()) == (text, "# mine")


def test_too_few_points_are_refused(course: Course) -> None:
    for points in (1, 10, 11):
        with pytest.raises(CourseError, match="Begin with --points 12, then lower"):
            NewTask(course, "play", "scale_by_two", points).write()
    NewTask(course, "play", "scale_by_two", 12).write()


def test_the_command_builds_it_and_says_what_comes_next(course: Course) -> None:
    result = CliRunner().invoke(app, ["new-task", "play", "scale_by_two", "--course", str(course.root)])
    assert result.exit_code == 0, result.output
    assert (course.root / "source/play/play.ipynb").exists()
    assert "TODO on" in result.output
    assert "source/play/play.ipynb" in result.output
    assert "grader audit play" in result.output
