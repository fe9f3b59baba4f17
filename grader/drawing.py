"""A heat map as SVG: a matrix with its labels goes in, one drawing that stands by itself comes out."""

from __future__ import annotations

import math
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from .wording import Wording

FONTS = 'system-ui, "Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif'
INK, QUIET, HATCH = "#1b1f24", "#57606a", "#d9dce0"
MAX_NUMBERED = 12  # up to this many rows and columns, each cell carries its number
EM = 13.0  # font size of labels, in pixels


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
        text = f"{value:.2f}" if abs(value) < 100 and not self.whole else f"{value:.3g}"
        return text.replace("-", "−")


def breadth(text: str) -> int:
    """How many Latin letters wide `text` is; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


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


def svg(grid: Grid, words: Wording) -> str:
    """The drawing: title, column labels, rows of cells, and the legend on the right."""
    side = 46 if max(len(grid.rows), len(grid.columns)) <= MAX_NUMBERED else 22
    slanted = max(map(breadth, grid.columns)) * EM * 0.56 > side - 4
    tallest = max(map(breadth, grid.columns)) * EM * 0.42 if slanted else 0.0
    left = 48 + max(map(breadth, grid.rows)) * EM * 0.56
    top = 46 + tallest + (34 if grid.title else 0)
    right, bottom = left + side * len(grid.columns), top + side * len(grid.rows)
    width, height = max(right + 92, 24 + breadth(grid.title) * 9.0), max(bottom, top + 120) + 16
    name = grid.title or words.heat_map
    root = ET.Element("svg", _attributes(xmlns="http://www.w3.org/2000/svg", role="img", width=width, height=height))
    root.set("viewBox", f"0 0 {width:.0f} {height:.0f}")
    root.set("aria-label", name)
    root.set("style", f"max-width:100%;height:auto;font-family:{FONTS}")
    ET.SubElement(root, "title").text = name
    _add(root, "rect", width=width, height=height, rx=6, fill="#ffffff")
    if grid.title:
        _write(root, grid.title, 16, 30, font_size=16, font_weight=600)
    _write(root, grid.captions[1], (left + right) / 2, top - tallest - 27, fill=QUIET, text_anchor="middle")
    caption = _write(root, grid.captions[0], 18, (top + bottom) / 2, fill=QUIET, text_anchor="middle")
    caption.set("transform", f"rotate(-90 18 {(top + bottom) / 2:.1f})")
    for index, label in enumerate(grid.columns):
        _column_label(root, label, left + side * (index + 0.5), top - 8, slanted)
    for index, label in enumerate(grid.rows):
        _write(root, label, left - 8, top + side * (index + 0.5) + EM * 0.36, text_anchor="end")
        for place, value in enumerate(grid.cells[index]):
            named = f"{label} → {grid.columns[place]}: {grid.number(value)}"
            _cell(root, grid, value, (left + side * place, top + side * index, side), named)
    _legend(root, grid, right + 22, top, words)
    return ET.tostring(root, encoding="unicode")


def _column_label(root: ET.Element, label: str, x: float, y: float, slanted: bool) -> None:
    text = _write(root, label, x, y, text_anchor="start" if slanted else "middle")
    if slanted:
        text.set("transform", f"rotate(-45 {x:.1f} {y:.1f})")


def _cell(root: ET.Element, grid: Grid, value: float, box: tuple[float, float, float], name: str) -> None:
    x, y, side = box
    known = math.isfinite(value)
    share = grid.share(value) if known else 0.0
    group = ET.SubElement(root, "g")
    ET.SubElement(group, "title").text = name
    _add(group, "rect", x=x + 0.5, y=y + 0.5, width=side - 1, height=side - 1, fill=_colour(share) if known else HATCH)
    if not known:
        _hatch(group, x, y, side)
    if side > 30:
        ink = "#ffffff" if share > 0.655 else "#000000"  # where both have a contrast of 4.5 to 1
        _write(group, grid.number(value), x + side / 2, y + side / 2 + 4, font_size=12, fill=ink, text_anchor="middle")


def _hatch(group: ET.Element, x: float, y: float, side: float) -> None:
    far = side - 1
    strokes = f"M{x + 1:.1f} {y + far / 2:.1f}l{far / 2:.1f} {-far / 2 + 1:.1f}M{x + far / 2:.1f} {y + far:.1f}"
    _add(group, "path", d=strokes + f"l{far / 2:.1f} {-far / 2:.1f}", stroke="#ffffff", fill="none")


def _legend(root: ET.Element, grid: Grid, x: float, top: float, words: Wording) -> None:
    low, high = grid.bounds
    steps, tall = 24, 96.0
    for step in range(steps):
        y = top + tall * step / steps
        bar = _add(root, "rect", x=x, y=y, width=12, height=tall / steps, fill=_colour(1 - step / (steps - 1)))
        bar.set("shape-rendering", "crispEdges")
    _write(root, grid.number(high), x + 18, top + 10, font_size=12, fill=QUIET)
    _write(root, grid.number(low), x + 18, top + tall, font_size=12, fill=QUIET)
    if any(math.isnan(value) for row in grid.cells for value in row):
        group = ET.SubElement(root, "g")
        ET.SubElement(group, "title").text = words.no_number
        _add(group, "rect", x=x, y=top + tall + 10, width=12, height=12, fill=HATCH)
        _hatch(group, x, top + tall + 10, 12)
        _write(group, "NaN", x + 18, top + tall + 21, font_size=12, fill=QUIET)


def _add(parent: ET.Element, name: str, **values: str | float) -> ET.Element:
    return ET.SubElement(parent, name, _attributes(**values))


def _attributes(**values: str | float) -> dict[str, str]:
    return {name.replace("_", "-"): value if isinstance(value, str) else _short(value) for name, value in values.items()}


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _write(parent: ET.Element, text: str, x: float, y: float, **style: str | float) -> ET.Element:
    defaults: dict[str, str | float] = {"fill": INK, "font_size": EM}
    element = _add(parent, "text", x=x, y=y, **(defaults | style))
    element.text = text
    return element
