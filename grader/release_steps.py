"""Our steps of making a release; nbgrader_config.py puts them into the lists of nbgrader's converters."""

from __future__ import annotations

import re

from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import is_solution
from traitlets import Unicode, default

from .cells import FORM_TAG
from .form import blank

TEXT_STUB = "（請在這裡作答 Write your answer here）"


class OneEdition(TagRemovePreprocessor):
    """Drops the cells of the other edition: those with a tag in `c.OneEdition.remove_cell_tags`.

    A class of its own, since nbconvert's is off by default, and tags set for that one would also be hidden in Formgrader's pages.
    """

    @default("enabled")
    def _on(self) -> bool:
        return True


class ClearAnswers(ClearSolutions):  # type: ignore[misc]
    """nbgrader's ClearSolutions, but a cell tagged "form" keeps its form, blank, in place of its region."""

    text_stub = Unicode(TEXT_STUB, help="The text snippet that will replace written solutions").tag(config=True)

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        """nbgrader's own method: whether there was a region."""
        if not is_solution(cell) or FORM_TAG not in cell.metadata.get("tags", ()):
            return bool(super()._replace_solution_region(cell, language))
        region = re.compile(
            rf"^[^\n]*{self.begin_solution_delimeter}[^\n]*\n(?P<form>.*?)^[^\n]*{self.end_solution_delimeter}[^\n]*\n?",
            re.DOTALL | re.MULTILINE,
        )
        cell.source, regions = region.subn(lambda found: blank(found["form"]), cell.source)
        cell.source = cell.source.rstrip("\n")
        if regions != 1 or self.begin_solution_delimeter in cell.source or self.end_solution_delimeter in cell.source:
            self.log.error("A form has one region from BEGIN to END SOLUTION. Cell contents are: \n%s", cell.source)
            raise RuntimeError(f"the form {cell.metadata.nbgrader.get('grade_id')!r} wants one solution region")
        return True
