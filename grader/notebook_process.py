"""`NotebookProcess`: one student's notebook, running in workers of a lane; the sandboxed side of `Student`.

A call that kills its worker costs that call: the next one gets a fresh worker, in which the notebook's cells are run again. A cell
that kills its worker is left out from then on, so that what the other cells define can still be graded.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from . import errors
from .conversation import Serve, nothing_to_serve
from .course import Limits
from .ending import explained
from .errors import StudentError
from .fault import GraderFault
from .lane import wire
from .lane.control import Job
from .lanes import DeadlinePassed, Lane, Worker, WorkerGone
from .letter import Heard, Letter, placed, seal_of, seal_of_raised
from .result import Verdict
from .upstream import Upstream

PATIENCE = 2  # calls of one function that may use the whole deadline; after that a tenth must do
MAX_CALLBACKS = 100_000  # in one call; a sampler of 1,000 steps makes 1,000


@dataclass(frozen=True)
class Cell:
    """One cell that grading runs."""

    name: str  # shown in tracebacks; for an answer, the function's name
    source: str


class NotebookProcess:
    """A `Callee` over the workers of a lane.

    Args:
        lanes: gives a fresh enough lane; called again when the one at hand is not usable any more.
        cells: what to run, in order, in each fresh worker.
        seed: of the notebook's own global random state.
        device: where the functions will run; CUDA reserves more address space than a limit on it would allow.
        upstream: answers in place of some of the notebook's functions.
    """

    def __init__(
        self,
        lanes: Callable[[], Lane],
        cells: Sequence[Cell],
        limits: Limits,
        *,
        seed: int,
        device: str = "cpu",
        upstream: Upstream | None = None,
    ) -> None:
        self._lanes = lanes
        self._upstream = upstream
        self._cells = cells
        self._lines: dict[str | None, int] = {cell.name: cell.source.count("\n") + 1 for cell in cells}
        self._limits = limits
        self._job = Job(
            cpu_seconds=int(limits.submission_seconds) + 1,
            memory_bytes=limits.memory_bytes,
            files_bytes=limits.files_bytes,
            output_bytes=limits.output_bytes,
            reply_bytes=limits.reply_bytes,
            seed=seed,
            address_space=device == "cpu",
        )
        self._lane: Lane | None = None
        self._worker: Worker | None = None
        self._left = limits.submission_seconds
        self._slow: Counter[str] = Counter()
        self._lost: dict[str, StudentError] = {}  # cells that killed their worker
        self._ran: dict[str, wire.Ran] = {}

    @property
    def seconds_left(self) -> float:
        """What is left of the submission's time."""
        return self._left

    @property
    def ran(self) -> Mapping[str, wire.Ran]:
        """What each cell printed, showed and raised the first time, by its name."""
        return self._ran

    @property
    def lost(self) -> Mapping[str, StudentError]:
        """The cells that killed their worker, and how."""
        return self._lost

    @property
    def suspicion(self) -> str | None:
        """What a cell did to its worker that an honest one does not do; a check never meets it, since the cell is left out."""
        return next((f"{name}: {error.message}" for name, error in self._lost.items() if error.verdict is Verdict.TAMPERED), None)

    def ask(self, call: wire.Call, tensors: list[torch.Tensor], serve: Serve) -> tuple[wire.Reply, list[torch.Tensor]]:
        """Call a function of the notebook.

        Raises:
            StudentError: there is no reply to give: it ran too long, crashed, broke the protocol, or its cell never worked.
            LaneDied: a fault of ours.
        """
        return self.hear(Letter.of(call, tensors), serve).read()

    def hear(self, letter: Letter, serve: Serve, familiar: Container[bytes] = ()) -> Heard:
        """Call a function of the notebook with `letter`, which may come again. What comes of it is read, unless its seal is
        among those that are `familiar`.

        Raises:
            StudentError, LaneDied: as `ask`.
        """
        worker = self._running()
        seconds = self._limits.call_seconds / (10 if self._slow[letter.function] >= PATIENCE else 1)
        try:
            heard = self._converse(worker, letter, serve, seconds, familiar)
        except StudentError as error:
            if error.verdict is Verdict.TIMEOUT:
                self._slow[letter.function] += 1
            raise
        if isinstance(heard.reply, wire.Undefined):
            self._explain_undefined(letter.function)
        if isinstance(heard.reply, wire.Raised):
            return replace(heard, reply=placed(heard.reply, self._lines), seal=seal_of_raised(heard.reply))
        return heard

    def _converse(self, worker: Worker, letter: Letter, serve: Serve, seconds: float, familiar: Container[bytes] = ()) -> Heard:
        """One request and the callbacks that it leads to, within one deadline."""
        deadline = time.monotonic() + seconds
        for _ in range(MAX_CALLBACKS):
            heard = self._exchange(worker, letter, deadline, seconds, familiar)
            if not isinstance(heard.reply, wire.CallBack | wire.Upstream):
                return heard
            began = time.monotonic()
            try:
                letter = self._answer(heard.reply, heard, serve)
                self._left -= time.monotonic() - began  # what we do for the student's code is its time
            except BaseException:
                worker.kill()  # it still waits, and would take the next request for the answer
                self._gone(worker, None)
                raise
        worker.kill()
        raise self._gone(worker, errors.tampered("too many callbacks"))

    def _answer(self, asked: wire.CallBack | wire.Upstream, heard: Heard, serve: Serve) -> Letter:
        if isinstance(asked, wire.CallBack):
            return Letter.of(*serve(asked, heard.tensors))
        if self._upstream is None:
            raise errors.tampered("a function that was never served")
        return self._upstream.letter(asked, heard)

    def _exchange(self, worker: Worker, letter: Letter, deadline: float, seconds: float, familiar: Container[bytes] = ()) -> Heard:
        began = time.monotonic()
        if self._left <= 0:
            raise errors.out_of_time(self._limits.submission_seconds)
        try:
            frame = worker.exchange(letter, min(max(deadline - began, 0.001), self._left))
            seal = seal_of(frame)
            return Heard(frame, seal) if seal in familiar else Heard(frame, seal, *worker.read(frame))
        except DeadlinePassed:
            raise self._gone(worker, errors.timed_out(seconds)) from None
        except wire.WireError as error:
            raise self._gone(worker, errors.tampered(str(error))) from None
        except WorkerGone:
            raise self._gone(worker, None) from None
        finally:
            self._left -= time.monotonic() - began

    def _gone(self, worker: Worker, reason: StudentError | None) -> StudentError:
        """Bury the worker; why it is gone, from how it ended where we do not know yet."""
        self._worker = None
        status = worker.finish().status
        return explained(status, self._limits) if reason is None else reason

    def _running(self) -> Worker:
        """A worker in which the notebook's cells have run."""
        while self._worker is None:
            self._start()
        return self._worker

    def _start(self) -> None:
        """Start a worker and run the cells; a cell that kills it is noted, and the next try leaves it out."""
        if self._left <= 0:
            raise errors.out_of_time(self._limits.submission_seconds)
        try:
            if self._lane is None or not self._lane.usable:
                self._lane = self._lanes()
            self._worker = worker = self._lane.worker(self._job)
        except (WorkerGone, DeadlinePassed, wire.WireError) as error:
            raise GraderFault(f"a worker did not start ({type(error).__name__})") from error
        with contextlib.suppress(StudentError):  # the worker is gone then, and the next try finds out why
            if self._upstream is not None:
                served = Letter.of(wire.ServeFunctions(tuple(self._upstream.functions)), [])
                self._exchange(worker, served, time.monotonic() + 5.0, 5.0)
        for cell in self._cells:
            if self._worker is None or (cell.name not in self._lost and not self._run(worker, cell)):
                return

    def _run(self, worker: Worker, cell: Cell) -> bool:
        """Whether the worker lived through the cell."""
        try:
            request = Letter.of(wire.RunCell(cell.source, cell.name), [])
            reply = self._converse(worker, request, nothing_to_serve, self._limits.cell_seconds).reply
            if not isinstance(reply, wire.Ran):
                worker.kill()
                raise self._gone(worker, errors.tampered("a cell that answered with something else"))
        except StudentError as error:
            if self._worker is not None:  # out of time, the worker itself lives
                raise
            self._lost[cell.name] = error
            return False
        self._ran.setdefault(cell.name, reply)
        return True

    def _explain_undefined(self, function: str) -> None:
        """A function may be missing because its cell never got through; then that is what the student must know."""
        if (error := self._lost.get(function)) is not None:
            raise error
        ran = self._ran.get(function)
        if ran is not None and ran.raised is not None:
            raise errors.from_raised(function, ran.raised)

    def run_cells(self) -> None:
        """Run the cells now, so that `ran` and `lost` are known even where no check calls anything."""
        with contextlib.suppress(StudentError):  # out of time: each check will say so
            self._running()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.finish()
            self._worker = None
