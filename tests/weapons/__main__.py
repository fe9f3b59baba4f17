"""`make weapons`: hand in every kind of hostile notebook, grade with nbgrader, and print what came of each.

First all of them beside one honest student; then, of a class of 100, thirty of them beside seventy honest ones, who must fare as in
a clean class.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from grader.secret import Secret

from . import lessons, mixed_class
from .arsenal import WEAPONS
from .battle import RIGHT, Battle, fight
from .judgement import faults, faults_of_grade, faults_of_run
from .weapon import Weapon

HOSTILE, HONEST = 30, 70
WIDTH = 160  # where the output is no terminal


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 0 where each came out as it must and nobody else noticed."""
    given = _parser().parse_args(words)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    weapons = [weapon for name, weapon in WEAPONS.items() if fnmatch(name, given.only)]
    if not weapons:
        console.print(f"no weapon is called {given.only}")
        return 2
    seed = random.randrange(1 << 32) if given.seed is None else given.seed
    folder = Path(tempfile.mkdtemp(prefix="weapons."))
    found = [] if given.class_only else list(_all_of_them(console, folder, weapons))
    if len(weapons) == len(WEAPONS):
        found += _a_class(console, folder, mixed_class.chosen(weapons, HOSTILE, random.Random(seed)), seed)
    for sentence in found:
        console.print(f"[red]FOUND[/]: {escape(sentence)}")
    if found:
        console.print(f"the courses are in {folder}")
        return 1
    subprocess.run(["chmod", "-R", "u+rwx", folder], check=False)  # some are locked, for who is not root
    subprocess.run(["rm", "-rf", folder], check=True)  # Python's own way through folders fails where they are deep
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.weapons", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="PATTERN", default="*", help="these weapons, as million-* (default: all, and the class)")
    parser.add_argument("--class-only", action="store_true", help="only the class of 100")
    parser.add_argument("--seed", type=int, default=None, help="of which thirty are in the class; by default others each time")
    return parser


def _all_of_them(console: Console, folder: Path, weapons: Sequence[Weapon]) -> Iterator[str]:
    lesson = lessons.attention(lessons.released(folder / "all"))
    lesson.hand_in(RIGHT, lesson.right(RIGHT))
    with console.status(f"{len(weapons)} weapons through nbgrader"):
        battle = fight(lesson, weapons)
    yield from _table(console, battle)
    runs = {"nbgrader autograde": battle.autograde, "nbgrader generate_feedback": battle.feedback, "the same again": battle.again}
    for name, run in runs.items():
        console.print(f"{name}: {run.seconds:.1f} s, at most {run.peak.mib:.0f} MiB in one process")
        yield from faults_of_run(name, run)
    console.print(f"grader grade: {battle.grade.seconds:.1f} s, at most {battle.grade.peak.mib:.0f} MiB in one process")
    yield from faults_of_run("grader grade", battle.grade, (0, 1))
    yield from faults_of_grade(battle)


def _table(console: Console, battle: Battle) -> Iterator[str]:
    """A line for each weapon; gives what is wrong."""
    table = Table("weapon", "what it is", "must earn", "must be told", "did", highlight=False)
    for weapon in battle.weapons:
        wrong = list(faults(battle, weapon))
        verdict = "[red]no[/]" if wrong else "yes"
        table.add_row(escape(weapon.name), escape(weapon.about), weapon.earns.value, escape(weapon.said[:60]), verdict)
        yield from (f"{weapon.name}: {sentence}" for sentence in wrong)
    console.print(table)


def _a_class(console: Console, folder: Path, weapons: Sequence[Weapon], seed: int) -> Iterator[str]:
    lesson = lessons.attention(lessons.released(folder / "clean"))
    students = mixed_class.hand_in_honestly(lesson, HONEST)
    Secret.of(lesson.course.root)
    other = mixed_class.copied(lesson, folder / "mixed")
    for weapon in weapons:
        other.lay(weapon)
    with console.status(f"a class of {HONEST}, and one of {HONEST + len(weapons)}"):
        clean, mixed = mixed_class.graded(lesson), mixed_class.graded(other)
    console.print(f"seed {seed}: {', '.join(weapon.name for weapon in weapons)}")
    ratio = mixed.run.seconds / clean.run.seconds
    console.print(
        f"{HONEST} honest students: {clean.run.seconds:.1f} s; with {len(weapons)} weapons among them: {mixed.run.seconds:.1f} s, "
        f"{ratio:.2f} times as long; at most {mixed.run.peak.mib:.0f} MiB in one process"
    )
    if ratio > mixed_class.RATIO:
        yield f"the class with weapons took {ratio:.1f} times as long"
    yield from mixed_class.differences(mixed, clean, students)
    yield from faults_of_run("nbgrader autograde", mixed.run)


if __name__ == "__main__":
    sys.exit(main())
