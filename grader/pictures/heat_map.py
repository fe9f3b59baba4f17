"""Pictures that teach: a heat map of a small matrix, as SVG and, where there is no browser, as shaded text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..result import Language
from .captions import captions_in
from .drawing import Grid, svg
from .picture import Picture
from .svg import breadth, printable, shortened

MAX_SIDE = 64  # cells along one side: beyond that neither labels nor single cells can be told apart
MAX_LABEL = 14  # widths of a Latin letter; a longer label is cut
SHADES = " ░▒▓█"


def heat_map(
    weights: object,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    title: str | None = None,
    *,
    captions: tuple[str, str] | None = None,
    language: Language = "zh-TW",
) -> Picture:
    """A heat map of a matrix: one row a query, one column a key, darker for larger.

    Args:
        weights: (R, C) tensor, array or nested list of real numbers or booleans, any dtype and device. NaN and
            infinities are drawn hatched. Colours run from 0 (or the smallest number, if negative) to the largest.
        rows, columns: R and C labels, by default the indices; a plain string is taken character by character.
        title: what stands above the picture.
        captions: of the rows and of the columns; by default query and key, in `language`.

    Raises:
        ValueError: not a matrix, empty, too large to draw, or labels that don't fit it.
    """
    words = captions_in(language)
    cells = _matrix(weights)
    finite = [value for row in cells for value in row if math.isfinite(value)]
    grid = Grid(
        cells,
        _labels(rows, len(cells), "rows"),
        _labels(columns, len(cells[0]), "columns"),
        printable(title) if title else "",
        captions or (words.queries, words.keys),
        (min([0.0, *finite]), max(finite, default=0.0)),
        all(value.is_integer() for value in finite),
    )
    return Picture(svg(grid, words), _text(grid))


def _matrix(weights: object) -> list[list[float]]:
    shape = getattr(weights, "shape", None)
    if shape is not None and len(shape) != 2:
        raise ValueError(f"heat_map needs a matrix, (rows, columns); this has shape {tuple(shape)}")
    plain: Any = weights
    for step in ("detach", "tolist"):
        plain = getattr(plain, step)() if hasattr(plain, step) else plain
    try:
        cells = [[float(value) for value in row] for row in plain]
    except (TypeError, ValueError):
        raise ValueError("heat_map needs a matrix of real numbers: rows of one length") from None
    if not cells or not cells[0] or len({len(row) for row in cells}) != 1:
        lengths = [len(row) for row in cells]
        raise ValueError(f"heat_map needs at least one entry, and rows of one length; the rows have {lengths}")
    if max(len(cells), len(cells[0])) > MAX_SIDE:
        raise ValueError(f"heat_map draws up to {MAX_SIDE} × {MAX_SIDE} cells; draw a part, such as weights[:16, :16]")
    return cells


def _labels(labels: Sequence[str] | None, count: int, which: str) -> list[str]:
    if labels is None:
        return [str(index) for index in range(count)]
    if len(labels) != count:
        raise ValueError(f"heat_map: {len(labels)} labels for {count} {which}")
    return [shortened(printable(str(label)), MAX_LABEL) for label in labels]


def _text(grid: Grid) -> str:
    """The same picture in shades of text; a label and a cell are as wide as the widest label."""
    margin = max(map(breadth, grid.rows))
    wide = max(*map(breadth, grid.columns), 2)
    head = " " * margin + " " + " ".join(_padded(label, wide) for label in grid.columns)
    lines = [
        _padded(label, margin) + " " + " ".join(_shade(grid, value) * wide for value in row)
        for label, row in zip(grid.rows, grid.cells, strict=True)
    ]
    return "\n".join([*([grid.title] if grid.title else []), head.rstrip(), *lines])


def _padded(label: str, wide: int) -> str:
    return label + " " * (wide - breadth(label))


def _shade(grid: Grid, value: float) -> str:
    return SHADES[round(grid.share(value) * (len(SHADES) - 1))] if math.isfinite(value) else "?"
