"""`Runner`: many submissions over many grading processes, ahead of whoever asks for the results.

    main thread                    the runner's thread                 a grading process for each lane
    report(student) ◀─ done ────── keeps what comes in the store ◀──── Report ── lane, bench
                                   hands out the next order ─────────▶ Order

A process that dies is replaced, and what it had in hand is tried once more: a submission cannot reach it, so that is a fault of
ours or of the machine.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait

from .crew import Broken, Hand, hire
from .fault import GraderFault, RunOver
from .launch import stay_on
from .order import Order, Ready, Report
from .seat import Launch, Seat, seats

TRIES = 2
GLANCE_SECONDS = 0.2  # how often who waits looks whether the run is over
PATIENCE_SECONDS = 1.0  # for a thread that may be waiting for a process to start, which takes seconds
Kept = Callable[[str, Report], None]


def grade_for_ever(seat: Seat, orders: Connection, number: int) -> None:
    """What a grading process does. Only there is torch imported, which takes a second."""
    from .grading_process import serve

    stay_on(seat.core)
    serve(orders, number, seat.lane)


@dataclass(frozen=True)
class State:
    """How far a run is."""

    waiting: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    done: int = 0


@dataclass
class _Line:
    """A grading process, where it works, and what it has in hand."""

    hand: Hand
    seat: Seat
    student: str | None = None
    ready: bool = False

    @property
    def connection(self) -> Connection:
        return self.hand.line

    def dismiss(self) -> None:
        """End the process and its lane, whatever they are doing."""
        self.hand.dismiss()
        self.seat = self.seat.cleared()


@dataclass
class Runner:
    """Grades `orders`, by student, on `jobs` lanes; use it as a context manager.

    Args:
        keep: is given each report as it is won, in the runner's own thread.
        serve: what a grading process does.
        launch: starts a lane before there is a process to grade on it; None: each starts its own.
    """

    orders: dict[str, Order]
    jobs: int
    keep: Kept
    serve: Callable[[Seat, Connection, int], None] = grade_for_ever
    launch: Launch | None = None
    _done: set[str] = field(default_factory=set)
    _lost: dict[str, str] = field(default_factory=dict)  # students whom we could not grade, and why
    _fault: str | None = None  # why the run as a whole cannot go on
    _stopped: bool = False

    def __post_init__(self) -> None:
        self.interrupted = False  # by Ctrl-C; whoever waits hears of it
        self._waiting = deque(self.orders)
        self._tries = dict.fromkeys(self.orders, 0)
        self._lines: list[_Line] = []
        self._news = threading.Condition()
        self._ready = not self.orders
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)

    def start(self) -> None:
        """Begin; comes back at once."""
        if self.orders:
            self._thread.start()

    def wait_until_ready(self) -> None:
        """Wait for the first lane.

        Raises:
            GraderFault: there is none, and why; nothing is graded.
            KeyboardInterrupt: the run was interrupted.
        """
        self._wait_until(lambda: self._ready or self._fault is not None)
        if self._fault is not None:
            raise RunOver(self._fault)

    def wait_for(self, student: str) -> None:
        """Wait until `student` is graded, and kept.

        Raises:
            RunOver: nobody else is graded any more.
            GraderFault: this one cannot be had.
            KeyboardInterrupt: the run was interrupted.
        """
        if student not in self.orders:  # nobody would ever be done with it
            raise GraderFault(f"{student} was not among those that this run was to grade; run the same command again")
        self._wait_until(lambda: student in self._done or student in self._lost or self._fault is not None)
        if student not in self._done:
            raise GraderFault(self._lost[student]) if student in self._lost else RunOver(self._fault or "not graded")

    def _wait_until(self, there: Callable[[], bool]) -> None:
        with self._news:
            while not there() and not self.interrupted:
                self._news.wait(GLANCE_SECONDS)
        if self.interrupted:
            raise KeyboardInterrupt

    @property
    def state(self) -> State:
        with self._news:
            running = tuple(line.student for line in self._lines if line.student is not None)
            return State(tuple(self._waiting), running, len(self._done) + len(self._lost))

    def _run(self) -> None:
        free: list[Seat] = []
        try:
            free += seats(min(self.jobs, len(self.orders)), self.launch)
            while free and not self._stopped:
                self._lines.append(_Line(self._hired(free[0]), free.pop(0)))
                self._give(self._lines[-1])
            while busy := {line.connection: line for line in self._lines if line.student is not None}:
                for connection in wait(list(busy), timeout=GLANCE_SECONDS):
                    self._hear(busy[connection])  # type: ignore[index]  # what we wait for are connections
                if self._stopped:
                    return
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            self._tell_fault(str(error) or type(error).__name__)
        finally:
            for line in self._lines:
                line.dismiss()
            for seat in free:
                seat.cleared()

    def _hired(self, seat: Seat) -> Hand:
        hand = hire(partial(self.serve, seat), seat.number)
        if seat.lane is not None:
            seat.lane.control.close()  # it is the process's now
        return hand

    def _give(self, line: _Line) -> None:
        with self._news:
            line.student = self._waiting.popleft() if self._waiting else None
        if line.student is not None:
            with contextlib.suppress(OSError):  # it is dead already: that is heard on the line
                line.connection.send(self.orders[line.student])

    def _hear(self, line: _Line) -> None:
        assert line.student is not None
        try:
            heard = line.connection.recv()
        except (EOFError, OSError):
            self._replace(line)
            return
        if isinstance(heard, Broken):
            raise GraderFault(heard.how)
        if isinstance(heard, Ready):
            line.ready = True
            with self._news:
                self._ready = True
                self._news.notify_all()
            return
        student = line.student
        self._give(line)  # first: meanwhile the lane would wait for the disk, and for the thread that walks on
        self.keep(student, heard)
        with self._news:
            self._done.add(student)
            self._news.notify_all()

    def _replace(self, line: _Line) -> None:
        """A process has died under an order: another one tries it once more."""
        student = line.student
        assert student is not None
        line.dismiss()
        self._tries[student] += 1
        if not line.ready and self._tries[student] >= TRIES:
            raise GraderFault("grading processes die before they begin; `grader doctor` may say why")
        with self._news:
            if self._tries[student] < TRIES:
                self._waiting.appendleft(student)
            else:
                self._lost[student] = "the process that graded this died twice; this is no fault of the submission's. Try it again"
            line.student = None
            self._news.notify_all()
        line.hand, line.ready = self._hired(line.seat), False
        self._give(line)

    def _tell_fault(self, fault: str) -> None:
        with self._news:
            self._fault = fault
            self._news.notify_all()

    def close(self) -> None:
        """Stop; what is kept is kept, what was in hand is given up."""
        self._stopped = True
        if self._thread.is_alive():
            self._thread.join(PATIENCE_SECONDS)

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
