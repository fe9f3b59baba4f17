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
    """One function that a student writes."""

    name: str  # the function's name, and the grade_id of its solution cell
    points: float  # of its grade cell, test_<name>
    forbids: tuple[str, ...] = ()  # torch operators that this function may not use, by bare name: "softmax"
    device: str = "cpu"  # "cpu", "gpu-if-present" or "gpu"

    @property
    def grade_id(self) -> str:
        return GRADE_CELL_PREFIX + self.name


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
        self._refuse_unknown("task", set(settings) - {name for name, _ in cells})
        return tuple(self._made(Task, {"name": name, "points": points} | settings.get(name, {})) for name, points in cells)

    def task(self, name: str) -> Task:
        for task in self.tasks:
            if task.name == name:
                return task
        known = ", ".join(task.name for task in self.tasks)
        raise CourseError(f"{self.source}: no task {name!r}; it has {known}")

    def _grade_cells(self) -> list[tuple[str, float]]:
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


def _graded(cells: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """The functions that have a grade cell, and its points."""
    marks = (cell["metadata"].get("nbgrader", {}) for cell in cells if cell["cell_type"] == "code")
    return [(mark["grade_id"].removeprefix(GRADE_CELL_PREFIX), float(mark["points"])) for mark in marks if mark.get("grade")]


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
