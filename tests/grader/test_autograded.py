"""The autograded notebook as text."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import v4

from grader.autograded import text_of
from grader.course import Course
from tests.grader.temporary_course import ROOT


@pytest.mark.parametrize("name", [assignment.name for assignment in Course(ROOT).assignments])
def test_a_notebook_is_written_as_nbformat_writes_it(name: str) -> None:
    notebook = nbformat.read(Course(ROOT).assignment(name).source, as_version=4)
    notebook.cells[1].outputs = [
        v4.new_output("stream", text="貓 \n two\n"),
        v4.new_output("error", ename="E", traceback=["a", "b"]),
    ]
    notebook.metadata["grader"] = {"seconds": 0.25, "fault": None, "repairs": ["a\u2028b"]}
    before = nbformat.from_dict(notebook)
    notebook.cells[1].cell_type = "code"
    notebook.cells[1].execution_count = None
    assert text_of(notebook) == nbformat.writes(notebook)
    assert notebook.cells[0] == before.cells[0], "what is written is not changed"


def test_what_is_no_notebook_is_not_written() -> None:
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("x")])
    notebook.cells[0].source = 3
    with pytest.raises(nbformat.ValidationError):
        text_of(notebook)
