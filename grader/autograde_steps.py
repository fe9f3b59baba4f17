"""Our steps in nbgrader's Autograde, between the exporter and the file that it writes."""

from __future__ import annotations

from typing import Any

import msgspec
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, NbGraderPreprocessor

from . import gradebook
from .nbgrader_plugin import SubmissionExporter

Resources = dict[str, Any]  # nbconvert's


class CheckMetadata(CheckCellMetadata):  # type: ignore[misc]
    """Refuses a notebook whose nbgrader metadata is not in order, or whose labels are not unique.

    That takes nbgrader as long as all else together, and in a class it is the same metadata every time.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        assert isinstance(self.parent, SubmissionExporter)
        marks = msgspec.json.encode([(cell.cell_type, cell.metadata.get("nbgrader")) for cell in nb.cells])
        if marks not in self.parent.checked:
            super().preprocess(nb, resources)
            self.parent.checked.add(marks)
        return nb, resources


class GradeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes the scores of the submission that the exporter has."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        exporter, place = self.parent, resources["nbgrader"]
        assert isinstance(exporter, SubmissionExporter)
        assert exporter.report is not None
        report = exporter.report
        try:
            gradebook.write(exporter.book, place, report.result, report.untouched, unreadable=report.unreadable is not None)
        except MissingEntry as error:
            raise NbGraderException(
                f"the gradebook does not know this edition of {place['assignment']!r} ({error}); "
                f"run: grader release {place['assignment']}"
            ) from error
        if report.result.fault is not None:
            self.log.error("%s: not graded, by a fault of ours: %s", place["student"], report.result.fault)
        return notebook, resources


class LatePenalties(AssignLatePenalties):  # type: ignore[misc]
    """nbgrader's own step, where there is something for it to do: it opens the gradebook once more for each submission."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        assert isinstance(self.parent, SubmissionExporter)
        return (nb, resources) if gradebook.in_time(self.parent.book, resources["nbgrader"]) else super().preprocess(nb, resources)
