"""The lessons that weapons are laid into: one of this course, and one that is graded in no time."""

from __future__ import annotations

import shutil
from pathlib import Path

from grader.course import Course
from tests.grader import quiz_course, temporary_course

from .battle import ROOT, Lesson


def released(folder: Path) -> Course:
    """A copy of this course, released, with the known submissions of its lesson."""
    course = temporary_course.released_course(folder)
    known = Path("tests") / "submissions" / temporary_course.NAME
    shutil.copytree(ROOT / known, folder / known)
    return course


def attention(course: Course) -> Lesson:
    return Lesson(course, temporary_course.NAME, lambda _: temporary_course.filled(course))


def quiz(course: Course) -> Lesson:
    return Lesson(course, quiz_course.QUIZ, lambda student: quiz_course.taken(course, student=student))
