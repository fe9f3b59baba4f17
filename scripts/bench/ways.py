"""The ways of grading a class that are held against each other."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from grader.audit.trial import of_bank, staged
from grader.bank import KnownSubmission
from grader.batch import Batch, Settings
from grader.bench import Bench
from grader.course import Assignment, Course

from .classes import afresh, hand_in, our_course, stock_course, student, the_class, timed
from .otter_way import OtterWay


@dataclass(frozen=True)
class Stock:
    """nbgrader as it comes."""

    folder: Path
    assignment: Assignment  # of ours that it is the same as
    few: int

    @classmethod
    def made(cls, folder: Path, ours: Assignment, few: int) -> Stock:
        stock_course(folder, ours)
        hand_in(folder, ours, the_class(ours, few))
        return cls(folder, ours, few)

    def seconds(self, command: str, size: int) -> float:
        """What a class of `size` takes: measured with one submission and with a few, and drawn out in a straight line, so that its
        start counts once, as ours does.
        """
        words = ("nbgrader", command, self.assignment.name, "--force")
        one = timed(self.folder, *words, "--student", student(0))
        several = timed(self.folder, *words)
        return one + (several - one) / (self.few - 1) * (size - 1)


@dataclass(frozen=True)
class Ours:
    """This course, as an instructor grades it."""

    course: Course
    assignment: Assignment
    students: Sequence[KnownSubmission]

    @classmethod
    def made(cls, folder: Path, name: str, size: int) -> Ours:
        course = our_course(folder, name)
        assignment = course.assignment(name)
        students = the_class(assignment, size)
        hand_in(folder, assignment, students)
        return cls(course, assignment, students)

    def autograde(self) -> float:
        """The seconds from submitted notebooks to gradebook rows and autograded notebooks; nothing is known beforehand."""
        afresh(self.course.root)
        return timed(self.course.root, "nbgrader", "autograde", self.assignment.name)

    def feedback(self) -> float:
        return timed(self.course.root, "nbgrader", "generate_feedback", self.assignment.name, "--force")

    def stage(self) -> float:
        """The seconds of our grading stage, once its lanes are warm."""
        afresh(self.course.root)
        batch = Batch(self.course, self.assignment, Settings())
        submitted = self.course.root / "submitted"
        paths = {path.parts[-3]: path for path in sorted(submitted.glob(f"*/{self.assignment.name}/*.ipynb"))}
        try:
            batch.begin(paths, submitted)
            began = time.perf_counter()
            for name in paths:
                batch.wait_for(name)
            return time.perf_counter() - began
        finally:
            batch.close()

    def bare(self, bench: Bench) -> float:
        """The seconds of the checks alone: the notebook's code and the checks share this process."""
        began = time.perf_counter()
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # some print what they are given
            for known in self.students:
                bench.run(staged(of_bank(known), self.assignment), seed=1)
        return time.perf_counter() - began


def otter_way(folder: Path, ours: Assignment, few: int) -> OtterWay | None:
    """otter-grader, where it is installed."""
    return OtterWay.made(folder, ours, few) if importlib.util.find_spec("otter") is not None else None
