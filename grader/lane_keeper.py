"""`LaneKeeper`: one warm lane at a time, proved before it serves, replaced when it is used up."""

from __future__ import annotations

from types import TracebackType

from .course import Limits
from .lane import wire
from .lane.control import Job
from .lanes import DeadlinePassed, Lane, LaneDied, WorkerGone
from .launch import Launched
from .sandbox import Sandbox, SandboxUnavailable

JOBS_A_LANE = 500  # workers, then a fresh lane: a precaution, the parent had not grown by a page after 500

# Each must raise inside a worker. A lane in which one of them goes through is no wall, whatever its parts say of themselves.
PROOFS = {
    "open a network socket": "import socket; socket.socket()",
    "start a process": "import os; os.fork() or os._exit(0)",
    "run a program": "import os; os.execv('/bin/true', ['true'])",
    "read the warm parent's memory": "open('/proc/2/mem', 'rb')",
    "signal the warm parent": "import os; os.kill(2, 0)",
    "write into the sandbox's own code": "open('/lane/lane/worker.py', 'a')",
    "see a home folder": "import os; os.listdir('/home')",
}


class Hole(SandboxUnavailable):
    """There is a lane, and it is no wall."""


def prove(lane: Lane) -> None:
    """Try a few attacks through the lane.

    Raises:
        SandboxUnavailable: one of them went through.
    """
    limits = Limits()
    worker = lane.worker(Job(5, limits.memory_bytes, limits.files_bytes, limits.output_bytes, limits.reply_bytes, seed=0))
    try:
        for attack, source in PROOFS.items():
            reply, _ = worker.ask(wire.RunCell(source, "proof"), [], 5.0)
            if not isinstance(reply, wire.Ran) or reply.raised is None:
                raise Hole(f"the wall has a hole here: a worker could {attack}. Nothing is graded; `grader doctor` says more")
    except (WorkerGone, DeadlinePassed, wire.WireError) as error:
        raise SandboxUnavailable(f"a lane could not prove itself ({type(error).__name__})") from error
    finally:
        worker.finish()


class LaneKeeper:
    """Gives a usable lane whenever it is asked (`keeper.lane()`); use it as a context manager.

    The lane starts with the first question, so that work which needs none costs none.
    """

    def __init__(self, sandbox: Sandbox, index: int = 0, launched: Launched | None = None) -> None:
        """With the first lane, where it was `launched` already."""
        self._sandbox = sandbox
        self._index = index
        self._launched = launched
        self._lane: Lane | None = None
        self._given = 0

    def lane(self) -> Lane:
        """The lane at hand, or a fresh one.

        Raises:
            SandboxUnavailable: none can be started, or it is no wall.
        """
        if self._lane is not None and (not self._lane.usable or self._lane.worn or self._given >= JOBS_A_LANE):
            self.close()
        if self._lane is None:
            self._lane = self._proved()
            self._given = 0
        self._given += 1
        return self._lane

    def _proved(self) -> Lane:
        """A fresh lane. One that dies before it has proved itself is tried once more: something else may have killed it."""
        try:
            return self._attempt()
        except Hole:
            raise
        except (SandboxUnavailable, LaneDied):
            return self._attempt()

    def _attempt(self) -> Lane:
        """One that is no wall is never held, or the next question would get it."""
        launched, self._launched = self._launched, None
        lane = Lane(self._sandbox, self._index, launched)
        try:
            prove(lane)
        except BaseException:
            lane.close()
            raise
        return lane

    def close(self) -> None:
        if self._lane is not None:
            self._lane.close()
            self._lane = None
        if self._launched is not None:
            self._launched.end()
            self._launched = None

    def __enter__(self) -> LaneKeeper:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
