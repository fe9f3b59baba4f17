"""The trusted side's handles: `Lane` on a warm parent, `Worker` on the fork that holds one notebook."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from types import TracebackType
from typing import TypeVar

import msgspec
import torch

from .ending import described
from .fault import GraderFault
from .lane import wire
from .lane.control import CONTROL_BYTES, Ended, Job, Ready, Started
from .launch import Launched, launch
from .letter import Letter
from .sandbox import Sandbox, SandboxUnavailable, why_not

START_SECONDS = 120.0  # import torch took 1.4 to 2.6 s warm on two cores, up to 30 s from a cold disk
FORK_SECONDS = 20.0  # a sealed worker is there after 5 to 13 ms, in a lane's first ten the longer
AT_ONCE = 1 << 16  # bytes; nearly every frame of the course is smaller
MESSAGE = TypeVar("MESSAGE")


class LaneDied(GraderFault):
    """The warm parent is gone or does not answer: never the student's fault, always a reason to take a new lane."""


class WorkerGone(Exception):
    """The worker hung up without an answer; `Worker.finish` says how it ended."""


class DeadlinePassed(Exception):
    """The worker did not answer in time; it has been killed."""


class Lane:
    """One warm parent in a sandbox, and at most one worker in it.

    Use it as a context manager, or `close` it. Its owner closes and replaces a lane that is not `usable` any more, and, once the
    submission at hand is through, one that is `worn`: a worker died by a signal in it. To the same submission a worn lane goes on
    serving, since a function that crashes in forty checks would otherwise wait for torch forty times.
    """

    def __init__(self, sandbox: Sandbox, index: int = 0, launched: Launched | None = None) -> None:
        """Start a lane, or take the one that was `launched`, and wait until it is warm.

        Raises:
            SandboxUnavailable: it did not start; the message says why and what to do.
        """
        self.launched = launched or launch(sandbox, index)
        self._control = self.launched.control
        self.usable = True
        self.worn = False
        self.watched: dict[tuple[str, ...], None] = {}  # what calls have forbidden, in their order
        try:
            self.ready = self._receive(Ready, START_SECONDS)[0]
        except LaneDied:
            self.close()
            raise SandboxUnavailable(why_not(self.launched.last_words)) from None

    def worker(self, job: Job) -> Worker:
        """Fork and seal a worker.

        Raises:
            LaneDied: the warm parent does not answer; close this lane and take another.
        """
        ours, theirs = socket.socketpair()
        job = msgspec.structs.replace(job, watch=tuple(self.watched))
        with theirs:
            try:
                socket.send_fds(self._control, [msgspec.msgpack.encode(job)], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise self._died(str(error)) from error
        try:
            _, descriptors = self._receive(Started, FORK_SECONDS)
        except LaneDied:
            ours.close()
            raise
        return Worker(self, ours, descriptors[0], job.reply_bytes)

    def _receive(self, kind: type[MESSAGE], seconds: float) -> tuple[MESSAGE, list[int]]:
        try:
            if not select.select([self._control], [], [], seconds)[0]:
                raise self._died(f"no answer in {seconds:g} seconds")
            message, descriptors, _, _ = socket.recv_fds(self._control, CONTROL_BYTES, 1)
            return msgspec.msgpack.decode(message, type=kind), descriptors
        except (OSError, ValueError, msgspec.MsgspecError) as error:  # ValueError: it is closed
            raise self._died(str(error)) from error

    def _died(self, how: str) -> LaneDied:
        self.usable = False
        return LaneDied(f"the lane does not answer ({how})")

    def ended(self) -> Ended:
        """What the parent says of the worker that just ended."""
        ended = self._receive(Ended, FORK_SECONDS)[0]
        self.usable = self.usable and ended.clean
        self.worn = self.worn or os.WIFSIGNALED(ended.status)
        return ended

    def close(self) -> None:
        """Kill the lane with everything in it."""
        self.usable = False
        self.launched.end()

    def __enter__(self) -> Lane:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class Worker:
    """The fork that holds one notebook. Nothing that it sends is trusted."""

    def __init__(self, lane: Lane, conversation: socket.socket, pidfd: int, reply_bytes: int) -> None:
        self._lane = lane
        self._socket = conversation
        self._socket.setblocking(False)
        self._pidfd = pidfd
        self._limit = reply_bytes
        self._come = bytearray()  # what it has sent and nobody has read yet
        self._polls = {event: _poll(conversation, event) for event in (select.POLLIN, select.POLLOUT)}
        self._ended: Ended | None = None
        try:
            sealed = self._exactly(1, time.monotonic() + FORK_SECONDS)
        except (WorkerGone, DeadlinePassed) as error:
            self.kill()
            how = described(self.finish().status)
            lane.usable = False
            raise LaneDied(f"a worker did not start ({how})") from error
        if sealed != b"\1":
            raise wire.WireError("no word that it is sealed")

    def ask(self, request: wire.Request, tensors: list[torch.Tensor], seconds: float) -> tuple[wire.Reply, list[torch.Tensor]]:
        """What the worker replies to a request, read. Raises as `exchange` and `read` do."""
        return self.read(self.exchange(Letter.of(request, tensors), seconds))

    def exchange(self, letter: Letter, seconds: float) -> wire.Frame:
        """Send a request and wait for the frame that answers it, for at most `seconds`. What is in it nobody has read yet.

        Raises:
            DeadlinePassed: it took longer; the worker is dead now.
            WorkerGone: it ended without an answer.
            wire.WireError: what came is no frame that answers this; the worker is dead now.
        """
        deadline, nonce = time.monotonic() + seconds, os.urandom(wire.NONCE_BYTES)
        if isinstance(letter.request, wire.Call) and letter.request.forbids:
            self._lane.watched[letter.request.forbids] = None
        self._send(letter.frame(nonce), deadline)
        try:
            return wire.read_frame(lambda size: self._exactly(size, deadline), self._limit, nonce)
        except wire.WireError:
            self.kill()
            raise

    def read(self, frame: wire.Frame) -> tuple[wire.Reply, list[torch.Tensor]]:
        """The reply in a frame of `exchange`.

        Raises:
            wire.WireError: there is none; the worker is dead now.
        """
        try:
            return wire.decode_reply(frame.body, frame.blob)
        except wire.WireError:
            self.kill()
            raise

    def _send(self, frame: bytes, deadline: float) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError as error:
                raise WorkerGone from error

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._come) < size:
            self._come += self._more(min(size - len(self._come), 1 << 20), deadline)
        taken = bytes(self._come[:size])
        del self._come[:size]
        return taken

    def _more(self, missing: int, deadline: float) -> bytes:
        """Something that it sends, and most often a whole frame at once: a system call takes as long as reading its bytes."""
        self._wait(select.POLLIN, deadline)
        try:
            part = self._socket.recv(max(missing, AT_ONCE))
        except BlockingIOError:
            return b""
        except OSError as error:
            raise WorkerGone from error
        if not part:
            raise WorkerGone
        return part

    def _wait(self, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or not self._polls[event].poll(left * 1000):
            self.kill()
            raise DeadlinePassed

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def finish(self) -> Ended:
        """Hang up, and learn how the worker ended. A worker that lingers after that is killed.

        Raises:
            LaneDied: the warm parent does not say.
        """
        if self._ended is None:
            self._socket.close()
            self._linger()
            os.close(self._pidfd)
            self._ended = self._lane.ended()
        return self._ended

    def _linger(self) -> None:
        """Give an honest worker a moment to see that we have hung up; a thread of the student's may hold it."""
        if not _poll(self._pidfd, select.POLLIN).poll(500):
            self.kill()
            self._lane.usable = False


def _poll(descriptor: socket.socket | int, event: int) -> select.poll:
    poll = select.poll()
    poll.register(descriptor, event)
    return poll
