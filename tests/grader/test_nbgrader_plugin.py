"""nbgrader's own commands over a class, as an instructor types them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback, GenerateSolution
from nbgrader.converters.base import NbGraderException
from nbgrader.nbgraderformat import ValidationError

from grader import gradebook
from grader.autograde_steps import CheckMetadata
from grader.build import nbgrader
from grader.cells import role
from grader.course import Course
from grader.fault import GraderFault
from grader.nbgrader_plugin import SubmissionExporter
from tests.grader.temporary_course import (
    NAME,
    TASKS,
    Standing,
    assignment,
    copy_again,
    filled,
    folder_of,
    grade_class,
    half_done,
    hand_in,
    points,
    standing,
)
from tests.grader.test_release import hidden_code

STUDENTS = ("ann", "bea", "cy", "eve")


def command(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    """`nbgrader …` in the course's folder."""
    program = str(Path(sys.executable).parent / "nbgrader")
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(course.root / ".jupyter"), "HOME": str(course.root)}
    return subprocess.run(
        [program, *words], cwd=course.root, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@dataclass(frozen=True)
class Class:
    """A class after `nbgrader autograde` and `nbgrader generate_feedback`."""

    course: Course
    by_nbgrader: Mapping[str, Standing]
    said: str

    def page(self, student: str) -> str:
        return (self.course.root / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")

    def standings(self) -> Mapping[str, Standing]:
        return {student: standing(self.course, student) for student in STUDENTS}


@pytest.fixture(scope="module")
def graded(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Class:
    course = copy_again(released, tmp_path_factory.mktemp("class") / "course")
    hand_in(course, "ann", filled(course, "en"))
    hand_in(course, "bea", half_done(course))
    hand_in(course, "cy", "not a notebook")
    hand_in(course, "eve", filled(course, "en", stable_softmax="print('<script>alert(1)</script>')\n1/0"))
    (folder_of(course, "eve") / "leak.db").symlink_to(course.root / "gradebook.db")
    done = command(course, "autograde", NAME, "--force")
    assert done.returncode == 0, done.stderr
    grades = {student: standing(course, student) for student in STUDENTS}
    done_too = command(course, "generate_feedback", NAME)
    assert done_too.returncode == 0, done_too.stderr
    return Class(course, grades, done.stderr)


def test_nbgrader_autograde_gives_the_scores(graded: Class) -> None:
    scores = {student: given.score for student, given in graded.by_nbgrader.items()}
    assert scores["ann"] == 100
    assert graded.by_nbgrader["bea"] == Standing({**points(), **dict.fromkeys(TASKS[2:], 0.0)}, frozenset())
    assert scores["cy"] == 0
    assert 0 < (scores["eve"] or 0) < 100


def test_a_bad_file_is_named_in_nbgraders_log(graded: Class) -> None:
    assert f"submitted/cy/{NAME}/{NAME}.ipynb: the file is not a notebook" in graded.said
    assert "Traceback" not in graded.said
    assert "Warning" not in graded.said


def test_grader_autograde_gives_the_same_scores(graded: Class) -> None:
    assert grade_class(graded.course).status == 1
    assert graded.standings() == graded.by_nbgrader


def test_feedback_is_in_the_language_of_the_edition(graded: Class) -> None:
    assert '<html lang="en"' in graded.page("ann")
    assert '<html lang="zh-' in graded.page("bea")


def test_feedback_says_what_was_wrong_with_the_file(graded: Class) -> None:
    assert "這是空的檔案" not in graded.page("cy")
    assert "檔案的內容不是筆記本" in graded.page("cy")


@pytest.mark.parametrize("student", STUDENTS)
def test_feedback_shows_no_hidden_check(graded: Class, student: str) -> None:
    page = graded.page(student)
    assert [secret for secret in hidden_code() if secret in page] == []


@pytest.mark.parametrize("student", STUDENTS)
def test_feedback_runs_nothing_and_loads_nothing(graded: Class, student: str) -> None:
    page = graded.page(student)
    assert not re.search(r"<script|javascript:|<iframe|<object|<embed|<form|<link|@import", page, re.IGNORECASE)
    assert not re.search(r"<[^>]*\son\w+\s*=", page, re.IGNORECASE)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?:https?:)?//""", page, re.IGNORECASE)


def test_nothing_that_a_student_linked_to_reaches_the_feedback(graded: Class) -> None:
    for step in ("autograded", "feedback"):
        assert not any(path.name == "leak.db" for path in (graded.course.root / step / "eve").rglob("*"))


def test_generate_solution_writes_the_reference_and_nothing_else(course: Course) -> None:
    before = authored(course)
    (course.root / "reference" / NAME).mkdir(parents=True)
    (course.root / "reference" / NAME / "old.txt").touch()
    done = command(course, "generate_solution", NAME, "--force")
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(course.root / "reference" / NAME / f"{NAME}.ipynb", as_version=4)
    answers = [cell.source for cell in notebook.cells if role(cell) == "answer"]
    assert len(answers) == 4
    assert not any("NotImplementedError" in answer for answer in answers)
    assert not any("lang-en" in cell.metadata.get("tags", ()) for cell in notebook.cells)
    assert authored(course) == before


def authored(course: Course) -> dict[str, bytes]:
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for part in ("solutions", "source", "tests")
        for path in (course.root / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("folder", ["solutions", "source", "tests", "tests/checks", ".", "reference/../solutions", "solutions/x"])
def test_nbgrader_may_not_write_where_authored_text_lies(course: Course, folder: str) -> None:
    before = authored(course)
    with nbgrader(course) as nb:
        nb.app.coursedir.assignment_id = NAME
        nb.app.coursedir.solution_directory = folder
        converter = GenerateSolution(coursedir=nb.app.coursedir, parent=nb.api)
        converter.force = True
        with pytest.raises(NbGraderException, match="refusing to write"):
            converter.start()
    assert authored(course) == before


@pytest.mark.parametrize(("converter", "setting"), [(Autograde, "autograded_directory"), (GenerateFeedback, "feedback_directory")])
def test_no_converter_may_write_over_authored_text_or_submissions(
    course: Course, converter: type[Autograde | GenerateFeedback], setting: str
) -> None:
    hand_in(course, "ann", filled(course))
    (course.root / "autograded" / "ann" / NAME).mkdir(parents=True)
    (course.root / "autograded" / "ann" / NAME / f"{NAME}.ipynb").write_text("{}")
    for folder in ("solutions", "submitted"):
        with nbgrader(course) as nb:
            nb.app.coursedir.assignment_id = NAME
            setattr(nb.app.coursedir, setting, folder)
            with pytest.raises(NbGraderException, match="refusing to write"):
                converter(coursedir=nb.app.coursedir, parent=nb.api).start()
    assert (folder_of(course, "ann") / f"{NAME}.ipynb").is_file()
    assert assignment(course).text.is_file()


def test_who_is_late_has_nbgraders_penalty_until_there_is_more_time(course: Course) -> None:
    students = {"ann": "12:00:00", "bea": "12:00:01", "cy": None}
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "foundation-models") as book:
        book.update_or_create_assignment(NAME, duedate="2026-03-01 12:00:00 UTC")
        for student, moment in students.items():
            hand_in(course, student, half_done(course))
            if moment is not None:
                (folder_of(course, student) / "timestamp.txt").write_text(f"2026-03-01 {moment} UTC")

        def grade() -> list[float | None]:
            done = command(course, "autograde", NAME, "--force", "--LateSubmissionPlugin.penalty_method=zero")
            assert done.returncode == 0, done.stderr
            places = ({"notebook": NAME, "assignment": NAME, "student": student} for student in students)
            return [gradebook.scores(book, place).score for place in places]

        in_time, late, unknown = grade()
        assert in_time == unknown != 0
        assert late == 0
        book.grant_extension(NAME, "bea", minutes=1)
        book.db.remove()
        assert grade() == [in_time] * 3


def test_a_hook_of_the_courses_own_is_still_called(course: Course) -> None:
    called: list[Sequence[str]] = []
    hand_in(course, "ann", "")
    with nbgrader(course) as nb:
        nb.app.coursedir.assignment_id, nb.app.coursedir.student_id = NAME, "*"
        converter = Autograde(coursedir=nb.app.coursedir, parent=nb.api)
        converter.pre_convert_hook = lambda assignment, student, notebooks: called.append((assignment, student, *notebooks))
        converter.start()
    assert called == [(NAME, "*", str(folder_of(course, "ann") / f"{NAME}.ipynb"))]


def test_a_notebook_of_an_edition_that_was_never_released_is_not_graded_and_keeps_no_score(course: Course) -> None:
    path = assignment(course).source
    text = path.read_text(encoding="utf-8").replace('"test_stable_softmax"', '"test_renamed"')
    hand_in(course, "ann", filled(course))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraderFault, match=r"assignment\.toml: no such task setting: stable_softmax"):
        grade_class(course, "ann")
    assert standing(course, "ann").score is None


def test_nbgraders_metadata_is_checked_once_for_a_class_and_refused_where_it_is_broken() -> None:
    exporter = SubmissionExporter()
    first, second, broken = (v4.new_notebook(cells=[labelled("a"), labelled(name)]) for name in ("b", "b", "a"))
    for notebook in (first, second):
        CheckMetadata(parent=exporter).preprocess(notebook, {})
    assert len(exporter.checked) == 1
    for _ in range(2):
        with pytest.raises(ValidationError):
            CheckMetadata(parent=exporter).preprocess(broken, {})


def labelled(name: str) -> NotebookNode:
    mark = {"schema_version": 3, "grade_id": name, "grade": True, "solution": False, "locked": True, "task": False, "points": 1}
    cell: NotebookNode = v4.new_code_cell(metadata={"nbgrader": mark})
    return cell
