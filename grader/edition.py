"""The release: what a student was given, made from the source notebook in one language, without answers and outputs."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .cells import StudentCell, copied, notebook_of, squeezed
from .course import Assignment, CourseError
from .result import LANGUAGES, Language

EDITION_TAGS: Mapping[Language, str] = {"zh-TW": "lang-zh", "en": "lang-en"}

# What generate_assignment does to cells, in its order; SaveCells is left out, which only writes to the gradebook. The
# checksums are those of the gradebook as long as no cell has a region of hidden tests.
_STEPS = (
    "LockCells",
    "ClearAnswers",
    "ClearOutput",
    "CheckCellMetadata",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)
_STEPS_OF = ("nbgrader.preprocessors", "grader.release_steps")
_LANG = re.compile(r"""^LANG\s*=\s*["'](zh-TW|en)["']""", re.MULTILINE)


def release(assignment: Assignment, language: Language = "zh-TW") -> NotebookNode:
    """One edition of the notebook as `nbgrader generate_assignment` releases it; the caller's own copy.

    Raises:
        CourseError: the source notebook is missing or malformed.
    """
    return copied(_current(assignment, language))


def editions(assignment: Assignment) -> Mapping[Language, NotebookNode]:
    """The release in every language; shared between callers, so not to be changed."""
    return {language: _current(assignment, language) for language in LANGUAGES}


@dataclass(frozen=True)
class Editions:
    """The release in every language, as it goes to another process."""

    source: tuple[int, int]  # when the source notebook was written, in ns, and its size in bytes
    texts: Mapping[Language, str]


def packed(assignment: Assignment) -> Editions:
    """The editions of now.

    Raises:
        CourseError: as `release`.
    """
    source = _state(assignment)
    return Editions(source, {language: json.dumps(notebook) for language, notebook in editions(assignment).items()})


def adopt(assignment: Assignment, given: Editions) -> None:
    """Take what another process has packed: to make it oneself takes the import of nbgrader, a second."""
    for language, text in given.texts.items():
        key = (assignment.name, assignment.root, *given.source, language)
        if key not in _adopted():
            _adopted()[key] = notebook_of(text)


@cache
def _adopted() -> dict[tuple[str, Path, int, int, Language], NotebookNode]:
    """What this process was given."""
    return {}


def language_of(cells: Sequence[StudentCell], released: Mapping[Language, NotebookNode]) -> Language:
    """The edition that most of a student's cells are from; where that says nothing, what the student set LANG to."""
    ids = {cell.id for cell in cells}
    texts = {squeezed(cell.source) for cell in cells}
    found: dict[Language, int] = {}
    for language, notebook in released.items():
        own = [cell for cell in notebook.cells if EDITION_TAGS[language] in cell.metadata.get("tags", ())]
        found[language] = sum(cell.id in ids or squeezed(cell.source) in texts for cell in own)
    if found["zh-TW"] != found["en"]:
        return "en" if found["en"] > found["zh-TW"] else "zh-TW"
    said = [match for cell in cells if cell.kind == "code" for match in _LANG.findall(cell.source)]
    return "en" if said and said[-1] == "en" else "zh-TW"


def source_notebook(assignment: Assignment) -> NotebookNode:
    """The instructor's notebook, with answers; nbformat 4.5.

    Raises:
        CourseError: it is missing, is no notebook, or its cells have no ids of their own.
    """
    again = f"`grader build` makes it from {assignment.text}"
    try:
        text = assignment.source.read_text(encoding="utf-8")
        ids = [cell["id"] for cell in json.loads(text)["cells"]]
        if len(set(ids)) < len(ids):
            raise ValueError("two of its cells have the same id")
        notebook: NotebookNode = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise CourseError(f"{assignment.source} is missing; {again}") from None
    except (ValueError, TypeError, KeyError, nbformat.ValidationError) as error:
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise CourseError(f"{assignment.source} is not a notebook with cell ids ({reason}); {again}") from error
    return notebook


def _state(assignment: Assignment) -> tuple[int, int]:
    try:
        status = assignment.source.stat()
    except OSError:
        source_notebook(assignment)  # says what is wrong
        raise
    return status.st_mtime_ns, status.st_size


def _current(assignment: Assignment, language: Language) -> NotebookNode:
    key = (assignment.name, assignment.root, *_state(assignment), language)
    return _adopted().get(key) or _made(*key)


@lru_cache(maxsize=16)
def _made(name: str, root: Path, mtime_ns: int, size: int, language: Language) -> NotebookNode:
    assignment = Assignment(name, root)
    notebook = source_notebook(assignment)
    others = {tag for edition, tag in EDITION_TAGS.items() if edition != language}
    notebook.cells = [cell for cell in notebook.cells if others.isdisjoint(cell.metadata.get("tags", ()))]
    modules: list[Any] = [importlib.import_module(name) for name in _STEPS_OF]  # here, since it takes two seconds
    resources: dict[str, Any] = {}
    try:
        for step in _STEPS:
            made = next(getattr(module, step) for module in modules if hasattr(module, step))
            notebook, resources = made()(notebook, resources)
    except (RuntimeError, ValueError, nbformat.ValidationError) as error:
        raise CourseError(f"{assignment.source} cannot be released ({error}); mend it in {assignment.text}") from error
    return notebook
