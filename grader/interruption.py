"""Ctrl-C: heard at any moment of a command, and acted on where nothing breaks.

Python by itself raises KeyboardInterrupt between any two steps: it is lost in a finaliser, it leaves a lock held for ever, and for
as long as the interpreter takes to come up or go down it is a traceback, or death by the signal. So a command that has nothing in
hand ends there and then (`at_once`). One that has is told, and stops at the next good place (`told`); a second Ctrl-C ends it there
and then: what it writes bears SIGKILL at any moment, so it bears that too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

INTERRUPTED = 130  # the shell's status for Ctrl-C
SENTENCE = "stopped; what was done is kept. Run the same command to go on."
SHOW_CURSOR = "\x1b[?25h"  # a progress bar hides it

Handler = Callable[[int, FrameType | None], object]


def at_once() -> contextlib.AbstractContextManager[None]:
    """Meanwhile Ctrl-C ends the process where it is."""
    return _handled_by(_leave)


def told(interrupt: Callable[[], object]) -> contextlib.AbstractContextManager[None]:
    """Meanwhile Ctrl-C calls `interrupt`, which must be as quick as setting a flag; a second one ends the process where it is."""
    heard = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        if heard:
            _leave(number, frame)
        heard = True
        interrupt()

    return _handled_by(handle)


def raising() -> contextlib.AbstractContextManager[None]:
    """Meanwhile Ctrl-C raises KeyboardInterrupt, for commands that clean up behind themselves."""
    return _handled_by(signal.default_int_handler)


@contextlib.contextmanager
def _handled_by(handler: Handler) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # in another thread there is no Ctrl-C to hear
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(number: int, frame: FrameType | None) -> None:
    """End this process and those that it has started, without a word of Python's own."""
    with contextlib.suppress(OSError):
        os.write(2, f"{SHOW_CURSOR if os.isatty(2) else ''}\ngrader: {SENTENCE}\n".encode())
    end_children()
    os._exit(INTERRUPTED)


def end_children() -> None:
    """What this process has started ends with it, and now: a server of processes may be in the middle of its imports."""
    with contextlib.suppress(OSError):
        for listed in Path("/proc/self/task").glob("*/children"):
            for child in listed.read_text(encoding="ascii").split():
                os.kill(int(child), signal.SIGKILL)
