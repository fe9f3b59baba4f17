"""Our own fault: the one exception that says a grade could not be found, and never what a student did."""

from __future__ import annotations


class GraderFault(Exception):
    """A fault of ours: no check may count it against a student."""
