from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from grader.build import NbgraderFailed, build, release
from grader.course import Course, CourseError
from grader.edition import release as edition
from grader.result import Language
from tests.grader.temporary_course import NAME, ROOT, assignment, copy_course


@pytest.fixture
def authored(tmp_path: Path) -> Course:
    """A course with nothing but what is written by hand, and its committed source notebook."""
    return copy_course(tmp_path / "course")


def test_the_committed_source_is_what_the_authored_text_builds(authored: Course) -> None:
    committed = assignment(authored).source.read_bytes()
    build(assignment(authored))
    assert assignment(authored).source.read_bytes() == committed, "run `make build` and commit source/"


def test_building_twice_gives_the_same_bytes(authored: Course) -> None:
    source = assignment(authored).source
    text = assignment(authored).text.read_text(encoding="utf-8").replace("# %% [markdown]", "# %%\n1 + 1\n\n# %% [markdown]", 1)
    assignment(authored).text.write_text(text, encoding="utf-8")
    assert build(assignment(authored))
    first = source.read_bytes()
    assert not build(assignment(authored))
    assert source.read_bytes() == first


def test_cells_keep_their_ids_when_the_text_changes(authored: Course) -> None:
    before = nbformat.read(assignment(authored).source, as_version=4)
    path = assignment(authored).text
    path.write_text(path.read_text(encoding="utf-8") + "\n\n# %% [markdown]\n# One more.\n", encoding="utf-8")
    build(assignment(authored))
    after = nbformat.read(assignment(authored).source, as_version=4)
    assert [cell.id for cell in after.cells[:-1]] == [cell.id for cell in before.cells]


def test_a_missing_text_is_named(authored: Course) -> None:
    given = assignment(authored)
    shutil.rmtree(authored.root / "solutions")
    with pytest.raises(CourseError, match=r"solutions/attention/attention\.py is missing"):
        build(given)


def test_a_missing_source_is_named(authored: Course) -> None:
    assignment(authored).source.unlink()
    with pytest.raises(CourseError, match="run: grader build"):
        release(authored, assignment(authored), "en")


def test_what_nbgrader_says_is_passed_on(course: Course) -> None:
    text = assignment(course).text
    text.write_text(text.read_text(encoding="utf-8").replace('"test_stable_softmax"', '"not a legal name"'), encoding="utf-8")
    build(assignment(course))
    with pytest.raises(NbgraderFailed, match="not a legal name"):
        release(course, assignment(course), "en")


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_release_is_the_edition_that_submissions_are_rebuilt_on(course: Course, language: Language) -> None:
    folder = release(course, assignment(course), language)
    assert folder == course.root / "release" / NAME
    assert {path.name for path in folder.iterdir()} == {"attention.ipynb", "test_public.py", "assignment.toml"}
    given, ours = nbformat.read(folder / "attention.ipynb", as_version=4), edition(assignment(course), language)
    assert [(cell.id, cell.source, cell.metadata) for cell in given.cells] == [
        (cell.id, cell.source, cell.metadata) for cell in ours.cells
    ]


def test_a_source_that_is_older_than_its_text_is_not_released(course: Course) -> None:
    with assignment(course).text.open("a", encoding="utf-8") as text:
        text.write("\n# %% [markdown]\n# One more cell.\n")
    with pytest.raises(CourseError, match="run: grader build attention"):
        release(course, assignment(course), "en")
    build(assignment(course))
    release(course, assignment(course), "en")


def test_the_committed_releases_are_what_the_source_releases(released: Course) -> None:
    for given in released.assignments:
        if given.name != NAME:
            release(released, given, "zh-TW")
        fresh, committed = released.root / "release" / given.name, ROOT / "release" / given.name
        assert {path.name: path.read_bytes() for path in committed.iterdir()} == {
            path.name: path.read_bytes() for path in fresh.iterdir()
        }, "run `grader release` (without --lang: the Chinese edition is committed) and commit release/"
