"""Curves over the steps of a schedule, as SVG: several on one pair of axes, each with its name at its end."""

from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from ..result import Language
from .axis import Axis
from .captions import Captions, captions_in
from .drawable import found, tensor_of
from .picture import Picture
from .svg import EM, FAINT, QUIET, add, card, markup, pixels, printable, shortened, write

WIDE, TALL = 560.0, 300.0  # of the plot itself, in pixels
LEFT, LINE = 74.0, 19.0  # room for the numbers on the left; height of a line of text
MAX_NAME = 26  # widths of a Latin letter
MAX_MARKED = 40  # up to this many points, each is marked
MAX_POINTS = 1_200  # of one line: two a pixel
# Each at least 4.5 to 1 against white; told apart by dashes, too, where colour does not tell.
STYLES = (
    ("#0b5cad", ""),
    ("#c2410c", "9 4"),
    ("#0f766e", "2.5 3"),
    ("#86198f", "10 3 2 3"),
    ("#57534e", "5 2"),
    ("#a16207", "1 2"),
)
BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its name, and at each step a value or None where there is nothing to draw."""

    name: str
    values: tuple[float | None, ...]

    def at(self, step: int, *, share: bool) -> float:
        """Where `step` lies along the axis: the step itself, or how far of the way it is."""
        return step / max(len(self.values) - 1, 1) if share else step


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves on their axes, and where the axes lie in the drawing."""

    curves: tuple[Curve, ...]
    x: Axis
    y: Axis
    top: float
    share: bool

    def place(self, curve: Curve, step: int, value: float) -> tuple[float, float]:
        across = self.x.share(curve.at(step, share=self.share))
        return LEFT + WIDE * across, self.top + TALL * (1 - self.y.share(value))


def curves(
    series: Mapping[str, object],
    title: str | None = None,
    *,
    log: bool = False,
    share: bool = False,
    caption: str | None = None,
    language: Language = "zh-TW",
) -> Picture:
    """Draw each series of numbers as a line over its steps 0, 1, 2, ….

    Args:
        series: by name, (T,) tensors, arrays or lists of real numbers; T may differ. Beyond six, colours repeat.
        title: what stands above the picture.
        log: a logarithmic y axis. What is no finite number, or on this axis not above 0, leaves a gap, and a line says so.
        share: draw step t of T at t / (T - 1), so that series of different length are equally wide.
        caption: under the x axis; by default it says which of the two it is.

    Returns:
        The picture; a series that is no row of numbers is a line of text under it. Never raises because of a series.
    """
    words = captions_in(language)
    drawn, notes = _sorted_out(series, words, log=log)
    longest = max((len(curve.values) for curve in drawn), default=1)
    x = Axis(0.0, 1.0) if share else Axis(0.0, float(max(longest - 1, 1)), whole=True)
    y = Axis.around([value for curve in drawn for value in curve.values if value is not None], log=log)
    plot = Plot(drawn, x, y, 56.0 if title else 24.0, share)
    name = printable(title) if title else ""
    shown = printable(caption) if caption else words.share if share else words.step
    return Picture(_svg(plot, name, shown, notes, words), _text(plot, name, notes))


def _sorted_out(series: Mapping[str, object], words: Captions, *, log: bool) -> tuple[tuple[Curve, ...], list[str]]:
    """What can be drawn, and a sentence for each thing that cannot."""
    drawn: list[Curve] = []
    notes: list[str] = []
    fits = Axis(1.0, 10.0, log).fits
    for label, given in series.items():
        name, row = shortened(printable(str(label)), MAX_NAME), tensor_of(given)
        if row is None or row.dim() != 1 or len(row) == 0:
            notes.append(words.no_curve.format(name=name, found=found(given)))
            continue
        values = tuple(value if fits(value) else None for value in row.tolist())
        if gaps := values.count(None):
            notes.append((words.gaps_log if log else words.gaps).format(name=name, count=gaps))
        drawn.append(Curve(name, values))
    return tuple(drawn), notes


def _svg(plot: Plot, title: str, caption: str, notes: list[str], words: Captions) -> str:
    if not plot.curves:
        return _sentences(title, notes, words)
    room = max(pixels(curve.name) for curve in plot.curves)
    bottom = plot.top + TALL
    width = max(LEFT + WIDE + room + 62, *(LEFT + pixels(line) for line in ["", *notes]))
    root = card(width, bottom + 58 + LINE * len(notes), title or words.curves, title)
    _axes(root, plot)
    write(root, caption, LEFT + WIDE / 2, bottom + 42, fill=QUIET, text_anchor="middle")
    for curve, style in zip(plot.curves, itertools.cycle(STYLES), strict=False):
        _line(root, plot, curve, style)
    _names(root, plot)
    for index, note in enumerate(notes):
        write(root, note, 16, bottom + 46 + LINE * (index + 1), fill=QUIET)
    return markup(root)


def _sentences(title: str, notes: list[str], words: Captions) -> str:
    """A card with no plot on it, since there is nothing to draw."""
    root = card(32 + max(map(pixels, [title, *notes])), 30 + LINE * len(notes), title or words.curves)
    for index, line in enumerate([title, *notes]):
        write(root, line, 16, 20 + LINE * index)
    return markup(root)


def _axes(root: ET.Element, plot: Plot) -> None:
    for value, label in plot.y.ticks():
        y = plot.top + TALL * (1 - plot.y.share(value))
        add(root, "line", x1=LEFT, y1=y, x2=LEFT + WIDE, y2=y, stroke=FAINT)
        write(root, label, LEFT - 8, y + EM * 0.36, fill=QUIET, text_anchor="end")
    for value, label in plot.x.ticks():
        x = LEFT + WIDE * plot.x.share(value)
        add(root, "line", x1=x, y1=plot.top, x2=x, y2=plot.top + TALL + 5, stroke=FAINT)
        write(root, label, x, plot.top + TALL + 20, fill=QUIET, text_anchor="middle")


def _line(root: ET.Element, plot: Plot, curve: Curve, style: tuple[str, str]) -> None:
    """The line of `curve`, broken where there is nothing to draw."""
    colour, dashes = style
    every = math.ceil(len(curve.values) / MAX_POINTS)
    path, pen = "", "M"
    for step, value in enumerate(curve.values):
        if value is None:
            pen = "M"
        elif pen == "M" or step % every == 0 or step == len(curve.values) - 1:
            x, y = plot.place(curve, step, value)
            path, pen = f"{path}{pen}{x:.1f} {y:.1f}", "L"
            if len(curve.values) <= MAX_MARKED:
                add(root, "circle", cx=x, cy=y, r=3, fill=colour)
    add(
        root, "path", d=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes or "none", stroke_linejoin="round"
    )


def _names(root: ET.Element, plot: Plot) -> None:
    """Each curve's name beside its last point, moved apart where they would touch."""
    ends = []
    for curve, style in zip(plot.curves, itertools.cycle(STYLES), strict=False):
        last = max((step for step, value in enumerate(curve.values) if value is not None), default=None)
        if last is not None:
            ends.append((*plot.place(curve, last, curve.values[last] or 0.0), curve.name, style))
    ends.sort(key=lambda end: (end[1], end[2]))
    lowest = plot.top + TALL - LINE * (len(ends) - 1)
    y = plot.top - LINE
    for index, (x, at, name, (colour, dashes)) in enumerate(ends):
        y = min(max(at, y + LINE), lowest + LINE * index)
        start = LEFT + WIDE + 8
        add(root, "line", x1=x + 4, y1=at, x2=start, y2=y, stroke=colour, stroke_width=0.8)
        add(root, "line", x1=start, y1=y, x2=start + 26, y2=y, stroke=colour, stroke_width=2, stroke_dasharray=dashes or "none")
        write(root, name, start + 32, y + EM * 0.36)


def _text(plot: Plot, title: str, notes: list[str]) -> str:
    """The same where there is no browser: a line of bars for each curve, with its first and last value."""
    lines = []
    for curve in plot.curves:
        picked = [curve.values[round(at * (len(curve.values) - 1) / 31)] for at in range(32)]
        bars = "".join(" " if value is None else BARS[round(plot.y.share(value) * (len(BARS) - 1))] for value in picked)
        first, last = ("?" if value is None else f"{value:.3g}" for value in (curve.values[0], curve.values[-1]))
        lines.append(f"{curve.name}  {first} {bars} {last}")
    return "\n".join([*([title] if title else []), *lines, *notes])
