"""What can be told from one cell: a student's, which nothing is trusted of, and the release's, which says the rules."""

from __future__ import annotations

import ast
import json
import math
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from nbformat import NotebookNode, from_dict

from .pasted import Pictures, pasted

MAX_PARSED_CHARACTERS = 64 << 10  # above this a pattern is used: `ast` takes up to 200 times the memory of its text

_FUNCTION = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_BINDING = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]*)?=(?!=))", re.MULTILINE)

FORM_TAG = "form"  # of an answer cell whose function returns a form: `grader.form`

Kind = Literal["code", "markdown", "raw"]
Role = Literal["locked", "answer", "open", "prose"]


@dataclass(frozen=True, slots=True)
class StudentCell:
    """What we take from one cell that a student handed in; None and empty stand for what was absent or malformed."""

    kind: Kind
    source: str  # encodable as UTF-8 and without NUL
    id: str | None = None
    grade_id: str | None = None
    points: float | None = None  # finite
    tags: frozenset[str] = frozenset()
    damaged: bool = False  # its text was missing, or something in it is no text
    pictures: Pictures = field(default_factory=dict)  # in its text

    @classmethod
    def from_json(cls, cell: object) -> StudentCell:
        """The cell in any JSON value; a thing of another type than it should be counts as absent. Never raises."""
        entry = _mapping(cell)
        metadata = _mapping(entry.get("metadata"))
        mark = _mapping(metadata.get("nbgrader"))
        tags = metadata.get("tags")
        kind = entry.get("cell_type")
        return cls(
            kind="code" if kind == "code" else "markdown" if kind == "markdown" else "raw",
            source=_text(entry.get("source")),
            id=_string(entry.get("id")),
            grade_id=_string(mark.get("grade_id")),
            points=_number(mark.get("points")),
            tags=frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset(),
            damaged=not all(isinstance(line, str) for line in _lines(entry.get("source"))),
            pictures=pasted(entry.get("attachments")) if kind == "markdown" else {},
        )


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _text(source: object) -> str:
    text = "".join(line for line in _lines(source) if isinstance(line, str)).replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be written to a file


def _lines(source: object) -> list[object]:
    return source if isinstance(source, list) else [source]


def plain_cell(kind: Kind, source: str, cell_id: str) -> NotebookNode:
    """A cell without metadata: no label, no points and no tags such as skip-execution."""
    cell: dict[str, object] = {"id": cell_id, "cell_type": kind, "metadata": {}, "source": source}
    code: dict[str, object] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    made: NotebookNode = from_dict(cell | code)
    return made


def notebook_of(text: str) -> NotebookNode:
    """The notebook whose text it is, as `nbformat.from_dict` makes it, in a third of its time. Nothing is checked.

    Raises:
        ValueError: it is not JSON.
    """
    notebook: NotebookNode = json.loads(text, object_hook=NotebookNode)
    return notebook


def copied(notebook: Mapping[str, object]) -> NotebookNode:
    """A copy that shares nothing with `notebook`, in a fifth of the time that copy.deepcopy takes."""
    copy = NotebookNode()
    dict.update(copy, {key: _copied(item) for key, item in notebook.items()})  # copy.update would look at each item once more
    return copy


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return copied(value)
    return [_copied(item) for item in value] if isinstance(value, list) else value


def role(cell: NotebookNode) -> Role:
    """Which rule of `grader.rebuild` a cell of the release falls under."""
    mark = cell.metadata.get("nbgrader", {})
    if mark.get("solution"):
        return "answer"
    if mark.get("grade") or mark.get("locked") or mark.get("task"):
        return "locked"
    return "open" if cell.cell_type == "code" else "prose"


def by_hand(cell: NotebookNode) -> bool:
    """Whether a person reads and grades this cell of the release: nbgrader's manually graded answer."""
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("solution") and mark.get("grade"))


def label(cell: NotebookNode) -> str:
    """The grade_id of a cell of the release; "" when it has none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def squeezed(text: str) -> str:
    """`text` without whitespace, which editors change by themselves."""
    return "".join(text.split())


def functions(source: str) -> set[str]:
    """The functions that code defines at its top level."""
    tree = _parsed(source)
    if tree is None:
        return set(_FUNCTION.findall(source))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def bound_names(source: str, names: Iterable[str]) -> set[str]:
    """Those of `names` that code gives a value to in any way; rather one too many than one too few."""
    wanted = frozenset(name for name in names if name in source)
    return set(wanted & _bound(source)) if wanted else set()


@lru_cache(maxsize=256)  # most cells of a class are the lesson's own, and to parse them took a tenth of a submission's time
def _bound(source: str) -> frozenset[str]:
    tree = _parsed(source)
    if tree is None:
        return frozenset(name for match in _BINDING.findall(source) for name in match)
    return frozenset(name for node in ast.walk(tree) for name in _bound_by(node))


def _bound_by(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return (node.id,)
    return (node.asname or node.name,) if isinstance(node, ast.alias) else ()


def _parsed(source: str) -> ast.Module | None:
    if len(source) > MAX_PARSED_CHARACTERS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a student's "\d"
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: nested too deep for the parser
        return None
