"""Processes that somebody has left behind."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
# A lane's processes go with it, but not at once: bwrap's init is killed, and the kernel then ends what is below. 0.3 s beside a
# busy core.
GOING_SECONDS = 5.0


def descendants(pid: int) -> frozenset[int]:
    """The children of a process, and theirs; those that only wait to be reaped have ended."""
    found: set[int] = set()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended as we looked
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                found |= descendants(child) | ({child} if _alive(child) else set())
    return frozenset(found)


def left_behind(before: Collection[int]) -> list[str]:
    """What they are called that run below this process now and did not `before`, when they have had time to go."""
    until = time.monotonic() + GOING_SECONDS
    while (left := descendants(os.getpid()).difference(before)) and time.monotonic() < until:
        time.sleep(0.05)
    return sorted(_name(pid) for pid in left)


def _alive(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def _name(pid: int) -> str:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return str(pid)
