"""Where a grading process works: on a core that may be its own, and on a lane that may be on its way."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from .launch import Launched

Launch = Callable[[int, int | None], Launched]  # starts the lane with this number, on this core


@dataclass(frozen=True)
class Seat:
    """A process and its lane take turns, hundreds of times a submission, and where they share a core neither has to be woken on
    another one: a class of 100 took 6 % less, and 9 % less beside a program that keeps a core busy (two cores, virtual).
    """

    number: int
    core: int | None = None  # None: any
    lane: Launched | None = None  # None: the process starts one

    def cleared(self) -> Seat:
        """The seat for the next process: without the lane, which ends."""
        if self.lane is not None:
            self.lane.end()
        return replace(self, lane=None)


def seats(size: int, launch: Launch | None) -> list[Seat]:
    """For `size` processes. All lanes but the last are launched now: the server of processes takes a core for its imports."""
    taken: list[Seat] = []
    try:
        for number in range(size):
            core = _own_core(number, size)
            lane = launch(number, core) if launch is not None and number < max(1, size - 1) else None
            taken.append(Seat(number, core, lane))
    except BaseException:
        for seat in taken:
            seat.cleared()
        raise
    return taken


def _own_core(number: int, size: int) -> int | None:
    """None where there are not as many processes as cores: one might wait for its own while another is idle."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[number] if len(cores) == size else None
