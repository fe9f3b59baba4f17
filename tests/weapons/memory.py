"""The most memory that a command and all that it starts have held."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
GLANCE_SECONDS = 0.05  # the kernel keeps each process's peak itself; what is lost is a process's last 50 ms
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass
class Peak:
    """The largest peak among a command's processes, in MiB: of student's workers too, which have a limit of their own."""

    mib: float = 0.0
    of: str = ""

    def watch(self, run: subprocess.Popen[str]) -> threading.Thread:
        thread = threading.Thread(target=self._watch, args=(run,), daemon=True)
        thread.start()
        return thread

    def _watch(self, run: subprocess.Popen[str]) -> None:
        while run.poll() is None:
            for pid in family(run.pid):
                self._look_at(pid)
            threading.Event().wait(GLANCE_SECONDS)

    def _look_at(self, pid: int) -> None:
        try:
            found = _PEAK.search((PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace"))
            mib = int(found[1]) / 1024 if found else 0.0
            if mib > self.mib:
                command = (PROC / str(pid) / "cmdline").read_text(encoding="utf-8", errors="replace")
                self.mib, self.of = mib, command.replace("\0", " ")[:80]
        except OSError:  # it has ended meanwhile
            return


def family(pid: int) -> Iterator[int]:
    """`pid` and all that it has started."""
    yield pid
    with contextlib.suppress(OSError):  # it has ended meanwhile
        for thread in os.listdir(PROC / str(pid) / "task"):
            listed = (PROC / str(pid) / "task" / thread / "children").read_text(encoding="ascii")
            for child in listed.split():
                yield from family(int(child))
