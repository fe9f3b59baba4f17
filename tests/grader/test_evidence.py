"""What lost checks leave for a replay."""

from __future__ import annotations

from pathlib import Path

from grader.bench import Bench, at_bench
from grader.evidence import Witness
from grader.grading import better_of
from grader.result import TaskResult, Verdict
from grader.student import LocalStudent

CHECKS = """
import pytest

pytestmark = [pytest.mark.task("f"), pytest.mark.points(1), pytest.mark.hint(zh="", en="")]

def test_won_at_once(student):
    assert student.f(0) == 0

def test_won_the_second_time(student):
    assert student.f(1) == 1

def test_lost_both_times(student):
    assert student.f(2) == 2
"""


def test_a_task_that_has_its_checks_from_two_runs_has_what_each_of_them_left(tmp_path: Path) -> None:
    path, witness = tmp_path / "test_f.py", Witness()
    path.write_text(CHECKS)

    def graded_twice(bench: Bench) -> TaskResult:
        watched = witness.at(bench)
        (first,) = watched.run(LocalStudent({"f": lambda x: 0}), seed=1)
        lost = {check.name for check in first.checks if check.verdict is not Verdict.PASSED}
        (again,) = watched.run(LocalStudent({"f": lambda x: x % 2}), seed=1, only=lost)
        return better_of(first, again)

    task = at_bench([path], graded_twice)
    assert [check.points for check in task.checks] == [1, 1, 0]
    (left,) = witness.losses(task).items()
    assert left[0] == ("test_lost_both_times", False)
    assert len(left[1].calls) == 1
