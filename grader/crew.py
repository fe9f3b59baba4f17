"""`Crew`: processes that do orders side by side."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Generic, TypeVar
from unittest import mock

from .course import CourseError
from .errors import GraderFault
from .sandbox import SandboxUnavailable

OrderType = TypeVar("OrderType")
Reply = TypeVar("Reply")
Serve = Callable[
    [Connection, int], None
]  # answers each order that it receives, until it receives None; its second argument is its number

# One thread each: the tensors of checks are tiny. No accelerator: a process that has used autograd on one cannot be forked.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "PYTHONDONTWRITEBYTECODE": "1"}


# What takes seconds to import, imported once for all of them.
PRELOADED = ["grader.audit.bench", "grader.audit.matrix"]


@dataclass(frozen=True)
class _Broken:
    """What a process says before it goes."""

    how: str


class Crew(Generic[OrderType, Reply]):
    """Some processes, started at the first order; use it as a context manager."""

    def __init__(self, serve: Serve, size: int) -> None:
        self._serve = serve
        self._size = size
        self._lines: list[Connection] = []

    def replies(self, orders: Sequence[OrderType]) -> Iterator[tuple[int, Reply]]:
        """The replies as they come, each with its order's place in `orders`.

        Raises:
            GraderFault: a process broke down.
        """
        self._start(min(self._size, len(orders)))
        waiting = list(range(len(orders)))[::-1]
        busy: dict[Connection, int] = {}
        for line in self._lines:
            self._give(line, orders, waiting, busy)
        while busy:
            for line in [line for line in wait(list(busy)) if isinstance(line, Connection)]:
                place = busy.pop(line)
                reply = self._heard(line)
                self._give(line, orders, waiting, busy)
                yield place, reply

    def _give(self, line: Connection, orders: Sequence[OrderType], waiting: list[int], busy: dict[Connection, int]) -> None:
        if waiting:
            place = waiting.pop()
            line.send(orders[place])
            busy[line] = place

    def _heard(self, line: Connection) -> Reply:
        try:
            reply: Reply | _Broken = line.recv()
        except EOFError:
            raise GraderFault("a process of the audit died") from None
        if isinstance(reply, _Broken):
            raise GraderFault(reply.how)
        return reply

    def _start(self, size: int) -> None:
        # Forks of a server that has imported all that takes seconds, and has no threads; a fork of this process would inherit ours.
        context = get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        while len(self._lines) < size:
            ours, theirs = context.Pipe()
            with mock.patch.dict(os.environ, ENVIRONMENT), theirs:
                context.Process(target=_live, args=(self._serve, theirs, len(self._lines)), daemon=True).start()
            self._lines.append(ours)

    def close(self) -> None:
        """Send everybody home; who is in the middle of something ends when its parent does, or with its next reply."""
        for line in self._lines:
            line.close()
        self._lines = []

    def __enter__(self) -> Crew[OrderType, Reply]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _live(serve: Serve, orders: Connection, number: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and closes the line
    try:
        serve(orders, number)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    except (CourseError, GraderFault, SandboxUnavailable) as fault:
        orders.send(_Broken(str(fault)))
    except BaseException:  # noqa: BLE001 - it goes to the parent
        orders.send(_Broken(traceback.format_exc(limit=-6)))
