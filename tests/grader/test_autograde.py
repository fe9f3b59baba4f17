"""A class with every kind of bad input in it, graded once by `grader autograde`."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from grader.autograde import autograde
from grader.course import Course, CourseError
from tests.grader.temporary_course import (
    NAME,
    NOTHING,
    TASKS,
    Run,
    cell_of,
    copy_again,
    filled,
    folder_of,
    grade_class,
    half_done,
    hand_in,
    known,
    points,
    standing,
)

FULL = points()
SMALL = Path(__file__).parent / "small_course" / "source"

# What each student's file is, and what must be said of it. The files lie in submitted/<student>/attention/attention.ipynb.
UNREADABLE = {
    "empty": "attention.ipynb: the file is empty",
    "folder": "attention.ipynb: this is a folder, a pipe or a device and not a file",
    "link": "attention.ipynb: the file, or a folder that it is in, is a symbolic link",
    "linked-folder": "attention.ipynb: the file, or a folder that it is in, is a symbolic link",
    "misnamed": "attention.ipynb: there is no such file",
    "nested": "attention.ipynb: the file is not a notebook (its JSON is nested too deep)",
    "no-notebook": "attention.ipynb: there is no such file",
    "not-json": "attention.ipynb: the file is not a notebook (it is not JSON)",
    "old-format": "attention.ipynb: the notebook is in an old format (nbformat 3 or earlier)",
    "other": "attention.ipynb: this is not the notebook of 'attention', it looks like 'small'",
    "pipe": "attention.ipynb: this is a folder, a pipe or a device and not a file",
}
# All of these hold the reference's answers, so they are worth everything, whatever else was done to the notebook.
MENDED = ("deleted", "duplicated", "new-schema", "points", "relabelled", "skip-tags")
WITH_EXTRAS = ("extra-files", "taken-names")


@dataclass(frozen=True)
class Class:
    """A graded class."""

    course: Course
    run: Run

    def autograded(self, student: str) -> Path:
        return self.course.root / "autograded" / student / NAME


@pytest.fixture(scope="module")
def graded(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Class:
    course = copy_again(released, tmp_path_factory.mktemp("class") / "course")
    shutil.copytree(SMALL, course.root / "source", dirs_exist_ok=True)
    (course.root / "solutions" / "small").mkdir()
    (course.root / "solutions" / "small" / "small.py").touch()
    course = Course(course.root)
    _hand_in_good(course)
    _hand_in_mended(course)
    _hand_in_unreadable(course)
    _hand_in_extras(course)
    return Class(course, grade_class(course))


def _hand_in_good(course: Course) -> None:
    for language in ("zh-TW", "en"):
        hand_in(course, f"reference-{language}", filled(course, language))
        hand_in(course, f"half-{language}", half_done(course, language))
    hand_in(course, "untouched", known(course, "missing/untouched"))


def _hand_in_mended(course: Course) -> None:
    given = {name: filled(course) for name in MENDED}
    given["deleted"].cells = [cell for cell in given["deleted"].cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    given["duplicated"].cells += [cell.copy() for cell in given["duplicated"].cells if "nbgrader" in cell.metadata]
    for cell in given["new-schema"].cells:
        cell.metadata.get("nbgrader", {})["schema_version"] = 4
    cell_of(given["points"], "test_stable_softmax").metadata.nbgrader.points = 1000
    for task in ("attention_scores", "stable_softmax"):
        cell_of(given["relabelled"], task).metadata.nbgrader.grade_id = f"my_{task}"
    for cell in given["skip-tags"].cells:
        cell.metadata.tags = [*cell.metadata.get("tags", ()), "skip-execution"]
    for name, notebook in given.items():
        hand_in(course, name, notebook)
    loud = filled(course)
    cell_of(loud, "attention_scores").source += "\nprint('x' * 10_000_000)"
    hand_in(course, "loud", loud)


def _hand_in_unreadable(course: Course) -> None:
    hand_in(course, "not-json", "PK\x03\x04 this is no notebook")
    hand_in(course, "empty", "")
    hand_in(course, "nested", "[" * 100_000)
    hand_in(course, "old-format", json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}))
    hand_in(course, "other", (SMALL / "small" / "small.ipynb").read_bytes())
    for name in ("folder", "link", "misnamed", "no-notebook", "pipe"):
        folder_of(course, name).mkdir(parents=True)
    (folder_of(course, "folder") / "attention.ipynb").mkdir()
    (folder_of(course, "link") / "attention.ipynb").symlink_to(folder_of(course, "reference-en") / "attention.ipynb")
    (folder_of(course, "misnamed") / "my attention.ipynb").write_text("{}")
    (folder_of(course, "no-notebook") / "notes.txt").write_text("I was ill.")
    os.mkfifo(folder_of(course, "pipe") / "attention.ipynb")
    (course.root / "submitted" / "linked-folder").symlink_to("reference-en")
    (folder_of(course, "reference-en") / "diary.txt").write_text("Nobody else's.")


def _hand_in_extras(course: Course) -> None:
    for name in WITH_EXTRAS:
        hand_in(course, name, filled(course))
    folder = folder_of(course, "extra-files")
    os.mkfifo(folder / "pipe[1]")
    os.mkfifo(folder / "timestamp.txt")
    (folder / "data [a]").mkdir()
    (folder / "data [a]" / "mine.txt").write_text("mine")
    (folder / "data [a]" / "checks.py").symlink_to(course.root / "tests" / "checks" / NAME / "test_attention_scores.py")
    (folder / "book.db").symlink_to(course.root / "gradebook.db")
    (folder / "nowhere").symlink_to("/nowhere/at/all")
    (folder / "others").symlink_to(course.root / "submitted")
    taken = folder_of(course, "taken-names") / "test_public.py"
    taken.mkdir()
    (taken / "inside.txt").write_text("in the way")


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_the_reference_gets_everything_in_both_editions(graded: Class, language: str) -> None:
    given = standing(graded.course, f"reference-{language}")
    assert given.tasks == FULL
    assert not given.waiting


def test_an_untouched_release_gets_nothing_and_waits_for_nobody(graded: Class) -> None:
    given = standing(graded.course, "untouched")
    assert given.tasks == dict.fromkeys(FULL, 0.0)
    assert not given.waiting
    assert "untouched: 0/100 missing" in graded.run.said


def test_half_the_answers_get_their_half_alike_in_both_editions(graded: Class) -> None:
    expected = {**FULL, **dict.fromkeys(TASKS[2:], 0.0)}
    assert standing(graded.course, "half-zh-TW").tasks == standing(graded.course, "half-en").tasks == expected


@pytest.mark.parametrize("student", [*MENDED, *WITH_EXTRAS, "loud"])
def test_what_was_done_to_a_good_notebook_costs_nothing_and_wins_nothing(graded: Class, student: str) -> None:
    assert standing(graded.course, student).tasks == FULL


@pytest.mark.parametrize("student", UNREADABLE)
def test_a_file_that_is_no_submission_scores_nothing_and_calls_a_person(graded: Class, student: str) -> None:
    given = standing(graded.course, student)
    assert not given.score
    assert given.waiting == set(FULL)


@pytest.mark.parametrize("student", UNREADABLE)
def test_a_file_that_is_no_submission_is_named_with_what_is_wrong(graded: Class, student: str) -> None:
    assert f"/{student}/{NAME}/{UNREADABLE[student]}" in graded.run.said


def test_files_that_cannot_be_taken_are_told_by_the_exit_status(graded: Class) -> None:
    assert graded.run.status == 1


def test_every_student_is_in_the_table_and_has_an_autograded_notebook(graded: Class) -> None:
    students = sorted(path.name for path in (graded.course.root / "submitted").iterdir())
    assert len(students) == 5 + len(MENDED) + 1 + len(UNREADABLE) + len(WITH_EXTRAS)
    for student in students:
        assert (graded.autograded(student) / "attention.ipynb").is_file(), student
        assert f"│ {student} " in graded.run.said


def test_a_students_own_files_are_copied_and_nothing_that_they_point_to(graded: Class) -> None:
    copied = graded.autograded("extra-files")
    names = {str(path.relative_to(copied)) for path in copied.rglob("*") if not path.is_dir()}
    assert names == {"attention.ipynb", "test_public.py", "assignment.toml", "data [a]/mine.txt"}


def test_nothing_of_another_student_comes_through_a_linked_folder(graded: Class) -> None:
    names = {path.name for path in graded.autograded("linked-folder").iterdir()}
    assert names == {"attention.ipynb", "test_public.py", "assignment.toml"}


def test_the_courses_own_files_are_beside_every_notebook(graded: Class) -> None:
    public = (graded.course.root / "source" / NAME / "test_public.py").read_bytes()
    for student in ("taken-names", "reference-en", "not-json"):
        assert (graded.autograded(student) / "test_public.py").read_bytes() == public


def test_submissions_are_left_as_they_were(graded: Class) -> None:
    assert (folder_of(graded.course, "empty") / "attention.ipynb").read_bytes() == b""
    assert (folder_of(graded.course, "extra-files") / "book.db").is_symlink()
    assert (folder_of(graded.course, "misnamed") / "my attention.ipynb").read_text() == "{}"


@pytest.fixture
def again(graded: Class, tmp_path: Path) -> Course:
    """The graded class, to be graded once more."""
    return copy_again(graded.course, tmp_path / "course")


def test_no_score_of_an_earlier_submission_is_kept(again: Course) -> None:
    """Each student is a run of nbgrader's own here, so one without a notebook is alone in it."""
    hand_in(again, "reference-en", "no notebook any more")
    (folder_of(again, "half-en") / "attention.ipynb").unlink()
    run = grade_class(again, "reference-en", "half-en")
    assert run.status == 1
    assert "half-en/attention/attention.ipynb: there is no such file" in run.said
    for student in ("reference-en", "half-en"):
        assert not standing(again, student).score
        assert standing(again, student).waiting == set(FULL)
    assert standing(again, "reference-zh-TW").tasks == FULL


def test_no_score_is_kept_when_grading_is_interrupted(again: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.batch.Batch.report", interrupt)
    run = grade_class(again, "reference-en")
    assert run.status == 130
    assert "Run the same command to go on." in run.said
    assert standing(again, "reference-en") == NOTHING
    assert standing(again, "reference-zh-TW").tasks == FULL


@pytest.fixture
def broken(released: Course, tmp_path: Path) -> Course:
    """A course with a check that raises whatever it is given, and a class of two."""
    course = copy_again(released, tmp_path / "course")
    path = course.root / "tests" / "checks" / NAME / "test_attention_scores.py"
    before, name, after = path.read_text(encoding="utf-8").partition("def test_default_scale")
    body = after.index(":\n") + 2
    path.write_text(f"{before}{name}{after[:body]}    raise RuntimeError('ours')\n{after[body:]}", encoding="utf-8")
    for student in ("ann", "bea"):
        hand_in(course, student, filled(course))
    return course


def test_a_fault_of_ours_writes_no_score_calls_a_person_and_goes_on(broken: Course) -> None:
    run = grade_class(broken)
    assert run.status == 2
    assert standing(broken, "ann") == standing(broken, "bea") == NOTHING
    for student in ("ann", "bea"):
        assert f"{student}: no score internal" in run.said


def test_an_unknown_assignment_is_named(course: Course) -> None:
    with pytest.raises(CourseError, match="no assignment 'recursion'"):
        autograde(course, "recursion", (), Console())


def test_an_empty_class_is_told_where_submissions_go(course: Course) -> None:
    with pytest.raises(CourseError, match=r"submitted/<student>/attention/attention\.ipynb does not exist"):
        grade_class(course)


def test_a_student_who_handed_in_nothing_is_named(course: Course) -> None:
    hand_in(course, "ann", filled(course))
    with pytest.raises(CourseError, match="nothing from zoe in"):
        grade_class(course, "ann", "zoe")


def autograde_of(course: Course, name: str) -> None:
    from rich.console import Console

    autograde(course, name, (), Console())
