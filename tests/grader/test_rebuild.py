from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.cells import Kind, StudentCell, label, role
from grader.course import Assignment
from grader.edition import release
from grader.rebuild import MAX_EXTRA_CELLS, rebuild
from grader.room import MAX_CELL_CHARACTERS, MAX_PICTURES
from grader.untouched import untouched

RELEASED = release(Assignment("small", Path(__file__).parent / "small_course"))
ORDER = [cell.id for cell in RELEASED.cells]
DOUBLE = "def double(x):\n    return x + x"
TRIPLE = "def triple(x):\n    return 3 * x"


def cell(source: str, kind: Kind = "code", cell_id: str | None = None) -> StudentCell:
    return StudentCell(kind, source, id=cell_id)


def handed_in(**changed: StudentCell | None) -> list[StudentCell]:
    """The release as a student's cells; cells by id (with _ for -) replaced, or left out."""
    cells = {
        given.id.replace("-", "_"): StudentCell(
            given.cell_type,
            given.source,
            id=given.id,
            grade_id=label(given) or None,
            points=given.metadata.get("nbgrader", {}).get("points"),
            tags=frozenset(given.metadata.get("tags", ())),
        )
        for given in RELEASED.cells
    }
    chosen = {**cells, **changed}
    return [given for given in chosen.values() if given is not None]


def answered(name: str, source: str) -> StudentCell:
    return StudentCell("code", source, id=f"a-{name}", grade_id=name)


def rebuilt(cells: list[StudentCell]) -> tuple[NotebookNode, tuple[str, ...]]:
    """The rebuilt notebook, after what holds for every one of them."""
    notebook, repairs = rebuild(RELEASED, cells)
    nbformat.validate(notebook)
    assert [given for given in notebook.cells if role(given) == "locked"] == [
        given for given in RELEASED.cells if role(given) == "locked"
    ]
    assert [given.id for given in notebook.cells if given.id in ORDER] == ORDER
    assert rebuild(RELEASED, cells) == (notebook, repairs)
    return notebook, repairs


def source_of(notebook: NotebookNode, cell_id: str) -> str:
    return str(next(given.source for given in notebook.cells if given.id == cell_id))


def between(notebook: NotebookNode, before: str, after: str) -> list[str]:
    ids = [given.id for given in notebook.cells]
    return [given.source for given in notebook.cells[ids.index(before) + 1 : ids.index(after)]]


def test_an_untouched_release_comes_back_as_it_is() -> None:
    notebook, repairs = rebuilt(handed_in())
    assert notebook == RELEASED
    assert repairs == ()
    assert untouched(RELEASED, notebook) == {"double", "triple"}


def test_an_answer_stands_in_its_cell_with_the_releases_metadata() -> None:
    notebook, repairs = rebuilt(handed_in(a_double=answered("double", DOUBLE)))
    expected = next(given for given in RELEASED.cells if given.id == "a-double")
    given = next(given for given in notebook.cells if given.id == "a-double")
    assert given == {**expected, "source": DOUBLE}
    assert repairs == ()
    assert untouched(RELEASED, notebook) == {"triple"}


def test_whitespace_alone_is_no_answer_and_no_change() -> None:
    stub = answered("double", source_of(RELEASED, "a-double").replace("\n", "\r\n") + "\n\n")
    notebook, repairs = rebuilt(handed_in(a_double=stub, g_double=cell('check("double")  \n', cell_id="g-double")))
    assert "double" in untouched(RELEASED, notebook)
    assert "cell 'test_double' was changed and restored" not in repairs


def test_a_forged_grade_cell_is_restored_and_told_of() -> None:
    forged = StudentCell("code", "pass", "g-double", "test_double", 50, frozenset({"skip-execution"}))
    _, repairs = rebuilt(handed_in(g_double=forged))
    assert repairs == (
        "cell 'test_double' was changed and restored",
        "points of 'test_double' were changed to 50 and restored",
        "tags that were added to cell 'test_double' were removed",
    )


def test_deleted_cells_are_restored_and_told_of() -> None:
    _, repairs = rebuilt(handed_in(setup=None, end=None, g_double=None, a_triple=None))
    assert repairs == (
        "the code cell that begins 'import math' was missing and was restored",
        "cell 'test_double' was missing and was restored",
        "answer cell 'triple' was missing; it counts as not written",
    )


def test_a_notebook_without_cells_becomes_the_release() -> None:
    notebook, _ = rebuilt([])
    assert notebook == RELEASED


def test_of_several_answers_the_last_counts_where_it_stands() -> None:
    later = replace(answered("double", "def double(x):\n    return 0"), id="a-double")
    notebook, repairs = rebuilt([*handed_in(a_double=answered("double", DOUBLE)), later])
    assert source_of(notebook, "a-double") == DOUBLE
    assert notebook.cells[-1].source == later.source
    assert notebook.cells[-1].metadata == {}
    assert repairs == ("answer cell 'double' appeared 2 times; the last one counts",)


@pytest.mark.parametrize("stub_first", [True, False])
def test_a_copy_that_was_never_written_undoes_no_answer(stub_first: bool) -> None:
    stub, answer = answered("double", source_of(RELEASED, "a-double")), answered("double", DOUBLE)
    first, second = (stub, answer) if stub_first else (answer, stub)
    notebook, repairs = rebuilt([*handed_in(a_double=first), second])
    assert source_of(notebook, "a-double") == DOUBLE
    assert len(notebook.cells) == len(RELEASED.cells)
    assert repairs == ("answer cell 'double' appeared 2 times; the copies that were never written were left out",)


def test_copies_of_a_grade_cell_are_dropped() -> None:
    grade = StudentCell("code", 'check("double")', "x", "test_double", 60)
    notebook, repairs = rebuilt([grade, *handed_in(), grade])
    assert notebook == RELEASED
    assert repairs == ("cell 'test_double' appeared 3 times; the released one counts",)


def test_an_answer_whose_label_was_changed_is_found_by_its_id() -> None:
    relabelled = replace(answered("double", DOUBLE), grade_id="dubble")
    notebook, repairs = rebuilt(handed_in(a_double=relabelled))
    assert source_of(notebook, "a-double") == DOUBLE
    assert repairs == ("the label of answer cell 'double' was changed and restored",)


def test_an_answer_without_label_and_id_is_found_by_its_function() -> None:
    notebook, repairs = rebuilt(handed_in(a_double=cell("%matplotlib inline\n" + DOUBLE)))
    assert source_of(notebook, "a-double").endswith(DOUBLE)
    assert repairs == ("answer cell 'double' was missing; the cell that defines the function was taken for it",)


def test_a_notebook_whose_editor_dropped_ids_and_metadata_loses_nothing() -> None:
    cells = handed_in(a_double=answered("double", DOUBLE), a_triple=answered("triple", TRIPLE))
    notebook, _ = rebuilt([cell(given.source, given.kind) for given in cells])
    assert len(notebook.cells) == len(RELEASED.cells)
    assert (source_of(notebook, "a-double"), source_of(notebook, "a-triple")) == (DOUBLE, TRIPLE)


def test_answers_written_into_one_cell_are_not_undone_by_stubs() -> None:
    both = answered("double", f"{DOUBLE}\n\n\n{TRIPLE}")
    notebook, repairs = rebuilt(handed_in(a_double=both, a_triple=None))
    assert source_of(notebook, "a-triple") == "# triple is defined in another cell."
    assert repairs == ("answer cell 'triple' was missing; the function is defined in another cell, which counts",)
    assert untouched(RELEASED, notebook) == frozenset()


def test_an_answer_below_its_stub_is_no_untouched_answer() -> None:
    notebook, repairs = rebuilt([*handed_in(), cell("double = lambda x: 2 * x")])
    assert untouched(RELEASED, notebook) == {"triple"}
    assert repairs == ()


def test_an_answer_in_a_markdown_cell_is_read_as_code() -> None:
    notebook, repairs = rebuilt(handed_in(a_double=replace(answered("double", DOUBLE), kind="markdown")))
    given = next(given for given in notebook.cells if given.id == "a-double")
    assert (given.cell_type, given.source) == ("code", DOUBLE)
    assert repairs == ("answer cell 'double' had become a markdown cell and was read as code",)


def test_an_answer_whose_text_was_none_is_told_of() -> None:
    notebook, repairs = rebuilt(handed_in(a_double=replace(answered("double", ""), damaged=True)))
    assert source_of(notebook, "a-double") == ""
    assert repairs == ("the text of answer cell 'double' was damaged; what is no text was left out",)


def test_added_code_in_open_cells_stands_and_prose_is_the_releases() -> None:
    notebook, repairs = rebuilt(handed_in(setup=cell("import numpy as np", cell_id="setup"), end=cell("mine", "markdown", "end")))
    assert source_of(notebook, "setup") == "import numpy as np"
    assert source_of(notebook, "end") == "---"
    assert repairs == ()


def test_tags_are_the_releases() -> None:
    plain = cell("with see():\n    print(double(21))", cell_id="see-double")
    notebook, _ = rebuilt(handed_in(see_double=plain))
    assert next(given.metadata for given in notebook.cells if given.id == "see-double") == {"tags": ["picture"]}


def test_further_cells_stay_where_they_were_without_their_metadata() -> None:
    tagged = StudentCell("code", "helper = 1", "mine", tags=frozenset({"skip-execution"}), grade_id="made_up", points=9)
    cells = handed_in()
    at = ORDER.index("a-double")
    notebook, repairs = rebuilt([*cells[:at], tagged, cell("note", "markdown"), cell("raw", "raw"), *cells[at:]])
    assert between(notebook, "lang-zh", "a-double") == ["helper = 1", "note"]
    assert all(given.metadata == {} for given in notebook.cells if given.id not in ORDER)
    assert repairs == ()


def test_a_moved_cell_of_the_release_takes_no_further_cell_with_it() -> None:
    cells = handed_in()
    end, at = cells.pop(), ORDER.index("a-double")
    notebook, _ = rebuilt([end, cell("first"), *cells[:at], cell("helper"), *cells[at:]])
    assert notebook.cells[0].source == "first"
    assert between(notebook, "lang-zh", "a-double") == ["helper"]


@pytest.mark.parametrize("cell_id", [None, "a-double", "student-0", "not valid!", "x" * 65, "ä"])
def test_ids_of_further_cells_are_valid_and_unique(cell_id: str | None) -> None:
    notebook, _ = rebuilt([cell("one = 1", cell_id=cell_id), cell("two = 2", cell_id=cell_id), *handed_in()])
    assert len({given.id for given in notebook.cells}) == len(RELEASED.cells) + 2


def test_too_many_and_too_long_cells_are_left_out() -> None:
    flood = [cell(f"x = {number}") for number in range(MAX_EXTRA_CELLS + 5)]
    notebook, repairs = rebuilt([*handed_in(), *flood, cell("#" * (MAX_CELL_CHARACTERS + 1))])
    assert len(notebook.cells) == len(RELEASED.cells) + MAX_EXTRA_CELLS
    assert repairs == (
        f"1 of {len(RELEASED.cells) + len(flood) + 1} cells were left out: they were too long",
        f"only the first {MAX_EXTRA_CELLS:,} of {len(flood):,} added cells were kept",
    )


def drawing(size: int = 4) -> dict[str, dict[str, str]]:
    return {"sheet.png": {"image/png": "A" * size}}


def test_pictures_in_a_students_own_text_stay_in_it() -> None:
    notebook, repairs = rebuilt([*handed_in(), replace(cell("![](attachment:sheet.png)", "markdown"), pictures=drawing())])
    assert notebook.cells[-1].attachments == drawing()
    assert repairs == ()


def test_a_text_of_the_release_has_no_picture_of_a_students() -> None:
    lesson = replace(cell("mine", "markdown", "end"), pictures=drawing())
    notebook, _ = rebuilt(handed_in(end=lesson))
    assert "attachments" not in next(given for given in notebook.cells if given.id == "end")


def test_pictures_that_are_too_many_make_way_and_the_text_stays() -> None:
    notes = [replace(cell(f"note {number}", "markdown"), pictures=drawing(MAX_PICTURES // 2)) for number in range(3)]
    notebook, repairs = rebuilt([*handed_in(), *notes])
    assert [given.source for given in notebook.cells[-3:]] == ["note 0", "note 1", "note 2"]
    assert ["attachments" in given for given in notebook.cells[-3:]] == [True, True, False]
    assert repairs == ("1 picture was left out: together a notebook's may have 12 MiB",)
