"""solutions/ to source/, and source/ to release/."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from jupytext.combine import combine_inputs_with_outputs
from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from .course import Assignment, Course, CourseError
from .edition import EDITION_TAGS
from .fault import GraderFault
from .result import Language


class NbgraderFailed(GraderFault):
    """nbgrader did not do what it was asked; its log is in the message."""


def build(assignment: Assignment) -> bool:
    """Write the source notebook from the authored text; whether that changed anything.

    Cell ids are kept wherever the notebook has the cell already (jupytext's --update), so building twice gives the same bytes.

    Raises:
        CourseError: the authored text is missing, or jupytext cannot read it.
    """
    before, after = _before_and_after(assignment)
    if after == before:
        return False
    assignment.source.parent.mkdir(parents=True, exist_ok=True)
    assignment.source.write_text(after, encoding="utf-8")
    return True


def _before_and_after(assignment: Assignment) -> tuple[str | None, str]:
    """The source notebook as it lies there, and as the authored text makes it."""
    text = assignment.text
    if not text.is_file():
        raise CourseError(f"{text} is missing: write the lesson there, in jupytext's percent format")
    try:
        fresh = jupytext.read(text, fmt="py:percent")
    except Exception as error:
        raise CourseError(f"{text}: jupytext cannot read it: {error}") from error
    before = assignment.source.read_text(encoding="utf-8") if assignment.source.exists() else None
    if before is not None:
        fresh = combine_inputs_with_outputs(fresh, nbformat.reads(before, as_version=4), fmt="py:percent")
    return before, _steady(fresh, assignment.name)


def _steady(notebook: nbformat.NotebookNode, name: str) -> str:
    """The notebook as text, without what jupytext notes for itself."""
    notebook.metadata.pop("jupytext", None)
    for cell in notebook.cells:
        cell.metadata.pop("lines_to_next_cell", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return str(nbformat.writes(notebook)) + "\n"


@dataclass(frozen=True)
class Nbgrader:
    """nbgrader's API over one course, with the course's own configuration."""

    app: NbGrader
    api: NbGraderAPI


@contextlib.contextmanager
def nbgrader(course: Course, changes: Config | None = None) -> Iterator[Nbgrader]:
    """nbgrader in the course's folder; NbGraderAPI reads nbgrader_config.py only when an app has read it before."""
    with contextlib.chdir(course.root):
        app = NbGrader()
        app.initialize([])
        if changes is not None:
            app.update_config(changes)
        yield Nbgrader(app, NbGraderAPI(app.coursedir, parent=app))


def release(course: Course, assignment: Assignment, language: Language) -> Path:
    """Build release/<assignment> with nbgrader, one edition of it.

    Raises:
        CourseError: there is no source notebook, or it is not what the authored text makes.
        NbgraderFailed: nbgrader refused; its log says why.
    """
    if not assignment.source.exists():
        raise CourseError(f"{assignment.source} is missing; run: grader build")
    before, after = _before_and_after(assignment) if assignment.text.is_file() else (None, None)
    if before != after:
        raise CourseError(f"{assignment.source} is not what {assignment.text} makes now; run: grader build {assignment.name}")
    other = {tag for edition, tag in EDITION_TAGS.items() if edition != language}
    with nbgrader(course, Config({"OneEdition": {"remove_cell_tags": other}})) as nb:
        done = nb.api.generate_assignment(assignment.name, force=True)
        folder = Path(nb.app.coursedir.format_path(nb.app.coursedir.release_directory, ".", assignment.name))
    if not done["success"]:
        raise NbgraderFailed(f"nbgrader could not release {assignment.name!r}:\n{done.get('log') or done.get('error')}")
    return Path(os.path.normpath(course.root / folder))
