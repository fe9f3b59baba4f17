"""Attacks as a class, through the real nbgrader: everybody hands in, `nbgrader autograde` and `nbgrader generate_feedback` run, and
what comes of it is read from the gradebook and from the pages that students and staff would open.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from grader.bank import KnownSubmission, notebook
from grader.lane.seal import prctl

from .arena import controls
from .canaries import Canaries, planted, with_names
from .processes import PR_SET_CHILD_SUBREAPER, descendants, left_behind

HOUR = 3600.0  # not measured for all attacks at once: four and the controls took half a minute
RIGHT, WRONG = "control-right", "control-wrong"


@dataclass(frozen=True)
class Class:
    """What came of a class of attackers."""

    scores: Mapping[str, float | None]  # by student; attackers have their file's name
    full: float  # what everything right is worth
    learned: Mapping[str, tuple[str, ...]]  # by student, what came back that should not
    harm: tuple[str, ...]

    def lost(self, attacks: Sequence[KnownSubmission]) -> Iterator[str]:
        """What went wrong, a sentence each."""
        if self.scores[RIGHT] != self.full:
            yield f"what is right gets {self.scores[RIGHT]} of {self.full:g}"
        if self.scores[WRONG] != 0:
            yield f"what is plainly wrong gets {self.scores[WRONG]}"
        for attack in attacks:
            if (self.scores[student(attack)] or 0.0) > attack.earns:
                yield f"{attack.path.stem} gained {self.scores[student(attack)]}"
        for who, found in self.learned.items():
            yield from (f"{who} learned: {one}" for one in found)
        yield from self.harm


def student(attack: KnownSubmission) -> str:
    return attack.path.stem.replace("_", "-")


def graded_as_a_class(name: str, attacks: Sequence[KnownSubmission]) -> Class:
    """Hand in `attacks` on the assignment `name`, beside two controls, and grade with nbgrader."""
    with tempfile.TemporaryDirectory(prefix="attackers.") as folder, planted(Path(folder), name) as canaries:
        for who, known in zip((RIGHT, WRONG), controls(canaries.course.assignment(name)), strict=True):
            _hand_in(canaries, who, known, knowing=False)
        for attack in attacks:
            _hand_in(canaries, student(attack), attack, knowing=True)
        before, running = canaries.snapshot(), descendants(os.getpid())
        prctl(PR_SET_CHILD_SUBREAPER, 1)  # who outlives nbgrader is then a child of ours
        for command in ("autograde", "generate_feedback"):
            _nbgrader(canaries.course.root, command, name)
        return Class(_scores(canaries), _full(canaries), _learned(canaries), tuple(_harm(canaries, before, running)))


def _hand_in(canaries: Canaries, who: str, known: KnownSubmission, *, knowing: bool) -> None:
    path = canaries.course.root / "submitted" / who / canaries.name / f"{canaries.name}.ipynb"
    path.parent.mkdir(parents=True)
    given = notebook(known)
    path.write_text(json.dumps(with_names(given, canaries) if knowing else given), encoding="utf-8")


def _nbgrader(root: Path, command: str, name: str) -> None:
    """One of nbgrader's commands; what it says of a submission that was lost is not its end."""
    words = [sys.executable, "-m", "nbgrader", command, name]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False, timeout=HOUR)
    if done.returncode != 0:
        raise RuntimeError(f"nbgrader {command} failed:\n{done.stderr[-4000:]}")


def _scores(canaries: Canaries) -> Mapping[str, float | None]:
    with Gradebook(f"sqlite:///{canaries.course.root / 'gradebook.db'}") as book:
        found = book.assignment_submissions(canaries.name)
        return {entry.student.id: entry.score for entry in found}


def _full(canaries: Canaries) -> float:
    return sum(task.points for task in canaries.course.assignment(canaries.name).tasks)


def _learned(canaries: Canaries) -> Mapping[str, tuple[str, ...]]:
    """What stands in the autograded notebook and on the page of feedback of each student."""
    pages: dict[str, str] = {}
    for part, kind in (("autograded", "*.ipynb"), ("feedback", "*.html")):
        for path in (canaries.course.root / part).glob(f"*/*/{kind}"):
            pages[path.parts[-3]] = pages.get(path.parts[-3], "") + path.read_text(encoding="utf-8")
    return {who: tuple(canaries.stolen(text)) for who, text in pages.items() if canaries.stolen(text)}


def _harm(canaries: Canaries, before: object, running: Collection[int]) -> Iterator[str]:
    if canaries.snapshot() != before:
        yield "files outside have changed"
    if canaries.called():
        yield "somebody called the port"
    if left := left_behind(running):
        yield f"processes are left: {', '.join(left)}"
