"""What an attacker would like to have or to harm, in a course of its own: tokens to steal, files to change, a port to call."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.build import release
from grader.cells import plain_cell, role
from grader.course import Course
from grader.secret import FOLDER, Secret

ROOT = Path(__file__).parents[2]
FLAG = "THE CANARY SINGS"
GRADING_WRITES = ("autograded", "feedback", "gradebook.db", FOLDER)  # what a run changes by itself, below the course

# Attacks that use up time are cut off sooner than a student would be: their end is the same, and the suite goes through in minutes.
LIMITS = """
[limits]
call_seconds = {call}
cell_seconds = {cell}
submission_seconds = {submission}
memory_bytes = 268_435_456
files_bytes = 8_388_608
"""

# Each attack knows where everything is, and has a word for the moment that it gets it.
NAMES = """OUTSIDE, CHECKS, SOLUTIONS, NEIGHBOUR = {outside!r}, {checks!r}, {solutions!r}, {neighbour!r}
GRADEBOOK, STORE, SECRET, PORT = {gradebook!r}, {store!r}, {secret!r}, {port!r}


def won(what):
    said = " ".join({words!r}) + f": {{what}}"
    print(said)
    raise RuntimeError(said)
"""


@dataclass(frozen=True)
class Canaries:
    """A course with everything in it that an attack may want; use `planted`."""

    course: Course
    name: str  # of the assignment
    outside: Path
    tokens: Mapping[str, str]  # what is stolen when it comes back, by what it was planted in
    listener: socket.socket

    @property
    def preamble(self) -> NotebookNode:
        """The cell that tells an attack where everything is."""
        root = self.course.root
        text = NAMES.format(
            outside=str(self.outside), checks=str(root / "tests/checks" / self.name), solutions=str(root / "solutions" / self.name),
            neighbour=str(self.neighbour), gradebook=str(root / "gradebook.db"), store=str(root / FOLDER / "results.db"),
            secret=str(root / FOLDER / "secret"), port=self.listener.getsockname()[1], words=FLAG.split(),
        )  # fmt: skip
        return plain_cell("code", text, "canaries")

    @property
    def neighbour(self) -> Path:
        """Another student's notebook."""
        return self.course.root / "submitted" / "neighbour" / self.name / f"{self.name}.ipynb"

    def stolen(self, text: str) -> list[str]:
        """What of it stands in `text`."""
        found = [f"the token of {place}" for place, token in self.tokens.items() if token in text]
        return found + [line.strip()[:160] for line in text.replace("\\n", "\n").splitlines() if f"{FLAG}:" in line][:1]

    def called(self) -> bool:
        """Whether anybody has connected to the port."""
        with contextlib.suppress(BlockingIOError):
            self.listener.accept()[0].close()
            return True
        return False

    def snapshot(self) -> Mapping[str, tuple[int, int]]:
        """When what lies in the course and beside it was changed last, but for what grading itself writes: no program can set that
        time, and who writes, renames or locks a file moves it.
        """
        below = self.course.root.parent
        paths = (Path(place, name) for place, _, names in os.walk(below) for name in names)
        about = {path: path.lstat() for path in paths if not self._of_grading(path)}
        return {str(path): (found.st_size, found.st_ctime_ns) for path, found in about.items()}

    def _of_grading(self, path: Path) -> bool:
        with contextlib.suppress(ValueError):
            place = path.relative_to(self.course.root)
            return place.parts[0] in GRADING_WRITES or "__pycache__" in place.parts
        return False


def with_names(given: NotebookNode, canaries: Canaries) -> NotebookNode:
    """`given` with the attacker's knowledge ahead of the attacker's code."""
    first = next(place for place, cell in enumerate(given.cells) if cell.id == "student" or role(cell) == "answer")
    given.cells.insert(first, canaries.preamble)
    return given


@contextlib.contextmanager
def planted(folder: Path, name: str, seconds: float = 1.0) -> Iterator[Canaries]:
    """A copy of this course in `folder`, released, with tokens in all that must stay secret.

    Args:
        seconds: that a call may take; a cell may take twice as long, a submission four times.
    """
    tokens = {place: f"token-{secrets.token_hex(12)}" for place in ("outside", "checks", "solutions", "neighbour", "gradebook")}
    course = _course(folder / "course", name, tokens, seconds)
    outside = folder / "outside.txt"
    outside.write_text(f"{tokens['outside']}\n")
    Secret.of(course.root)
    tokens["secret"] = (course.root / FOLDER / "secret").read_text().strip()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Canaries(course, name, outside, tokens, listener)


def _course(root: Path, name: str, tokens: Mapping[str, str], seconds: float) -> Course:
    for part in ("solutions", "source", "tests/checks", f"tests/submissions/{name}"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = Course(root)
    settings = course.assignment(name).settings_file
    limits = LIMITS.format(call=seconds, cell=2 * seconds, submission=4 * seconds)
    settings.write_text((settings.read_text() if settings.exists() else "") + limits)
    release(course, course.assignment(name), "zh-TW")
    for place, part in (("checks", "tests/checks"), ("solutions", "solutions")):
        for path in (root / part / name).glob("*.py"):
            path.write_text(f"{path.read_text()}\n# {tokens[place]}\n")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        book.add_student("neighbour", last_name=tokens["gradebook"])
    return course
