"""What the person who grades an answer in words sees above it: the marking scheme, and how long the answer is.

Scheme and model answer are the solution region of the answer's cell, which only source/ has. They go into the autograded notebook,
which Formgrader shows, and nowhere else: not into a release, not onto a feedback page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from nbformat import NotebookNode

from .cells import by_hand, label, plain_cell
from .course import Assignment, Task
from .edition import release, source_notebook
from .result import Language

FOR_THE_GRADER = "for_the_grader"  # in the metadata of a cell that no student may see: its task's name
_REGION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION[^\n]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Length:
    """How long an answer in words is, without what the cell was given out with."""

    characters: int  # without spaces
    words: int  # a Chinese character counts as one
    asked: tuple[int, int] | None  # in characters of Chinese
    chinese: bool = True

    @property
    def fits(self) -> bool:
        """Whether it is as long as was asked for; what is said in another language is not measured in characters."""
        return self.asked is None or not self.chinese or self.asked[0] <= self.characters <= self.asked[1]


def length(answer: str, given: str, asked: tuple[int, int] | None = None) -> Length:
    """The length of `answer`; lines that stood in the cell as it was `given` out do not count."""
    own = written(answer, given)
    ideographs = sum(map(_ideograph, own))
    others = "".join(" " if _ideograph(letter) else letter for letter in own)
    characters, words = len("".join(own.split())), ideographs + len(re.findall(r"\w+(?:['’-]\w+)*", others))
    return Length(characters, words, asked, chinese=2 * ideographs >= characters)


def written(answer: str, given: str) -> str:
    """What a student wrote into a cell that was `given` out with some text."""
    theirs = {line.strip() for line in given.splitlines()}
    return "\n".join(line for line in answer.splitlines() if line.strip() and line.strip() not in theirs)


def _ideograph(letter: str) -> bool:
    return unicodedata.category(letter) == "Lo" and unicodedata.east_asian_width(letter) in "WF"


def schemes(assignment: Assignment) -> Mapping[str, str]:
    """The marking scheme of each task that a person grades, by its name; "" where none was written."""
    cells = [cell for cell in source_notebook(assignment).cells if by_hand(cell)]
    return {label(cell): "\n\n".join(part.strip() for part in _REGION.findall(cell.source)) for cell in cells}


def with_schemes(notebook: NotebookNode, assignment: Assignment, language: Language) -> NotebookNode:
    """The notebook with a cell for the person who grades above each answer in words; changed in place."""
    if not any(task.by_hand for task in assignment.tasks):
        return notebook
    known = schemes(assignment)
    given = {label(cell): cell.source for cell in release(assignment, language).cells if by_hand(cell)}
    tasks = {task.name: task for task in assignment.tasks if task.by_hand}
    used = {cell.get("id") for cell in notebook.cells}
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        if (task := tasks.get(label(cell))) is not None:
            text = _note(task, known[task.name], length(cell.source, given[task.name], task.characters))
            fresh = (name for number in count() if (name := f"marking-{number}") not in used)
            cells.append(plain_cell("markdown", text, next(fresh)))
            cells[-1].metadata[FOR_THE_GRADER] = task.name
            used.add(cells[-1].id)
        cells.append(cell)
    notebook.cells = cells
    return notebook


def _note(task: Task, scheme: str, counted: Length) -> str:
    title = f"**評分說明 Marking scheme · `{task.name}` · {task.points:g} 分 points**（只有評分的人看得到 only graders see this）"
    lines = "\n\n".join(filter(None, (title, scheme, _told(counted)))).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _told(counted: Length) -> str:
    asked = f"，要求 asked for {counted.asked[0]}–{counted.asked[1]}" if counted.asked else ""
    sign = "" if counted.fits else " ⚠"
    return f"長度 length: {counted.characters} 個字元 characters ({counted.words} 字 words){asked}{sign}"


def without_schemes(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The cells that a student may see."""
    return [cell for cell in cells if FOR_THE_GRADER not in cell.metadata]
