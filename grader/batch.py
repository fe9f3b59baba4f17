"""`Batch`: the results of one run over an assignment, graded ahead while nbgrader walks from student to student.

What the store knows already, with the same provenance, is not graded again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from .course import Assignment, Course, CourseError
from .edition import Editions, packed
from .fault import GraderFault
from .launch import Launched, launch
from .legible import written_out
from .order import Order, Report
from .provenance import Provenance, provenance
from .result import Verdict
from .runner import Runner, State
from .sandbox import ISOLATION, Sandbox
from .secret import Secret
from .store import Store
from .submission import digest_of, read_bytes
from .unreadable import UnreadableSubmission


class Watcher(Protocol):
    """Who wants to know how a run goes. `graded` is called in the runner's thread, the others in the one that delivers."""

    def begun(self, known: int, to_grade: int) -> None: ...

    def graded(self, student: str, report: Report) -> None: ...

    def delivered(self, student: str, report: Report) -> None: ...

    def lost(self, student: str, why: str) -> None: ...

    def noticed(self, sentence: str, *, refused: bool = False) -> None: ...


class Nobody:
    """A watcher that hears nothing."""

    def begun(self, known: int, to_grade: int) -> None: ...

    def graded(self, student: str, report: Report) -> None: ...

    def delivered(self, student: str, report: Report) -> None: ...

    def lost(self, student: str, why: str) -> None: ...

    def noticed(self, sentence: str, *, refused: bool = False) -> None: ...


@dataclass(frozen=True)
class Settings:
    """How a run is to be."""

    jobs: int = 0  # lanes; 0: one for each core
    fresh: bool = False  # grade what is known already, too
    only: frozenset[str] | None = None  # these students; None: all
    as_kept: bool = False  # give what the store has, whatever has changed since

    @property
    def lanes(self) -> int:
        return self.jobs or len(os.sched_getaffinity(0))


class Keep(Protocol):
    """How the store takes a report."""

    def __call__(self, store: Store, /, student: str, report: Report) -> None: ...


@dataclass
class Batch:
    """Close it when it is done; what is kept by then is kept."""

    course: Course
    assignment: Assignment
    settings: Settings = Settings()
    watcher: Watcher = field(default_factory=Nobody)

    def __post_init__(self) -> None:
        self.store = Store(self.course.root)
        self._secret = Secret.of(self.course.root)
        self._made_of = provenance(self.assignment, self._secret, "cpu", ISOLATION)
        self._runner: Runner | None = None
        self._known: set[str] = set()
        self._interrupted = False

    def made_of(self, path: Path, below: Path) -> Provenance | None:
        """What a result of the submission in `path` would be made of now; None where there is no file to read."""
        try:
            return replace(self._made_of, notebook=digest_of(read_bytes(path, below)))
        except UnreadableSubmission:
            return None

    def begin(self, submissions: Mapping[str, Path], below: Path) -> None:
        """Start grading `submissions`, by student, in their order; comes back when the first lane is warm.

        Raises:
            GraderFault: nothing can be graded here, or nothing can be kept.
        """
        self._known = (
            set() if self.settings.fresh else {name for name, path in submissions.items() if self._knows(name, path, below)}
        )
        to_grade = {name: path for name, path in submissions.items() if name not in self._known}
        self.watcher.begun(len(self._known), len(to_grade))
        self._run(to_grade, below, Store.keep)

    def propose(self, submissions: Mapping[str, Path], below: Path) -> None:
        """Grade `submissions` anew, and keep what comes of them as proposals.

        Raises:
            GraderFault: as `begin`.
        """
        self.watcher.begun(0, len(submissions))
        self._run(submissions, below, Store.propose)

    def _run(self, submissions: Mapping[str, Path], below: Path, keep: Keep) -> None:
        others = grade_ids_of_others(self.course, self.assignment)
        editions = self._editions() if submissions else None
        order = Order(self.assignment, Path(), None, self._secret, self._made_of, below, others, editions=editions)
        orders = {name: replace(order, path=path, student=name) for name, path in submissions.items()}
        keeping = _Keeping(self.course.root, keep, self.watcher)
        self._runner = Runner(orders, self.settings.lanes, keeping, launch=_launch)
        self.go_on()
        self._runner.start()
        self._runner.wait_until_ready()

    def _editions(self) -> Editions:
        try:
            return packed(self.assignment)
        except CourseError as error:
            raise GraderFault(str(error)) from error

    def wait_for(self, student: str) -> None:
        """Until `student` is graded.

        Raises:
            GraderFault: that cannot be had.
        """
        assert self._runner is not None
        self._runner.wait_for(student)

    def _knows(self, student: str, path: Path, below: Path) -> bool:
        self.go_on()
        kept = self.store.newest(self.assignment.name, student)
        if kept is None:
            return False
        if self.settings.as_kept:
            return True
        return kept.report.result.verdict is not Verdict.INTERNAL and kept.report.provenance == self.made_of(path, below)

    def report(self, student: str) -> Report:
        """What became of `student`'s submission, as soon as it is graded.

        Raises:
            GraderFault: it could not be graded.
        """
        self.go_on()
        if student not in self._known:
            self.wait_for(student)
        kept = self.store.newest(self.assignment.name, student)
        if kept is None:
            raise GraderFault(f"{self.store.path}: the result of {student} is gone; run the same command again")
        return kept.report

    def interrupt(self) -> None:
        """Let the run hear at its next step that it is over; sets flags and no more, for a handler of signals calls this."""
        self._interrupted = True
        if self._runner is not None:
            self._runner.interrupted = True

    def go_on(self) -> None:
        """Do nothing.

        Raises:
            KeyboardInterrupt: the run was interrupted.
        """
        if self._interrupted:
            raise KeyboardInterrupt

    def withdraw(self, student: str) -> None:
        """What the gradebook and autograded/ have of `student` is about to be written anew.

        Raises:
            GraderFault: that cannot be noted.
        """
        self.store.withdrawn(self.assignment.name, student)

    def deliver(self, student: str, report: Report, path: Path, below: Path) -> str | None:
        """The gradebook and autograded/ have the result; gives what is to be said of it."""
        self.store.delivered(self.assignment.name, student)
        self.watcher.delivered(student, report)
        now = self.made_of(path, below)
        if self.settings.as_kept or now is None or now.notebook == report.provenance.notebook:
            return None
        graded, there = (f"{digest[:12] or 'none'}…" for digest in (report.provenance.notebook, now.notebook))
        return (
            f"{written_out(str(path))} has changed since it was graded: these are the scores of the file with SHA-256 {graded}; "
            f"the one that is there now has {there}. Run grader autograde again, and that one counts"
        )

    def undelivered(self, student: str) -> bool:
        """Whether a run was broken off between grading `student` and the end of writing it down."""
        self.go_on()
        kept = self.store.newest(self.assignment.name, student)
        return kept is not None and not kept.delivered

    @property
    def state(self) -> State:
        return State() if self._runner is None else self._runner.state

    def close(self) -> None:
        if self._runner is not None:
            self._runner.close()
        self.store.close()


def _launch(number: int, core: int | None) -> Launched:
    return launch(Sandbox.here(), number, core)


class _Keeping:
    """Puts reports into the store, from the runner's thread: a connection to the store is for one thread."""

    def __init__(self, root: Path, keep: Keep, watcher: Watcher) -> None:
        self._root = root
        self._keep = keep
        self._watcher = watcher
        self._store: Store | None = None

    def __call__(self, student: str, report: Report) -> None:
        if self._store is None:
            self._store = Store(self._root)
        self._keep(self._store, student, report)
        self._watcher.graded(student, report)


def grade_ids_of_others(course: Course, assignment: Assignment) -> dict[str, frozenset[str]]:
    """The labels of the other assignments' cells, to recognise a notebook handed in at the wrong place."""
    others = (other for other in course.assignments if other.name != assignment.name and other.source.exists())
    return {other.name: frozenset(label for task in other.tasks for label in (task.name, task.grade_id)) for other in others}
