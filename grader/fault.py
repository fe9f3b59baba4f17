"""Our own fault: the one exception that says a grade could not be found, and never what a student did."""

from __future__ import annotations

import errno

AGAIN = "What is graded so far is kept; mend this and run the same command again"


class GraderFault(Exception):
    """A fault of ours: no check may count it against a student."""


class RunOver(GraderFault):
    """Why nobody is graded any more."""


def disk_refusal(error: BaseException) -> str | None:
    """What the disk says, where that is why nothing can be written."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return f"the disk cannot be written: {error.strerror}" + (f" ({error.filename})" if error.filename else "")
    return None
