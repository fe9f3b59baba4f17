"""Attacks on several lanes at once: each process has an arena of its own, and a lane under a user of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from grader.bank import KnownSubmission
from grader.crew import Crew

from . import arena
from .outcome import Outcome

TOGETHER = 10  # attacks for one arena: to plant one and to start its lane takes as long as two attacks


@dataclass(frozen=True)
class Share:
    """What a process is asked for."""

    name: str  # of the assignment
    chosen: tuple[KnownSubmission, ...]
    without: str | None


def serve(shares: Connection, number: int) -> None:
    """A process's life: it lets a share of the attacks loose, until None comes."""
    while (share := shares.recv()) is not None:
        shares.send(arena.outcomes(share.name, share.chosen, lambda _: None, share.without, number))


def outcomes(
    name: str, chosen: Sequence[KnownSubmission], heard: Callable[[Outcome], None], without: str | None, jobs: int
) -> tuple[Outcome, ...]:
    """As `arena.outcomes`; `heard` is told of a whole share at once."""
    found: dict[int, tuple[Outcome, ...]] = {}
    with Crew[Share, tuple[Outcome, ...]](serve, jobs) as crew:
        for place, share in crew.replies(list(_shares(name, chosen, without))):
            found[place] = share
            for one in share:
                heard(one)
    return _once(one for place in sorted(found) for one in found[place])


def _shares(name: str, chosen: Sequence[KnownSubmission], without: str | None) -> Iterator[Share]:
    for start in range(0, len(chosen), TOGETHER):
        yield Share(name, tuple(chosen[start : start + TOGETHER]), without)


def _once(found: Iterator[Outcome]) -> tuple[Outcome, ...]:
    """Each control but once, though every share has it; one that failed before one that did not."""
    kept: dict[str, Outcome] = {}
    for one in found:
        if one.name not in kept or one.bad:
            kept[one.name] = one
    return tuple(kept.values())
