"""`make attacks`: let all attacks loose, and print what they won."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from functools import partial
from typing import TypeAlias

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from grader.bank import KnownSubmission, attacks
from grader.course import Course

from . import arena
from .canaries import ROOT
from .class_of_attackers import graded_as_a_class
from .layers import idle, show_layers
from .outcome import Outcome
from .side_by_side import outcomes
from .table import show

Bank: TypeAlias = dict[str, list[KnownSubmission]]  # by assignment

ALL = "*"
WIDTH = 150  # where the output is no terminal
MOST = 64
NOBODY = "through nbgrader: nobody gained, learned or harmed anything; the controls got what they earn"


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 0 where no attack won, each ended as its file says, and no layer was tried in vain."""
    chosen = _parser().parse_args(words)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    bank = _bank(chosen.only)
    if not bank:
        console.print(f"no attack is called {chosen.only}")
        return 2
    whole = _let_loose(console, bank, chosen.without, chosen.jobs)
    show(console, whole)
    vain = _layers(console, bank, whole, chosen.jobs) if chosen.layers else []
    lost = [] if chosen.without or chosen.lanes_only else _as_classes(console, bank)
    return 1 if any(one.bad for one in whole) or lost or (vain and chosen.only == ALL) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--only", metavar="PATTERN", default=ALL, help="attacks by name, as attention/forged_* (default: all)")
    layers = parser.add_mutually_exclusive_group()
    layers.add_argument("--without", choices=arena.LAYERS, help="leave one layer of the inner wall out, to see what it stops")
    layers.add_argument("--layers", action="store_true", help="also run without each layer in turn, and say what each alone stops")
    parser.add_argument("--lanes-only", action="store_true", help="not through nbgrader")
    parser.add_argument("--jobs", type=int, choices=range(1, MOST + 1), default=1, metavar="N", help="lanes at once (default: 1)")
    return parser


def _bank(pattern: str) -> Bank:
    found: Bank = {}
    for assignment in Course(ROOT).assignments:
        for attack in attacks(assignment):
            if fnmatch(f"{assignment.name}/{attack.path.stem}", pattern):
                found.setdefault(assignment.name, []).append(attack)
    return found


def _layers(console: Console, bank: Bank, whole: Sequence[Outcome], jobs: int) -> list[str]:
    """The layers that stop nothing alone."""
    found = {"": whole, **{layer: _let_loose(console, bank, layer, jobs) for layer in arena.LAYERS}}
    show_layers(console, found)
    return idle(found)


def _let_loose(console: Console, bank: Bank, without: str | None, jobs: int) -> list[Outcome]:
    found: list[Outcome] = []
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        label = "attacks" if without is None else f"attacks without {without}"
        bar = progress.add_task(label, total=sum(map(len, bank.values())))
        for name, chosen in bank.items():
            heard = partial(_count, progress, bar)
            one_lane = jobs == 1
            found += arena.outcomes(name, chosen, heard, without) if one_lane else outcomes(name, chosen, heard, without, jobs)
    return found


def _count(progress: Progress, bar: TaskID, one: Outcome) -> None:
    if one.attack.technique is not None:  # not a control, which comes with each share
        progress.advance(bar)


def _as_classes(console: Console, bank: Bank) -> list[str]:
    lost: list[str] = []
    for name, chosen in bank.items():
        with console.status(f"{name}: a class of {len(chosen)} attackers through nbgrader"):
            lost += [f"{name}: {sentence}" for sentence in graded_as_a_class(name, chosen).lost(chosen)]
    console.print(*(lost or [NOBODY]), sep="\n")
    return lost


if __name__ == "__main__":
    sys.exit(main())
