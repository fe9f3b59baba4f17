"""How far a long piece of work has come: a bar on a terminal, a line now and then elsewhere. Always on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

EVERY_SECONDS = 30.0  # between two lines where there is no terminal
Step = Callable[[int], None]


class Reporter:
    """Tells a person how far things are."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def part(self, name: str, total: int, unit: str) -> Iterator[Step]:
        """While this is open, the function that it gives counts `unit`s, of which there are `total`."""
        with self._bar(name, total, unit) if self._console.is_terminal else self._lines(name, total, unit) as step:
            yield step

    @contextmanager
    def _bar(self, name: str, total: int, unit: str) -> Iterator[Step]:
        told = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[unit]}"))
        times = (TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*told, *times, console=self._console, transient=True) as progress:
            task = progress.add_task(name, total=total, unit=unit)
            yield lambda count: progress.advance(task, count)

    @contextmanager
    def _lines(self, name: str, total: int, unit: str) -> Iterator[Step]:
        began = said = time.monotonic()
        done = 0

        def step(count: int) -> None:
            nonlocal done, said
            done += count
            now = time.monotonic()
            if now - said >= EVERY_SECONDS and done:
                said, rate = now, done / (now - began)
                left = (total - done) / rate
                self._console.print(f"{name}: {done:,} of {total:,} {unit}, {rate:,.1f} a second, {left / 60:.1f} minutes left")

        yield step
        self._console.print(f"{name}: {total:,} {unit} in {time.monotonic() - began:.0f} seconds")
