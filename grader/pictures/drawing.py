"""A heat map as SVG: a matrix with its labels goes in, one drawing that stands by itself comes out."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from .captions import Captions
from .svg import EM, QUIET, add, breadth, card, markup, pixels, write

HATCH = "#d9dce0"
MAX_NUMBERED = 12  # up to this many rows and columns, each cell carries its number


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix with its labels; every side has been checked."""

    cells: list[list[float]]
    rows: list[str]
    columns: list[str]
    title: str
    captions: tuple[str, str]
    bounds: tuple[float, float]  # of the colour scale
    whole: bool  # only whole numbers: they are written without decimals

    def share(self, value: float) -> float:
        """Where `value` lies on the colour scale, 0 to 1."""
        low, high = self.bounds
        return (value - low) / (high - low) if high > low else 0.0

    def number(self, value: float) -> str:
        if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
        text = f"{value:z.2f}" if abs(value) < 100 and not self.whole else f"{value:z.3g}"  # z: no −0.00
        return text.replace("-", "−")


def _colour(share: float) -> str:
    """From almost white to deep blue in even steps of perceived lightness (OKLCH)."""
    lightness, chroma, hue = 0.97 - 0.62 * share, 0.02 + 0.11 * math.sin(math.pi * min(share, 0.85)), 215 + 50 * share
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(channel)):02x}" for channel in linear)


def _gamma(channel: float) -> float:
    channel = min(max(channel, 0.0), 1.0)
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def svg(grid: Grid, words: Captions) -> str:
    """The drawing: title, column labels, rows of cells, and the legend on the right."""
    side = 46 if max(len(grid.rows), len(grid.columns)) <= MAX_NUMBERED else 22
    slanted = max(map(pixels, grid.columns)) > side - 4
    tallest = max(map(breadth, grid.columns)) * EM * 0.42 if slanted else 0.0
    left = 48 + max(map(pixels, grid.rows))
    top = 46 + tallest + (34 if grid.title else 0)
    right, bottom = left + side * len(grid.columns), top + side * len(grid.rows)
    width, height = max(right + 92, 24 + breadth(grid.title) * 9.0), max(bottom, top + 120) + 16
    root = card(width, height, grid.title or words.heat_map, grid.title)
    write(root, grid.captions[1], (left + right) / 2, top - tallest - 27, fill=QUIET, text_anchor="middle")
    caption = write(root, grid.captions[0], 18, (top + bottom) / 2, fill=QUIET, text_anchor="middle")
    caption.set("transform", f"rotate(-90 18 {(top + bottom) / 2:.1f})")
    for index, label in enumerate(grid.columns):
        _column_label(root, label, left + side * (index + 0.5), top - 8, slanted)
    for index, label in enumerate(grid.rows):
        write(root, label, left - 8, top + side * (index + 0.5) + EM * 0.36, text_anchor="end")
        for place, value in enumerate(grid.cells[index]):
            named = f"{label} → {grid.columns[place]}: {grid.number(value)}"
            _cell(root, grid, value, (left + side * place, top + side * index, side), named)
    _legend(root, grid, right + 22, top, words)
    return markup(root)


def _column_label(root: ET.Element, label: str, x: float, y: float, slanted: bool) -> None:
    text = write(root, label, x, y, text_anchor="start" if slanted else "middle")
    if slanted:
        text.set("transform", f"rotate(-45 {x:.1f} {y:.1f})")


def _cell(root: ET.Element, grid: Grid, value: float, box: tuple[float, float, float], name: str) -> None:
    x, y, side = box
    known = math.isfinite(value)
    share = grid.share(value) if known else 0.0
    group = ET.SubElement(root, "g")
    ET.SubElement(group, "title").text = name
    add(group, "rect", x=x + 0.5, y=y + 0.5, width=side - 1, height=side - 1, fill=_colour(share) if known else HATCH)
    if not known:
        _hatch(group, x, y, side)
    if side > 30:
        ink = "#ffffff" if share > 0.655 else "#000000"  # where both have a contrast of 4.5 to 1
        write(group, grid.number(value), x + side / 2, y + side / 2 + 4, font_size=12, fill=ink, text_anchor="middle")


def _hatch(group: ET.Element, x: float, y: float, side: float) -> None:
    far = side - 1
    strokes = f"M{x + 1:.1f} {y + far / 2:.1f}l{far / 2:.1f} {-far / 2 + 1:.1f}M{x + far / 2:.1f} {y + far:.1f}"
    add(group, "path", d=strokes + f"l{far / 2:.1f} {-far / 2:.1f}", stroke="#ffffff", fill="none")


def _legend(root: ET.Element, grid: Grid, x: float, top: float, words: Captions) -> None:
    low, high = grid.bounds
    steps, tall = 24, 96.0
    for step in range(steps):
        y = top + tall * step / steps
        bar = add(root, "rect", x=x, y=y, width=12, height=tall / steps, fill=_colour(1 - step / (steps - 1)))
        bar.set("shape-rendering", "crispEdges")
    write(root, grid.number(high), x + 18, top + 10, font_size=12, fill=QUIET)
    write(root, grid.number(low), x + 18, top + tall, font_size=12, fill=QUIET)
    if any(math.isnan(value) for row in grid.cells for value in row):
        group = ET.SubElement(root, "g")
        ET.SubElement(group, "title").text = words.no_number
        add(group, "rect", x=x, y=top + tall + 10, width=12, height=12, fill=HATCH)
        _hatch(group, x, top + tall + 10, 12)
        write(group, "NaN", x + 18, top + tall + 21, font_size=12, fill=QUIET)
