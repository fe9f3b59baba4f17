"""The real sandbox, one warm lane for all tests: nothing here is simulated, and a machine without it fails with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from grader.course import Limits
from grader.lane.control import Job
from grader.lane_keeper import LaneKeeper
from grader.lanes import Lane, Worker
from grader.notebook_process import Cell, NotebookProcess
from grader.sandbox import Sandbox

JOB = Job(cpu_seconds=20, memory_bytes=1 << 30, files_bytes=1 << 20, output_bytes=1 << 16, reply_bytes=1 << 20, seed=0)


@pytest.fixture(scope="session")
def keeper() -> Iterator[LaneKeeper]:
    with LaneKeeper(Sandbox.here()) as keeper:
        yield keeper


@pytest.fixture(scope="session")
def lanes(keeper: LaneKeeper) -> Callable[[], Lane]:
    """Gives the keeper's lane for as long as it serves, worn or not: a fresh one takes seconds."""

    def lane() -> Lane:
        held = keeper._lane
        return held if held is not None and held.usable else keeper.lane()

    return lane


@pytest.fixture
def worker(lanes: Callable[[], Lane]) -> Iterator[Worker]:
    """A sealed worker that has run nothing yet."""
    worker = lanes().worker(JOB)
    yield worker
    worker.finish()


@pytest.fixture
def notebook(lanes: Callable[[], Lane]) -> Iterator[Callable[..., NotebookProcess]]:
    """`notebook("source of a cell", answer="source of its cell", limits={...})`: the notebook's process, ended with the test."""
    opened: list[NotebookProcess] = []

    def open_notebook(*sources: str, limits: dict[str, Any] | None = None, **answers: str) -> NotebookProcess:
        cells = [Cell(f"cell {number}", source) for number, source in enumerate(sources, start=1)]
        cells += [Cell(name, source) for name, source in answers.items()]
        opened.append(NotebookProcess(lanes, cells, replace(Limits(), **(limits or {})), seed=1))
        return opened[-1]

    yield open_notebook
    for process in opened:
        process.close()
