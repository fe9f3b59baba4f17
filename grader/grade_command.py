"""`grader grade`: notebooks to a report, and nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from rich.console import Console

from .batch import grade_ids_of_others
from .course import Assignment, Course, CourseError
from .devices import resolve
from .grading import Grader
from .lane_keeper import LaneKeeper
from .legible import written_out
from .report import submission_table
from .result import SubmissionResult, Verdict
from .sandbox import Sandbox
from .secret import FOLDER, Secret
from .submission import read
from .unreadable import UnreadableSubmission

OK, NOT_TAKEN, OUR_FAULT = 0, 1, 2


def grade_files(
    course: Course, notebooks: Sequence[Path], assignment: str | None, device: str, *, student: str | None = None, as_json: bool
) -> int:
    """Grade each notebook and print its result; gives the exit status.

    Args:
        student: whose work the notebooks are, as the gradebook has it; None: by the folder that each lies in, where that says it.

    Raises:
        CourseError, DeviceUnavailable: what was asked for is not here.
        SandboxUnavailable: there is no wall, so nothing is graded.
    """
    place = resolve(device)
    if assignment is not None:
        course.assignment(assignment)
    status, console = OK, Console(stderr=as_json)
    with writing_nothing(), LaneKeeper(Sandbox.here(place.nodes)) as keeper:
        grader = Grader(keeper.lane, _secret(course), place.name)
        for path, problem, result in _graded(course, notebooks, assignment, student, grader):
            if result is None:
                print(f"grader: {written_out(problem or '')}", file=sys.stderr)
                status = max(status, NOT_TAKEN)
            else:
                print(_line(as_object(result)), flush=True) if as_json else console.print(submission_table(path, result))
                status = max(status, OUR_FAULT if result.verdict is Verdict.INTERNAL else OK)
    return status


@contextlib.contextmanager
def writing_nothing() -> Iterator[None]:
    """Compiled check files go to a folder that is removed, not beside the checks."""
    before = sys.pycache_prefix
    with tempfile.TemporaryDirectory() as folder:
        sys.pycache_prefix = folder
        try:
            yield
        finally:
            sys.pycache_prefix = before


def _secret(course: Course) -> Secret:
    """The course's secret; where it has none yet, one for this run, for this command writes nothing."""
    there = (course.root / FOLDER / "secret").exists()
    return Secret.of(course.root) if there else Secret(secrets.token_bytes(32))


def _graded(
    course: Course, notebooks: Sequence[Path], name: str | None, student: str | None, grader: Grader
) -> Iterator[tuple[Path, str | None, SubmissionResult | None]]:
    for path in notebooks:
        try:
            with contextlib.redirect_stdout(sys.stderr):  # what a check or the reference prints is no report
                assignment = _assignment_of(course, path, name)
                others = grade_ids_of_others(course, assignment)
                submission = read(path, assignment, others=others, student_id=student or student_of(path, assignment))
                result = grader.grade(submission).result
        except (UnreadableSubmission, CourseError) as error:
            yield path, str(error), None
        else:
            yield path, None, result


def _assignment_of(course: Course, path: Path, name: str | None) -> Assignment:
    """The assignment by its name, else by the file's name or its folder's, else the only one."""
    if name is not None:
        return course.assignment(name)
    for assignment in course.assignments:
        if assignment.name in (path.stem, os.path.basename(os.path.realpath(path.parent))):
            return assignment
    if len(course.assignments) == 1:
        return course.assignments[0]
    raise CourseError(f"{path}: which assignment is this? Name it with --assignment")


def student_of(path: Path, assignment: Assignment) -> str | None:
    """The student whose folder the notebook lies in, submitted/<student>/<assignment>/; None where it lies elsewhere."""
    match path.absolute().parts[-4:-1]:
        case ("submitted", student, folder) if folder == assignment.name:
            return student
    return None


def _line(thing: object) -> str:
    """`thing` as JSON in a line that any terminal can show: what cannot be printed is escaped, all else stands as it is."""
    text = json.dumps(thing, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)


def as_object(result: SubmissionResult) -> dict[str, object]:
    """The object of `--json`; its keys are a contract."""
    return {
        "notebook": result.notebook,
        "assignment": result.assignment,
        "score": None if result.verdict is Verdict.INTERNAL else result.score,
        "max_score": result.max_score,
        "verdict": str(result.verdict),
        "isolation": result.isolation,
        "device": result.device,
        "seconds": result.seconds,
        "repairs": list(result.repairs),
        "fault": result.fault,
        "tasks": [
            {
                "task": task.task,
                "score": task.score,
                "max_score": task.max_score,
                "verdict": str(task.verdict),
                "served": list(task.served),
                "checks": msgspec.to_builtins(task.checks),
            }
            for task in result.tasks
        ],
    }
