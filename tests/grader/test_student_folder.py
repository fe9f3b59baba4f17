from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files

from grader import student_folder
from grader.student_folder import CourseFolders, left_out, patterns

NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted" / "ann" / "attention"
    folder.mkdir(parents=True)
    return folder


def out(folder: Path, *taken: str) -> dict[str, str]:
    """What is left out, by the path below the folder."""
    found = left_out(str(folder), folder.parents[1], taken)
    return {os.path.relpath(path, folder): reason for path, reason in found.items()}


def copied(folder: Path, *taken: str) -> set[str]:
    """What nbgrader would copy."""
    ignored = patterns(left_out(str(folder), folder.parents[1], taken))
    return {os.path.relpath(path, folder) for path in find_all_files(str(folder), [*ignored, "*.ipynb"])}


def test_plain_files_are_copied_whatever_their_names(folder: Path) -> None:
    names = {"notes.txt", "[a]*?.txt", "資料.csv", "two\nlines", ".hidden", "data/[x]/deep.txt"}
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert out(folder) == {}
    assert copied(folder) == names


def test_links_pipes_and_what_cannot_be_looked_at_are_left_out_and_nothing_else(folder: Path) -> None:
    (folder / "[d]").mkdir()
    for name in ("link", "dangling", "[d]/link"):
        (folder / name).symlink_to("/nowhere" if name == "dangling" else "/etc/passwd")
    os.mkfifo(folder / "pipe [1]")
    (folder / "[d]" / "mine").touch()
    assert out(folder) == {
        "link": "is a symbolic link",
        "dangling": "is a symbolic link",
        "[d]/link": "is a symbolic link",
        "pipe [1]": "is not a file",
    }
    assert copied(folder) == {"[d]/mine"}


def test_what_has_a_name_of_the_courses_own_is_left_out(folder: Path) -> None:
    (folder / "test_public.py").mkdir()
    (folder / "test_public.py" / "inside").touch()
    (folder / "other").mkdir()
    (folder / "other" / "test_public.py").touch()
    assert copied(folder, "test_public.py") == {"other/test_public.py"}


def test_nothing_is_copied_through_a_linked_folder(folder: Path) -> None:
    (folder / "mine").touch()
    linked = folder.parents[1] / "eve"
    linked.symlink_to("ann")
    assert copied(linked / "attention") == set()


def test_further_notebooks_are_entries_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader takes over a minute to pass over 5,000 of them."""
    for number in range(3):
        (folder / f"{number}.ipynb").touch()
    assert out(folder) == {}
    monkeypatch.setattr(student_folder, "MAX_ENTRIES", 2)
    assert out(folder) == {".": "holds more than 2 entries beside the notebook"}


def test_a_notebook_is_not_among_the_bytes_beside_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "attention.ipynb").write_text("{}" * 100)
    monkeypatch.setattr(student_folder, "MAX_BYTES", 2)
    assert out(folder) == {}


def test_nothing_is_copied_of_what_is_too_deep(folder: Path) -> None:
    deep = folder.joinpath(*["d"] * 50)
    deep.mkdir(parents=True)
    assert out(folder) == {}
    (deep / "one more").touch()
    assert out(folder) == {".": "holds folders more than 50 deep beside the notebook"}


def test_a_few_links_are_told_one_by_one_and_many_at_once(folder: Path) -> None:
    for number in range(51):
        (folder / str(number)).symlink_to("/etc/passwd")
    assert out(folder) == {".": "holds more than 50 links and other things that are no files beside the notebook"}
    (folder / "0").unlink()
    assert out(folder) == {str(number): "is a symbolic link" for number in range(1, 51)}


@pytest.mark.parametrize(("limit", "value"), [("MAX_ENTRIES", 2), ("MAX_BYTES", 2)])
def test_nothing_is_copied_of_more_than_a_student_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    for number in range(3):
        (folder / str(number)).write_text("x")
    assert copied(folder) == {"0", "1", "2"}
    monkeypatch.setattr(student_folder, limit, value)
    assert copied(folder) == set()


@pytest.fixture
def folders(tmp_path: Path) -> CourseFolders:
    other = CourseDirectory()
    other.root, other.assignment_id, other.ignore = str(tmp_path), "attention", ["*.pyc"]
    return CourseFolders.like(other)


def test_a_copy_of_the_folders_has_all_their_settings(folders: CourseFolders, tmp_path: Path) -> None:
    assert (folders.root, folders.assignment_id, folders.ignore) == (str(tmp_path), "attention", ["*.pyc"])


def test_a_timestamp_is_read(folders: CourseFolders, folder: Path) -> None:
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n")
    assert folders.get_existing_timestamp(str(folder)) == datetime(2026, 3, 1, 12)


@pytest.mark.parametrize("text", [b"", b"soon", b"\xff\xfe", b"9" * 1_000_000, b"a b c", b"2026-99-99 1:2:3 UTC"])
def test_what_is_no_timestamp_counts_for_nothing(folders: CourseFolders, folder: Path, text: bytes) -> None:
    (folder / "timestamp.txt").write_bytes(text)
    assert folders.get_existing_timestamp(str(folder)) is None


def test_a_timestamp_that_is_no_file_is_not_waited_for(folders: CourseFolders, folder: Path) -> None:
    assert folders.get_existing_timestamp(str(folder)) is None
    os.mkfifo(folder / "timestamp.txt")
    assert folders.get_existing_timestamp(str(folder)) is None
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").symlink_to("/dev/zero")
    assert folders.get_existing_timestamp(str(folder)) is None
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").mkdir()
    assert folders.get_existing_timestamp(str(folder)) is None


def test_a_closed_folder_is_an_empty_one_to_walk_through_until_its_timestamp_is_asked_for(
    folders: CourseFolders, folder: Path
) -> None:
    (folder / "mine").touch()
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    whole = folders.format_path("submitted", "ann", "attention")
    assert set(find_all_files(whole, [])) == {str(folder / "mine"), str(folder / "timestamp.txt")}
    folders.closed = whole
    assert find_all_files(folders.format_path("submitted", "ann", "attention"), []) == []
    assert folders.format_path("submitted", "bea", "attention") == str(folder.parents[1] / "bea" / "attention")
    assert folders.get_existing_timestamp(folders.format_path("submitted", "ann", "attention")) == datetime(2026, 3, 1, 12)
    assert folders.format_path("submitted", "ann", "attention") == whole


@contextlib.contextmanager
def as_a_plain_user() -> Iterator[None]:
    """Nothing is locked for root."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_a_folder_below_one_that_cannot_be_looked_into_is_no_fault_of_ours(folder: Path) -> None:
    folder.parent.chmod(0)
    with as_a_plain_user():
        found = out(folder)
    folder.parent.chmod(0o700)
    assert found == {}, "nothing there can be copied; who reads the notebook says that it cannot be opened"
