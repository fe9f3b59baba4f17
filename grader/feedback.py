"""What a student may read: the output under each grade cell, and the feedback page that is made from them.

A page is one file: no script, no event handler, nothing loaded from anywhere. All that it shows, the student's own text
included, was cleaned of control characters and is escaped by the template.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
from markupsafe import Markup
from nbformat import NotebookNode
from nbformat.v4 import new_output
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from . import table
from .course import GRADE_CELL_PREFIX
from .edition import EDITION_TAGS
from .result import Language, TaskResult, Verdict
from .wording import SYMBOLS, wording

MIME = "application/vnd.grader.task+json"
ANSWER_LIMIT, ANSWER_LINES = 20_000, 400
PRINTED_LIMIT, PRINTED_LINES = 4_000, 60


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
    if not isinstance(output, dict) or not isinstance(data := output.get("data"), dict) or MIME not in data:
        return None
    try:
        task = msgspec.convert(data[MIME], TaskResult)
    except (msgspec.ValidationError, RecursionError):
        return None
    return task if math.isfinite(task.score + task.max_score) else None


@dataclass(frozen=True)
class _Graded:
    """One graded item of the notebook, as the page shows it."""

    heading: str
    mark: Mapping[str, object]  # nbgrader's metadata of the grade cell
    answer: NotebookNode | None  # the cell that the student wrote
    result: TaskResult | None  # None: graded by a person, or not yet
    comment: str
    language: Language
    titles: Mapping[str, str]

    @property
    def name(self) -> str:
        return table.clean(self.mark.get("grade_id", "")).removeprefix(GRADE_CELL_PREFIX)

    @property
    def by_hand(self) -> bool:
        return bool(self.mark.get("solution") or self.mark.get("task"))

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict if self.result is not None else Verdict.PENDING

    @property
    def label(self) -> str:
        words = wording(self.language)
        done = self.by_hand and self.score is not None
        return words.graded_by_hand if done else words.verdicts[self.verdict]

    @property
    def symbol(self) -> str:
        return "•" if self.by_hand and self.score is not None else SYMBOLS[self.verdict]

    @property
    def score(self) -> float | None:
        """What counts: the gradebook's score, which a person may have changed; else ours; None while there is none."""
        if (self.result is None and not self.by_hand) or self.verdict is Verdict.INTERNAL:
            return None
        recorded = _number(self.mark.get("score"))
        return recorded if recorded is not None or self.result is None else self.result.score

    @property
    def max_score(self) -> float:
        recorded = _number(self.mark.get("points"))
        return recorded if recorded is not None else self.result.max_score if self.result else 0.0

    @property
    def adjusted(self) -> bool:
        return self.result is not None and self.score is not None and abs(self.score - self.result.score) > 1e-6

    @property
    def waits(self) -> bool:
        return self.score is None or (self.result is not None and self.verdict in table.FOR_A_PERSON)

    @cached_property
    def rows(self) -> list[table.Row]:
        return table.rows(self.result, self.language, self.titles) if self.result else []

    @property
    def next(self) -> str | None:
        if self.result is not None:
            return table.advice(self.result, self.language)
        return wording(self.language).ungraded if self.score is None else None

    @property
    def is_code(self) -> bool:
        return self.answer is not None and self.answer.get("cell_type") == "code"

    @cached_property
    def source(self) -> str:
        words = wording(self.language)
        written = self.answer.get("source", "") if self.answer is not None else ""
        return table.clean(written, limit=ANSWER_LIMIT, lines=ANSWER_LINES, cut=f"# {words.cut}")

    @property
    def code(self) -> Markup:
        """The student's code with its words marked as what they are; pygments escapes it."""
        return Markup(highlight(self.source, PythonLexer(), HtmlFormatter(nowrap=True)))

    @cached_property
    def printed(self) -> str:
        outputs = self.answer.get("outputs", []) if self.answer is not None else []
        text = "\n".join(filter(None, map(_output_text, outputs)))
        return table.clean(text, limit=PRINTED_LIMIT, lines=PRINTED_LINES, cut=wording(self.language).cut)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _output_text(output: NotebookNode) -> str:
    match output.get("output_type"):
        case "stream":
            return str(output.get("text", ""))
        case "error":
            trace = output.get("traceback") or []
            return "\n".join(map(str, trace)) or f"{output.get('ename', '')}: {output.get('evalue', '')}"
        case _:
            return str(output.get("data", {}).get("text/plain", ""))


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
) -> str:
    """The feedback page of one autograded notebook, as one HTML file.

    Args:
        notebook: as autograding left it, with a `task_output` under each grade cell. A person's scores are read from
            nbgrader's metadata (`score`), where its `GetGrades` puts them; one that is absent is not given yet.
        score: of the whole, with `late_penalty` already taken off; None while there is none.
        comments: of the TA, by the grade_id of the answer or of its grade cell.
        repairs: what was mended in the notebook before it was graded.
        notice: a sentence that goes on top.
        titles: what each public check says of itself, by the name of its test function.
    """
    graded = list(_graded(notebook, language, comments, titles or {}))
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


def _graded(
    notebook: NotebookNode, language: Language, comments: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[_Graded]:
    answers: dict[str, tuple[NotebookNode, str]] = {}  # the cells that a student writes, each with the heading above it
    heading = ""
    for cell in notebook.cells:
        heading = _heading(cell, language) or heading
        mark = cell.metadata.get("nbgrader") or {}
        name = str(mark.get("grade_id", ""))
        if mark.get("solution"):
            answers[name] = (cell, heading)
        if mark.get("grade") or mark.get("task"):
            wanted = name if mark.get("solution") else name.removeprefix(GRADE_CELL_PREFIX)
            answer, above = answers.get(wanted, (None, heading))
            said = [comments.get(key) or "" for key in dict.fromkeys((wanted, name))]
            comment = table.clean("\n".join(filter(None, said)), limit=8000, lines=200)
            yield _Graded(above, mark, answer, _result(cell, wanted), comment, language, titles)


def _result(cell: NotebookNode, task: str) -> TaskResult | None:
    """What grading left under this grade cell; a result of another task is none."""
    found = [result for output in cell.get("outputs", []) if (result := read_task(output)) and result.task == task]
    return found[-1] if found else None


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
