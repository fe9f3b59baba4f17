"""`Crew`: processes that do orders side by side."""

from __future__ import annotations

import ctypes
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver, get_context, resource_tracker, spawn
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, TypeVar
from unittest import mock

from .course import CourseError
from .fault import GraderFault
from .sandbox import SandboxUnavailable

OrderType = TypeVar("OrderType")
Reply = TypeVar("Reply")
# Answers each order that it receives, until it receives None; its second argument is its number.
Serve = Callable[[Connection, int], None]

# One thread each: the tensors of checks are tiny. No accelerator: a process that has used autograd on one cannot be forked.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}


# What takes seconds to import, imported once for all of them.
PRELOADED = ["grader.warm"]
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Broken:
    """What a process says before it goes."""

    how: str


@dataclass(frozen=True)
class Hand:
    """A process that serves at the other end of the line."""

    line: Connection
    process: BaseProcess

    def dismiss(self) -> None:
        """End it, whatever it is doing."""
        self.line.close()
        self.process.kill()
        self.process.join()


def prepare() -> None:
    """Let the server of processes begin with its imports, which take seconds; comes back at once."""
    # Forks of a server that has imported all that takes seconds, and has no threads; a fork of this process would inherit ours.
    get_context("forkserver").set_forkserver_preload(PRELOADED)
    resource_tracker.ensure_running()  # before: it lets Ctrl-C through when it is done
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited: a terminal's Ctrl-C is for this process alone
    try:
        with mock.patch.dict(os.environ, ENVIRONMENT):
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hire(serve: Serve, number: int) -> Hand:
    """A fresh process; it goes, too, when this one dies."""
    prepare()
    context = get_context("forkserver")
    ours, theirs = context.Pipe()
    process = context.Process(target=_live, args=(serve, theirs, number), daemon=True)
    with theirs, mock.patch.object(spawn, "get_preparation_data", _without_main(spawn.get_preparation_data)):
        process.start()
    return Hand(ours, process)


def _without_main(prepared: Callable[[str], dict[str, object]]) -> Callable[[str], dict[str, object]]:
    """What a process is told as it starts, but for the program that starts it: that imports all of nbgrader."""
    return lambda name: {key: value for key, value in prepared(name).items() if not key.startswith("init_main")}


class Crew(Generic[OrderType, Reply]):
    """Some processes, started at the first order; use it as a context manager."""

    def __init__(self, serve: Serve, size: int) -> None:
        self._serve = serve
        self._size = size
        self._hands: list[Hand] = []

    def replies(self, orders: Sequence[OrderType]) -> Iterator[tuple[int, Reply]]:
        """The replies as they come, each with its order's place in `orders`.

        Raises:
            GraderFault: a process broke down.
        """
        self._start(min(self._size, len(orders)))
        waiting = list(range(len(orders)))[::-1]
        busy: dict[Connection, int] = {}
        for hand in self._hands:
            self._give(hand.line, orders, waiting, busy)
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
            reply: Reply | Broken = line.recv()
        except EOFError:
            raise GraderFault("a process of the audit died") from None
        if isinstance(reply, Broken):
            raise GraderFault(reply.how)
        return reply

    def _start(self, size: int) -> None:
        while len(self._hands) < size:
            self._hands.append(hire(self._serve, len(self._hands)))

    def close(self) -> None:
        """Send everybody home."""
        for hand in self._hands:
            hand.dismiss()
        self._hands = []

    def __enter__(self) -> Crew[OrderType, Reply]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _live(serve: Serve, orders: Connection, number: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and closes the line
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # not for what is started here to inherit
    # The server that we are a fork of ends with the process that it serves; what we are in the middle of is then for nobody.
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        serve(orders, number)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    except (CourseError, GraderFault, SandboxUnavailable) as fault:
        orders.send(Broken(str(fault)))
    except BaseException:  # noqa: BLE001 - it goes to the parent
        orders.send(Broken(traceback.format_exc(limit=-6)))
