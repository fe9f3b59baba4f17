"""What breaks on our side costs nobody a point and is never silent: the score that is right, or none and a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.course import Assignment
from grader.grading import Grader
from grader.lane import wire
from grader.lane_keeper import PROOFS, LaneKeeper
from grader.lanes import Lane, Worker
from grader.letter import Letter
from grader.result import SubmissionResult, Verdict
from grader.sandbox import Sandbox, SandboxUnavailable
from grader.secret import Secret
from tests.grader.conftest import JOB
from tests.grader.test_grading import GOOD, handed_in, small_assignment

WRONG = {**GOOD, "double": "def double(x):\n    return 3 * x"}  # which `triple` calls


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return small_assignment(tmp_path)


@pytest.fixture
def grader(lanes: Callable[[], Lane]) -> Grader:
    return Grader(lanes, Secret(b"key"))


def told(result: SubmissionResult) -> object:
    return result.verdict, result.score, result.fault, [(task.task, task.score, task.verdict) for task in result.tasks]


@pytest.mark.parametrize("at", [2, 8])  # as a cell runs, and as the last function is called
def test_a_lane_that_dies_at_any_question_of_a_submission_changes_no_score(
    keeper: LaneKeeper,
    assignment: Assignment,
    monkeypatch: pytest.MonkeyPatch,
    at: int,
) -> None:
    submission, exchange, asked = handed_in(assignment, **WRONG), Worker.exchange, iter(range(1, 1000))
    undisturbed = Grader(keeper.lane, Secret(b"key")).grade(submission).result

    def dying(self: Worker, letter: Letter, seconds: float) -> wire.Frame:
        if next(asked) == at:
            self._lane.launched.kill()
            time.sleep(0.2)
        return exchange(self, letter, seconds)

    monkeypatch.setattr(Worker, "exchange", dying)
    assert told(Grader(keeper.lane, Secret(b"key")).grade(submission).result) == told(undisturbed)
    assert next(asked) > at


def test_a_clock_that_jumps_changes_no_score(grader: Grader, assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = handed_in(assignment, **GOOD)
    jumps = iter(range(0, 10**12, 10**7))
    monkeypatch.setattr(time, "time", lambda: float(next(jumps)) * (-1) ** next(jumps))
    assert grader.grade(submission).result.score == 100


@pytest.mark.parametrize(
    "lack", [MemoryError(), OSError(28, "No space left on device"), RuntimeError("DefaultCPUAllocator: can't allocate memory")]
)
def test_what_the_machine_lacks_while_an_answer_is_compared_is_no_fault_of_the_students(
    grader: Grader,
    assignment: Assignment,
    lack: Exception,
) -> None:
    path = assignment.hidden_checks / "test_double.py"
    path.write_text(path.read_text().replace("def test_double_of_two(student):", f"lack = [{lack!r}]\n\n{CHECK}"))
    result = grader.grade(handed_in(assignment, **GOOD)).result
    assert result.verdict is Verdict.INTERNAL
    assert result.fault is not None
    assert type(lack).__name__ in result.fault


CHECK = """
def test_double_of_two(student):
    if lack:
        raise lack.pop()
"""


@pytest.fixture
def without_landlock(lanes: Callable[[], Lane]) -> Iterator[Worker]:
    worker = lanes().worker(msgspec.structs.replace(JOB, seal=("rlimits", "seccomp")))
    yield worker
    worker.finish()


@pytest.mark.parametrize("attack", PROOFS)
def test_on_a_kernel_without_landlock_the_rest_of_the_wall_stands(without_landlock: Worker, attack: str) -> None:
    reply, _ = without_landlock.ask(wire.RunCell(PROOFS[attack], "proof"), [], 5.0)
    assert isinstance(reply, wire.Ran)
    assert reply.raised is not None


def test_a_bwrap_that_is_refused_is_told_with_a_remedy(tmp_path: Path) -> None:
    refused = tmp_path / "bwrap"
    refused.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refused.chmod(0o755)
    tmp_path.chmod(0o755)
    with pytest.raises(SandboxUnavailable, match="--security-opt seccomp=unconfined"):
        Lane(replace(Sandbox.here(), bwrap=str(refused), as_root=False))
