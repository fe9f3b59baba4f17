"""`Grader.grade`, from a notebook to its result, over the real sandbox."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import Assignment, Course
from grader.fault import GraderFault
from grader.grading import Grader, cells_to_run, in_course_order
from grader.lane_keeper import LaneKeeper
from grader.lanes import Lane, LaneDied
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict
from grader.secret import Secret
from grader.submission import Submission, blank, read

CHECKS = """
import pytest

pytestmark = pytest.mark.task("{task}")


@pytest.mark.points({first})
@pytest.mark.hint(zh="提示", en="hint")
def test_{task}_of_two(student):
    assert student.{task}(2.0) == {factor} * 2


@pytest.mark.points({second})
@pytest.mark.hint(zh="提示", en="hint")
def test_{task}_of_many(student, randn):
    for x in randn(3).tolist():
        assert student.{task}(x) == pytest.approx({factor} * x)
"""
GOOD = {"double": "def double(x):\n    return 2 * x", "triple": "def triple(x):\n    return double(x) + x"}


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return small_assignment(tmp_path)


def small_assignment(tmp_path: Path) -> Assignment:
    """The small assignment with checks for its two tasks."""
    (tmp_path / "nbgrader_config.py").touch()
    shutil.copytree(Path(__file__).parent / "small_course" / "source", tmp_path / "source")
    for part in ("solutions/small", "tests/checks/small"):
        (tmp_path / part).mkdir(parents=True)
    answers = "def double(x: float) -> float:\n    return 2 * x\n\n\ndef triple(x: float) -> float:\n    return 3 * x\n"
    (tmp_path / "solutions/small/small.py").write_text(answers)
    for task, factor, first, second in (("double", 2, 20, 40), ("triple", 3, 10, 30)):
        text = CHECKS.format(task=task, factor=factor, first=first, second=second)
        (tmp_path / f"tests/checks/small/test_{task}.py").write_text(text)
    return Course(tmp_path).assignment("small")


def handed_in(assignment: Assignment, extra: str = "", **answers: str) -> Submission:
    """The English release with answers in it, and a student's own cell in front of them."""
    given = blank(assignment.root / "small.ipynb", assignment, "en").notebook
    for cell in given.cells:
        if (task := cell.metadata.get("nbgrader", {}).get("grade_id")) in answers:
            cell.source = answers[task]
        if cell.id == "setup" and extra:
            cell.source += "\n" + extra
    path = assignment.root / "small.ipynb"
    path.write_text(json.dumps(given))
    return read(path, assignment)


@pytest.fixture
def grader(lanes: Callable[[], Lane]) -> Grader:
    return Grader(lanes, Secret(b"key"))


def test_a_right_notebook_gets_all_points(grader: Grader, assignment: Assignment) -> None:
    result = grader.grade(handed_in(assignment, **GOOD)).result
    assert (result.score, result.max_score, result.verdict) == (100, 100, Verdict.PASSED)
    assert [task.task for task in result.tasks] == ["double", "triple"]
    assert (result.assignment, result.language, result.isolation, result.device) == ("small", "en", "sandbox", "cpu")
    assert result.fault is None


def test_each_task_has_its_own_verdict(grader: Grader, assignment: Assignment) -> None:
    result = grader.grade(handed_in(assignment, double=GOOD["double"], triple="def triple(x):\n    return 6.0")).result
    assert [(task.score, task.verdict) for task in result.tasks] == [(60, Verdict.PASSED), (10, Verdict.FAILED)]


def test_the_release_as_it_was_given_out_is_missing(grader: Grader, assignment: Assignment) -> None:
    result = grader.grade(blank(Path("x.ipynb"), assignment)).result
    assert (result.score, result.verdict, result.language) == (0, Verdict.MISSING, "zh-TW")


def test_a_crash_costs_the_checks_that_met_it(grader: Grader, assignment: Assignment) -> None:
    crashing = "def double(x):\n    import os\n    return 4 if x == 2 else os._exit(0)"
    result = grader.grade(handed_in(assignment, double=crashing, triple="def triple(x):\n    return 3 * x")).result
    assert [(task.score, task.verdict) for task in result.tasks] == [(20, Verdict.CRASHED), (40, Verdict.PASSED)]


def test_what_cells_printed_is_in_the_notebook_and_grade_cells_have_nothing(grader: Grader, assignment: Assignment) -> None:
    extra = "print('hello', __name__)"
    graded = grader.grade(handed_in(assignment, extra, double="def double(x):\n    return 2 * x\n1 / 0", triple=GOOD["triple"]))
    outputs = {cell.id: cell.outputs for cell in graded.notebook.cells if cell.cell_type == "code" and cell.outputs}
    assert outputs["setup"][0].text == "hello __main__\n"
    assert outputs["a-double"][0].ename == "ZeroDivisionError"
    assert "g-double" not in outputs
    assert graded.result.tasks[0].verdict is Verdict.PASSED


def test_neither_grade_cells_nor_pictures_are_run(assignment: Assignment) -> None:
    names = [cell.name for cell in cells_to_run(handed_in(assignment, **GOOD).notebook)]
    assert [name for name in names if not name.startswith("cell ")] == ["double", "triple"]
    assert not any("check(" in cell.source or "see()" in cell.source for cell in cells_to_run(handed_in(assignment).notebook))
    assert len(names) == len(set(names))


# --- faults of ours --------------------------------------------------------------------------------------------------


def test_a_lane_killed_from_outside_is_tried_again_on_a_fresh_one(keeper: LaneKeeper, assignment: Assignment) -> None:
    given: list[Lane] = []

    def lanes() -> Lane:
        given.append(keeper.lane())
        if len(given) == 2:  # the first question warms the lane up, the second is for the notebook
            given[-1].launched.kill()
            time.sleep(0.3)
        return given[-1]

    result = Grader(lanes, Secret(b"key")).grade(handed_in(assignment, **GOOD)).result
    assert (result.score, result.fault) == (100, None)
    assert given[-1] is not given[0]


def test_a_fault_that_comes_again_is_internal_and_writes_no_score(assignment: Assignment) -> None:
    asked: list[int] = []

    def lanes() -> Lane:
        asked.append(1)
        raise LaneDied("no lane today")

    submission = handed_in(assignment, **GOOD)
    graded = Grader(lanes, Secret(b"key")).grade(submission)
    assert (graded.result.verdict, graded.result.fault, graded.result.tasks) == (Verdict.INTERNAL, "no lane today", ())
    assert graded.notebook == submission.notebook
    assert len(asked) == 2


def test_a_check_that_cannot_be_read_is_a_fault_of_ours(grader: Grader, assignment: Assignment) -> None:
    (assignment.hidden_checks / "test_double.py").write_text("import nowhere")
    result = grader.grade(handed_in(assignment, **GOOD)).result
    assert result.verdict is Verdict.INTERNAL
    assert "test_double.py" in (result.fault or "")


def found(**scores: float) -> tuple[TaskResult, ...]:
    return tuple(
        TaskResult(task, (CheckResult("test_it", False, Verdict.PASSED, points, points),)) for task, points in scores.items()
    )


def test_results_come_in_the_order_of_the_course(assignment: Assignment) -> None:
    assert [task.task for task in in_course_order(found(triple=40, double=60), assignment.tasks)] == ["double", "triple"]


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ({"double": 60}, "task triple has no checks"),
        ({"double": 60, "triple": 30}, "the checks of triple are worth 30, its cell 40"),
        ({"double": 60, "triple": 40, "halve": 1}, "tasks that the notebook does not have: halve"),
    ],
)
def test_checks_that_do_not_fit_the_notebook_are_a_fault_of_ours(
    assignment: Assignment, scores: dict[str, float], said: str
) -> None:
    with pytest.raises(GraderFault, match=said):
        in_course_order(found(**scores), assignment.tasks)


WRONG_DOUBLE = "def double(x):\n    return 4 * x"
NO_TRIPLE = "def triple(x):\n    return double(x)"


@pytest.fixture
def built_on(assignment: Assignment) -> Assignment:
    """The small assignment, where `triple` builds on `double`."""
    assignment.settings_file.write_text('[tasks.triple]\nbuilds_on = ["double"]\n')
    return Course(assignment.root).assignment("small")


def scores(result: SubmissionResult) -> dict[str, float]:
    return {task.task: task.score for task in result.tasks}


def test_one_mistake_costs_one_task(grader: Grader, built_on: Assignment) -> None:
    result = grader.grade(handed_in(built_on, double=WRONG_DOUBLE, triple=GOOD["triple"])).result
    assert scores(result) == {"double": 0, "triple": 40}
    assert [task.served for task in result.tasks] == [(), ("double",)]
    assert result.verdict is Verdict.FAILED


def test_it_costs_both_where_the_task_does_not_say_that_it_builds_on_it(grader: Grader, assignment: Assignment) -> None:
    result = grader.grade(handed_in(assignment, double=WRONG_DOUBLE, triple=GOOD["triple"])).result
    assert scores(result) == {"double": 0, "triple": 0}


def test_what_is_wrong_by_itself_stays_wrong(grader: Grader, built_on: Assignment) -> None:
    result = grader.grade(handed_in(built_on, double=WRONG_DOUBLE, triple=NO_TRIPLE)).result
    assert scores(result) == {"double": 0, "triple": 0}
    assert result.tasks[1].served == ("double",)


def test_the_better_of_the_two_counts(grader: Grader, built_on: Assignment) -> None:
    """Two mistakes that cancel out are right together; the reference's function would spoil that."""
    result = grader.grade(handed_in(built_on, double="def double(x):\n    return 3 * x", triple=NO_TRIPLE)).result
    assert scores(result) == {"double": 0, "triple": 40}
    assert result.tasks[1].served == ()


def test_an_answer_that_is_not_there_is_served_too(grader: Grader, built_on: Assignment) -> None:
    result = grader.grade(handed_in(built_on, triple=GOOD["triple"])).result
    assert scores(result) == {"double": 0, "triple": 40}
    assert result.tasks[0].verdict is Verdict.MISSING


def test_a_dead_upstream_leaves_time_for_the_second_chance(grader: Grader, built_on: Assignment) -> None:
    slow = "def double(x):\n    while True: pass"
    assignment = replace(built_on, limits=replace(built_on.limits, call_seconds=2.0, submission_seconds=3.0))
    result = grader.grade(handed_in(assignment, double=slow, triple=GOOD["triple"])).result
    assert scores(result) == {"double": 0, "triple": 40}


def test_tampering_in_the_run_that_does_not_count_is_told_all_the_same(grader: Grader, built_on: Assignment) -> None:
    forges = "import os\ndef triple(x):\n    if type(double).__name__ == 'Served': os.write(3, b'junk' * 10)\n    return double(x)"
    result = grader.grade(handed_in(built_on, double=WRONG_DOUBLE, triple=forges)).result
    assert result.verdict is Verdict.TAMPERED
    assert "triple" in (result.suspicion or "")
