"""A new task, from templates that work as they stand: it can be built, released and audited at once, and is then changed line
by line.

What an author must write is marked TODO. Nothing is ever overwritten.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from .course import Assignment, Course, CourseError

TODO = "TODO"
PUBLIC_SHARE = 0.25  # of a task's points, for the checks that students have; a quarter, as in the first assignments
OTHER_POINTS = 8  # of the template's hidden checks beside the law


@dataclass(frozen=True)
class NewTask:
    """One task to be made."""

    course: Course
    assignment: str  # one that there is, or a new one
    task: str  # the function's name
    points: int

    def write(self) -> tuple[Path, ...]:
        """Write the task's files, or add to those that there are; they are returned in the order in which to work on them.

        Raises:
            CourseError: the name is no function's, is taken, or the points are too few to share out.
        """
        self._refuse()
        where = Assignment(self.assignment, self.course.root)
        written = {where.text: self._lesson(where), where.public_checks: self._public(where), **dict(self._own_files(where))}
        for path, text in written.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tuple(written)

    def _refuse(self) -> None:
        for name in (self.assignment, self.task):
            if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
                raise CourseError(f"{name!r}: a lower-case Python name is needed; it becomes a folder's or a function's name")
        if _public(self.points) + OTHER_POINTS >= self.points:
            least = next(points for points in count(self.points) if _public(points) + OTHER_POINTS < points)
            raise CourseError(
                f"--points {self.points}: the template's checks share at least {least}. Begin with --points {least}, then lower "
                "their marks and the grade cell's points together"
            )
        where = Assignment(self.assignment, self.course.root)
        if where.text.exists() and f'"grade_id": "{self.task}"' in where.text.read_text(encoding="utf-8"):
            raise CourseError(f"{where.text} has a task {self.task!r} already")
        if taken := next((path for path, _ in self._own_files(where) if path.exists()), None):
            raise CourseError(f"{taken} is there already")

    @property
    def public(self) -> int:
        return _public(self.points)

    def _lesson(self, where: Assignment) -> str:
        start = where.text.read_text(encoding="utf-8") if where.text.exists() else self._made("lesson.py")
        return start.rstrip("\n") + "\n" + self._made("task.py")

    def _public(self, where: Assignment) -> str:
        there = where.public_checks.exists()
        start = where.public_checks.read_text(encoding="utf-8") if there else self._made("public_head.py")
        return start.rstrip("\n") + "\n" + self._made("public.py")

    def _own_files(self, where: Assignment) -> Iterator[tuple[Path, str]]:
        """The files that are this task's alone."""
        yield where.hidden_checks / f"test_{self.task}.py", self._made("hidden.py")
        for name, mistake in _MISTAKES.items():
            yield where.known_submissions / "wrong_answer" / f"{self.task}_{name}.py", self._made(f"{mistake}.py")
        yield where.known_submissions / "accepted" / f"{self.task}_in_place_on_a_fresh_tensor.py", self._made("accepted.py")

    def _made(self, template: str) -> str:
        values = {"task": self.task, "points": self.points, "public": self.public, "law": self.points - self.public - OTHER_POINTS}
        text: str = _environment().get_template(f"{template}.j2").render(values)
        return text


# The first is a misconception of the task's own, to be written; the others are made in every task.
_MISTAKES: Mapping[str, str] = {
    "squared": "wrong",
    "writes_into_its_argument": "wrong_in_place",
    "left_in_float32": "wrong_dtype",
    "on_cpu": "wrong_on_cpu",
}


def _environment() -> Environment:
    loader = PackageLoader("grader", "templates/new_task")
    # what is made is Python, not HTML
    return Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)


def left_to_write(paths: tuple[Path, ...]) -> dict[Path, int]:
    """How many lines of each file still say TODO."""
    return {path: sum(TODO in line for line in path.read_text(encoding="utf-8").splitlines()) for path in paths}


def _public(points: int) -> int:
    return max(round(points * PUBLIC_SHARE), 1)
