"""What travels between the process that hands submissions out and those that grade them. Nothing here imports torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .course import Assignment
from .edition import Editions
from .provenance import Provenance
from .result import SubmissionResult
from .secret import Secret


@dataclass(frozen=True)
class Order:
    """A submission to grade."""

    assignment: Assignment
    path: Path
    student: str | None  # as the gradebook has it
    secret: Secret
    made_of: Provenance  # but for the notebook
    below: Path | None = None  # no folder between it and the file may be a link
    others: Mapping[str, frozenset[str]] | None = None  # grade_ids of the other assignments
    device: str = "cpu"
    nodes: tuple[str, ...] = ()  # device nodes that a lane needs for it
    editions: Editions | None = None  # the release, where whoever asks has it at hand


@dataclass(frozen=True)
class Ready:
    """Said once, when the lane has proved itself: there is a wall, and grading can begin."""


@dataclass(frozen=True)
class Report:
    """A graded submission, as it is kept."""

    result: SubmissionResult
    provenance: Provenance
    notebook: str  # the autograded notebook, as JSON text
    untouched: frozenset[str]  # the tasks whose answer is still the stub of the release
    unreadable: str | None = None  # what was wrong with the file, for the person who grades
