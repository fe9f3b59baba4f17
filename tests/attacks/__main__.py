"""`make attacks`: let all attacks loose, and print what they won."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from fnmatch import fnmatch

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.bank import KnownSubmission, attacks
from grader.course import Course

from . import arena
from .canaries import ROOT
from .class_of_attackers import graded_as_a_class
from .layers import show_layers
from .outcome import Outcome
from .table import show

WIDTH = 150  # where the output is no terminal
NOBODY = "through nbgrader: nobody gained, learned or harmed anything, and the controls got what they earn"


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 0 where no attack won and each ended as its file says."""
    chosen = _parser().parse_args(words)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    bank = _bank(chosen.only)
    if not bank:
        console.print(f"no attack is called {chosen.only}")
        return 2
    found = {chosen.without or "": _let_loose(console, bank, chosen.without)}
    show(console, found[chosen.without or ""])
    if chosen.layers:
        found |= {layer: _let_loose(console, bank, layer) for layer in arena.LAYERS}
        show_layers(console, found)
    lost = [] if chosen.without or chosen.lanes_only else _as_classes(console, bank)
    bad = [one for one in found.get("", ()) if one.won or one.otherwise]
    return 1 if bad or lost else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--only", metavar="PATTERN", default="*", help="attacks by name, as attention/forged_* (default: all)")
    parser.add_argument("--without", choices=arena.LAYERS, help="leave one layer of the inner wall out, to see what it stops")
    parser.add_argument("--layers", action="store_true", help="also run without each layer in turn, and say what each alone stops")
    parser.add_argument("--lanes-only", action="store_true", help="not through nbgrader")
    return parser


def _bank(pattern: str) -> dict[str, list[KnownSubmission]]:
    found: dict[str, list[KnownSubmission]] = {}
    for assignment in Course(ROOT).assignments:
        for attack in attacks(assignment):
            if fnmatch(f"{assignment.name}/{attack.path.stem}", pattern):
                found.setdefault(assignment.name, []).append(attack)
    return found


def _let_loose(console: Console, bank: dict[str, list[KnownSubmission]], without: str | None) -> list[Outcome]:
    found: list[Outcome] = []
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        label = "attacks" if without is None else f"attacks without {without}"
        bar = progress.add_task(label, total=sum(map(len, bank.values())))
        for name, chosen in bank.items():
            found += arena.outcomes(name, chosen, lambda _: progress.advance(bar), without)
    return found


def _as_classes(console: Console, bank: dict[str, list[KnownSubmission]]) -> list[str]:
    lost: list[str] = []
    for name, chosen in bank.items():
        with console.status(f"{name}: a class of {len(chosen)} attackers through nbgrader"):
            lost += [f"{name}: {sentence}" for sentence in graded_as_a_class(name, chosen).lost(chosen)]
    console.print(
        *(lost or ["through nbgrader: nobody gained, learned or harmed anything; the controls got what they earn"]), sep="\n"
    )
    return lost


if __name__ == "__main__":
    sys.exit(main())
