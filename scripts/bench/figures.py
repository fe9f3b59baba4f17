"""Figures by round, what is required of them, and how they are shown."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Bound:
    """What is required of a figure."""

    sign: str  # "at least", "at most" or "under"
    value: float

    def met(self, figure: float) -> bool:
        if self.sign == "at least":
            return figure >= self.value
        return figure < self.value if self.sign == "under" else figure <= self.value

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"


@dataclass(frozen=True)
class Figure:
    """A figure, a value for each round; what counts is the median."""

    name: str
    rounds: Sequence[float]
    required: Bound | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def met(self) -> bool | None:
        """Whether it is what is required; None where nothing is."""
        return None if self.required is None else self.required.met(self.median)

    def plain(self) -> dict[str, object]:
        required = None if self.required is None else str(self.required)
        spread = {"median": self.median, "least": min(self.rounds), "most": max(self.rounds)}
        return {"rounds": list(self.rounds), **spread, "required": required, "met": self.met}


@dataclass
class Times:
    """Seconds a submission, a figure for each round."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, seconds: float, submissions: int) -> None:
        self.rounds.setdefault(name, []).append(seconds / submissions)

    def figures(self) -> list[Figure]:
        return [Figure(name, seconds) for name, seconds in self.rounds.items()]

    def ratio(self, name: str, slow: Sequence[str], fast: Sequence[str], required: Bound | None = None, by: float = 1.0) -> Figure:
        """How often the `fast` ones together go into the `slow` ones together, times `by`, round by round."""
        slow_ones, fast_ones = (
            [sum(parts) for parts in zip(*(self.rounds[one] for one in names), strict=True)] for names in (slow, fast)
        )
        return Figure(name, [by * one / other for one, other in zip(slow_ones, fast_ones, strict=True)], required)


Tables = Mapping[str, Sequence[Figure]]  # by their title


def show(tables: Tables, console: Console) -> None:
    for title, figures in tables.items():
        table = Table("", "median", "least", "most", "required", "", title=title, title_justify="left")
        for figure in figures:
            spread = (figure.median, min(figure.rounds), max(figure.rounds))
            verdict = {None: "", True: "[green]met[/]", False: "[bold red]missed[/]"}[figure.met]
            table.add_row(figure.name, *map(_short, spread), str(figure.required or ""), verdict)
        console.print(table)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def as_json(tables: Tables, about: Mapping[str, object]) -> str:
    return json.dumps({**about, **{title: {one.name: one.plain() for one in found} for title, found in tables.items()}}, indent=1)
