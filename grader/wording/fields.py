"""Which fixed sentences there are, one field each.

`{…}` in a sentence is filled in with `str.format`; what is filled in is escaped by whoever puts it on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..result import Verdict


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    verdicts: Mapping[Verdict, str]  # the name of each verdict
    advice: Mapping[Verdict, str]  # what to look at next; the hint of the first failing check goes on behind it

    # the feedback page
    feedback: str
    student: str
    assignment: str
    score: str
    unscored: str
    provisional: str
    late: str
    summary: str
    task: str
    points: str
    verdict: str
    check: str
    at: str
    hidden: str
    hidden_passed: str
    hidden_passed_one: str
    next: str
    colon: str  # between a name and what is said of it
    answer: str
    empty_answer: str
    picture: str
    printed: str
    cut: str
    comment: str
    ungraded: str
    by_a_person: str
    served: str
    not_answered: str
    graded_by_hand: str
    adjusted: str
    no_tasks: str
    repairs: str
    repairs_note: str

    # the notebook
    all_passed: str
    some_passed: str
    not_written_name: str
    form_complete: str
    form_incomplete: str
    not_run_name: str
    raised: str
    in_line: str
    cell_raised: str
    join: str
    no_checks_file: str
    unreadable_checks: str
    unknown_task: str
    no_public_checks: str
    check_broke: str
    statements_of: str
    no_id: str
    no_statements: str
