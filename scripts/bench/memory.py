"""What the processes of a run hold in memory, looked at while it goes on: the largest of each kind, and all of them together."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
MAIN, LANE, WORKER, GRADING, SERVER = "main process", "lane: warm parent", "lane: worker", "grading process", "server of processes"


@dataclass
class Watch:
    """Looks at this process's descendants; `with watch.looking():` around what is run.

    Only root may see how much of its memory a lane shares with its forks and with others. For anybody else `together` counts that
    several times: it is too much, never too little.
    """

    seconds: float = 0.5  # from one look to the next; a look takes a millisecond
    exact: bool = False  # tell what is shared, which takes the kernel several milliseconds a process
    largest: dict[str, float] = field(default_factory=dict)  # MB, by kind
    together: float = 0.0  # MB

    def _look_again(self, over: threading.Event) -> None:
        while not over.wait(self.seconds):
            self._look()

    def _look(self) -> None:
        together = 0.0
        for process, kind in _family(os.getpid()):
            resident = _numbers(process / "status").get("VmRSS", 0.0)
            self.largest[kind] = max(self.largest.get(kind, 0.0), resident)
            together += _numbers(process / "smaps_rollup").get("Pss", resident) if self.exact else resident
        self.together = max(self.together, together)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """While something runs."""
        over = threading.Event()
        thread = threading.Thread(target=self._look_again, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _family(root: int, above: str | None = None) -> Iterator[tuple[Path, str]]:
    """The processes below `root`, each with its kind. One that ends meanwhile is left out."""
    for pid in _children(root):
        process = PROC / str(pid)
        try:
            kind = _kind((process / "comm").read_text().strip(), (process / "cmdline").read_text(), above)
        except (OSError, UnicodeDecodeError):
            continue
        if kind is not None:
            yield process, kind
        yield from _family(pid, kind or above)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in (PROC / str(pid) / "task").glob("*/children"):
        try:
            found += map(int, path.read_text().split())
        except OSError:
            continue
    return found


def _kind(program: str, command: str, above: str | None) -> str | None:
    """What a process is, by its command and what started it; None for what only leads to others (bwrap, a shell)."""
    if "parent.main(" in command:
        return (WORKER if above == LANE else LANE) if program.startswith("python") else None
    if "multiprocessing.forkserver" in command:
        return GRADING if above in {SERVER, GRADING} else SERVER
    return MAIN if "nbgrader" in command else None


def _numbers(path: Path) -> dict[str, float]:
    """The lines `Name: 123 kB` of a file in /proc, in MB; none where it may not be read."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return {}
    words = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(value) / 1024 for name, value, _ in words}
