"""A class of 100 with 30 weapons in it, beside a clean class of the other 70."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.bank import KnownSubmission, known_submissions, notebook
from grader.course import Course
from grader.result import Verdict

from .battle import RIGHT, Lesson, Run, Standing, run
from .weapon import Weapon

RATIO = 3.0  # of seconds, mixed to clean; it was 1.2 and 1.3 on two busy cores
# How long it took, and where things lay in memory, which is in what pytest says of a failed comparison.
_OF_THE_RUN = re.compile(r'^ *"seconds": [0-9.e-]+,?$|\b0x[0-9a-f]+', re.MULTILINE)
_ODD = re.compile("endless|surroundings")  # what takes its time, and what prints the numbers of processes


@dataclass(frozen=True)
class Graded:
    """A class after `nbgrader autograde`."""

    lesson: Lesson
    run: Run

    @property
    def standing(self) -> Standing:
        return Standing.of(self.lesson.course)

    def notebook(self, student: str) -> str:
        """The autograded notebook, without what no two runs have alike."""
        path = self.lesson.autograded(student)
        return _OF_THE_RUN.sub("", path.read_text(encoding="utf-8")) if path.is_file() else ""


def honest(lesson: Lesson, size: int) -> list[KnownSubmission]:
    """Of the bank what answers, right and wrong, evenly over all of it."""
    known = known_submissions(lesson.course.assignment(lesson.name))
    bank = [one for one in known if one.verdict in (Verdict.PASSED, Verdict.FAILED) and not _ODD.search(one.name)]
    return [bank[number * len(bank) // size % len(bank)] for number in range(size)]


def hand_in_honestly(lesson: Lesson, size: int) -> tuple[str, ...]:
    """The students; the first has every answer right."""
    lesson.hand_in(RIGHT, lesson.right(RIGHT))
    others = {f"s{number:03}": notebook(known) for number, known in enumerate(honest(lesson, size - 1))}
    for student, answered in others.items():
        lesson.hand_in(student, answered)
    return (RIGHT, *others)


def chosen(weapons: Sequence[Weapon], count: int, luck: random.Random) -> list[Weapon]:
    """Some of each sort, since they stand in the order of their sorts."""
    parts = [weapons[number * len(weapons) // count : (number + 1) * len(weapons) // count] for number in range(count)]
    return [luck.choice(part) for part in parts]


def graded(lesson: Lesson) -> Graded:
    return Graded(lesson, run(lesson.course, "nbgrader", "autograde", lesson.name))


def copied(lesson: Lesson, root: Path) -> Lesson:
    """The same class in another folder."""
    shutil.copytree(lesson.course.root, root)
    return Lesson(Course(root), lesson.name, lesson.right)


def differences(mixed: Graded, clean: Graded, students: Sequence[str]) -> Iterator[str]:
    """What the honest students have of it that others are hostile, in sentences."""
    with_them, alone = mixed.standing, clean.standing
    for student in students:
        for what, found, wanted in (
            ("scores", with_them.scores.get(student), alone.scores[student]),
            ("comments", with_them.comments.get(student), alone.comments[student]),
            ("autograded notebook", mixed.notebook(student), clean.notebook(student)),
        ):
            if found != wanted:
                yield f"{student} has other {what} than in a clean class"
        if not clean.notebook(student):
            yield f"{student} has no autograded notebook"
