from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.cells import StudentCell
from grader.course import Assignment, CourseError
from grader.edition import adopt, editions, language_of, packed, release
from grader.result import LANGUAGES

SMALL = Assignment("small", Path(__file__).parent / "small_course")


def test_an_edition_has_the_cells_of_its_language_alone() -> None:
    assert [cell.id for cell in release(SMALL, "en").cells if "title" in cell.id] == ["title-en"]
    assert [cell.id for cell in release(SMALL, "zh-TW").cells if "title" in cell.id] == ["title-zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_has_neither_answers_nor_outputs(language: str) -> None:
    notebook = release(SMALL, "en" if language == "en" else "zh-TW")
    text = json.dumps(notebook)
    assert "return 2 * x" not in text
    assert "SOLUTION" not in text
    assert "raise NotImplementedError()" in text
    assert "Twice x." in text
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_a_release_is_the_callers_own_copy() -> None:
    release(SMALL).cells.clear()
    assert release(SMALL).cells


def test_a_release_is_what_nbgrader_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader calls `alembic`
    config = Config()
    (tmp_path / "source" / "small").mkdir(parents=True)
    source = nbformat.read(SMALL.source, as_version=4)
    source.cells = [cell for cell in source.cells if "lang-en" not in cell.metadata.get("tags", ())]
    (tmp_path / "source" / "small" / "small.ipynb").write_text(json.dumps(source), encoding="utf-8")
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.assignment_id = "small"
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    released = nbformat.read(tmp_path / "release" / "small" / "small.ipynb", as_version=4)
    assert released == release(SMALL)
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        saved = {cell.name: cell.checksum for cell in gradebook.find_notebook("small", "small").source_cells}
    marks = [cell.metadata.nbgrader for cell in release(SMALL).cells if "nbgrader" in cell.metadata]
    assert saved == {mark.grade_id: mark.checksum for mark in marks}


def test_a_changed_source_is_released_anew(tmp_path: Path) -> None:
    course = Path(shutil.copytree(SMALL.root, tmp_path / "course"))
    assignment = Assignment("small", course)
    before = release(assignment)
    assignment.source.write_text(assignment.source.read_text(encoding="utf-8").replace("三倍", "三倍（3x）"), encoding="utf-8")
    assert release(assignment) != before


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"cells": [{"cell_type": "code"}]}', '{"cells": [{"id": "a"}, {"id": "a"}]}'],
)
def test_a_malformed_source_is_named(tmp_path: Path, content: str) -> None:
    assignment = Assignment("small", tmp_path)
    assignment.source.parent.mkdir(parents=True)
    assignment.source.write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=r"small\.ipynb is not a notebook"):
        release(assignment)


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"small\.ipynb is missing; `grader build`"):
        release(Assignment("small", tmp_path))


def _code(source: str, cell_id: str | None = None) -> StudentCell:
    return StudentCell("code", source, id=cell_id)


def test_the_language_is_that_of_most_cells() -> None:
    released = editions(SMALL)
    assert language_of([_code("", "title-en"), _code('LANG = "zh-TW"')], released) == "zh-TW"
    assert language_of([_code("", "title-en"), _code("", "between-en"), _code('LANG = "zh-TW"')], released) == "en"
    assert language_of([StudentCell("markdown", "Now three  times.")], released) == "en"


def test_without_cells_of_either_language_it_is_what_lang_says() -> None:
    released = editions(SMALL)
    assert language_of([_code("LANG = 'en'  # mine")], released) == "en"
    assert language_of([_code("x = 1")], released) == "zh-TW"


@pytest.fixture
def own(tmp_path: Path) -> Assignment:
    """An assignment of the test's own: what a process knows of it, no other test has told it."""
    shutil.copytree(SMALL.root, tmp_path / "course")
    return Assignment("small", tmp_path / "course")


def test_a_process_that_was_given_the_editions_takes_them_as_they_are(own: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {language: release(own, language) for language in LANGUAGES}
    given = packed(own)
    monkeypatch.setattr("grader.edition._made", None)  # it cannot make them
    adopt(own, given)
    assert {language: release(own, language) for language in LANGUAGES} == made
    assert isinstance(release(own).cells[0].metadata, NotebookNode)


def test_editions_of_a_source_that_has_changed_since_are_not_taken(own: Assignment) -> None:
    adopt(own, packed(own))
    text = own.source.read_text(encoding="utf-8")
    own.source.write_text(text.replace("Twice x.", "Twice as much as x."), encoding="utf-8")
    assert "Twice as much as x." in json.dumps(release(own, "en"))
