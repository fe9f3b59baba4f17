"""`nbgrader generate_feedback` writes our page: the page that a student may read."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, current_nbformat
from nbformat.v4.rwbase import rejoin_lines
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import BaseConverter
from traitlets import default

from . import feedback, gradebook
from .autograded import KEY, read_note
from .cells import label, notebook_of
from .course import Course
from .guarded import Guarded
from .handed_in import folders
from .result import Language
from .student_folder import CourseFolders
from .table import sentences

Resources = dict[str, Any]  # nbconvert's


class FeedbackExporter(Guarded):
    """Makes the page of each autograded notebook. No template of nbconvert's is in it."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _html(self) -> str:
        return ".html"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._titles = cache(self._titles_of)
        if isinstance(self.parent, BaseConverter):
            self.parent.coursedir = CourseFolders.like(self.parent.coursedir)
            self._expect_every_student()

    def _expect_every_student(self) -> None:
        """Let nbgrader find each student's own notebooks: an id with letters in it that mean something in a pattern it takes for
        one, and a hidden folder it passes over.
        """
        converter, names = self.parent, self.parent.coursedir
        pattern = converter._format_source(names.assignment_id, names.student_id)
        for folder in folders(pattern, Path(names.root)):
            if found := glob.glob(os.path.join(glob.escape(folder), names.notebook_id + ".ipynb")):
                converter.assignments[folder] = found

    @cached_property
    def book(self) -> Gradebook:
        return gradebook.opened_for(self)

    def from_notebook_node(self, nb: NotebookNode, resources: Resources | None = None, **_: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The page, and nbconvert's resources."""
        notebook, resources = nb, self._init_resources(resources)  # type: ignore[no-untyped-call]
        if self._preprocessors:  # before each of which nbconvert copies and validates the whole notebook
            notebook, resources = self._preprocess(notebook, resources)  # type: ignore[no-untyped-call]
        place = resources["nbgrader"]
        note = read_note(notebook)
        scores = gradebook.scores(self.book, place)
        _put(scores, notebook)
        html = feedback.page(
            notebook,
            student=place["student"],
            assignment=place["assignment"],
            language=note.language,
            score=scores.score,
            max_score=scores.max_score,
            comments=scores.comments,
            late_penalty=scores.late_penalty,
            repairs=note.repairs,
            notice=note.notice,
            titles=self._titles(place["assignment"], note.language),
            standings=scores.standings,
        )
        return html, resources

    def from_filename(self, filename: str, resources: Resources | None = None, **kw: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The page of an autograded notebook."""
        notebook = _ours(Path(filename).read_text(encoding="utf-8"))
        if notebook is None:
            return super().from_filename(filename, resources, **kw)
        return self.from_notebook_node(notebook, resources, **kw)

    def _titles_of(self, assignment: str, language: Language) -> Mapping[str, str]:
        """What each public check says of itself."""
        path = Course(Path(self.parent.coursedir.root)).assignment(assignment).public_checks
        return sentences(path, language) if path.exists() else {}


def _ours(text: str) -> NotebookNode | None:
    """The notebook, where we have written it: it was validated then. None for any other."""
    notebook = notebook_of(text)
    ours = (
        isinstance(notebook, NotebookNode) and KEY in notebook.get("metadata", ()) and notebook.get("nbformat") == current_nbformat
    )
    return rejoin_lines(notebook) if ours else None


def _put(scores: gradebook.Scores, notebook: NotebookNode) -> None:
    """The scores that count, into the cells that have points.

    Raises:
        MissingEntry: the gradebook does not know such a cell.
    """
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader") or {}
        if not (mark.get("grade") or mark.get("task")):
            continue
        if (score := scores.cells.get(label(cell))) is None:
            raise MissingEntry(f"the gradebook has no cell {label(cell)!r}; was another edition released since?")
        mark["score"], mark["points"] = score.score, score.max_score
