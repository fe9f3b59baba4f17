from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from grader.bench import Bench, at_bench
from grader.result import Verdict
from grader.student import LocalStudent

CHECKS = """
import pytest

pytestmark = [pytest.mark.task("f"), pytest.mark.points(2), pytest.mark.hint(zh="提示", en="a hint")]

def test_called_directly(student): assert student.f(1) == 2
def test_run_by_pytest(student, tmp_path): assert student.f(1) == 2
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test_hidden.py"
    path.write_text(CHECKS)
    return path


def test_each_student_gets_what_is_theirs(path: Path) -> None:
    def verdicts(bench: Bench) -> list[list[Verdict]]:
        students = [LocalStudent({"f": lambda x, more=more: x + more}) for more in (1, 2, 1)]
        return [[check.verdict for check in bench.run(student, seed=1)[0].checks] for student in students]

    right, wrong = [Verdict.PASSED] * 2, [Verdict.FAILED] * 2
    assert at_bench([path], verdicts) == [right, wrong, right]


def test_a_bench_keeps_nothing_of_the_students_that_it_is_done_with(path: Path) -> None:
    def left(bench: Bench) -> object:
        student = LocalStudent({"f": lambda x: x + 1})
        gone = weakref.ref(student)
        bench.run(student, seed=1)
        del student
        gc.collect()
        return gone()

    assert at_bench([path], left) is None
