"""The outcomes as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .outcome import Outcome


def show(console: Console, outcomes: Sequence[Outcome]) -> None:
    """A line for each attack, and what it won in words below."""
    table = Table("attack", "technique", "verdict", "points", "gained", "learned", "harmed", "seconds", highlight=False)
    for one in outcomes:
        verdict = one.verdict if not one.otherwise else f"[red]{one.verdict}, not {one.attack.verdict}[/]"
        marks = (_mark(sentences) for sentences in (one.gained, one.learned, one.harmed))
        table.add_row(one.name, one.attack.technique or "control", verdict, f"{one.score:g}", *marks, f"{one.seconds:.1f}")
    console.print(table)
    for one in outcomes:
        for sentence in one.won:
            console.print(f"[red]{one.name}[/]: {escape(sentence)}")
    attacks = sum(one.attack.technique is not None for one in outcomes)
    won, otherwise = sum(bool(one.won) for one in outcomes), sum(one.otherwise for one in outcomes)
    console.print(f"{attacks} attacks and {len(outcomes) - attacks} controls: {won} won something, {otherwise} ended otherwise")


def _mark(sentences: Sequence[str]) -> str:
    return "[red]yes[/]" if sentences else "no"
