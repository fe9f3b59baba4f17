from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.report import Row, class_table, printable, submission_table
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict


def check(verdict: Verdict, name: str = "test_it") -> CheckResult:
    won = verdict is Verdict.PASSED
    return CheckResult(name, False, verdict, 2.0 if won else 0.0, 2.0, None if won else "Look again.")


def result(*checks: CheckResult, fault: str | None = None, repairs: tuple[str, ...] = ()) -> SubmissionResult:
    tasks = (TaskResult("stable_softmax", checks),) if checks else ()
    return SubmissionResult("a.ipynb", "attention", "en", tasks, "sandbox", "cpu", 0.1, repairs, fault)


def shown(table: Table) -> str:
    page = io.StringIO()
    Console(file=page, width=200).print(table)
    return page.getvalue()


def test_a_class_is_a_line_a_student_in_order_of_names() -> None:
    page = shown(
        class_table("attention", [Row.of("bea", result(check(Verdict.FAILED))), Row.of("ann", result(check(Verdict.PASSED)))])
    )
    assert "attention: 2 submissions" in page
    assert page.index("ann") < page.index("bea")
    assert "2/2" in page
    assert "0/2" in page


def test_a_line_says_what_a_student_tripped_over_first() -> None:
    row = Row.of("ann", result(check(Verdict.PASSED, "test_a"), check(Verdict.FAILED, "test_b"), check(Verdict.TIMEOUT, "test_c")))
    assert row.tripped_over == "stable_softmax: timeout in test_c and 1 more"


def test_a_line_says_what_was_wrong_with_the_file() -> None:
    assert Row.of("ann", result(check(Verdict.MISSING)), "a.ipynb: the file is empty").tripped_over == "a.ipynb: the file is empty"


def test_a_fault_of_ours_has_no_score() -> None:
    for fault in (result(fault="a check is broken"), result(check(Verdict.INTERNAL), check(Verdict.PASSED))):
        page = shown(class_table("attention", [Row.of("ann", fault)]))
        assert "–" in page
        assert "/2" not in page
        assert "/4" not in page
        assert "internal" in page


def test_a_notebook_is_a_line_a_check_with_hints_and_repairs() -> None:
    given = result(check(Verdict.PASSED, "test_a"), check(Verdict.FAILED, "test_b"), repairs=("cell 'x' was restored",))
    page = shown(submission_table(Path("a.ipynb"), given))
    assert "a.ipynb: 2 of 4" in page
    assert "Look again." in page
    assert "repaired: cell 'x' was restored" in page


def test_a_check_that_waits_says_why_and_not_what_is_lost() -> None:
    waiting = CheckResult("test_b", False, Verdict.PENDING, 0.0, 2.0, "Look again.", "The form says B2 and the gradebook B1.")
    page = shown(submission_table(Path("a.ipynb"), result(waiting)))
    assert "The form says B2 and the gradebook B1." in page
    assert "Look again." not in page


def test_a_line_says_what_is_to_be_graded_by_hand_after_what_was_lost() -> None:
    words = (CheckResult("by_hand", False, verdict, 0.0, 5.0) for verdict in (Verdict.PENDING, Verdict.MISSING))
    tasks = (*(TaskResult(f"reason_{number}", (one,), by_hand=True) for number, one in enumerate(words)), TaskResult("f", ()))
    row = Row.of("ann", SubmissionResult("a.ipynb", "concepts", "en", tasks, "sandbox", "cpu", 0.1))
    assert row.tripped_over == "reason_1: missing; to be graded by hand: reason_0"


def test_what_a_student_wrote_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in printable("\x1b[31mred")
    page = shown(class_table("attention", [Row.of("\x1b[2J[red]ann\u202e", result(check(Verdict.PASSED)))]))
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "[red]ann" in page
