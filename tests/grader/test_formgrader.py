"""Formgrader's button, in a Jupyter server as an instructor starts it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from grader.course import Course
from tests.grader.jupyter_server import Server, serving
from tests.grader.temporary_course import (
    NAME,
    TASKS,
    Standing,
    copy_again,
    filled,
    folder_of,
    half_done,
    hand_in,
    points,
    standing,
)

STUDENTS = ("ann", "bea")


@pytest.fixture(scope="module")
def course(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copy_again(released, tmp_path_factory.mktemp("formgrader") / "course")
    hand_in(course, "ann", filled(course, "en"))
    hand_in(course, "bea", half_done(course))
    return course


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(course, tmp_path_factory.mktemp("home")) as server:
        yield server


def test_the_button_gives_the_scores_that_the_commands_give(course: Course, server: Server) -> None:
    replies = {student: server.autograde(NAME, student) for student in STUDENTS}
    assert [reply["success"] for reply in replies.values()] == [True, True], replies
    assert standing(course, "ann") == Standing(points(), frozenset())
    assert standing(course, "bea") == Standing({**points(), **dict.fromkeys(TASKS[2:], 0.0)}, frozenset())


def test_the_button_takes_a_score_back_when_a_bad_file_is_handed_in(course: Course, server: Server) -> None:
    hand_in(course, "bea", "not a notebook")
    (folder_of(course, "bea") / "notes.txt").symlink_to(course.root / "gradebook.db")
    reply = server.autograde(NAME, "bea")
    assert reply["success"]
    assert f"submitted/bea/{NAME}/{NAME}.ipynb: the file is not a notebook" in reply["log"]
    assert standing(course, "bea").score == 0
    assert standing(course, "bea").waiting
    assert not (course.root / "autograded" / "bea" / NAME / "notes.txt").exists()


def test_a_submission_can_be_looked_at_in_formgrader(course: Course, server: Server) -> None:
    found = json.loads(server.get(f"/formgrader/api/submissions/{NAME}"))
    assert {entry["student"] for entry in found} >= set(STUDENTS)
    notebooks = json.loads(server.get(f"/formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
    shown = server.get(f"/formgrader/submissions/{next(entry['id'] for entry in notebooks if entry['student'] == 'ann')}")
    assert "attention_scores" in shown
    assert "Attention: let every token see the whole sentence" in shown
