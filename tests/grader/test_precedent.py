"""Judging by precedent must be judging: the same verdicts, and a student's side that cannot tell the difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.bank import KnownSubmission, known_submissions
from grader.bank import notebook as handed_in
from grader.bench import Bench, at_bench
from grader.course import Assignment, Course
from grader.grading import cells_to_run, check_files
from grader.lanes import Lane
from grader.notebook_process import NotebookProcess
from grader.precedent import Precedents, remembering
from grader.reference import reference_signatures, reference_student
from grader.result import TaskResult, Verdict
from grader.student import Student
from tests.grader.temporary_course import ROOT

EVERY = 36  # of the bank of an assignment; all of it, 188 of each, was found the same both ways
Open = Callable[..., NotebookProcess]
CHECKS = """
import random
import pytest
import torch

pytestmark = [pytest.mark.task("f"), pytest.mark.points(1), pytest.mark.hint(zh="提示", en="a hint")]
RAN = []

def test_twice(student, randn):
    RAN.append("twice")
    x = randn(3)
    assert torch.equal(student.f(student.f(x)), 4 * x)

def test_refuses(student):
    RAN.append("refuses")
    with pytest.raises(ValueError):
        student.g(1)

def test_whose(student, student_id):
    assert student.g(2) == student_id

def test_asks_something_else_each_time(student):
    x = random.random()
    assert student.g(x) == x

def test_lends(student):
    assert student.h(lambda: 3) == 3
"""
DOUBLES = "import torch\nseen = []\ndef f(x):\n    seen.append(x.clone())\n    return 2 * x"
G = "def g(x):\n    if x == 1: raise ValueError('one')\n    return 'ann' if x == 2 else x\ndef h(back): return back()"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test_hidden.py"
    path.write_text(CHECKS)
    return path


def judged(bench: Bench, process: NotebookProcess, who: str = "ann") -> dict[str, Verdict]:
    (task,) = results(bench, process, who)
    return {check.check.removeprefix("test_"): check.verdict for check in task.checks}


def results(bench: Bench, process: NotebookProcess, who: str = "ann") -> tuple[TaskResult, ...]:
    try:
        return bench.run(Student(process, {}, who=who), seed=1)
    finally:
        process.close()  # a lane holds one at a time


def ran(bench: Bench) -> list[str]:
    return list(bench.cases[0].item.module.RAN)


def test_a_case_that_gets_the_same_answers_is_judged_without_running(path: Path, notebook: Open) -> None:
    def work(bench: Bench) -> None:
        bench = remembering(bench)
        first, second = judged(bench, notebook(DOUBLES, G)), judged(bench, notebook(DOUBLES, G))
        assert set(first.values()) == set(second.values()) == {Verdict.PASSED}
        assert ran(bench) == ["twice", "refuses"]

    at_bench([path], work)


def test_another_answer_is_judged_by_the_case_itself(path: Path, notebook: Open) -> None:
    triples, forgets = DOUBLES.replace("2 * x", "3 * x"), DOUBLES.replace("2 * x", "2 * x if len(seen) == 1 else x")

    def work(bench: Bench) -> None:
        bench = remembering(bench)
        verdicts = [
            judged(bench, notebook(source, G))["twice"] for source in (DOUBLES, triples, forgets, DOUBLES, triples, forgets)
        ]
        assert verdicts == [Verdict.PASSED, Verdict.FAILED, Verdict.FAILED] * 2
        assert ran(bench).count("twice") == 3

    at_bench([path], work)


def test_what_depends_on_the_student_is_judged_for_each(path: Path, notebook: Open) -> None:
    def work(bench: Bench) -> None:
        bench = remembering(bench)
        verdicts = [judged(bench, notebook(DOUBLES, G), who)["whose"] for who in ("ann", "bob", "ann")]
        assert verdicts == [Verdict.PASSED, Verdict.FAILED, Verdict.PASSED]

    at_bench([path], work)


def test_what_a_case_lends_is_served_each_time(path: Path, notebook: Open) -> None:
    cheats = G.replace("back()", "4")

    def work(bench: Bench) -> None:
        bench = remembering(bench)
        verdicts = [judged(bench, notebook(DOUBLES, source))["lends"] for source in (G, G, cheats)]
        assert verdicts == [Verdict.PASSED, Verdict.PASSED, Verdict.FAILED]

    at_bench([path], work)


def test_a_call_comes_only_when_the_one_before_it_is_answered(path: Path, notebook: Open) -> None:
    """Whoever reads the socket in a call finds nothing there: a later call could tell the answer to this one."""
    looks = "import select\n" + DOUBLES.replace("return 2 * x", "return 2 * x + len(select.select([3], [], [], 0.05)[0])")

    def work(bench: Bench) -> None:
        bench = remembering(bench)
        assert [judged(bench, notebook(looks, G))["twice"] for _ in range(2)] == [Verdict.PASSED] * 2
        assert ran(bench).count("twice") == 1

    at_bench([path], work)


def test_a_function_is_called_with_the_same_as_without_a_memory(path: Path, notebook: Open) -> None:
    """Also where its answers lead off the path: what is told to the case again is not asked again."""
    wrong_second = DOUBLES.replace("2 * x", "2 * x if len(seen) == 1 else x")
    source = wrong_second + "\ndef told(): return seen"

    def seen(bench: Bench) -> list[list[float]]:
        process = notebook(source, G)
        student = Student(process, {}, who="ann")
        assert bench.run(student, seed=1)[0].checks[0].verdict is Verdict.FAILED
        calls = [x.tolist() for x in student.told()]
        process.close()
        return calls

    def work(bench: Bench) -> None:
        live = seen(bench)
        bench = remembering(bench)
        judged(bench, notebook(DOUBLES, G))
        assert seen(bench) == live
        assert len(live) == 2

    at_bench([path], work)


def test_a_crash_on_the_path_is_a_crash(path: Path, notebook: Open) -> None:
    dies = "import os\n" + DOUBLES.replace("return 2 * x", "return 2 * x if len(seen) == 1 else os._exit(0)")

    def work(bench: Bench) -> None:
        bench = remembering(bench)
        verdicts = [judged(bench, notebook(source, G))["twice"] for source in (DOUBLES, dies, dies, DOUBLES)]
        assert verdicts == [Verdict.PASSED, Verdict.CRASHED, Verdict.CRASHED, Verdict.PASSED]

    at_bench([path], work)


def test_each_student_hears_of_the_line_that_is_theirs(path: Path, notebook: Open) -> None:
    raises = "\n\n    raise KeyError"
    sources = [DOUBLES.replace("\n    return 2 * x", gap + raises) for gap in ("", "\n", "")]

    def work(bench: Bench) -> None:
        bench = remembering(bench)
        details = [results(bench, notebook(source, G))[0].checks[0].detail for source in sources]
        assert [detail is not None and "第 6 行" in detail for detail in details] == [True, False, True]
        assert details[0] == details[2] != details[1]

    at_bench([path], work)


def test_a_case_that_asks_something_else_each_time_is_not_remembered(path: Path, notebook: Open) -> None:
    def work(bench: Bench) -> None:
        precedents = Precedents()
        bench = Bench(bench.session, bench.listener, precedents.gather)
        sources = (G, G.replace("else x", "else x + 1"), G)
        verdicts = [judged(bench, notebook(DOUBLES, source))["asks_something_else_each_time"] for source in sources]
        (case,) = (case for case in bench.cases if case.key.name == "test_asks_something_else_each_time")
        assert verdicts == [Verdict.PASSED, Verdict.FAILED, Verdict.PASSED]
        assert precedents.first(case, 1) is None

    at_bench([path], work)


def test_a_full_memory_only_makes_it_slower(path: Path, notebook: Open) -> None:
    def work(bench: Bench) -> None:
        precedents = Precedents()
        precedents.bytes_left = 0
        bench = Bench(bench.session, bench.listener, precedents.gather)
        assert [judged(bench, notebook(DOUBLES, G))["twice"] for _ in range(2)] == [Verdict.PASSED] * 2
        assert ran(bench).count("twice") == 2

    at_bench([path], work)


@pytest.mark.parametrize("assignment", Course(ROOT).assignments, ids=lambda one: one.name)
def test_a_class_gets_what_it_would_get_without_a_memory(lanes: Callable[[], Lane], assignment: Assignment) -> None:
    bank = [known for known in known_submissions(assignment) if known.verdict in (Verdict.PASSED, Verdict.FAILED)][::EVERY]

    def work(bench: Bench) -> None:
        memory = remembering(bench)
        for known in bank:
            assert of_bank(memory, lanes, known) == of_bank(bench, lanes, known), known.name

    at_bench(check_files(assignment), work)


def of_bank(bench: Bench, lanes: Callable[[], Lane], known: KnownSubmission) -> tuple[TaskResult, ...]:
    assignment = known.assignment
    process = NotebookProcess(lanes, cells_to_run(handed_in(known)), assignment.limits, seed=0)
    forbids = {task.name: task.forbids for task in assignment.tasks}
    student = Student(process, reference_signatures(assignment), forbids, who="ann")
    try:
        return bench.run(student, seed=1, control=reference_student(assignment))
    finally:
        process.close()
