"""One graded item of a feedback page: a task, or an answer in words, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from markupsafe import Markup
from nbformat import NotebookNode

from . import table
from .cells import FORM_TAG, by_hand, label
from .course import GRADE_CELL_PREFIX
from .highlight import highlighted
from .pasted import pasted, sources
from .result import Language, TaskResult, Verdict
from .wording import SYMBOLS, wording

ANSWER_LIMIT, ANSWER_LINES = 20_000, 400
PRINTED_LIMIT, PRINTED_LINES = 4_000, 60

# Where a score comes from: the checks; nobody yet; a person, or the checks, and a person is to look at it (again); a person.
Standing = Literal["automatic", "unscored", "review", "settled"]


def task_of(cell: NotebookNode) -> str:
    """The task that a cell with points, or an answer, belongs to."""
    mark = cell.metadata.get("nbgrader") or {}
    return label(cell) if mark.get("solution") or mark.get("task") else label(cell).removeprefix(GRADE_CELL_PREFIX)


@dataclass(frozen=True)
class GradedItem:
    """One graded item of the notebook, as the page shows it."""

    heading: str
    cell: NotebookNode  # that has the points
    answer: NotebookNode | None  # the cell that the student wrote
    result: TaskResult | None  # None: nothing that we know of
    comment: str
    language: Language
    titles: Mapping[str, str]
    recorded: Standing | None = None  # None: the gradebook does not say

    @property
    def name(self) -> str:
        return table.clean(task_of(self.cell))

    @property
    def by_hand(self) -> bool:
        return by_hand(self.cell) or bool(self.cell.metadata.nbgrader.get("task"))

    @property
    def standing(self) -> Standing:
        if self.recorded is not None or not self.by_hand:
            return self.recorded or "automatic"
        return "unscored" if self._recorded_score is None else "settled"

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict if self.result is not None else Verdict.PENDING

    @property
    def decided_by_hand(self) -> bool:
        """A person has settled what the checks could not."""
        return self.standing == "settled" and (self.by_hand or self.verdict in table.FOR_A_PERSON)

    @property
    def label(self) -> str:
        words = wording(self.language)
        return words.graded_by_hand if self.decided_by_hand else words.verdicts[self.verdict]

    @property
    def symbol(self) -> str:
        return "•" if self.decided_by_hand else SYMBOLS[self.verdict]

    @property
    def score(self) -> float | None:
        """What counts: the gradebook's score, which a person may have changed; else ours; None while there is none."""
        ours = self.result is not None and self.verdict is not Verdict.INTERNAL
        if self.standing == "unscored" or (self.standing != "settled" and not self.by_hand and not ours):
            return None
        if self.verdict is Verdict.PENDING and self.standing == "review" and not self._recorded_score:
            return None  # nobody has found it worth nothing
        return self._recorded_score if self._recorded_score is not None or self.result is None else self.result.score

    @property
    def _recorded_score(self) -> float | None:
        return _number(self.cell.metadata.nbgrader.get("score"))

    @property
    def max_score(self) -> float:
        recorded = _number(self.cell.metadata.nbgrader.get("points"))
        return recorded if recorded is not None else self.result.max_score if self.result else 0.0

    @property
    def adjusted(self) -> bool:
        if self.result is None or self.score is None or self.by_hand:
            return False
        return abs(self.score - self.result.score) > 1e-6

    @property
    def waits(self) -> bool:
        open_still = self.score is None or (self.result is not None and self.verdict in table.FOR_A_PERSON)
        return self.standing in ("unscored", "review") or (self.standing != "settled" and open_still)

    @cached_property
    def rows(self) -> list[table.Row]:
        if self.result is None or self.by_hand:
            return []
        rows = table.rows(self.result, self.language, self.titles)
        return [row for row in rows if row.verdict not in table.FOR_A_PERSON] if self.decided_by_hand else rows

    @property
    def next(self) -> str | None:
        words = wording(self.language)
        if self.decided_by_hand:
            return None
        if self.verdict is Verdict.MISSING and (self.by_hand or self._is_form):
            return words.not_answered
        if self.by_hand:
            return words.by_a_person
        return words.ungraded if self.result is None else table.advice(self.result, self.language)

    @property
    def served(self) -> str | None:
        return table.served(self.result, self.language) if self.result and not self.decided_by_hand else None

    @property
    def _is_form(self) -> bool:
        return self.answer is not None and FORM_TAG in self.answer.metadata.get("tags", ())

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
        """The student's code with its words marked as what they are."""
        return highlighted(self.source)

    @property
    def pictures(self) -> tuple[str, ...]:
        """That the student has pasted into the answer, each an address that holds it."""
        return sources(pasted(self.answer.get("attachments"))) if self.answer is not None and not self.is_code else ()

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
