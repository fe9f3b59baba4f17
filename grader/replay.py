"""`replay`: one result repeated from its record in the store, with what its lost checks leave (`evidence`). Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import nbformat

from .batch import grade_ids_of_others
from .bench import Bench, at_bench
from .course import Course, CourseError
from .evidence import Witness
from .grade_command import writing_nothing
from .grading import Grader, check_files
from .grading_process import digest_now, graded
from .lanes import Lane
from .marking import without_schemes
from .order import Order, Report
from .provenance import Provenance, provenance
from .result import CheckResult, SubmissionResult, TaskResult
from .sandbox import ISOLATION
from .secret import FOLDER, Secret
from .store import FILE, Kept, Store
from .submission import Submission

_ADDRESS = re.compile(r"\b0x[0-9a-f]+\b")  # of an object, as Python shows one that nobody gave a name: another one each time
PARTS_OF_A_RESULT = ("language", "isolation", "device", "fault", "suspicion", "repairs")


@dataclass(frozen=True)
class Record:
    """A result in the store, and what it would be made of now."""

    kept: Kept
    later: int  # results of the student's that were made after it
    earlier: int
    order: Order

    @property
    def report(self) -> Report:
        return self.kept.report

    @property
    def result(self) -> SubmissionResult:
        return self.kept.report.result

    @property
    def made_of(self) -> Provenance:
        """What the result would be made of now."""
        return replace(self.order.made_of, notebook=digest_now(self.order))


@dataclass(frozen=True)
class Difference:
    """A part in which the repeated result is not the recorded one."""

    where: str  # task and check; "" for the whole
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Replay:
    """A result, repeated."""

    record: Record
    now: Provenance
    result: SubmissionResult
    differences: tuple[Difference, ...]
    witness: Witness

    @property
    def from_file(self) -> bool:
        """Whether the file that was graded is still there; otherwise its notebook came from the record."""
        return self.record.report.provenance.notebook == self.now.notebook

    @property
    def changed(self) -> tuple[str, ...]:
        """What the result is made of and has changed since; not the file, for the record has what was in it."""
        return tuple(part for part in self.record.report.provenance.differences(self.now) if part != "notebook")


def find(course: Course, student: str, name: str, *, back: int = 0) -> Record:
    """The record of a student's result; with `back`, of the one so many results before it.

    Raises:
        CourseError: there is none, or it cannot be repeated here.
        GraderFault: the store cannot be read.
    """
    assignment = course.assignment(name)
    past = _history(course, student, name)
    if not past:
        raise CourseError(f"nothing is recorded of {student!r} in {name}; to grade: grader autograde {name} --student {student}")
    if back >= len(past):
        raise CourseError(f"--back {back}: the store has {len(past)} of {student}'s results in {name}")
    kept, secret = past[back], _secret(course, past[back])
    submitted = course.root / "submitted"
    made_of = provenance(assignment, secret, kept.report.provenance.device, ISOLATION)
    path = submitted / student / name / f"{name}.ipynb"
    order = Order(assignment, path, student, secret, made_of, submitted, grade_ids_of_others(course, assignment))
    return Record(kept, back, len(past) - 1 - back, replace(order, device=made_of.device))


def _history(course: Course, student: str, name: str) -> tuple[Kept, ...]:
    """A store that is not there is not made: this command writes nothing."""
    if not (course.root / FOLDER / FILE).is_file():
        raise CourseError(f"{course.root / FOLDER / FILE}: no result is recorded in this course; run: grader autograde {name}")
    with Store(course.root) as store:
        return tuple(store.history(name, student))


def _secret(course: Course, kept: Kept) -> Secret:
    """The secret that the result was won under; under another one other inputs would be drawn, which repeats nothing."""
    path, name = course.root / FOLDER / "secret", kept.report.result.assignment
    secret = Secret.of(course.root) if path.is_file() else None
    if secret is None or f"{secret.seed(name):x}" != kept.report.provenance.seed:
        what = "is gone" if secret is None else "is another one now"
        raise CourseError(
            f"{path} {what}: the hidden inputs of this result were drawn from the one of then, so it cannot be repeated. "
            f"Put that one back, from a backup say; or grade everybody anew: grader autograde {name} --fresh"
        )
    return secret


def replay(record: Record, lanes: Callable[[], Lane]) -> Replay:
    """Grade what was graded once more, and hold it against the record. What is compiled of the checks is not kept.

    Raises:
        GraderFault, SandboxUnavailable: it cannot be graded here.
    """
    order, now, witness = record.order, record.made_of, Witness()
    from_file = record.report.provenance.notebook == now.notebook

    def repeated(bench: Bench) -> Report:
        grader = Grader(lanes, order.secret, order.device, witness.at(bench))
        return graded(order, grader) if from_file else _from_record(record.report, order, grader)

    with writing_nothing():
        report = at_bench(check_files(order.assignment), repeated)
    return Replay(record, now, report.result, tuple(differences(record.report, report)), witness)


def _from_record(report: Report, order: Order, grader: Grader) -> Report:
    """As if the file were there: what was read and rebuilt then is in the record."""
    return replace(report, result=grader.grade(_as_recorded(report, order)).result)


def _as_recorded(report: Report, order: Order) -> Submission:
    notebook = nbformat.reads(report.notebook, as_version=4)
    notebook.cells = without_schemes(notebook.cells)
    language, repairs = report.result.language, report.result.repairs
    digest = report.provenance.notebook
    return Submission(order.path, order.assignment, language, notebook, repairs, report.untouched, order.student, digest)


def differences(before: Report, after: Report) -> Iterator[Difference]:
    """Part by part; how long it took, where the file lay and addresses in what is said do not count."""
    if (before.unreadable is None) != (after.unreadable is None):
        yield Difference("", "file", before.unreadable or "read", after.unreadable or "read")
    yield from _parts("", before.result, after.result, PARTS_OF_A_RESULT)
    olds, news = _by_name(before.result), _by_name(after.result)
    for task in {**olds, **news}:
        old, new = olds.get(task), news.get(task)
        if old is not None and new is not None:
            yield from _parts(task, old, new, ("served", "by_hand"))
        yield from _of_checks(task, old, new)


def _of_checks(task: str, before: TaskResult | None, after: TaskResult | None) -> Iterator[Difference]:
    olds, news = ({(check.check, check.public): check for check in found.checks} if found else {} for found in (before, after))
    for key in {**olds, **news}:
        old, new, where = olds.get(key), news.get(key), f"{task}, {key[0]}"
        if old is None or new is None or _worth(old) != _worth(new):
            yield Difference(where, "verdict", _worth(old), _worth(new))
        else:
            yield from _parts(where, old, new, ("points", "max_points", "hint", "detail"))


def _worth(check: CheckResult | None) -> str:
    return "not there" if check is None else f"{check.verdict}, {check.points:g} of {check.max_points:g}"


def _by_name(result: SubmissionResult) -> dict[str, TaskResult]:
    return {task.task: task for task in result.tasks}


def _parts(where: str, before: object, after: object, names: tuple[str, ...]) -> Iterator[Difference]:
    for name in names:
        old, new = _text(getattr(before, name)), _text(getattr(after, name))
        if _ADDRESS.sub("", old) != _ADDRESS.sub("", new):
            yield Difference(where, name, old, new)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
