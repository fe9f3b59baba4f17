"""Courses of their own for tests: a copy of this one, released, with what students hand in."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console

from grader.autograde import autograde
from grader.bank import known_submissions, notebook
from grader.build import release
from grader.cells import label, role
from grader.course import Assignment, Course
from grader.edition import release as edition
from grader.edition import source_notebook
from grader.result import Language

ROOT = Path(__file__).parents[2]
NAME = "attention"
TASKS = tuple(task.name for task in Course(ROOT).assignment(NAME).tasks)


def points() -> dict[str, float]:
    """What each task is worth."""
    return {task.name: task.points for task in Course(ROOT).assignment(NAME).tasks}


def copy_course(folder: Path) -> Course:
    """The authored parts of this course in `folder`."""
    for part in ("solutions", "source", "tests/checks"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Course(folder)


def copy_again(course: Course, folder: Path) -> Course:
    """A copy of a temporary course, gradebook and submissions and all."""
    shutil.copytree(course.root, folder, symlinks=True, ignore=_pipes)
    return Course(folder)


def _pipes(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_fifo() or name == "__pycache__"}


def released_course(folder: Path) -> Course:
    """A copy of this course with its release and a gradebook that knows it."""
    course = copy_course(folder)
    release(course, assignment(course), "zh-TW")
    return course


def assignment(course: Course) -> Assignment:
    return course.assignment(NAME)


def filled(course: Course, language: Language = "zh-TW", **answers: str) -> NotebookNode:
    """A release with the reference's answers in it, but for those that are given."""
    known = {label(cell): cell.source for cell in source_notebook(assignment(course)).cells if role(cell) == "answer"}
    result = edition(assignment(course), language)
    for cell in result.cells:
        if role(cell) == "answer":
            cell.source = answers.get(label(cell), known[label(cell)])
    return result


def half_done(course: Course, language: Language = "zh-TW") -> NotebookNode:
    """Two of four answers written."""
    stubs = {label(cell): cell.source for cell in edition(assignment(course), language).cells if role(cell) == "answer"}
    return filled(course, language, **{task: stubs[task] for task in TASKS[2:]})


def known(course: Course, name: str) -> NotebookNode:
    """A notebook of the bank, by folder and name: "timeout/loops"."""
    bank = Course(ROOT).assignment(NAME)
    entry = next(entry for entry in known_submissions(bank) if entry.path.match(f"{name}.py"))
    return notebook(entry)


def cell_of(given: NotebookNode, grade_id: str) -> NotebookNode:
    found: NotebookNode = next(cell for cell in given.cells if label(cell) == grade_id)
    return found


def folder_of(course: Course, student: str) -> Path:
    return course.root / "submitted" / student / NAME


def hand_in(course: Course, student: str, content: NotebookNode | str | bytes) -> Path:
    """Put `content` where the notebook of `student` is expected, in place of what is there."""
    path = folder_of(course, student) / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    text = json.dumps(content) if isinstance(content, NotebookNode) else content
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@dataclass(frozen=True)
class Standing:
    """What the gradebook says of one student."""

    tasks: Mapping[str, float | None]  # automatic scores by task
    waiting: frozenset[str]  # the tasks that wait for a person

    @property
    def score(self) -> float | None:
        """The sum; None while nothing has a score."""
        given = [score for score in self.tasks.values() if score is not None]
        return sum(given) if given else None


NOTHING = Standing(dict.fromkeys(TASKS), frozenset(TASKS))  # no score, and a person is called


def standing(course: Course, student: str) -> Standing:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook(NAME, NAME, student).grades
        tasks = {grade.name.removeprefix("test_"): grade.auto_score for grade in grades}
        return Standing(tasks, frozenset(grade.name.removeprefix("test_") for grade in grades if grade.needs_manual_grade))


@dataclass(frozen=True)
class Run:
    """What `grader autograde` ended in."""

    status: int
    said: str


def grade_class(course: Course, *students: str) -> Run:
    """`grader autograde attention`, in this process."""
    said = io.StringIO()
    status = autograde(course, NAME, students, Console(file=said, width=400), jobs=1)  # a lane more takes seconds to start
    return Run(status, said.getvalue())
