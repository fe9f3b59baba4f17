"""Run something in a process of its own, so that an endless loop, a crash or a patched library ends with it."""

from __future__ import annotations

import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from ..ending import described
from ..fault import GraderFault

MEMORY_BYTES = 2 << 30  # beyond what the process maps when it starts


class Ended(Exception):
    """It gave no answer; the message says how it ended."""


def contained(work: Callable[[], bytes], seconds: float) -> bytes:
    """What `work` gives, run in a fork of this process; only for a process with a single thread.

    A fork of a warm process takes 8 ms.

    Raises:
        Ended: it ran past `seconds`, or its process died.
        GraderFault: `work` raised.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing, seconds)
    os.close(writing)
    deadline = time.monotonic() + seconds
    try:
        answer = _read(reading, deadline)
        if not answer:
            _wait(child, deadline)  # how it ends is all that there is to say
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if answer is None:
        raise Ended("timeout")
    return _judged(answer, status)


def _wait(child: int, deadline: float) -> None:
    """Until the child has ended, or the deadline has come."""
    descriptor = os.pidfd_open(child)
    try:
        select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))
    finally:
        os.close(descriptor)


def _judged(answer: bytes, status: int) -> bytes:
    if answer[:1] == b"+":
        return answer[1:]
    if answer[:1] == b"-":
        raise GraderFault(answer[1:].decode(errors="replace"))
    raise Ended("it wrote over our answer" if answer else described(status))


def _work(work: Callable[[], bytes], writing: int, seconds: float) -> NoReturn:
    """The child's whole life."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.closerange(3, writing)  # one of them is our line to the parent, and what is contained may write to any
    os.closerange(writing + 1, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(seconds) + 5)  # should the parent be gone by then
    mapped = int(open("/proc/self/statm", encoding="ascii").read().split()[0]) * resource.getpagesize()  # noqa: SIM115
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_BYTES, mapped + MEMORY_BYTES))
    try:
        answer = b"+" + work()
    except BaseException:  # noqa: BLE001 - the contained code has its own handlers; what comes here is ours
        answer = b"-" + traceback.format_exc(limit=-4).encode()
    with open(writing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)


def _read(descriptor: int, deadline: float) -> bytes | None:
    """All that the child writes; None when the deadline comes first."""
    parts = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            part = os.read(descriptor, 1 << 16)
            if not part:
                return bytes(parts)
            parts += part
    return None
