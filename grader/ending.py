"""Why a student's process ended without an answer, from its exit status."""

from __future__ import annotations

import os
import signal

from . import errors
from .course import Limits
from .errors import StudentError
from .lane.control import OUT_OF_MEMORY


def explained(status: int, limits: Limits) -> StudentError:
    """What an end without an answer means; EOF is a failure even with exit status 0."""
    if os.WIFSIGNALED(status):
        match os.WTERMSIG(status):
            case signal.SIGXCPU:
                return errors.timed_out(limits.submission_seconds)
            case signal.SIGSYS:
                return errors.tampered("a system call that the sandbox forbids")
    elif os.WEXITSTATUS(status) == OUT_OF_MEMORY:
        return errors.out_of_memory()
    return errors.crashed(described(status))


def described(status: int) -> str:
    """The signal's name, or the exit status."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        # a real-time signal, which a process may send to itself too, has no name
        return signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return f"exit status {os.WEXITSTATUS(status)}"
