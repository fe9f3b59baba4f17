"""A task's result as it lies in an autograded notebook: in an output under its grade cell, with a table to read; of an answer in
words, which has no outputs, in the metadata of its cell."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec
from nbformat import NotebookNode
from nbformat.v4 import new_output

from . import table
from .result import Language, TaskResult

MIME = "application/vnd.grader.task+json"
KEY = "grader_result"  # in the metadata of an answer in words


def task_output(task: TaskResult, language: Language, titles: Mapping[str, str] | None = None) -> NotebookNode:
    """The `display_data` output that goes under the grade cell of `task`: a table, its text, and the result itself.

    Args:
        titles: what each public check says of itself, by the name of its test function (`table.sentences`).
    """
    data = {
        "text/html": table.html(task, language, titles),
        "text/plain": table.text(task, language, titles),
        MIME: msgspec.to_builtins(task),
    }
    output: NotebookNode = new_output("display_data", data=data)
    return output


def read_task(output: object) -> TaskResult | None:
    """The result in an output that `task_output` made; None for any other, a forged one included."""
    data = output.get("data") if isinstance(output, dict) else None
    return _read(data[MIME]) if isinstance(data, dict) and MIME in data else None


def keep(cell: NotebookNode, task: TaskResult, language: Language, titles: Mapping[str, str] | None = None) -> None:
    """Put the result of `task` into the cell that has its points."""
    if cell.cell_type == "code":
        cell.outputs = [task_output(task, language, titles)]
    else:
        cell.metadata[KEY] = msgspec.to_builtins(task)


def kept(cell: NotebookNode) -> TaskResult | None:
    """The last result that was put into a cell; None where there is none."""
    found = [_read(cell.metadata[KEY])] if KEY in cell.metadata else [read_task(output) for output in cell.get("outputs", ())]
    return next((task for task in reversed(found) if task is not None), None)


def _read(value: object) -> TaskResult | None:
    try:
        task = msgspec.convert(value, TaskResult)
    except (msgspec.ValidationError, RecursionError):
        return None
    return task if math.isfinite(task.score + task.max_score) else None
