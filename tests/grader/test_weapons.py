"""A small class with some of every sort of weapon in it, beside the same class without; `make weapons` is the whole of it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from rich.console import Console

from grader.autograde import autograde
from grader.build import nbgrader
from grader.course import Course
from grader.secret import Secret
from tests.grader.quiz_course import form_cell
from tests.grader.temporary_course import cell_of, copy_again
from tests.weapons import arsenal, lessons
from tests.weapons.battle import RIGHT, Lesson, Run, Standing
from tests.weapons.judgement import came_out, faults_of_what_was_written, told
from tests.weapons.mixed_class import Graded, differences
from tests.weapons.texts import deceives
from tests.weapons.weapon import Earns, Weapon

HONEST = (RIGHT, *(f"s{number}" for number in range(9)))
WEAPONS = [
    arsenal.WEAPONS[name]
    for name in (
        "truncated", "deep-metadata", "million-outputs", "wrong-metadata", "sources-that-are-no-text", "huge-integer",
        "marks-of-wrong-types", "labels-twice", "forged-results", "kernel-with-a-path", "escapes-printed", "a-pipe",
        "link-to-a-neighbour", "folder-in-a-circle", "3000-deep", "timestamp-that-is-a-folder", "name-with-bidi-marks",
        "name-that-is-a-pattern", "hidden-name",
    )
]  # fmt: skip


@dataclass(frozen=True)
class Classes:
    clean: Graded
    mixed: Graded

    @property
    def standing(self) -> Standing:
        return self.mixed.standing


@pytest.fixture(scope="module")
def classes(released_quiz: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classes]:
    folder = tmp_path_factory.mktemp("weapons")
    clean = lessons.quiz(copy_again(released_quiz, folder / "clean"))
    for number, student in enumerate(HONEST):
        right = clean.right(student)
        if number % 3:
            cell_of(right, ("verdict", "judge")[number % 2]).source = ("1 / 0", form_cell("judge", ""))[number % 2]
        clean.hand_in(student, right)
    Secret.of(clean.course.root)
    mixed = lessons.quiz(copy_again(clean.course, folder / "mixed"))
    for weapon in WEAPONS:
        mixed.lay(weapon)
    yield Classes(graded(clean), graded(mixed, feedback=True))
    subprocess.run(["rm", "-rf", folder], check=True)  # pytest's own way through folders fails where they are deep


def graded(lesson: Lesson, *, feedback: bool = False) -> Graded:
    said = io.StringIO()
    status = autograde(lesson.course, lesson.name, (), Console(file=said, width=1000), jobs=1)
    if feedback:
        with nbgrader(lesson.course) as nb:
            done = nb.api.generate_feedback(lesson.name)
        assert done["success"], done
    return Graded(lesson, Run(status, said.getvalue()))


def test_there_are_weapons_of_every_sort_and_each_says_what_it_is() -> None:
    assert len(arsenal.WEAPONS) == sum(len(kind.WEAPONS) for kind in arsenal.KINDS) > 150, "no two have one name"
    assert all(weapon.about for weapon in arsenal.WEAPONS.values())
    assert {weapon.earns for weapon in arsenal.WEAPONS.values()} == set(Earns)


@pytest.mark.parametrize("weapon", WEAPONS, ids=lambda weapon: weapon.name)
def test_a_weapon_earns_what_its_answers_are_worth_or_is_refused_in_a_sentence(classes: Classes, weapon: Weapon) -> None:
    assert came_out(classes.standing, weapon) is None
    if weapon.earns in (Earns.NONE, Earns.NOBODY):
        assert told(classes.mixed.run, weapon), classes.mixed.run.said
    if weapon.earns is not Earns.NOBODY:
        assert list(faults_of_what_was_written(classes.mixed.lesson, weapon)) == []


def test_the_honest_fare_exactly_as_in_a_clean_class(classes: Classes) -> None:
    assert len({classes.standing.scores[student] for student in HONEST}) == 3, "they are not all alike"
    assert list(differences(classes.mixed, classes.clean, HONEST)) == []


def test_nothing_that_is_said_of_a_class_acts_on_a_terminal_or_is_a_traceback(classes: Classes) -> None:
    said = classes.mixed.run.said
    assert deceives(said) == set()
    assert "Traceback" not in said
    assert (classes.clean.run.status, classes.mixed.run.status) == (0, 1), "a file could not be taken"
