"""This course's own checks, audited in part: the whole bank in process, a sample of the mutants, a few seeds.

`make audit` does the whole, in the sandbox, over a thousand seeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest

from grader.audit import bench, mutation
from grader.audit.bench import Order
from grader.audit.matrix import GradingOrder, Row, graded
from grader.audit.pipeline import Benches, tried
from grader.audit.trial import Check, Loss, Trial, Tried, of_bank, the_reference
from grader.bank import KnownSubmission, known_submissions
from grader.course import Assignment, Course
from grader.lane_keeper import LaneKeeper
from grader.result import Verdict
from grader.secret import Secret
from tests.grader.temporary_course import ROOT

ASSIGNMENTS = Course(ROOT).assignments
EVERY_MUTANT = 30  # of these one is tried
TOGETHER = 8  # what shares a process here; what looks odd then is tried once more alone


def name_of(assignment: Assignment) -> str:
    return assignment.name


for_each_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=name_of)


@pytest.fixture(scope="module")
def benches() -> Iterator[Benches]:
    with Benches(bench.serve, 2) as crew:
        yield crew


def wrong_ones(assignment: Assignment) -> list[KnownSubmission]:
    """What answers, and answers wrong; the rest of the bank ends its process or leaves nothing to check."""
    return [known for known in known_submissions(assignment) if known.verdict in (Verdict.FAILED, Verdict.ERROR)]


def all_checks(benches: Benches, assignment: Assignment) -> set[Check]:
    ((_, checks),) = benches.replies([Order(assignment)])
    return {check for check in checks if isinstance(check, Check)}


def telling(known: KnownSubmission, outcome: Tried, checks: set[Check]) -> Iterator[tuple[str, str, bool]]:
    """The checks that this submission shows to be good for something: it loses them and not all of their task."""
    for task in known.own_tasks:
        lost = {(loss.task, loss.check, loss.public) for loss in outcome.losses if loss.task == task}
        if len(lost) < sum(check.task == task for check in checks) or len(lost) == 1:
            yield from lost


@for_each_assignment
def test_every_wrong_submission_is_caught_by_its_own_task_and_every_check_catches_one(
    benches: Benches, keeper: LaneKeeper, assignment: Assignment
) -> None:
    bank, checks = wrong_ones(assignment), all_checks(benches, assignment)
    trials = [Trial(of_bank(known), (0,), "every check") for known in bank]
    outcomes = tried(benches, assignment, trials, together=TOGETHER)
    missed = [known for known, outcome in zip(bank, outcomes, strict=True) if not outcome.lost_on(0)]
    # some cheat where they share a process with the checks, which they never do in grading
    rows = [Row(known, graded(keeper, GradingOrder(known, Secret(bytes(32))))) for known in missed]
    assert [row.known.name for row in rows if not row.losses] == []
    assert len(missed) < 5, "this is for the few that cheat; all others must be caught in process"
    alive = set(chain.from_iterable(telling(known, outcome, checks) for known, outcome in zip(bank, outcomes, strict=True)))
    assert {(check.task, check.name, check.public) for check in checks} - alive == set()


@for_each_assignment
def test_a_sample_of_the_mutants_is_caught_or_listed(benches: Benches, assignment: Assignment) -> None:
    mutants = mutation.mutants_of(assignment)[::EVERY_MUTANT]
    outcomes = tried(benches, assignment, [mutation.trial_of(mutant) for mutant in mutants], together=TOGETHER)
    entries = mutation.allowed(assignment)
    alive = mutation.survivors(zip(mutants, outcomes, strict=True), entries)
    assert [survivor.mutant.diff for survivor in alive if survivor.reason is None] == []


@for_each_assignment
def test_the_list_of_survivors_speaks_of_mutants_that_there_are(assignment: Assignment) -> None:
    there = {(mutant.function, mutant.before, mutant.after) for mutant in mutation.mutants_of(assignment)}
    listed = {(entry.function, entry.before, after) for entry in mutation.allowed(assignment) for after in entry.after}
    assert listed <= there


@for_each_assignment
def test_over_a_few_seeds_nothing_turns_against_what_is_right(benches: Benches, assignment: Assignment) -> None:
    reference = Trial(the_reference(assignment), tuple(range(3)), "every check")
    right = [known for known in known_submissions(assignment) if known.accepted][::2]
    trials = [reference, *(Trial(of_bank(known), (5,), "every check") for known in right)]
    losses: list[Loss] = [loss for outcome in tried(benches, assignment, trials) for loss in outcome.losses]
    assert losses == []
