"""The feedback page, which is made from an autograded notebook and from what the gradebook says of it.

A page is one file: no script, no event handler, nothing loaded from anywhere. All that it shows, the student's own text
included, was cleaned of control characters and is escaped by the template.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nbformat import NotebookNode

from . import table
from .cells import label
from .edition import EDITION_TAGS
from .graded_item import GradedItem, Standing, task_of
from .kept_result import kept
from .marking import without_schemes
from .result import Language, TaskResult
from .wording import SYMBOLS, wording


def page(  # noqa: PLR0913 - by name alone, and a page has that many parts
    notebook: NotebookNode,
    *,
    student: str,
    assignment: str,
    language: Language,
    score: float | None,
    max_score: float,
    comments: Mapping[str, str],
    late_penalty: float = 0.0,
    repairs: Sequence[str] = (),
    notice: str | None = None,
    titles: Mapping[str, str] | None = None,
    standings: Mapping[str, Standing] | None = None,
) -> str:
    """The feedback page of one autograded notebook, as one HTML file.

    Args:
        notebook: as autograding left it, with a result in each cell that has points. The scores that count are read from
            nbgrader's metadata (`score`), where the exporter puts them; one that is absent is not given yet.
        score: of the whole, with `late_penalty` already taken off; None while there is none.
        comments: of the TA, by the grade_id of the answer or of its grade cell.
        repairs: what was mended in the notebook before it was graded.
        notice: a sentence that goes on top.
        titles: what each public check says of itself, by the name of its test function.
        standings: who has given each score, by the grade_id of its cell.
    """
    known = standings or {}
    graded = [
        GradedItem(heading, cell, answer, _result(cell), _comment(comments, cell), language, titles or {}, known.get(label(cell)))
        for heading, cell, answer in _graded(notebook, language)
    ]
    given: dict[str, object] = {
        "title": _title(notebook, language) or table.clean(assignment),
        "student": table.clean(student, limit=200, lines=1),
        "assignment": table.clean(assignment, limit=200, lines=1),
        "lang": language,
        "words": wording(language),
        "score": score,
        "max_score": max_score,
        "share": 0.0 if score is None or max_score <= 0 else min(max(100 * score / max_score, 0.0), 100.0),
        "provisional": any(item.waits for item in graded),
        "late_penalty": late_penalty,
        "graded": graded,
        "repairs": [table.clean(repair) for repair in repairs],
        "notice": table.clean(notice) if notice else None,
        "symbols": SYMBOLS,
    }
    return table.environment().get_template("feedback.html.j2").render(given)


def _graded(notebook: NotebookNode, language: Language) -> Iterator[tuple[str, NotebookNode, NotebookNode | None]]:
    """Each cell that has points, with the heading above its answer, and the answer. Where several have one heading, theirs is the
    one below it: each description of an exercise has its own.
    """
    found = list(_below_headings(notebook, language))
    shared = Counter(heading for heading, *_ in found)
    for heading, lower, cell, answer in found:
        yield lower if shared[heading] > 1 and lower else heading, cell, answer


def _below_headings(notebook: NotebookNode, language: Language) -> Iterator[tuple[str, str, NotebookNode, NotebookNode | None]]:
    """Each cell that has points, with the headings of two levels above its answer, and the answer."""
    answers: dict[str, tuple[str, str, NotebookNode]] = {}  # the cells that a student writes, with the headings above them
    heading = lower = ""
    for cell in without_schemes(notebook.cells):
        if (new := _heading(cell, language)) is not None:
            heading, lower = new, ""
        lower = _heading(cell, language, "###") or lower
        mark = cell.metadata.get("nbgrader") or {}
        if mark.get("solution"):
            answers[task_of(cell)] = (heading, lower, cell)
        if mark.get("grade") or mark.get("task"):
            above, under, answer = answers.get(task_of(cell), (heading, lower, None))
            yield above, under, cell, answer


def _result(cell: NotebookNode) -> TaskResult | None:
    """What grading left in a cell that has points; a result of another task is none."""
    result = kept(cell)
    return result if result is not None and result.task == task_of(cell) else None


def _comment(comments: Mapping[str, str], cell: NotebookNode) -> str:
    """What was said of a task, at its answer or at its grade cell."""
    said = [comments.get(name) or "" for name in dict.fromkeys((task_of(cell), label(cell)))]
    return table.clean("\n".join(filter(None, said)), limit=8000, lines=200)


def _heading(cell: NotebookNode, language: Language, level: str = "##") -> str | None:
    """The last heading of that level in a text cell of this edition, without its markup; None when it has none."""
    if cell.cell_type != "markdown" or (cell.metadata.get("nbgrader") or {}).get("solution"):
        return None
    tags: Iterable[str] = cell.metadata.get("tags") or []
    if any(tag in tags for other, tag in EDITION_TAGS.items() if other != language):
        return None
    found = re.findall(rf"^{level}[ \t]+(.+?)[ \t]*#*[ \t]*$", cell.source, flags=re.MULTILINE)
    return _plain(found[-1]) if found else None


def _plain(heading: str) -> str:
    linked = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return table.clean(re.sub(r"\*+|`|<[^>]*>", "", linked), limit=160, lines=1).strip()


def _title(notebook: NotebookNode, language: Language) -> str | None:
    return next(filter(None, (_heading(cell, language, "#") for cell in notebook.cells)), None)
