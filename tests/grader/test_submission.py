from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import submission
from grader.cells import role
from grader.course import Assignment
from grader.edition import release
from grader.submission import blank, digest_of, read
from grader.unreadable import UnreadableSubmission

SMALL = Assignment("small", Path(__file__).parent / "small_course")
OTHERS = {
    "small": frozenset({"double", "triple"}),
    "masking": frozenset({"causal_mask"}),
    "noise": frozenset({"q_step"}),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.ipynb"


def notebook_of(*cells: object) -> dict[str, object]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def labelled(name: str, source: object = "x = 1") -> dict[str, object]:
    return {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": name}}, "source": source}


def problem(path: Path, *, below: Path | None = None, others: Mapping[str, frozenset[str]] | None = None) -> UnreadableSubmission:
    """What is wrong with a file; always told with its name, in a line, in both languages."""
    with pytest.raises(UnreadableSubmission) as raised:
        read(path, SMALL, below=below, others=others)
    error = raised.value
    for sentence in (str(error), error.zh, error.en):
        assert "small" in sentence
        assert sentence.isprintable()
        assert "{" not in sentence
    return error


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_the_release_is_read_in_its_language_and_is_untouched(path: Path, language: str) -> None:
    released = release(SMALL, "en" if language == "en" else "zh-TW")
    path.write_text(json.dumps(released), encoding="utf-8")
    read_back = read(path, SMALL)
    assert read_back.language == language
    assert read_back.notebook == released
    assert read_back.repairs == ()
    assert read_back.untouched == {"double", "triple"}


def test_a_blank_submission_is_the_release() -> None:
    assert blank(Path("lost.ipynb"), SMALL, "en").notebook == release(SMALL, "en")
    assert blank(Path("lost.ipynb"), SMALL).untouched == {"double", "triple"}


def test_the_reference_is_never_in_a_rebuilt_notebook(path: Path) -> None:
    path.write_text(json.dumps(notebook_of(labelled("test_double"))), encoding="utf-8")
    assert "2 * x" not in json.dumps(read(path, SMALL).notebook)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04\xff", "UTF-8"),
        ('{"cells": []}'.encode("utf-16"), "UTF-8"),
        (b"hello", "not JSON"),
        (b'{"cells": [', "not JSON"),
        (b'{"cells": ' + b"1" * 5000 + b"}", "no list of cells"),
        (b"[" * 200_000, "nested too deep"),
        (b"[" * 2_000_000, "more than 1,000,000 lists and objects"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b"{}", "no list of cells"),
        (b'{"cells": {"0": 1}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": []}', "nbformat 3"),
        (b'{"nbformat": 2, "cells": []}', "nbformat 3"),
        (b'{"cells": [' + b"0," * 10_000 + b"0]}", "10,000 cells"),
        (b'{"cells": []}', "nothing of 'small'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_notebook_is_named_with_what_is_wrong(path: Path, content: bytes, words: str) -> None:
    path.write_bytes(content)
    assert words in str(problem(path))


def test_a_refusal_knows_which_bytes_it_has_seen(path: Path) -> None:
    """The file may be another one by the time that somebody looks again."""
    path.write_bytes(b"hello")
    with pytest.raises(UnreadableSubmission) as refused:
        read(path, SMALL)
    assert refused.value.digest == digest_of(b"hello")


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    assert "no such file" in str(problem(path))


def test_a_file_that_is_too_large_is_not_read(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(submission.MAX_BYTES + 1)
    assert "larger than 32 MiB" in str(problem(path))


def test_links_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "real.ipynb").write_text(json.dumps(release(SMALL)), encoding="utf-8")
    (tmp_path / "small-link").symlink_to("real.ipynb")
    (tmp_path / "small-folder").mkdir()
    os.mkfifo(tmp_path / "small-pipe")
    assert "symbolic link" in str(problem(tmp_path / "small-link"))
    assert "a folder" in str(problem(tmp_path / "small-folder"))
    assert "a pipe" in str(problem(tmp_path / "small-pipe"))


def test_no_folder_below_the_given_one_may_be_a_link(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    real.mkdir()
    (real / "small.ipynb").write_text(json.dumps(release(SMALL)), encoding="utf-8")
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted" / "ann").symlink_to(real)
    linked = tmp_path / "submitted" / "ann" / "small.ipynb"
    assert "symbolic link" in str(problem(linked, below=tmp_path / "submitted"))
    assert read(real / "small.ipynb", SMALL, below=tmp_path).repairs == ()
    assert "no such file" in str(problem(tmp_path / "submitted" / ".." / "small.ipynb", below=tmp_path / "submitted"))
    assert "no such file" in str(problem(tmp_path / "small.ipynb", below=tmp_path / "submitted"))


def test_a_file_name_cannot_forge_lines_or_directions(tmp_path: Path) -> None:
    error = problem(tmp_path / "small\n\u202ebypni.ipynb")
    assert error.en == "small\\n\\u202ebypni.ipynb: there is no such file; hand the notebook in again."


def test_a_notebook_of_another_assignment_is_told_by_its_cells(path: Path) -> None:
    mask = labelled("causal_mask", "def double(x): ...")
    path.write_text(json.dumps(notebook_of(mask, labelled("test_causal_mask"))), encoding="utf-8")
    error = problem(path, others=OTHERS)
    assert "looks like 'masking'" in str(error)
    assert "看起來是「masking」" in error.zh


@pytest.mark.parametrize(
    "cell",
    [
        labelled("triple"),
        {"cell_type": "code", "id": "a-triple"},
        {"cell_type": "code", "source": ["def triple(x):\n", "    return 3 * x"]},
    ],
)
def test_a_label_an_id_or_a_function_is_enough_to_know_the_assignment(path: Path, cell: object) -> None:
    path.write_text(json.dumps(notebook_of(cell)), encoding="utf-8")
    assert read(path, SMALL, others=OTHERS).assignment is SMALL


def test_what_should_be_a_folder_and_is_none_is_told_apart_from_a_link(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "small-pipe")
    (tmp_path / "small-file").touch()
    (tmp_path / "small-link").symlink_to("small-link")
    for name, words in {"small-pipe": "is no folder", "small-file": "is no folder", "small-link": "a symbolic link"}.items():
        assert words in str(problem(tmp_path / name / "small.ipynb", below=tmp_path))


@pytest.mark.parametrize("number", ["1" * 10_000, "-" + "9" * 100_000, "1e999", "Infinity"])
def test_a_number_that_python_does_not_read_costs_nothing(path: Path, number: str) -> None:
    content = json.dumps(notebook_of(labelled("double")) | {"metadata": {"x": "HERE"}})
    path.write_text(content.replace('"HERE"', number), encoding="utf-8")
    assert read(path, SMALL).untouched == {"triple"}


def test_a_byte_order_mark_and_nan_do_no_harm(path: Path) -> None:
    content = json.dumps(notebook_of(labelled("double")) | {"metadata": {"x": float("nan")}})
    path.write_text(content, encoding="utf-8-sig")
    assert read(path, SMALL).untouched == {"triple"}


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["double", "triple", "test_double", "test_triple", "a-double", "setup", "other", ""])
SOURCES = st.sampled_from(
    [
        "",
        "def double(x):\n  return x",
        "def triple(x): ...\ndouble = triple",
        "%magic\ndef triple(x): ...",
        "import math",
        "\ud800\0",
    ]
)
MARKS = st.fixed_dictionaries({}, optional={"grade_id": NAMES | JSON, "points": JSON, "solution": JSON})
METADATA = st.fixed_dictionaries({}, optional={"nbgrader": MARKS | JSON, "tags": st.lists(NAMES) | JSON})
KINDS = st.sampled_from(["code", "markdown", "raw"])
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "id": NAMES | JSON,
        "cell_type": KINDS | JSON,
        "source": SOURCES | st.lists(SOURCES, max_size=2) | JSON,
        "metadata": METADATA | JSON,
        "outputs": JSON,
    },
)


@settings(deadline=None, max_examples=200)
@given(cells=st.lists(CELLS | JSON, max_size=12), metadata=JSON)
def test_whatever_the_json_the_result_is_a_valid_notebook_with_our_grade_cells(
    tmp_path_factory: pytest.TempPathFactory, cells: list[object], metadata: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "small.ipynb"
    path.write_text(json.dumps(notebook_of(*cells) | {"metadata": metadata}), encoding="utf-8")
    try:
        result = read(path, SMALL, others=OTHERS)
    except UnreadableSubmission:
        return
    released = release(SMALL, result.language)
    nbformat.validate(result.notebook)
    json.dumps(result.notebook, ensure_ascii=False).encode("utf-8")
    assert result.notebook.metadata == released.metadata
    assert [cell for cell in result.notebook.cells if role(cell) == "locked"] == [
        cell for cell in released.cells if role(cell) == "locked"
    ]
    labels = [cell.metadata.nbgrader for cell in result.notebook.cells if "nbgrader" in cell.metadata]
    assert labels == [cell.metadata.nbgrader for cell in released.cells if "nbgrader" in cell.metadata]
    assert all(repair.isprintable() for repair in result.repairs)


@settings(deadline=None, max_examples=100)
@given(value=JSON)
def test_any_json_is_a_submission_or_told_to_be_none(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(UnreadableSubmission, match=r"any\.ipynb"):
        read(path, SMALL)
