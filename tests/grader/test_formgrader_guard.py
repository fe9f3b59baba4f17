"""What Formgrader opens and shows where the server was started in another folder, and where a link leads to it."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from nbformat.v4 import new_markdown_cell

from grader.course import Course
from grader.formgrader_route import refusal
from tests.grader.jupyter_server import Server, serving
from tests.grader.temporary_course import NAME, copy_again, filled, folder_of, hand_in

SCRIPT = "<script>window.owned = 1</script>"
RUN = "open({!r}, 'w').close()\n"  # a configuration that leaves a trace


@pytest.fixture(scope="module")
def course(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copy_again(released, tmp_path_factory.mktemp("formgrader") / "course")
    notebook = filled(course)
    notebook.cells.append(new_markdown_cell(SCRIPT))
    hand_in(course, "mallory", notebook)
    (folder_of(course, "mallory") / "nbgrader_config.py").write_text(RUN.format(str(trace(course))))
    return course


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started above the course; Formgrader was opened for it, as JupyterLab's menu does."""
    with serving(course, tmp_path_factory.mktemp("home"), course.root.parent) as server:
        opened(server, course.root)
        assert server.autograde(NAME, "mallory")["success"]
        yield server


def trace(course: Course) -> Path:
    return course.root.parent / "a-students-configuration-has-run"


def opened(server: Server, folder: Path, **headers: str) -> str:
    return server.get(f"/formgrader?path={quote(str(folder))}", **headers)


def refused(server: Server, folder: Path, **headers: str) -> str:
    with pytest.raises(urllib.error.HTTPError) as raised:
        opened(server, folder, **headers)
    assert raised.value.code == 403
    return raised.value.read().decode()


def test_a_page_is_cleaned_wherever_the_server_was_started(server: Server) -> None:
    (entry,) = json.loads(server.get(f"/formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
    shown = server.get(f"/formgrader/submissions/{entry['id']}")
    assert SCRIPT.replace("<", "&lt;").replace(">", "&gt;") in shown
    assert SCRIPT not in shown


def test_a_students_configuration_is_not_run(course: Course, server: Server) -> None:
    said = refused(server, folder_of(course, "mallory"))
    assert "lies in a course&#x27;s folder, where students&#x27; files are" in said
    assert not trace(course).exists()


def test_a_way_round_leads_to_the_same(course: Course, server: Server) -> None:
    link = course.root.parent / "link"
    link.symlink_to(folder_of(course, "mallory"))
    refused(server, link)
    refused(server, course.root / "release" / ".." / "submitted" / "mallory" / NAME)
    assert not trace(course).exists()


def test_another_site_opens_nothing(course: Course, server: Server) -> None:
    assert "Another site asked Formgrader to open" in refused(server, course.root, Sec_Fetch_Site="cross-site")
    assert "Another site asked Formgrader to open" in refused(server, course.root, Sec_Fetch_Site="same-site")


def test_the_course_itself_is_opened_as_before(course: Course, server: Server) -> None:
    assert "formgrader" in opened(server, course.root, Sec_Fetch_Site="same-origin")
    assert "formgrader" in server.get("/formgrader")


def test_a_configuration_of_another_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").touch()
    assert refusal(str(tmp_path), {}, ()) is None
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    if (tmp_path / "nbgrader_config.py").stat().st_uid == 0:
        monkeypatch.setattr("grader.formgrader_route.ROOT", 54321)
    assert "belongs to another user of this machine" in str(refusal(str(tmp_path), {}, ()))
