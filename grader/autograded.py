"""The autograded notebook: the student's cells with what they printed, a table under each grade cell, a marking scheme above each
answer that a person grades, and a note for feedback."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

from .cells import copied, label
from .course import Assignment, grade_id
from .kept_result import keep, kept
from .marking import with_schemes
from .result import Language, SubmissionResult
from .table import sentences
from .unreadable import UnreadableSubmission

if TYPE_CHECKING:  # who only reads an autograded notebook needs no torch
    from .grading import Graded

KEY = "grader"  # in the notebook's metadata


@dataclass(frozen=True)
class Note:
    """What the feedback page must know of the grading, beside the results under the cells."""

    language: Language = "zh-TW"
    repairs: tuple[str, ...] = ()
    notice: str | None = None
    isolation: str = ""
    device: str = ""
    seconds: float = 0.0
    fault: str | None = None  # of ours; for the instructor, no page shows it
    suspicion: str | None = None  # likewise


def assemble(graded: Graded, unreadable: UnreadableSubmission | None) -> NotebookNode:
    """The notebook of `graded` with all that is known of each task beside it. For those who grade: no student gets it."""
    result, notebook = graded.result, graded.notebook
    by_cell = {grade_id(task.task, by_hand=task.by_hand): task for task in result.tasks}
    said = sentences(graded.submission.assignment.public_checks, result.language)
    for cell in notebook.cells:
        if (task := by_cell.get(label(cell))) is not None:
            keep(cell, task, result.language, said)
    with_schemes(notebook, graded.submission.assignment, result.language)
    notice = None if unreadable is None else unreadable.zh if result.language == "zh-TW" else unreadable.en
    note = Note(
        result.language, result.repairs, notice, result.isolation, result.device, result.seconds, result.fault, result.suspicion
    )
    notebook.metadata[KEY] = msgspec.to_builtins(note)
    return notebook


def text_of(notebook: NotebookNode) -> str:
    """The notebook as nbformat writes it, byte for byte, in a third of its time.

    Raises:
        nbformat.ValidationError: it is not a valid notebook.
    """
    nbformat.validate(notebook)
    plain = strip_transient(split_lines(copied(notebook)))
    return msgspec.json.format(msgspec.json.encode(plain, order="sorted"), indent=1).decode()


def read_note(notebook: NotebookNode) -> Note:
    """The note that `assemble` left; a default one for a notebook that we did not write."""
    try:
        return msgspec.convert(notebook.metadata.get(KEY, {}), Note)
    except msgspec.ValidationError:
        return Note()


def read_result(path: Path, assignment: Assignment) -> SubmissionResult:
    """The result that an autograded notebook holds.

    Raises:
        OSError, ValueError: it is not there, or not a notebook.
    """
    notebook = nbformat.read(path, as_version=4)
    note = read_note(notebook)
    found = map(kept, notebook.cells)
    return SubmissionResult(
        notebook=str(path),
        assignment=assignment.name,
        language=note.language,
        tasks=tuple(task for task in found if task is not None),
        isolation=note.isolation,
        device=note.device,
        seconds=note.seconds,
        repairs=note.repairs,
        fault=note.fault,
        suspicion=note.suspicion,
    )
