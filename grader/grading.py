"""`Grader.grade(submission)`: from a rebuilt notebook to a `Graded`, the pipeline in one screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from . import checks
from .bench import Bench
from .by_hand import completed
from .cells import copied
from .course import Assignment, Task
from .errors import StudentError
from .fault import GraderFault
from .lane import wire
from .lanes import Lane
from .notebook_process import Cell, NotebookProcess
from .reference import reference, reference_signatures, reference_student
from .result import Language, SubmissionResult, TaskResult, Verdict
from .sandbox import ISOLATION
from .secret import Secret
from .student import Student
from .submission import Submission
from .upstream import Answers, Upstream

SECOND_CHANCE_SECONDS = 10.0  # for a task graded once more, however much time the rest took; the reference needs 0.2 s for one
PICTURE_TAG = "picture"  # cells that only draw: they take most of a notebook's time and decide nothing


@dataclass(frozen=True)
class Graded:
    """A graded submission: what it is worth, and its notebook with what the cells printed."""

    submission: Submission
    result: SubmissionResult
    notebook: NotebookNode  # outputs of the student's cells only; the grade cells have none yet


@dataclass(frozen=True)
class Grader:
    """Grades one submission after another on the lanes that it is given.

    Args:
        lanes: gives a warm, usable lane.
        secret: of the course; the inputs of hidden checks are drawn from it.
        device: where the students' functions run.
        bench: with the checks of the assignment, where several submissions of one are graded; None: a fresh one for each.
        answers: of the reference's, to what the students' functions asked it.
    """

    lanes: Callable[[], Lane]
    secret: Secret
    device: str = "cpu"
    bench: Bench | None = None
    answers: Answers = field(default_factory=Answers)

    def grade(self, submission: Submission) -> Graded:
        """Grade. A fault of ours is tried once more on a fresh lane, then it is the result: `internal`, and no score."""
        began = time.monotonic()
        try:
            self.lanes()  # a lane that starts now does not count as this submission's time
            began = time.monotonic()
            return self._attempt(submission, began)
        except GraderFault:
            pass
        try:
            return self._attempt(submission, began)
        except GraderFault as fault:
            return Graded(submission, _result(submission, (), self.device, began, str(fault)), submission.notebook)

    def _attempt(self, submission: Submission, began: float) -> Graded:
        assignment = submission.assignment
        cells, seed = cells_to_run(submission.notebook), self.secret.seed(assignment.name + ":notebook")
        process = NotebookProcess(self.lanes, cells, assignment.limits, seed=seed, device=self.device)
        try:
            process.run_cells()
            tasks = self._check(process, submission)
        finally:
            process.close()
        tasks, suspicion = self._second_chances(submission, tasks, process.seconds_left)
        tasks = completed(tasks, submission)
        result = replace(_result(submission, tasks, self.device, began), suspicion=process.suspicion or suspicion)
        return Graded(submission, result, _with_outputs(submission, process))

    def _check(self, callee: NotebookProcess, submission: Submission, again: TaskResult | None = None) -> tuple[TaskResult, ...]:
        """What the checks say; of a task that is tried `again` only the lost ones."""
        assignment = submission.assignment
        forbids = {task.name: task.forbids for task in assignment.tasks}
        student = Student(callee, reference_signatures(assignment), forbids, self.device, submission.student_id)
        run = partial(checks.run, check_files(assignment)) if self.bench is None else self.bench.run
        found = run(
            student,
            seed=self.secret.seed(assignment.name),
            language=submission.language,
            task=None if again is None else again.task,
            only=None if again is None else {check.name for check in again.checks if check.verdict is not Verdict.PASSED},
            control=reference_student(assignment),
        )
        return found if again is not None else in_course_order(found, assignment.checked)

    def _second_chances(
        self, submission: Submission, tasks: tuple[TaskResult, ...], seconds: float
    ) -> tuple[tuple[TaskResult, ...], str | None]:
        """What a task lost beside one that it builds on is tried once more with that one served; of each check the better counts.
        Beside the tasks, what a person should look at in a run that did not count.
        """
        lost = {task.task for task in tasks if task.verdict is not Verdict.PASSED}
        better, suspicion = {task.task: task for task in tasks}, None
        for task in tasks:
            upstream = submission.assignment.upstream(task.task) if task.task in lost else ()
            if lost.isdisjoint(upstream):
                continue
            again, seconds = self._with_upstream(submission, task, upstream, max(seconds, SECOND_CHANCE_SECONDS))
            better[task.task] = replace(better_of(task, again), served=upstream)
            if again.verdict is Verdict.TAMPERED:
                suspicion = f"{task.task}, graded once more with {', '.join(upstream)} from the reference"
        return tuple(better.values()), suspicion

    def _with_upstream(
        self, submission: Submission, task: TaskResult, upstream: tuple[str, ...], seconds: float
    ) -> tuple[TaskResult, float]:
        """What becomes of the lost checks of `task` in a fresh worker with `upstream` from the reference, and the seconds left."""
        assignment = submission.assignment
        answers = vars(reference(assignment))
        process = NotebookProcess(
            self.lanes,
            cells_to_run(submission.notebook),
            replace(assignment.limits, submission_seconds=seconds),
            seed=self.secret.seed(assignment.name + ":notebook"),
            device=self.device,
            upstream=Upstream({name: answers[name] for name in upstream}, self.answers),
        )
        try:
            return self._check(process, submission, task)[0], process.seconds_left
        finally:
            process.close()


def better_of(first: TaskResult, again: TaskResult) -> TaskResult:
    """The first result, with each check of `again` that won more in its place."""
    second = {check.name: check for check in again.checks}
    checks = (max(check, second.get(check.name, check), key=lambda one: one.points) for check in first.checks)
    return replace(first, checks=tuple(checks))


def check_files(assignment: Assignment) -> list[Path]:
    """Where the checks of an assignment are: the public ones first."""
    return [path for path in (assignment.public_checks, assignment.hidden_checks) if path.exists()]


def in_course_order(found: tuple[TaskResult, ...], tasks: tuple[Task, ...]) -> tuple[TaskResult, ...]:
    """One result a task of the course, in its order, worth what the notebook says.

    Raises:
        GraderFault: a task has no checks, or their points are not those of its grade cell.
    """
    by_name = {result.task: result for result in found}
    if unknown := set(by_name) - {task.name for task in tasks}:
        raise GraderFault(f"checks of tasks that the notebook does not have: {', '.join(sorted(unknown))}")
    for task in tasks:
        if task.name not in by_name:
            raise GraderFault(f"task {task.name} has no checks")
        if abs(by_name[task.name].max_score - task.points) > 1e-6:
            raise GraderFault(f"the checks of {task.name} are worth {by_name[task.name].max_score:g}, its cell {task.points:g}")
    return tuple(by_name[task.name] for task in tasks)


def _result(
    submission: Submission, tasks: tuple[TaskResult, ...], device: str, began: float, fault: str | None = None
) -> SubmissionResult:
    return SubmissionResult(
        notebook=str(submission.path),
        assignment=submission.assignment.name,
        language=submission.language,
        tasks=tasks,
        isolation=ISOLATION,
        device=device,
        seconds=round(time.monotonic() - began, 3),
        repairs=submission.repairs,
        fault=fault,
    )


def cells_to_run(notebook: NotebookNode) -> tuple[Cell, ...]:
    """The code cells that grading runs: not the grade cells, not pictures. Named for tracebacks; no two alike."""
    named = enumerate(notebook.cells, start=1)
    return tuple(Cell(cell_name(cell, number), cell.source) for number, cell in named if _runs(cell))


def _runs(cell: NotebookNode) -> bool:
    graded = cell.metadata.get("nbgrader", {}).get("grade", False)
    return bool(
        cell.cell_type == "code" and cell.source.strip() and not graded and PICTURE_TAG not in cell.metadata.get("tags", ())
    )


def cell_name(cell: NotebookNode, number: int) -> str:
    """An answer is named after its function, any other cell after its place in the notebook."""
    mark = cell.metadata.get("nbgrader", {})
    return str(mark["grade_id"]) if mark.get("solution") else f"cell {number}"


def _with_outputs(submission: Submission, process: NotebookProcess) -> NotebookNode:
    notebook = copied(submission.notebook)
    for number, cell in enumerate(notebook.cells, start=1):
        name = cell_name(cell, number)
        if cell.cell_type == "code" and name in process.ran:
            cell.outputs = _outputs(process.ran[name])
        elif cell.cell_type == "code" and name in process.lost:
            cell.outputs = [_lost_output(process.lost[name], submission.language)]
    return notebook


def _outputs(ran: wire.Ran) -> list[NotebookNode]:
    outputs = []
    if ran.printed:
        outputs.append(new_output("stream", name="stdout", text=ran.printed))
    if ran.shown is not None:
        outputs.append(new_output("execute_result", data={"text/plain": ran.shown}, execution_count=None))
    if ran.raised is not None:
        name = ran.raised.types[0] if ran.raised.types else "Exception"
        trace = ran.raised.traceback.splitlines()
        outputs.append(new_output("error", ename=name, evalue=ran.raised.message, traceback=trace))
    return outputs


def _lost_output(error: StudentError, language: Language) -> NotebookNode:
    text = error.summary(language)
    output: NotebookNode = new_output("error", ename=str(error.verdict), evalue=text, traceback=[text])
    return output
