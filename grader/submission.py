"""A student's notebook, read safely and rebuilt against the source; nothing in it is trusted.

The bytes are parsed here and not by nbformat, which raises in many ways on what is not quite a notebook.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from .cells import StudentCell, functions, label
from .course import Assignment
from .edition import editions, language_of, release
from .rebuild import rebuild
from .result import Language
from .unreadable import UnreadableSubmission
from .untouched import untouched

MAX_BYTES = 32 << 20  # pictures in the outputs count too; a lesson with all of its own is under 1 MiB
MAX_CONTAINERS = 1_000_000  # lists and dicts: 32 MiB of nothing but "[[]]," are 1 GiB of memory once they are parsed
MAX_CELLS = 10_000


@dataclass(frozen=True)
class Submission:
    """A student's notebook, rebuilt. Its code is still a stranger's: it runs in a lane only."""

    path: Path
    assignment: Assignment
    language: Language  # the edition that the student worked in
    notebook: NotebookNode  # valid nbformat 4.5: the release's cells with the student's answers in them
    repairs: tuple[str, ...]  # what was put right, in sentences for a person
    untouched: frozenset[str]  # the tasks whose answer is still the stub of the release
    student_id: str | None = None  # as the gradebook has it; None where nobody said whose work this is
    digest: str = ""  # of the file's bytes, as they were read


def read(
    path: Path,
    assignment: Assignment,
    *,
    below: Path | None = None,
    others: Mapping[str, frozenset[str]] | None = None,
    student_id: str | None = None,
) -> Submission:
    """The submission in the file `path`.

    With `below`, no folder between it and the file may be a symbolic link. `others` are the grade_ids of the course's
    other assignments by name, to tell a notebook that was handed in at the wrong place. `student_id` is the gradebook's.

    Raises:
        UnreadableSubmission: the file is no notebook of this assignment.
        CourseError: the source notebook is missing or malformed.
    """
    content = read_bytes(path, below)
    released = editions(assignment)
    try:
        cells = _parse(path, content)
        _recognise(path, assignment, cells, others or {})
    except UnreadableSubmission as error:
        error.digest = digest_of(content)
        raise
    language = language_of(cells, released)
    notebook, repairs = rebuild(released[language], cells)
    never_written = untouched(released[language], notebook)
    return Submission(path, assignment, language, notebook, repairs, never_written, student_id, digest_of(content))


def digest_of(content: bytes) -> str:
    """What tells one version of a submitted file from another."""
    return hashlib.sha256(content).hexdigest()


def blank(path: Path, assignment: Assignment, language: Language = "zh-TW", student_id: str | None = None) -> Submission:
    """The release as it was given out: what stands in for a file that cannot be read.

    Raises:
        CourseError: the source notebook is missing or malformed.
    """
    notebook = release(assignment, language)
    return Submission(path, assignment, language, notebook, (), untouched(notebook, notebook), student_id)


def read_bytes(path: Path, below: Path | None) -> bytes:
    """The content of a submitted file; `below` as in `read`.

    Raises:
        UnreadableSubmission: it is no file that a notebook can be in.
    """
    try:
        file = _open(path, below)
    except (FileNotFoundError, ValueError):  # ValueError: a name with NUL
        raise UnreadableSubmission(path, "missing") from None
    except OSError as error:
        if error.errno == errno.ELOOP or (error.errno == errno.ENOTDIR and below):
            raise UnreadableSubmission(path, "link" if _through_a_link(path, below) else "nowhere") from None
        if error.errno == errno.ENXIO:
            raise UnreadableSubmission(path, "irregular") from None
        raise UnreadableSubmission(path, "unopened", what=error.strerror or "unknown reason") from None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise UnreadableSubmission(path, "irregular")
        with os.fdopen(file, "rb", closefd=False) as stream:
            content = stream.read(MAX_BYTES + 1)
    finally:
        os.close(file)
    if len(content) > MAX_BYTES:
        raise UnreadableSubmission(path, "large", what=str(MAX_BYTES >> 20))
    return content


def _open(path: Path, below: Path | None) -> int:
    """A descriptor of the file; never of what a link points to, and without waiting for the other end of a pipe."""
    parts = path.absolute().relative_to(below.absolute()).parts if below else (str(path),)
    if ".." in parts:
        raise FileNotFoundError
    folders = [os.open(below or ".", os.O_RDONLY | os.O_DIRECTORY)]
    try:
        for part in parts[:-1]:
            folders.append(os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folders[-1]))
        return os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folders[-1])
    finally:
        for folder in folders:
            os.close(folder)


def _through_a_link(path: Path, below: Path | None) -> bool:
    return os.path.islink(path) or any(os.path.islink(place) for place in path.parents if below in place.parents)


def _parse(path: Path, content: bytes) -> list[StudentCell]:
    if not content.strip():
        raise UnreadableSubmission(path, "empty")
    try:
        text = content.decode("utf-8-sig")
        if text.count("[") + text.count("{") > MAX_CONTAINERS:
            raise UnreadableSubmission(path, "crowded", what=f"{MAX_CONTAINERS:,}")
        notebook = _loaded(text)
    except UnicodeDecodeError:
        raise UnreadableSubmission(path, "json", what="it is not UTF-8 text") from None
    except RecursionError:
        raise UnreadableSubmission(path, "json", what="its JSON is nested too deep") from None
    except ValueError:
        raise UnreadableSubmission(path, "json", what="it is not JSON") from None
    if not isinstance(notebook, dict):
        raise UnreadableSubmission(path, "json", what="its JSON is not an object")
    version = notebook.get("nbformat")
    if "worksheets" in notebook or (isinstance(version, int) and version < 4):
        raise UnreadableSubmission(path, "old")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise UnreadableSubmission(path, "json", what="it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise UnreadableSubmission(path, "cells", what=f"{MAX_CELLS:,}")
    return [StudentCell.from_json(cell) for cell in cells]


def _loaded(text: str) -> object:
    """The JSON in `text`, with None for each number that is no finite one.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deep.
    """
    try:
        return json.loads(text, parse_constant=_none)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer with more digits than Python reads; nothing that counts here needs one
        return json.loads(text, parse_constant=_none, parse_int=_none)


def _none(_: str) -> None:
    return None


def _recognise(path: Path, assignment: Assignment, cells: Sequence[StudentCell], others: Mapping[str, frozenset[str]]) -> None:
    """Raise unless something of the assignment is in the notebook."""
    released = [cell for notebook in editions(assignment).values() for cell in notebook.cells]
    labels = {cell.grade_id for cell in cells if cell.grade_id}
    if labels & {label(cell) for cell in released}:
        return
    likely = max(sorted(others), key=lambda name: len(others[name] & labels), default=None)
    if likely is not None and others[likely] & labels:
        raise UnreadableSubmission(path, "other", wanted=assignment.name, what=likely)
    ids, names = {cell.id for cell in released}, {task.name for task in assignment.tasks}
    if not any(cell.id in ids or (cell.kind == "code" and functions(cell.source) & names) for cell in cells):
        raise UnreadableSubmission(path, "unknown", wanted=assignment.name)
