"""A picture in a text cell: as JupyterLab pastes it, and as somebody would who is up to no good."""

from __future__ import annotations

import pytest

from grader.cells import StudentCell
from grader.pasted import pasted, sources
from tests.browser.hostile import DOT


def test_a_pasted_picture_is_kept_by_the_name_that_the_text_has_for_it() -> None:
    cell = {
        "cell_type": "markdown",
        "source": "![image.png](attachment:image.png)",
        "attachments": {"image.png": {"image/png": DOT}},
    }
    assert StudentCell.from_json(cell).pictures == {"image.png": {"image/png": DOT}}


def test_lines_of_base64_are_one_picture() -> None:
    assert sources(pasted({"a": {"image/png": [DOT[:40] + "\n", DOT[40:]]}})) == (f"data:image/png;base64,{DOT}",)


@pytest.mark.parametrize(
    "attachments",
    [
        None,
        [],
        "x",
        {"a": None},
        {"a": []},
        {"a": {"image/png": 3}},
        {"a": {"image/png": [DOT, 3]}},
        {"a": {"image/png": ""}},
        {"a": {"image/png": '"><script>alert(1)</script>'}},
        {"a": {"image/svg+xml": DOT, "text/html": DOT, "image/png\n": DOT, '"': DOT}},
        {"\x1b[2J": {"image/png": DOT}},
        {"\ud800": {"image/png": DOT}},
        {"a" * 500: {"image/png": DOT}},
    ],
)
def test_what_is_no_picture_is_left_out(attachments: object) -> None:
    assert not pasted(attachments)


def test_code_has_no_pictures() -> None:
    assert not StudentCell.from_json({"cell_type": "code", "source": "", "attachments": {"a": {"image/png": DOT}}}).pictures
