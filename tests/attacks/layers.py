"""What each layer of the inner wall stops by itself: the attacks that win, or end otherwise, once it is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .outcome import Outcome


def show_layers(console: Console, found: Mapping[str, Sequence[Outcome]]) -> None:
    """`found` by the layer that was left out, "" for none."""
    whole = {one.name: one for one in found[""]}
    table = Table("without", "attack", "what it wins or how it ends then", title="what each layer alone stops", highlight=False)
    for layer, outcomes in found.items():
        for one in outcomes if layer else ():
            if (differs := difference(whole[one.name], one)) is not None:
                table.add_row(layer, one.name, escape(differs))
    console.print(table)
    for layer in idle(found):
        console.print(f"[red]without {layer} no attack wins[/]: test it better, or remove it")


def idle(found: Mapping[str, Sequence[Outcome]]) -> list[str]:
    """The layers that stop nothing alone: no attack that loses before the whole wall wins without them."""
    lost = {one.name for one in found[""] if not one.won}
    return [layer for layer, outcomes in found.items() if layer and not any(one.won and one.name in lost for one in outcomes)]


def difference(whole: Outcome, without: Outcome) -> str | None:
    """What an attack wins, or how else it ends, without a layer; None where the others stop it just as well, or none does."""
    if whole.won:
        return None
    if without.won:
        return "; ".join(without.won)
    return f"{without.verdict} in place of {whole.verdict}" if without.verdict != whole.verdict else None
