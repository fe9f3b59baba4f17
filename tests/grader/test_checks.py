from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader import checks, errors
from grader.conversation import Serve
from grader.fault import GraderFault
from grader.lane import wire
from grader.outcomes import CheckFault
from grader.result import CheckResult, Language, TaskResult, Verdict
from grader.signature import Signature
from grader.student import LocalStudent, Student

MARKS = """
import pytest
import torch
from grader.checking import assert_close

pytestmark = [pytest.mark.task("f"), pytest.mark.points(2), pytest.mark.hint(zh="提示", en="a hint")]
"""
Run = Callable[..., list[CheckResult]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("def test_…", f=…)`: the results of checks over functions in this process."""

    def run_source(
        source: str,
        *,
        name: str = "test_hidden.py",
        marks: str = MARKS,
        control: Callable[..., object] | None = None,
        language: Language = "en",
        student: Student | None = None,
        **functions: Callable[..., object],
    ) -> list[CheckResult]:
        path = tmp_path / name
        path.write_text(marks + source)
        who = student or LocalStudent(functions, {"typed": Signature(Tensor)})
        reference = None if control is None else LocalStudent({"f": control})
        tasks = checks.run([path], who, seed=1, language=language, control=reference)
        return [check for task in tasks for check in task.checks]

    return run_source


def test_a_check_that_passes_wins_its_points(run: Run) -> None:
    assert run("def test_it(student): assert student.f(1) == 2", f=lambda x: x + 1) == [
        CheckResult("test_it", False, Verdict.PASSED, 2.0, 2.0, None, None)
    ]


@pytest.mark.parametrize(("language", "hint"), [("en", "a hint"), ("zh-TW", "提示")])
def test_a_hidden_check_that_fails_shows_its_hint_and_nothing_of_what_it_compared(run: Run, language: str, hint: str) -> None:
    (check,) = run("def test_it(student): assert student.f(1) == 2, 'secret'", language=language, f=lambda x: 7)
    assert check == CheckResult("test_it", False, Verdict.FAILED, 0.0, 2.0, hint, None)


def test_a_public_check_that_fails_shows_what_differs(run: Run) -> None:
    (check,) = run(
        "def test_it(student): assert_close(student.f(), torch.ones(2))", name="test_public.py", f=lambda: torch.zeros(2)
    )
    assert check.public
    assert "2 of 2 values differ: " in (check.detail or "")


def raises(x: int = 0) -> None:
    raise ValueError("the input was 1.2345")


def test_the_students_message_is_shown_of_a_public_check_alone(run: Run) -> None:
    (public,) = run("def test_it(student): student.f()", name="test_public.py", f=raises)
    (hidden,) = run("def test_it(student): student.f()", f=raises)
    assert public.verdict is hidden.verdict is Verdict.ERROR
    assert public.detail == "f raised ValueError.\nValueError: the input was 1.2345"
    assert hidden.detail == "f raised ValueError."


def test_an_error_that_a_check_expects_is_no_failure(run: Run) -> None:
    (check,) = run("def test_it(student):\n    with pytest.raises(ValueError): student.f()", f=raises)
    assert check.verdict is Verdict.PASSED


def test_a_result_of_the_wrong_type_fails_before_the_check_trips_over_it(run: Run) -> None:
    (check,) = run("def test_it(student): student.typed().shape", typed=lambda: None)
    assert (check.verdict, check.detail) == (Verdict.FAILED, "typed should return Tensor, but it returned None.")


# --- parametrised checks ---------------------------------------------------------------------------------------------

CASES = "@pytest.mark.parametrize('x', [0, 1, 2])\ndef test_it(student, x): assert student.f(x) == x\n"


def test_a_parametrised_check_counts_once(run: Run) -> None:
    (check,) = run(CASES, f=lambda x: x)
    assert (check.verdict, check.points, check.max_points) == (Verdict.PASSED, 2.0, 2.0)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_one_case_that_fails_loses_the_check_and_ends_it(run: Run, wrong: int) -> None:
    asked: list[int] = []

    def f(x: int) -> int:
        asked.append(x)
        return x + (x == wrong)

    (check,) = run(CASES, f=f)
    assert (check.verdict, check.points) == (Verdict.FAILED, 0.0)
    assert asked == list(range(wrong + 1))


def test_checks_of_two_tasks_make_two_results(tmp_path: Path) -> None:
    for task in ("f", "g"):
        (tmp_path / f"test_{task}.py").write_text(MARKS.replace('"f"', f'"{task}"') + f"def test_it(student): student.{task}()")
    student = LocalStudent({"f": lambda: 1})
    found = checks.run([tmp_path], student, seed=1)
    assert [(task.task, task.verdict) for task in found] == [("f", Verdict.PASSED), ("g", Verdict.MISSING)]
    assert [task.task for task in checks.run([tmp_path], student, seed=1, task="g")] == ["g"]


# --- odd answers and faulty checks -----------------------------------------------------------------------------------

TRIPS = "def test_it(student): student.f()[3]"


def test_what_a_check_raises_over_an_odd_answer_is_a_failure_when_it_passes_over_the_reference(run: Run) -> None:
    (check,) = run(TRIPS, f=lambda: [1], control=lambda: [1, 2, 3, 4])
    assert (check.verdict, check.points, check.hint) == (Verdict.FAILED, 0.0, "a hint")


def test_it_is_our_fault_when_the_check_fails_over_the_reference_too(run: Run) -> None:
    (check,) = run(TRIPS, f=lambda: [1], control=lambda: [1])
    assert (check.verdict, check.points) == (Verdict.INTERNAL, 0.0)


def test_it_is_our_fault_where_there_is_no_reference(run: Run) -> None:
    assert run(TRIPS, f=lambda: [1])[0].verdict is Verdict.INTERNAL


def test_an_odd_answer_does_not_excuse_another_check(run: Run) -> None:
    found = run(TRIPS + "\ndef test_other(student): assert student.f() == 7", f=lambda: [1], control=lambda: [1, 2, 3, 4])
    assert [check.verdict for check in found] == [Verdict.FAILED, Verdict.FAILED]


def test_a_fixture_that_fails_is_our_fault(run: Run) -> None:
    source = "@pytest.fixture\ndef broken(): assert False\ndef test_it(broken, student): student.f()"
    assert run(source, f=lambda: 1, control=lambda: 1)[0].verdict is Verdict.INTERNAL


def test_a_check_that_skips_itself_is_pending(run: Run) -> None:
    assert run("def test_it(student): pytest.skip('no device')", f=lambda: 1)[0].verdict is Verdict.PENDING


def test_a_student_cannot_skip_a_check(run: Run) -> None:
    def skips() -> None:
        pytest.skip("no need")

    assert run("def test_it(student): student.f()", f=skips)[0].verdict is Verdict.ERROR


@pytest.mark.parametrize("ends", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_a_student_cannot_end_the_run(run: Run, ends: type[BaseException]) -> None:
    def f() -> None:
        raise ends

    found = run("def test_it(student): student.f()\ndef test_next(student): assert True", f=f)
    assert [check.verdict for check in found] == [Verdict.ERROR, Verdict.PASSED]


def test_a_fault_of_ours_in_the_middle_is_raised() -> None:
    class Broken:
        def ask(self, call: wire.Call, tensors: list[Tensor], serve: Serve) -> tuple[wire.Reply, list[Tensor]]:
            raise GraderFault("the lane died")

    path = Path(__file__).parents[1] / "checks" / "attention" / "test_stable_softmax.py"
    with pytest.raises(CheckFault, match="the lane died"):
        checks.run([path], Student(Broken(), {}), seed=1)


def test_the_verdict_of_what_a_call_met_is_the_checks(run: Run) -> None:
    class Ends:
        def ask(self, call: wire.Call, tensors: list[Tensor], serve: Serve) -> tuple[wire.Reply, list[Tensor]]:
            raise {"f": errors.timed_out(5), "g": errors.crashed("SIGSEGV"), "h": errors.tampered("junk")}[call.function]

    source = "\n".join(f"def test_{name}(student): student.{name}()" for name in "fgh")
    found = run(source, student=Student(Ends(), {}))
    assert [check.verdict for check in found] == [Verdict.TIMEOUT, Verdict.CRASHED, Verdict.TAMPERED]


@pytest.mark.parametrize(
    "source",
    [
        "import nowhere\ndef test_it(student): pass",
        "def test_it(student:",
        "raise ValueError",
        "pytest.skip('all', allow_module_level=False)",
    ],
)
def test_a_check_file_that_cannot_be_read_is_a_fault_that_names_it(run: Run, source: str) -> None:
    with pytest.raises(CheckFault, match=r"test_hidden\.py"):
        run(source, f=lambda: 1)


@pytest.mark.parametrize("mark", ['pytest.mark.task("f")', "pytest.mark.points(2)", 'pytest.mark.hint(zh="提示", en="a hint")'])
def test_a_check_without_one_of_its_marks_is_a_fault(run: Run, mark: str) -> None:
    with pytest.raises(CheckFault):
        run("def test_it(student): pass", marks=MARKS.replace(mark, "pytest.mark.usefixtures()"), f=lambda: 1)


def test_checks_that_are_not_there_are_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CheckFault):
        checks.run([tmp_path / "test_nothing.py"], LocalStudent({}), seed=1)


def test_the_number_of_threads_is_put_back(run: Run) -> None:
    before = torch.get_num_threads()
    seen: list[int] = []
    run("def test_it(student): student.f()", f=lambda: seen.append(torch.get_num_threads()))
    assert (seen, torch.get_num_threads()) == ([1], before)


def test_every_student_of_a_run_gets_the_same_inputs_and_another_run_gets_others(tmp_path: Path) -> None:
    (tmp_path / "test_f.py").write_text(MARKS + "def test_it(student, randn): student.f(randn(2))")
    drawn: list[list[float]] = []
    student = LocalStudent({"f": lambda x: drawn.append(x.tolist())})
    for seed in (1, 1, 2):
        found: tuple[TaskResult, ...] = checks.run([tmp_path], student, seed=seed)
        assert found[0].verdict is Verdict.PASSED
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_check_may_award_a_part_of_its_points(run: Run) -> None:
    (one,) = run("def test_it(student, award): award(student.f(1) / 4)", f=lambda x: 3)
    assert (one.verdict, one.points, one.hint) == (Verdict.FAILED, 1.5, "a hint")
    (all_of_them,) = run("def test_it(student, award): award(1.0)", f=None)
    assert (all_of_them.verdict, all_of_them.points, all_of_them.hint) == (Verdict.PASSED, 2.0, None)


def test_an_award_is_never_more_than_all_nor_less_than_nothing(run: Run) -> None:
    (many,) = run("def test_it(student, award): award(7.0)", f=None)
    (few,) = run("def test_it(student, award): award(-3.0)", f=None)
    assert (many.points, few.points) == (2.0, 0.0)


def test_an_award_may_say_more_than_the_hint(run: Run) -> None:
    source = "def test_it(student, award): award(0.5, zh='第 2 句', en='statement 2')"
    assert [run(source, f=None, language=language)[0].hint for language in ("zh-TW", "en")] == ["第 2 句", "statement 2"]


AWARDS = "@pytest.mark.parametrize('case', {})\ndef test_it(student, award, case):\n    {}\n    award(case)"


@pytest.mark.parametrize("cases", ["[1.0, 0.5, 0.25, 0.75]", "[0.25, 0.0, 1.0]"])
def test_of_several_cases_the_smallest_award_counts(run: Run, cases: str) -> None:
    (check,) = run(AWARDS.format(cases, "pass"), f=None)
    assert check.points == 2 * min(eval(cases))


def test_an_award_does_not_outlast_a_case_that_is_lost(run: Run) -> None:
    (check,) = run(AWARDS.format("[0.5, 0.75]", "assert case != 0.75"), f=None)
    assert (check.verdict, check.points) == (Verdict.FAILED, 0.0)


def test_a_check_may_leave_the_decision_to_a_person(run: Run) -> None:
    source = "def test_it(student):\n    from grader.checking import Pending\n    raise Pending(zh='給人看', en='for a person')"
    (check,) = run(source, f=None)
    assert (check.verdict, check.points, check.detail) == (Verdict.PENDING, 0.0, "for a person")


def test_a_check_knows_whose_work_it_is(run: Run) -> None:
    source = "def test_it(student, student_id): assert student_id == 'b123'"
    (known,) = run(source, student=Student(LocalStudent({})._callee, {}, who="b123"))
    assert known.verdict is Verdict.PASSED


def test_a_check_that_must_know_whose_work_it_is_waits_where_nobody_said(run: Run) -> None:
    (unknown,) = run("def test_it(student, student_id): pass", student=Student(LocalStudent({})._callee, {}, who=None))
    assert (unknown.verdict, unknown.points) == (Verdict.PENDING, 0.0)
    assert "Nobody said whose" in (unknown.detail or "")
