"""A lane that starts: `launch` comes back at once, and who has a `Launched` may hand it to another process before it is warm.

So the first lanes start beside the server of grading processes, whose own imports leave all cores but one idle for seconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.connection import wait
from typing import IO, Protocol

from .sandbox import Sandbox, start


@dataclass(frozen=True)
class Child:
    """A process that this one has started."""

    process: subprocess.Popen[bytes]
    thread: ThreadPoolExecutor  # that started it: the process ends when the thread does

    def wait(self) -> None:
        self.process.wait()
        self.thread.shutdown()


@dataclass
class Launched:
    """A warm parent on its way, in its sandbox. It may be among the arguments of a process that starts."""

    control: socket.socket  # the line to it; where nobody holds this end any more, it goes
    said: IO[bytes]  # what it and bwrap say
    pidfd: int
    child: Child | None = None  # None: another process has started it
    last_words: str = ""  # what it and bwrap have said, once they are gone

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def end(self) -> None:
        """Kill it, with everything in it, and wait until it is gone."""
        self.control.close()
        if self.said.closed:
            return
        self.kill()
        wait([self.pidfd])
        if self.child is not None:
            self.child.wait()
        os.close(self.pidfd)
        self.said.seek(0)
        self.last_words = self.said.read().decode(errors="replace")
        self.said.close()

    def __reduce__(self) -> tuple[Callable[..., Launched], tuple[object, ...]]:
        return _handed, tuple(map(reduction.DupFd, (self.control.fileno(), self.said.fileno(), self.pidfd)))


def launch(sandbox: Sandbox, index: int = 0, core: int | None = None) -> Launched:
    """Start lane number `index`: on this core, where one is named, else on any.

    Raises:
        OSError: a program of the sandbox's cannot be started.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix=f"lane-{index}")
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the lane ends
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        thread.submit(stay_on, core).result()
        process = thread.submit(start, sandbox, theirs.fileno(), index, said.fileno()).result()
    return Launched(control, said, os.pidfd_open(process.pid), Child(process, thread))


def stay_on(core: int | None) -> None:
    """Bind the thread that calls, and what it starts from now on, to a core; where the system refuses, it runs where it will."""
    if core is not None:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})


class _Descriptor(Protocol):
    """What `reduction.DupFd` makes."""

    def detach(self) -> int: ...


def _handed(*descriptors: _Descriptor) -> Launched:
    control, said, pidfd = (descriptor.detach() for descriptor in descriptors)
    return Launched(socket.socket(fileno=control), os.fdopen(said, "r+b", buffering=0), pidfd)
