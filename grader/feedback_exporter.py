"""`nbgrader generate_feedback` writes our page: the page that a student may read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from . import feedback, gradebook
from .autograded import read_note
from .course import Course
from .guarded import Guarded
from .result import Language
from .table import sentences


class FeedbackExporter(Guarded, HTMLExporter):
    """Makes the page of each autograded notebook."""

    def from_notebook_node(self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: Any) -> Any:  # noqa: ANN401 - as nbconvert has it
        """The page, and nbconvert's resources."""
        notebook, resources = self._preprocess(nb, self._init_resources(resources))  # type: ignore[no-untyped-call]
        place = resources["nbgrader"]
        note = read_note(notebook)
        with Gradebook(place["db_url"]) as book:
            scores = gradebook.scores(book, place)
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

    def _titles(self, assignment: str, language: Language) -> Mapping[str, str]:
        """What each public check says of itself."""
        path = Course(Path(self.parent.coursedir.root)).assignment(assignment).public_checks
        return sentences(path, language) if path.exists() else {}
