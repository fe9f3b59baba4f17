"""Notebooks in which a part is of another type than it should be, is missing, or is there twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import cycle

from nbformat import NotebookNode

from grader.cells import role

from .vast import with_raw
from .weapon import Earns, Ground, Weapon

WRONG: tuple[object, ...] = (None, [], [[{}]], {"a": {"b": []}}, 7, -1.5, True, "text", "")
NO_CELLS = "the file is not a notebook (it has no list of cells); save the notebook again in JupyterLab"
OLD = "the notebook is in an old format (nbformat 3 or earlier); open and save it in JupyterLab"


def _each_cell_has(key: str) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        for cell, value in zip(ground.whole.cells, cycle(WRONG), strict=False):
            cell[key] = value
        ground.hand_in(ground.whole)

    lay.__doc__ = f"The {key} of each cell is of another wrong type."
    return lay


def _whole_has(key: str, value: object) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        ground.whole[key] = value
        ground.hand_in(ground.whole)

    lay.__doc__ = f"The notebook's {key} is {str(value)[:40]}."
    return lay


def _without(key: str, *, of_cells: bool) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        for part in ground.whole.cells if of_cells else [ground.whole]:
            part.pop(key, None)
        ground.hand_in(ground.whole)

    lay.__doc__ = f"No {key}."
    return lay


def _raw_metadata(about: str, raw: str) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        with_raw(ground, raw)

    lay.__doc__ = about
    return lay


def sources_that_are_no_text(ground: Ground) -> None:
    """Each answer's source is of another wrong type, so nothing is answered."""
    for cell, value in zip(_answers(ground), cycle(WRONG[:-2]), strict=False):
        cell["source"] = value
    ground.hand_in(ground.whole)


def sources_as_lists(ground: Ground) -> None:
    """Each source a list of lines, with things between them that are no text."""
    for cell in ground.whole.cells:
        cell["source"] = [None, 5, *cell.source.splitlines(keepends=True), {}, []]
    ground.hand_in(ground.whole)


def cells_that_are_none(ground: Ground) -> None:
    """Between the cells, things that are none."""
    ground.whole["cells"] = [thing for cell in ground.whole.cells for thing in (cell, *WRONG)]
    ground.hand_in(ground.whole)


def cells_of_no_known_type(ground: Ground) -> None:
    """Answers in cells of types that there are not."""
    for cell, kind in zip(_answers(ground), cycle(["heading", "evil", 5, None, ["code"]]), strict=False):
        cell["cell_type"] = kind
    ground.hand_in(ground.whole)


def cells_twice(ground: Ground) -> None:
    """Two lists of cells under one key: the second counts, in Jupyter as well."""
    cells = json.dumps(ground.whole.cells)
    ground.notebook.write_text(f'{{"nbformat":4,"cells":[],"cells":{cells},"metadata":{{}}}}')


def cells_twice_the_second_empty(ground: Ground) -> None:
    """Two lists of cells under one key, of which the second, which counts, is empty."""
    cells = json.dumps(ground.whole.cells)
    ground.notebook.write_text(f'{{"nbformat":4,"cells":{cells},"cells":[],"metadata":{{}}}}')


def worksheets(ground: Ground) -> None:
    """A notebook of nbformat 3, its cells in worksheets."""
    ground.hand_in({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": ground.whole.cells}]})


def _answers(ground: Ground) -> list[NotebookNode]:
    return [cell for cell in ground.whole.cells if role(cell) == "answer"]


NO_LISTS: dict[str, object] = {"null": None, "an-object": {"0": []}, "a-number": 3, "a-string": "cells"}
NO_OBJECTS: dict[str, object] = {"null": None, "a-list": [[]], "a-number": 3, "a-string": "m"}
OTHER_VERSIONS: dict[str, object] = {"5": 5, "99": 99, "float": 4.5, "string": "4", "null": None, "list": [4]}
WEAPONS = (
    *(Weapon(f"cells-{name}", _whole_has("cells", value), Earns.NONE, NO_CELLS)
      for name, value in NO_LISTS.items()),
    Weapon("no-cells", _without("cells", of_cells=False), Earns.NONE, NO_CELLS),
    *(Weapon(f"metadata-{name}", _whole_has("metadata", value), Earns.ALL)
      for name, value in NO_OBJECTS.items()),
    *(Weapon(f"nbformat-{name}", _whole_has("nbformat", value), Earns.NONE, OLD)
      for name, value in {"1": 1, "2": 2, "3": 3, "negative": -4}.items()),
    *(Weapon(f"nbformat-{name}", _whole_has("nbformat", value), Earns.ALL)
      for name, value in OTHER_VERSIONS.items()),
    Weapon("nbformat-minor-99", _whole_has("nbformat_minor", 99), Earns.ALL),
    Weapon("no-nbformat", _without("nbformat", of_cells=False), Earns.ALL),
    Weapon("no-metadata", _without("metadata", of_cells=False), Earns.ALL),
    Weapon("worksheets", worksheets, Earns.NONE, OLD),
    Weapon("worksheets-beside-cells", _whole_has("worksheets", []), Earns.NONE, OLD),
    *(Weapon(f"wrong-{key.replace('_', '-')}", _each_cell_has(key), Earns.ALL)
      for key in ("outputs", "attachments", "execution_count", "id", "metadata", "cell_type")),
    Weapon("no-ids", _without("id", of_cells=True), Earns.ALL),
    Weapon("no-cell-metadata", _without("metadata", of_cells=True), Earns.ALL),
    Weapon("no-cell-types", _without("cell_type", of_cells=True), Earns.ALL),
    Weapon("no-sources", _without("source", of_cells=True), Earns.BLANK, "was damaged; what is no text was left out"),
    Weapon("sources-that-are-no-text", sources_that_are_no_text, Earns.BLANK, "was damaged; what is no text was left out"),
    Weapon("sources-as-lists", sources_as_lists, Earns.ALL, "was damaged; what is no text was left out"),
    Weapon("cells-that-are-none", cells_that_are_none, Earns.ALL),
    Weapon("cells-of-no-known-type", cells_of_no_known_type, Earns.ALL, "and was read as code"),
    Weapon("cells-twice", cells_twice, Earns.ALL),
    Weapon("cells-twice-the-second-empty", cells_twice_the_second_empty, Earns.NONE, "write your answers in the released notebook"),
    Weapon("not-a-number", _raw_metadata("NaN and infinities, as Python writes them.", "[NaN, Infinity, -Infinity]"), Earns.ALL),
    Weapon("beyond-floats", _raw_metadata("Numbers that no float holds.", "[1e999, -1e999, 1e-9999]"), Earns.ALL),
    Weapon("huge-integer", _raw_metadata("An integer of 10,000 digits.", "1" * 10_000), Earns.ALL),
    Weapon("enormous-integer", _raw_metadata("An integer of 20 million digits.", "1" * 20_000_000), Earns.ALL),
)  # fmt: skip
