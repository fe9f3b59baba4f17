"""Known submissions: what students are known to hand in, and the verdict that each must get.

    tests/submissions/<assignment>/<folder>/<name>.py

The folder's name is the verdict: `accepted`, `wrong_answer`, or a verdict's own name. A file's docstring says in a line
what this student believed or did. Its top-level functions that are named like a task are the answers; all other code
goes, as it stands, into a cell before the first answer. Answers that are not given are the reference's, except in
`missing/`, where they are left unwritten.

`tampered/` holds attacks: what tries to win without being right. There the answers that are not given are those of
`wrong_answer/plainly_wrong.py`, which earn nothing, so that every point is one that the attack has won. The docstring
names the technique, the verdict where it is another than the folder's, and what the answers earn by themselves, for their
shape say, where that is not nothing:

    Fills the right shape with NaN.

    Technique: lying values
    Verdict: failed
    Earns: 3
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from .cells import label, plain_cell, role
from .course import Assignment, CourseError
from .edition import release, source_notebook
from .result import Language, Verdict

_FOLDERS: Mapping[str, Verdict] = {
    "accepted": Verdict.PASSED,
    "wrong_answer": Verdict.FAILED,
    **{str(verdict): verdict for verdict in Verdict},
}
ATTACKS = "tampered"
PLAINLY_WRONG = "wrong_answer/plainly_wrong.py"
_REGION_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")


@dataclass(frozen=True)
class Parts:
    """A file of the bank, taken apart; source text exactly as it stands."""

    answers: Mapping[str, str]  # by task
    rest: str  # all other code; it runs before the answers


@dataclass(frozen=True)
class KnownSubmission:
    """One file of the bank."""

    path: Path
    assignment: Assignment
    verdict: Verdict  # that it must get
    belief: str  # in a line, what this student believed or did
    technique: str | None = None  # of an attack
    earns: float = 0.0  # an attack, honestly

    @property
    def name(self) -> str:
        """`wrong_answer/scores_centred`."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def accepted(self) -> bool:
        return self.verdict is Verdict.PASSED

    @cached_property
    def parts(self) -> Parts:
        """What the file gives.

        Raises:
            CourseError: it is not Python.
        """
        return _split(self.path, {task.name for task in self.assignment.tasks})

    @property
    def own_tasks(self) -> tuple[str, ...]:
        """The tasks that this submission may lose points in, in the order of the course: those that it answers itself, or all."""
        names = tuple(task.name for task in self.assignment.checked)
        own = tuple(name for name in names if name in self.parts.answers)
        return own if own and self.verdict is not Verdict.MISSING else names


def known_submissions(assignment: Assignment) -> tuple[KnownSubmission, ...]:
    """What students are known to hand in, by folder and name; attacks are not among it.

    Raises:
        CourseError: a folder is not named after a verdict, or a file is not Python or does not say what it is.
    """
    paths = sorted(assignment.known_submissions.glob("*/*.py"))
    return tuple(KnownSubmission(path, assignment, _verdict(path.parent), _belief(path)) for path in paths if not _attacks(path))


def attacks(assignment: Assignment) -> tuple[KnownSubmission, ...]:
    """The files of `tampered/`, by name.

    Raises:
        CourseError: as above, or a file does not name its technique.
    """
    return tuple(_attack(path, assignment) for path in sorted(assignment.known_submissions.glob("*/*.py")) if _attacks(path))


def notebook(known: KnownSubmission, language: Language = "zh-TW") -> NotebookNode:
    """The submission as a student would hand it in: a released notebook, filled in.

    Raises:
        CourseError: the file is not Python, or the source notebook is missing or malformed.
    """
    result = release(known.assignment, language)
    answers = {**_others(known), **known.parts.answers}
    answer_cells = [position for position, cell in enumerate(result.cells) if role(cell) == "answer"]
    for position in answer_cells:
        cell = result.cells[position]
        cell.source = answers.get(label(cell), cell.source)
    if known.parts.rest:
        extra = plain_cell("code", known.parts.rest, "student")
        result.cells.insert(answer_cells[0] if answer_cells else len(result.cells), extra)
    return result


def _others(known: KnownSubmission) -> Mapping[str, str]:
    """The answers, by label, of what `known` does not answer itself."""
    if known.technique is not None:
        wrong = known.assignment.known_submissions / PLAINLY_WRONG
        return _split(wrong, {task.name for task in known.assignment.tasks}).answers
    return {} if known.verdict is Verdict.MISSING else _references(known.assignment)


def _attacks(path: Path) -> bool:
    return path.parent.name == ATTACKS


def _attack(path: Path, assignment: Assignment) -> KnownSubmission:
    said = dict(re.findall(r"^(Technique|Verdict|Earns): (.+)$", ast.get_docstring(_parsed(path)) or "", re.MULTILINE))
    if "Technique" not in said:
        raise CourseError(f"{path}: does not name its technique; put a line `Technique: forging` into its docstring")
    if (verdict := said.get("Verdict", ATTACKS)) not in _FOLDERS:
        raise CourseError(f"{path}: no such verdict as {verdict}; there are {', '.join(_FOLDERS)}")
    return KnownSubmission(path, assignment, _FOLDERS[verdict], _belief(path), said["Technique"], float(said.get("Earns", 0)))


def _verdict(folder: Path) -> Verdict:
    if folder.name not in _FOLDERS:
        raise CourseError(f"{folder}: no such verdict; the folders are {', '.join(_FOLDERS)}")
    return _FOLDERS[folder.name]


def _belief(path: Path) -> str:
    docstring = ast.get_docstring(_parsed(path))
    if not docstring:
        raise CourseError(f"{path}: has no docstring; say in a line what this student believed or did")
    return " ".join(docstring.partition("\n\n")[0].split())


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise CourseError(f"{path}: is not Python ({error})") from error


def _references(assignment: Assignment) -> dict[str, str]:
    """The reference's answers by label, whole cells without the markers of their regions."""
    cells = [cell for cell in source_notebook(assignment).cells if role(cell) == "answer"]
    return {label(cell): _without_markers(cell.source) for cell in cells}


def _without_markers(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if line.strip() not in _REGION_MARKERS)


def _split(path: Path, tasks: set[str]) -> Parts:
    tree, lines = _parsed(path), path.read_text(encoding="utf-8").split("\n")
    answers: dict[str, str] = {}
    others = dict(enumerate(lines, 1))
    rest = list(tree.body)
    if ast.get_docstring(tree) is not None:
        _cut(others, rest.pop(0))
    given = [node for node in rest if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in tasks]
    for node in given:
        rest.remove(node)
        text = "\n".join(_cut(others, node))
        answers[node.name] = f"{answers[node.name]}\n\n\n{text}" if node.name in answers else text
    return Parts(answers, "\n".join(others.values()).strip("\n") if rest else "")


def _cut(lines: dict[int, str], node: ast.stmt) -> list[str]:
    """Take the lines of `node`, decorators included, out of `lines`."""
    decorators = getattr(node, "decorator_list", [])
    start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return [lines.pop(number) for number in range(start, (node.end_lineno or start) + 1) if number in lines]
