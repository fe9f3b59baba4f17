"""`grader audit`: for each assignment the matrix, the mutants and the seeds, and what they found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..bank import KnownSubmission, known_submissions
from ..course import Assignment, CourseError
from ..crew import Crew
from ..fault import GraderFault
from ..result import SubmissionResult, Verdict
from ..secret import Secret
from . import bench, matrix, mutation, seeds
from .bench import Order
from .finding import PARTS, Finding, Part
from .progress import Reporter, Step
from .seeds import Ledger
from .trial import Check, Trial, Tried, the_reference

SEEDS, FULL_SEEDS = 20, 1000
TOGETHER = 8  # mutants in one process, which takes 0.05 seconds to make and to end: as long as three mutants take
Benches = Crew[Order, tuple[Check, ...] | tuple[Tried, ...]]
Lanes = Crew[matrix.GradingOrder, SubmissionResult]


@dataclass(frozen=True)
class Plan:
    """What to do, and on how many processes."""

    secret: Secret  # draws the inputs of the matrix, as in grading
    seeds: int = SEEDS
    parts: tuple[Part, ...] = PARTS
    jobs: int = 0  # 0: as many as there are cores
    tasks: frozenset[str] = frozenset()  # only these; none named: all

    @property
    def processes(self) -> int:
        return self.jobs or len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Audited:
    """What is known of an assignment's checks after its audit."""

    assignment: Assignment
    checks: tuple[Check, ...]
    rows: tuple[matrix.Row, ...] = ()
    mutants: int = 0
    survivors: tuple[mutation.Survivor, ...] = ()
    seeds: int = 0
    calls: int = 0  # of checks, over the seeds
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Hands:
    """The processes that do the work; they start when they are needed."""

    benches: Benches
    lanes: Lanes


def audit(assignments: tuple[Assignment, ...], plan: Plan, reporter: Reporter) -> Iterator[Audited]:
    """Audit one assignment after another.

    Raises:
        CourseError: an assignment has no known submissions, or its list of survivors is malformed.
        GraderFault: our fault, such as a machine without a sandbox; nothing is said of the checks then.
    """
    with Benches(bench.serve, plan.processes) as benches, Lanes(matrix.serve, plan.processes) as lanes:
        for assignment in assignments:
            if not known_submissions(assignment):
                raise CourseError(f"{assignment.known_submissions}: no known submissions to try the checks on")
            _refuse_unknown(assignment, plan.tasks)
            checks = _checks(benches, assignment)
            found = Audited(assignment, tuple(check for check in checks if not plan.tasks or check.task in plan.tasks))
            for part in plan.parts:
                found = _PARTS[part](found, Hands(benches, lanes), plan, reporter)
            yield found


def _checks(benches: Benches, assignment: Assignment) -> tuple[Check, ...]:
    ((_, reply),) = benches.replies([Order(assignment)])
    return tuple(check for check in reply if isinstance(check, Check))


def _refuse_unknown(assignment: Assignment, tasks: frozenset[str]) -> None:
    names = [task.name for task in assignment.checked]
    if unknown := sorted(tasks - set(names)):
        raise CourseError(f"--task {', '.join(unknown)}: the tasks of {assignment.name} that checks grade are {', '.join(names)}")


def _bank(found: Audited, plan: Plan) -> tuple[KnownSubmission, ...]:
    """The known submissions that answer what is audited."""
    bank = known_submissions(found.assignment)
    return tuple(known for known in bank if not plan.tasks or not plan.tasks.isdisjoint(known.own_tasks))


def _matrix(found: Audited, hands: Hands, plan: Plan, reporter: Reporter) -> Audited:
    bank = _bank(found, plan)
    with reporter.part(f"{found.assignment.name}: matrix", len(bank), "submissions") as step:
        rows = _rows(hands.lanes, bank, plan.secret, step)
    late = [row.known for row in rows if row.out_of_time]
    again = {known: row for known in late for row in _rows(hands.lanes, [known], plan.secret)}  # one at a time
    rows = tuple(again.get(row.known, row) for row in rows)
    return replace(found, rows=rows, findings=(*found.findings, *matrix.judged(rows, plan.tasks)))


def _rows(lanes: Lanes, bank: Sequence[KnownSubmission], secret: Secret, step: Step = lambda _: None) -> tuple[matrix.Row, ...]:
    results: dict[int, SubmissionResult] = {}
    for place, result in lanes.replies([matrix.GradingOrder(known, secret) for known in bank]):
        if result.fault is not None:
            raise GraderFault(f"{bank[place].name}: {result.fault}")
        results[place] = result
        step(1)
    return tuple(matrix.Row(known, results[place]) for place, known in enumerate(bank))


def _mutation(found: Audited, hands: Hands, plan: Plan, reporter: Reporter) -> Audited:
    entries = tuple(one for one in mutation.allowed(found.assignment) if not plan.tasks or one.function in plan.tasks)
    mutants = tuple(one for one in mutation.mutants_of(found.assignment) if not plan.tasks or one.function in plan.tasks)
    trials = [mutation.trial_of(mutant) for mutant in mutants]
    _refuse_unless_right(hands.benches, found.assignment)
    with reporter.part(f"{found.assignment.name}: mutation", len(mutants), "mutants") as step:
        outcomes = tried(hands.benches, found.assignment, trials, step, TOGETHER)
    alive = mutation.survivors(zip(mutants, outcomes, strict=True), entries)
    findings = mutation.judged(found.assignment, alive, entries)
    return replace(found, mutants=len(mutants), survivors=alive, findings=(*found.findings, *findings))


def _refuse_unless_right(benches: Benches, assignment: Assignment) -> None:
    """Raise where a check cannot be put to the reference itself: it would seem to catch every mutant."""
    (outcome,) = tried(benches, assignment, [Trial(the_reference(assignment), (0,), "every check")])
    broken = (loss for loss in outcome.losses if loss.verdict is not Verdict.FAILED)
    if losses := [f"{loss.task}: {loss.check} ({loss.detail or loss.verdict})" for loss in broken]:
        raise GraderFault(f"{assignment.name}: the reference loses {losses[0]}, so nothing can be said of its mutants")


def _seeds(found: Audited, hands: Hands, plan: Plan, reporter: Reporter) -> Audited:
    ledger = seeds.kept(found.assignment, plan.seeds, plan.tasks)
    with reporter.part(f"{found.assignment.name}: seeds", plan.seeds, "seeds") as step:
        step(ledger.done)
        while ledger.done < plan.seeds:
            block = range(ledger.done, min(ledger.done + seeds.BLOCK, plan.seeds))
            try_block(hands.benches, found, block, plan.seeds, ledger)
            seeds.keep(found.assignment, ledger)
            step(len(block))
    seeds.place_of(found.assignment).unlink()
    findings = seeds.judged(found.assignment, ledger)
    return replace(found, seeds=plan.seeds, calls=ledger.calls, findings=(*found.findings, *findings))


def try_block(benches: Benches, found: Audited, block: range, count: int, ledger: Ledger) -> None:
    """Try everything on some of `count` seeds."""
    plan = [
        (case, trial)
        for case in seeds.cases(found.assignment, known_submissions(found.assignment), found.checks)
        for trial in case.trials(block, max(count // seeds.WRONG_SHARE, 1))
    ]
    for (case, trial), outcome in zip(plan, tried(benches, found.assignment, [trial for _, trial in plan]), strict=True):
        ledger.note(case, trial, outcome)
    ledger.done += len(block)


def tried(
    benches: Benches, assignment: Assignment, trials: Sequence[Trial], step: Step = lambda _: None, together: int = 1
) -> list[Tried]:
    """What comes of each trial.

    Args:
        together: how many share a process; what one patches, those after it meet.
    """
    groups = [tuple(trials[start : start + together]) for start in range(0, len(trials), together)]
    outcomes: dict[int, list[Tried]] = {}
    for place, reply in benches.replies([Order(assignment, group) for group in groups]):
        outcomes[place] = [outcome for outcome in reply if isinstance(outcome, Tried)]
        step(len(outcomes[place]))
    return [outcome for place in range(len(groups)) for outcome in outcomes[place]]


_PARTS: dict[Part, Callable[[Audited, Hands, Plan, Reporter], Audited]] = {
    "matrix": _matrix,
    "mutation": _mutation,
    "seeds": _seeds,
}
