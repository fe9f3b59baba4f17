"""Courses for the tests; see tests/grader/temporary_course.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from grader.course import Course

# A deadline tests the machine, and the machines that tests run on are noisy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# The files that take longest come first: one that a worker gets last keeps the other waiting.
LONGEST = (
    "test_audit_of_this_course",
    "test_known_submissions",
    "test_batch",
    "test_bad_input",
    "test_weapons",
    "test_nbgrader_plugin",
    "test_autograde",
    "test_regrade",
    "test_formgrader",
    "test_formgrader_by_hand",
    "test_by_hand",
    "test_replay",
    "test_grade_command",
    "test_runner",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A released course that nobody has handed in anything to. For reading, and for `copy_again`."""
    from tests.grader.temporary_course import released_course  # here, since nbgrader takes seconds

    return released_course(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture(scope="session")
def released_quiz(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A released course with one assignment of forms and answers in words. For reading, and for `copy_again`."""
    from tests.grader.quiz_course import quiz_course

    return quiz_course(tmp_path_factory.mktemp("quiz") / "course")


@pytest.fixture
def course(released: Course, tmp_path: Path) -> Course:
    """A released course of the test's own."""
    from tests.grader.temporary_course import copy_again

    return copy_again(released, tmp_path / "course")
