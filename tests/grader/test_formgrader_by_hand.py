"""A TA grades answers in words in Formgrader."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from grader.course import Course
from tests.browser.hostile import DOT
from tests.grader.jupyter_server import Server, serving
from tests.grader.quiz_course import QUIZ, SCHEME, grades, hand_in, taken
from tests.grader.temporary_course import copy_again
from tests.grader.test_by_hand import with_a_picture


@pytest.fixture(scope="module")
def course(released_quiz: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copy_again(released_quiz, tmp_path_factory.mktemp("formgrader") / "course")
    hand_in(course, "ann", with_a_picture(taken(course, student="ann", reason="只看圖像，**看不出**規模。"), "reason"))
    hand_in(course, "bea", taken(course, student="bea", reason="", essay=""))
    return course


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(course, tmp_path_factory.mktemp("home")) as server:
        for student in ("ann", "bea"):
            done = server.autograde(QUIZ, student)
            assert done["success"], done
        yield server


def page_of(server: Server, student: str) -> tuple[str, str]:
    """The id of a student's notebook, and its page."""
    notebooks = json.loads(server.get(f"/formgrader/api/submitted_notebooks/{QUIZ}/{QUIZ}"))
    found = next(entry["id"] for entry in notebooks if entry["student"] == student)
    return found, server.get(f"/formgrader/submissions/{found}")


def test_formgrader_lists_who_has_something_to_grade_by_hand(server: Server) -> None:
    notebooks = json.loads(server.get(f"/formgrader/api/submitted_notebooks/{QUIZ}/{QUIZ}"))
    assert {entry["student"]: entry["needs_manual_grade"] for entry in notebooks} == {"ann": True, "bea": False}
    assert {entry["student"]: entry["score"] for entry in notebooks} == {"ann": 90, "bea": 90}


def test_the_page_has_answer_scheme_and_length_and_boxes_for_points_and_comment(server: Server) -> None:
    _, shown = page_of(server, "ann")
    answer, scheme = shown.index("看不出</strong>規模。"), shown.index(SCHEME)
    assert scheme < answer
    assert answer - scheme < 5_000  # beside each other
    assert "asked for 10–20" in shown[scheme:answer]
    assert f'src="data:image/png;base64,{DOT}"' in shown[answer:]
    assert 'id="reason"' in shown
    assert 'id="reason-comment"' in shown


def test_points_and_comment_that_a_ta_gives_are_in_the_gradebook(course: Course, server: Server) -> None:
    notebook, _ = page_of(server, "ann")
    for kind, change in (("grade", {"manual_score": 3}), ("comment", {"manual_comment": "清楚。"})):
        found = json.loads(server.get(f"/formgrader/api/{kind}s?submission_id={notebook}"))
        entry = next(one for one in found if one["name"] == "reason")
        server.send("PUT", f"/formgrader/api/{kind}/{entry['id']}", change)
    assert grades(course, "ann")["reason"] == (None, 3, False)
    assert grades(course, "ann")["essay"] == (None, None, True)
