from __future__ import annotations

import pytest

from grader.cells import StudentCell, bound_names, functions, squeezed

NOTHING = StudentCell("raw", "", damaged=True)


@pytest.mark.parametrize("value", [None, 3, "cell", [], {}, {"metadata": [], "source": 5, "id": 7, "cell_type": {}}])
def test_what_is_no_cell_is_an_empty_one(value: object) -> None:
    assert StudentCell.from_json(value) == NOTHING


@pytest.mark.parametrize("mark", ["solution", [], 1, {"grade_id": 3, "points": True}, {"grade_id": "", "points": "9"}])
def test_a_malformed_label_is_none(mark: object) -> None:
    cell = StudentCell.from_json({"cell_type": "code", "metadata": {"nbgrader": mark, "tags": "skip"}, "source": "x"})
    assert cell == StudentCell("code", "x")


@pytest.mark.parametrize("points", [float("inf"), float("nan"), 10**400])
def test_points_beyond_all_numbers_are_none(points: float) -> None:
    assert StudentCell.from_json({"metadata": {"nbgrader": {"points": points}}}).points is None


def test_text_is_joined_and_made_writable() -> None:
    cell = StudentCell.from_json({"source": ["a\0b\n", 5, "\ud800c"]})
    assert cell.source == "ab\n?c"
    assert cell.damaged
    assert not StudentCell.from_json({"source": ["a\0b\n", "\ud800c"]}).damaged


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(): ...\nasync def g(): ...", {"f", "g"}),
        ("if True:\n    def f(): ...", set()),
        ('"""\ndef f(): ...\n"""', set()),
        ("%timeit 1\ndef f(): ...", {"f"}),
        ("def f(: ...", {"f"}),
        ("x = " + "(" * 5000 + "\ndef f(): ...", {"f"}),
    ],
)
def test_functions_at_the_top_level_are_found(source: str, expected: set[str]) -> None:
    assert functions(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "def f(): ...",
        "f = 1",
        "f: int = 1",
        "class f: ...",
        "from m import g as f",
        "import f",
        "with a() as f: ...",
        "if 1:\n  f = 2",
        "!ls\nf = 1",
        "!ls\n  async def f(): ...",
    ],
)
def test_every_way_to_give_a_name_a_value_is_found(source: str) -> None:
    assert bound_names(source, ["f", "h"]) == {"f"}


@pytest.mark.parametrize("source", ["f(1)", "x = f", "check('f')", "!ls\nf == 1", "x = '\\d'"])
def test_using_a_name_gives_it_no_value(source: str) -> None:
    assert bound_names(source, ["f"]) == set()


@pytest.mark.parametrize("source", ["f" + ".b" * 100_000, "-" * 60_000 + "f", "f" + "+1" * 30_000])
def test_code_nested_too_deep_harms_nothing(source: str) -> None:
    assert functions(source) == set()


def test_whitespace_does_not_count() -> None:
    assert squeezed("a \t\r\n b\u3000c") == "abc"
