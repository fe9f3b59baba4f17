"""A class with weapons in it, graded with the commands that instructors type."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from grader.course import Course
from grader.legible import written_out

from .memory import Peak
from .weapon import Earns, Ground, Weapon

PATIENCE_SECONDS = 900.0  # 190 weapons took two to five minutes on two busy cores
RIGHT = "right"  # somebody honest, with every answer right
ROOT = Path(__file__).resolve().parents[2]

_CELLS = """from submitted_assignment a join student s on s.id = a.student_id join submitted_notebook n on n.assignment_id = a.id
    join {table} t on t.notebook_id = n.id join base_cell b on b.id = t.cell_id order by s.id, b.name"""
_GRADES = "select s.id, b.name, t.auto_score, t.needs_manual_grade " + _CELLS.format(table="grade")
_COMMENTS = "select s.id, b.name, t.auto_comment " + _CELLS.format(table="comment")

Row = tuple[str, float | None, bool]  # a cell with points, its automatic score, whether a person is called


@dataclass(frozen=True)
class Lesson:
    """What students hand in: the course's assignment, and a notebook with every answer right for a student's id."""

    course: Course
    name: str
    right: Callable[[str], NotebookNode]

    def folder_of(self, student: str) -> Path:
        return self.course.root / "submitted" / student / self.name

    def hand_in(self, student: str, notebook: NotebookNode) -> None:
        self.folder_of(student).mkdir(parents=True)
        (self.folder_of(student) / f"{self.name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    def lay(self, weapon: Weapon) -> None:
        folder = self.folder_of(weapon.student)
        folder.mkdir(parents=True)
        weapon.lay(Ground(folder, self.right(weapon.student), self.folder_of(RIGHT) / f"{self.name}.ipynb"))

    def autograded(self, student: str) -> Path:
        return self._notebook("autograded", student)

    def page(self, student: str) -> Path:
        return self._notebook("feedback", student).with_suffix(".html")

    def path(self, student: str) -> str:
        """Of the notebook as it was handed in, seen from the course's folder."""
        return str(self._notebook("submitted", student).relative_to(self.course.root))

    def _notebook(self, step: str, student: str) -> Path:
        return self.course.root / step / student / self.name / f"{self.name}.ipynb"


@dataclass(frozen=True)
class Run:
    """A command that has ended."""

    status: int
    said: str  # on both streams
    seconds: float = 0.0
    peak: Peak = field(default_factory=Peak)

    def lines_of(self, weapon: Weapon) -> list[str]:
        """What was said of a weapon."""
        return [line for line in self.said.splitlines() if written_out(weapon.student) in line]


def run(course: Course, program: str, *words: str) -> Run:
    """A command of this environment, in the course's folder."""
    paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(course.root / ".jupyter"),
        "HOME": str(course.root),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONIOENCODING": "utf-8:strict",  # as under a locale of today; others would let through what is no text
    }
    peak, began = Peak(), time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", program, *words], cwd=course.root, env=environment, encoding="utf-8", errors="surrogateescape",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        watch = peak.watch(process)
        try:
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        watch.join()
    return Run(process.returncode, said, time.monotonic() - began, peak)


@dataclass(frozen=True)
class Standing:
    """What the gradebook says of a class, by student."""

    scores: Mapping[str, tuple[Row, ...]]
    comments: Mapping[str, tuple[tuple[str, str | None], ...]]

    @classmethod
    def of(cls, course: Course) -> Standing:
        scores: dict[str, tuple[Row, ...]] = {}
        comments: dict[str, tuple[tuple[str, str | None], ...]] = {}
        with sqlite3.connect(course.root / "gradebook.db") as book:
            for student, name, score, call in book.execute(_GRADES):
                scores[student] = (*scores.get(student, ()), (name, score, bool(call)))
            for student, name, said in book.execute(_COMMENTS):
                comments[student] = (*comments.get(student, ()), (name, said))
        return cls(scores, comments)

    def earned(self, student: str) -> Earns | None:
        """What a student came out with, beside who has every answer right; None for anything between all and nothing."""
        rows = self.scores.get(student)
        if rows is None:
            return Earns.NOBODY
        if rows == self.scores[RIGHT]:
            return Earns.ALL
        if any(score for _, score, _ in rows):
            return None
        return Earns.NONE if all(called for *_, called in rows) else Earns.BLANK


@dataclass(frozen=True)
class Battle:
    """A class that was graded with `nbgrader autograde`, given feedback, graded again without --force, and with `grader grade`."""

    lesson: Lesson
    weapons: Sequence[Weapon]
    autograde: Run
    feedback: Run
    again: Run
    grade: Run

    @cached_property
    def standing(self) -> Standing:
        return Standing.of(self.lesson.course)


def fight(lesson: Lesson, weapons: Iterable[Weapon]) -> Battle:
    """Lay the weapons beside who is there already, and grade."""
    laid = tuple(weapons)
    for weapon in laid:
        lesson.lay(weapon)
    autograde = run(lesson.course, "nbgrader", "autograde", lesson.name)
    feedback = run(lesson.course, "nbgrader", "generate_feedback", lesson.name)
    again = run(lesson.course, "nbgrader", "autograde", lesson.name)
    notebooks = map(lesson.path, (RIGHT, *(weapon.student for weapon in laid)))
    grade = run(lesson.course, "grader", "grade", "--json", "--assignment", lesson.name, *notebooks)
    return Battle(lesson, laid, autograde, feedback, again, grade)
