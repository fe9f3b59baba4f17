"""The one place that knows where things are, what a task is worth, and what limits and device it has.

A course is a folder:

    solutions/<assignment>/<assignment>.py    authored text: lesson, answers, nbgrader metadata
    source/<assignment>/<assignment>.ipynb    built from it; says which tasks there are and their points
    source/<assignment>/test_public.py        the checks that students have
    source/<assignment>/assignment.toml       limits, forbidden operators and devices of its tasks (optional; students have it too)
    tests/checks/<assignment>/test_*.py       the hidden checks
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

GRADE_CELL_PREFIX = "test_"
SETTINGS = "assignment.toml"  # beside the notebook, in source/ and as it is given out
Made = TypeVar("Made", "Task", "Limits")


class CourseError(Exception):
    """Something of the course itself is missing or malformed; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a submission may use. Measured with the reference of `attention` on two cores: the slowest of its 500 calls takes
    0.03 s, and took 0.4 s beside six busy processes; the worker uses 20 MB beyond its parent; the largest reply is 6 KB.
    """

    call_seconds: float = 5.0  # wall time of one call
    cell_seconds: float = 10.0  # wall time of one cell of the notebook
    submission_seconds: float = 60.0  # wall time of the student's code, all calls and cells together
    memory_bytes: int = 1 << 30  # beyond what the warm parent itself maps
    files_bytes: int = 64 << 20  # the largest file
    reply_bytes: int = 16 << 20  # the largest reply
    output_bytes: int = 64 << 10  # of printed text kept from each cell


@dataclass(frozen=True, slots=True)
class Task:
    """One function that a student writes, or one answer in words that a person grades."""

    name: str  # the function's name, and the grade_id of its solution cell
    points: float  # of its grade cell, test_<name>; of the answer itself where a person grades it
    forbids: tuple[str, ...] = ()  # torch operators that this function may not use, by bare name: "softmax"
    builds_on: tuple[str, ...] = ()  # the tasks that it may call; where they are wrong, it is graded with the reference's too
    device: str = "cpu"  # "cpu", "gpu-if-present" or "gpu"
    by_hand: bool = False  # graded by a person: nbgrader's manually graded answer, which is its own grade cell
    characters: tuple[int, int] | None = None  # how long an answer in words is asked to be

    @property
    def grade_id(self) -> str:
        return grade_id(self.name, by_hand=self.by_hand)


@dataclass(frozen=True)
class Assignment:
    """One notebook, its tasks and its checks."""

    name: str
    root: Path  # of the course
    limits: Limits = field(default_factory=Limits)

    @property
    def text(self) -> Path:
        """The authored text, in jupytext's percent format."""
        return self.root / "solutions" / self.name / f"{self.name}.py"

    @property
    def source(self) -> Path:
        """The instructor's notebook, with answers."""
        return self.root / "source" / self.name / f"{self.name}.ipynb"

    @property
    def public_checks(self) -> Path:
        return self.root / "source" / self.name / "test_public.py"

    @property
    def hidden_checks(self) -> Path:
        """The folder of the hidden checks."""
        return self.root / "tests" / "checks" / self.name

    @property
    def known_submissions(self) -> Path:
        return self.root / "tests" / "submissions" / self.name

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks in the order of the notebook.

        Raises:
            CourseError: the source notebook is missing or is not a notebook.
        """
        settings = self._settings().get("tasks", {})
        cells = self._grade_cells()
        self._refuse_unknown("task", set(settings) - {str(cell["name"]) for cell in cells})
        return tuple(self._made(Task, settings.get(str(cell["name"]), {}) | cell) for cell in cells)

    @property
    def checked(self) -> tuple[Task, ...]:
        """The tasks that checks grade; a person grades the others."""
        return tuple(task for task in self.tasks if not task.by_hand)

    def upstream(self, name: str) -> tuple[str, ...]:
        """The tasks that task `name` builds on, and those that they build on, in the order of the notebook.

        Raises:
            CourseError: one of them is no task that comes before it.
        """
        before = [task.name for task in self.tasks[: [task.name for task in self.tasks].index(name)]]
        direct = self.task(name).builds_on
        if strange := set(direct) - set(before):
            raise CourseError(f"{self.settings_file}: {name} builds on {', '.join(sorted(strange))}, no task that comes before it")
        found = {*direct, *(far for near in direct for far in self.upstream(near))}
        return tuple(earlier for earlier in before if earlier in found)

    def task(self, name: str) -> Task:
        for task in self.tasks:
            if task.name == name:
                return task
        known = ", ".join(task.name for task in self.tasks)
        raise CourseError(f"{self.source}: no task {name!r}; it has {known}")

    def _grade_cells(self) -> list[dict[str, object]]:
        try:
            return _graded(json.loads(self.source.read_text(encoding="utf-8"))["cells"])
        except FileNotFoundError:
            raise CourseError(f"{self.source} is missing; `grader build` makes it from {self.text}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CourseError(f"{self.source} is not a notebook ({error}); `grader build` makes it again") from error

    @property
    def settings_file(self) -> Path:
        return self.source.parent / SETTINGS

    def _settings(self) -> dict[str, dict[str, dict[str, object]]]:
        path = self.settings_file
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def _made(self, kind: type[Made], values: Mapping[str, object]) -> Made:
        """A `kind` from what the settings file says."""
        self._refuse_unknown(kind.__name__, set(values) - {entry.name for entry in fields(kind)})
        try:
            return msgspec.convert(values, kind)
        except msgspec.ValidationError as error:
            raise CourseError(f"{self.settings_file}: {error}") from error

    def _refuse_unknown(self, what: str, names: set[str]) -> None:
        if names:
            raise CourseError(f"{self.settings_file}: no such {what.lower()} setting: {', '.join(sorted(names))}")

    def limited(self) -> Assignment:
        """This assignment with the limits of its settings file, where there are any."""
        changed: dict[str, object] = {**self._settings().get("limits", {})}
        return replace(self, limits=self._made(Limits, asdict(self.limits) | changed))


def forbids_of(settings: Path, task: str) -> dict[str, tuple[str, ...]]:
    """The operators that `task` may not use, by its name; none where there is no legible settings file."""
    try:
        return {task: tuple(tomllib.loads(settings.read_text(encoding="utf-8"))["tasks"][task]["forbids"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def grade_id(task: str, *, by_hand: bool) -> str:
    """The label of the cell that has the points of a task."""
    return task if by_hand else GRADE_CELL_PREFIX + task


def _graded(cells: list[dict[str, Any]]) -> list[dict[str, object]]:
    """What the grade cells say of their tasks: name, points, and whether a person grades it."""
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return [
        {
            "name": mark["grade_id"] if mark.get("solution") else mark["grade_id"].removeprefix(GRADE_CELL_PREFIX),
            "points": float(mark["points"]),
            "by_hand": bool(mark.get("solution")),
        }
        for mark in marks
        if mark.get("grade")
    ]


@dataclass(frozen=True)
class Course:
    """A course folder and the assignments in it."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course that `start` (the working folder by default) lies in: the nearest folder with nbgrader_config.py.

        Raises:
            CourseError: there is none.
        """
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise CourseError(
            f"no nbgrader_config.py in {start} or above it; run this inside a course folder, or name it with --course"
        )

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        names = sorted(path.name for path in (self.root / "solutions").glob("*") if (path / f"{path.name}.py").is_file())
        return tuple(Assignment(name, self.root).limited() for name in names)

    def assignment(self, name: str) -> Assignment:
        for assignment in self.assignments:
            if assignment.name == name:
                return assignment
        known = ", ".join(assignment.name for assignment in self.assignments) or "none"
        raise CourseError(f"no assignment {name!r} in {self.root}; there is {known}")
