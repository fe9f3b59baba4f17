"""What several commands have in common: their options, the assignments that are meant, a path as it is printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .course import Assignment, Course

CourseOption = Annotated[Path | None, typer.Option("--course", help="The course folder; by default the one that you are in.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[ASSIGNMENT]…", help="By default all.", show_default=False)]


def chosen(course: Course, names: list[str] | None) -> list[Assignment]:
    return [course.assignment(name) for name in names] if names else list(course.assignments)


def short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
