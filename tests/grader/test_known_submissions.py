"""What students are known to hand in, in the sandbox: what is right gets everything, the rest the verdict that its folder names.

Here every eighth one that must be accepted, held against the checks of what it answers, and a sample of the rest through the whole
grader: each takes a second or two. The rest of the bank is tried in process, in test_audit_of_this_course; `make audit` grades all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from grader.audit.matrix import GradingOrder, Row, graded, judged
from grader.bank import KnownSubmission, attacks, known_submissions, notebook
from grader.bench import Bench, at_bench
from grader.course import Assignment, Course
from grader.grading import cells_to_run, check_files
from grader.lane_keeper import LaneKeeper
from grader.lanes import Lane
from grader.notebook_process import NotebookProcess
from grader.reference import reference_signatures, reference_student
from grader.result import Verdict
from grader.secret import Secret
from grader.student import Student
from tests.grader.temporary_course import NAME, ROOT

ASSIGNMENTS = Course(ROOT).assignments
BANK = {assignment.name: known_submissions(assignment) for assignment in ASSIGNMENTS}
SECRET = Secret(bytes(32))

# Of every other folder this many, spread over it: of `attention`, which has all of them, and of each other assignment.
SAMPLE: Mapping[Verdict, tuple[int, int]] = {
    Verdict.FAILED: (2, 1),
    Verdict.ERROR: (1, 1),
    Verdict.MISSING: (1, 1),
    Verdict.PENDING: (1, 1),
    Verdict.CRASHED: (1, 0),
    Verdict.MEMORY: (1, 0),
    Verdict.TIMEOUT: (1, 0),
}


def sample() -> Iterator[KnownSubmission]:
    for name, bank in BANK.items():
        for verdict, sizes in SAMPLE.items():
            size = sizes[name != NAME]
            of_it = [known for known in bank if known.verdict is verdict]
            yield from of_it[:: -max(len(of_it) // max(size, 1), 1)][:size]


OTHERS = list(sample())


def named(known: KnownSubmission) -> str:
    return f"{known.assignment.name}/{known.name}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)
def test_what_is_right_gets_everything(lanes: Callable[[], Lane], assignment: Assignment) -> None:
    accepted = [known for known in BANK[assignment.name] if known.accepted][::8]
    losses = at_bench(check_files(assignment), lambda bench: {known.name: lost(bench, lanes, known) for known in accepted})
    assert {name: found for name, found in losses.items() if found} == {}


def lost(bench: Bench, lanes: Callable[[], Lane], known: KnownSubmission) -> list[str]:
    """The checks of what `known` answers that do not give all their points, in the sandbox."""
    assignment = known.assignment
    process = NotebookProcess(lanes, cells_to_run(notebook(known)), assignment.limits, seed=0)
    student = Student(process, reference_signatures(assignment), {task.name: task.forbids for task in assignment.tasks})
    try:
        process.run_cells()
        found = [
            task
            for name in known.own_tasks
            for task in bench.run(student, seed=SECRET.seed(assignment.name), task=name, control=reference_student(assignment))
        ]
    finally:
        process.close()
    assert {task.task: task.max_score for task in found} == {name: assignment.task(name).points for name in known.own_tasks}
    return [check.check for task in found for check in task.checks if check.points < check.max_points]


@pytest.mark.parametrize("known", OTHERS, ids=named)
def test_what_is_not_gets_its_verdict_and_loses_only_what_it_answers(keeper: LaneKeeper, known: KnownSubmission) -> None:
    row = Row(known, graded(keeper, GradingOrder(known, SECRET)))
    assert row.result.score < 100
    assert [finding.text for finding in judged([row]) if finding.text.startswith(known.name)] == []


def test_every_verdict_that_a_student_can_get_has_a_known_submission() -> None:
    found = {known.verdict for bank in BANK.values() for known in bank}
    found |= {attack.verdict for assignment in ASSIGNMENTS for attack in attacks(assignment)}
    assert found == set(Verdict) - {Verdict.INTERNAL}
