"""A recorded result, repeated for an appeal: in the real sandbox, over a small assignment of its own."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader import replay_command
from grader.bench import at_bench
from grader.course import Assignment, Course, CourseError
from grader.grading import Grader, check_files
from grader.grading_process import graded
from grader.lanes import Lane
from grader.order import Order
from grader.provenance import provenance
from grader.replay import Replay, find, replay
from grader.replay_command import answer, status_of
from grader.replay_page import Page, View
from grader.result import Verdict
from grader.sandbox import ISOLATION
from grader.secret import Secret
from grader.store import Store
from grader.submission import blank
from tests.grader.temporary_course import copy_again, filled, grade_class, hand_in, known
from tests.grader.test_grade_command import listing

CHECKS = """
import pytest
import torch
from grader.checking import assert_close

@pytest.mark.task("double")
@pytest.mark.points(30)
@pytest.mark.hint(zh="兩倍", en="Twice.")
@pytest.mark.parametrize("rows", [1, 2])
def test_twice(student, randn, rows):
    x = randn(rows, 3)
    assert_close(student.double(x), 2 * x)

@pytest.mark.task("double")
@pytest.mark.points(20)
@pytest.mark.hint(zh="多", en="Many.")
def test_many(student, randn):
    x = randn(20, 20)
    y = student.double(x)
    assert_close(
        y,
        2 * x,
    )

@pytest.mark.task("triple")
@pytest.mark.points(30)
@pytest.mark.hint(zh="三倍", en="Thrice.")
def test_thrice(student, randn):
    for x in randn(4).tolist():
        assert student.triple(x) == pytest.approx(3 * x)

@pytest.mark.task("triple")
@pytest.mark.points(10)
@pytest.mark.hint(zh="一部分", en="In part.")
def test_in_part(student, award):
    award(sum(student.triple(x) == 3 * x for x in (1.0, 2.0, 3.0)) / 3)
"""
PUBLIC = """
import pytest

@pytest.fixture
def own():
    return 5.0

@pytest.mark.task("double")
@pytest.mark.points(10)
@pytest.mark.hint(zh="自己的", en="With a fixture of its own.")
def test_own(student, own):
    assert student.double(own) == 10.0
"""
DOUBLE = "def double(x):\n    return 2 * x"
TRIPLE = "def triple(x):\n    return double(x) + x"


@pytest.fixture
def small(tmp_path: Path) -> Assignment:
    """Two tasks, of which one builds on the other; each call has two seconds."""
    (tmp_path / "nbgrader_config.py").touch()
    shutil.copytree(Path(__file__).parent / "small_course" / "source", tmp_path / "source")
    for part in ("solutions/small", "tests/checks/small"):
        (tmp_path / part).mkdir(parents=True)
    (tmp_path / "solutions/small/small.py").write_text(f"{DOUBLE}\n\n\n{TRIPLE}\n")
    (tmp_path / "tests/checks/small/test_small.py").write_text(CHECKS)
    (tmp_path / "source/small/test_public.py").write_text(PUBLIC)
    (tmp_path / "source/small/assignment.toml").write_text('limits.call_seconds = 2.0\ntasks.triple.builds_on = ["double"]\n')
    return Course(tmp_path).assignment("small")


Graded = Callable[..., Course]


@pytest.fixture
def grade(small: Assignment, lanes: Callable[[], Lane]) -> Graded:
    """`grade(double=…, triple=…)`: hands a notebook in for "ann", grades it and keeps the result, as a run over a class does."""

    def handed_in_and_graded(content: str | None = None, **answers: str) -> Course:
        path = small.root / "submitted/ann/small/small.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_notebook(small, {"double": DOUBLE, "triple": TRIPLE} | answers) if content is None else content)
        (small.root / ".grader").mkdir(exist_ok=True)
        (small.root / ".grader/secret").write_text("00" * 32)  # a fresh one drew no number below zero in one run of sixteen
        secret = Secret.of(small.root)
        made_of = provenance(small, secret, "cpu", ISOLATION)
        order = Order(small, path, "ann", secret, made_of, small.root / "submitted")
        report = at_bench(check_files(small), lambda bench: graded(order, Grader(lanes, secret, "cpu", bench)))
        with Store(small.root) as store:
            store.keep("ann", report)
        return Course(small.root)

    return handed_in_and_graded


def _notebook(assignment: Assignment, answers: dict[str, str]) -> str:
    """The English release with answers in it."""
    given = blank(assignment.root / "small.ipynb", assignment, "en").notebook
    for cell in given.cells:
        if (task := cell.metadata.get("nbgrader", {}).get("grade_id")) in answers:
            cell.source = answers[task]
    return json.dumps(given)


def again(course: Course, lanes: Callable[[], Lane], *, back: int = 0) -> Replay:
    return replay(find(course, "ann", "small", back=back), lanes)


def page(done: Replay, view: View | None = None) -> str:
    said = io.StringIO()
    Page(Console(file=said, width=200, force_terminal=True, color_system=None), done, view or View()).print()
    return said.getvalue()


def line_of(statement: str) -> int:
    return CHECKS.split("\n").index(statement) + 1


def block(said: str, check: str) -> str:
    """What is said of one check."""
    return said.partition(f" {check}:")[2].partition("\n  ✗")[0].partition("\n  ✓")[0]


# --- the same result ------------------------------------------------------------------------------------------------


def test_the_result_is_repeated_and_nothing_is_written(grade: Graded, lanes: Callable[[], Lane]) -> None:
    course = grade(double="def double(x):\n    return x + 1")
    before, stored = listing(course.root), (course.root / ".grader/results.db").read_bytes()
    done = again(course, lanes)
    said = page(done, View(full=True))
    assert (done.differences, done.changed, done.from_file, status_of(done)) == ((), (), True, 0)
    assert "Repeated: the same result.\n" in said
    assert (course.root / ".grader/results.db").read_bytes() == stored
    after = listing(course.root)
    for seen in (before, after):
        del seen[str(course.root / ".grader")]  # SQLite's own files come and go in it
    assert after == before


def test_a_lost_check_shows_its_hidden_input_what_came_back_and_what_was_expected(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(double="def double(x):\n    return x + 1"), lanes)
    (call,) = done.witness.losses(done.result.tasks[0])["test_twice", False].calls
    (x,) = call.tensors
    shown = block(page(done), "test_twice")
    assert "failed, hidden, 0 of 30" in shown
    assert "Twice." in shown
    assert "兩倍" in shown, "both languages"
    assert "rows = 1" in shown
    assert f"tests/checks/small/test_small.py:{line_of('    assert_close(student.double(x), 2 * x)')}" in shown
    assert "assert_close(student.double(x), 2 * x)" in shown
    assert "because     3 of 3 values differ" in shown
    for label, tensor in (("x", x), ("returned", x + 1), ("reference", 2 * x)):
        first = f"{tensor[0, 0].item():.6f}".rstrip("0")
        assert any(line.strip().startswith(label) and first in line for line in shown.split("\n")), (label, first)


def test_a_statement_of_several_lines_is_shown_whole(grade: Graded, lanes: Callable[[], Lane]) -> None:
    shown = block(page(again(grade(double="def double(x):\n    return x + 1"), lanes)), "test_many")
    place = f"test_small.py:{line_of('    assert_close(')}\n"
    assert [line.strip() for line in shown.partition(place)[2].split("\n")][:4] == ["assert_close(", "y,", "2 * x,", ")"]


def test_a_large_tensor_is_told_in_a_line_and_in_full_on_demand(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(double="def double(x):\n    return x + 1"), lanes)
    brief, full = (block(page(done, View(full=full)), "test_many") for full in (False, True))
    assert "float32 tensor (20, 20), 400 values from" in brief
    assert brief.count(",") < 100
    assert full.count(",") > 3 * 399, "argument, answer and reference"


def test_what_was_raised_comes_with_the_students_traceback_once(grade: Graded, lanes: Callable[[], Lane]) -> None:
    said = page(again(grade(double="def double(x):\n    return helper(x)\n\ndef helper(x):\n    raise KeyError(3)"), lanes))
    shown = block(said, "test_own")
    assert "raised      KeyError: 3" in shown
    assert 'File "<double>", line 5, in helper' in shown
    assert "    raise KeyError(3)" in shown
    assert "reference   10.0" in shown
    assert "KeyError, as in test_own, above" in block(said, "test_many")
    assert said.count("in helper") == 1


def test_nothing_of_a_students_acts_on_the_terminal(grade: Graded, lanes: Callable[[], Lane]) -> None:
    evil = r"\x1b[2J\x9b31m[bold red]boo[/] :smile: \u202e\r\x07"
    done = again(grade(double=f"def double(x):\n    raise ValueError('{evil}')"), lanes)
    said = page(done)
    assert "[bold red]boo[/] :smile:" in said
    assert not set(said) & set("\x1b\x9b\u202e\r\x07")
    assert all(line.isprintable() for line in said.split("\n"))


def test_a_check_that_leans_on_a_fixture_of_its_own_is_watched_too(grade: Graded, lanes: Callable[[], Lane]) -> None:
    shown = block(page(again(grade(double="def double(x):\n    return x + 1"), lanes)), "test_own")
    assert "double(x=5.0)" in shown
    assert "returned    6.0" in shown
    assert "reference   10.0" in shown


def test_a_part_of_the_points_shows_the_calls_that_it_was_awarded_on(grade: Graded, lanes: Callable[[], Lane]) -> None:
    shown = block(page(again(grade(triple="def triple(x):\n    return 3 * x if x < 3 else 0.0"), lanes)), "test_in_part")
    assert "failed, hidden, 6.66667 of 10" in shown
    assert "call 3 of 3 triple(x=3.0)" in shown
    assert "2 more calls, which gave what the reference gives; --full shows all" in shown


def test_a_second_chance_is_repeated_and_shown_where_it_counted(grade: Graded, lanes: Callable[[], Lane]) -> None:
    half_right = "def triple(x):\n    return double(x) + x if x > 0 else 7.0"
    course = grade(double="def double(x):\n    return 5.0", triple=half_right)
    done = again(course, lanes)
    assert (done.differences, done.result.tasks[1].served) == ((), ("double",))
    said = page(done)
    assert "graded once more with double answered by the reference" in said
    assert "returned    7.0" in block(said, "test_thrice"), "with its own double it would have been wrong above zero, too"


def test_a_timeout_is_a_timeout_again(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(triple="def triple(x):\n    while x == 2.0: pass\n    return 3 * x"), lanes)
    assert (done.differences, done.result.verdict) == ((), Verdict.TIMEOUT)
    shown = block(page(done), "test_in_part")
    assert "no answer   It ran past its time limit of 2 seconds." in shown
    assert "reference   6.0" in shown


def test_a_crash_is_a_crash_again(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(triple="import os\ndef triple(x):\n    return os._exit(0) if x == 2.0 else 3 * x"), lanes)
    assert (done.differences, done.result.verdict) == ((), Verdict.CRASHED)


def test_an_answer_that_was_never_written_is_a_line(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(double="def double(x):\n    raise NotImplementedError()"), lanes)
    said = page(done)
    assert "all 3 checks: missing. double raised NotImplementedError" in said
    assert "test_twice" not in said
    assert "test_twice: missing" in page(done, View(checks=frozenset({"test_twice"})))


def test_a_file_that_could_not_be_read_is_repeated_as_what_it_was(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(content="no notebook"), lanes)
    assert (done.differences, done.from_file) == ((), True)
    assert "the file is not a notebook (it is not JSON)" in page(done)


# --- the world has changed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "said"), [(None, "is not there any more"), ("{}", "has changed since it was graded")])
def test_a_file_that_is_gone_or_another_is_repeated_from_the_record(
    grade: Graded, lanes: Callable[[], Lane], content: str | None, said: str
) -> None:
    course = grade(double="print('once')\ndef double(x):\n    return x + 1")
    path = course.root / "submitted/ann/small/small.ipynb"
    path.unlink() if content is None else path.write_text(content)
    done = again(course, lanes)
    assert (done.differences, done.changed, done.from_file) == ((), (), False)
    assert f"The file in submitted/ {said}: this repeats what was graded, from the notebook that the record keeps." in page(done)
    assert "test_twice: failed" in page(done)


def test_a_check_that_has_changed_is_named_with_what_it_changes(
    grade: Graded, lanes: Callable[[], Lane], small: Assignment
) -> None:
    course = grade()
    path = small.hidden_checks / "test_small.py"
    path.write_text(CHECKS.replace("assert_close(student.double(x), 2 * x)", "assert_close(student.double(x), 3 * x)"))
    done = again(course, lanes)
    assert [(found.where, found.what, found.before, found.after) for found in done.differences] == [
        ("double, test_twice", "verdict", "passed, 30 of 30", "failed, 0 of 30")
    ]
    said = page(done)
    assert "Changed since then: the checks or the reference." in said
    assert "NOT THE SAME: 1 part differs from the record. Now it is failed, 70 of 100." in said
    assert status_of(done) == 1


def test_a_change_that_does_not_matter_is_told_as_well(grade: Graded, lanes: Callable[[], Lane], small: Assignment) -> None:
    course = grade()
    (small.hidden_checks / "test_small.py").write_text(f"{CHECKS}\n# no more\n")
    done = again(course, lanes)
    assert (done.changed, status_of(done)) == (("checks",), 0)
    assert "Repeated: the same result even so." in page(done)


def test_another_library_is_told_then_and_now(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(), lanes)
    then = replace(done.record.report.provenance, versions=done.now.versions.replace("torch 2", "torch 1"))
    record = replace(done.record, kept=replace(done.record.kept, report=replace(done.record.report, provenance=then)))
    assert "Changed since then: versions (torch 1." in page(replace(done, record=record))


@pytest.mark.parametrize("there", [True, False])
def test_under_another_secret_nothing_is_repeated(grade: Graded, there: bool) -> None:
    course = grade()
    path = course.root / ".grader/secret"
    path.write_text("ab" * 32) if there else path.unlink()
    what = "is another one now" if there else "is gone"
    with pytest.raises(CourseError, match=rf"secret {what}: the hidden inputs .* cannot be repeated\. Put that one back"):
        find(course, "ann", "small")
    assert path.exists() == there, "none is made"


def test_what_was_never_graded_is_a_sentence_and_makes_no_store(small: Assignment, grade: Graded) -> None:
    with pytest.raises(CourseError, match=r"no result is recorded in this course; run: grader autograde small"):
        find(Course(small.root), "ann", "small")
    assert not (small.root / ".grader").exists()
    course = grade()
    with pytest.raises(CourseError, match=r"nothing is recorded of 'bea' in small; to grade: grader autograde small --student bea"):
        find(course, "bea", "small")


def test_an_earlier_result_is_repeated_from_its_record(grade: Graded, lanes: Callable[[], Lane]) -> None:
    grade(double="def double(x):\n    return x + 1")
    course = grade()
    assert again(course, lanes).result.score == 100
    done = again(course, lanes, back=1)
    assert (done.differences, done.from_file) == ((), False)
    assert done.result.score < 100
    assert "1 newer, 0 older of this student" in page(done)
    with pytest.raises(CourseError, match="--back 2: the store has 2 of ann's results"):
        find(course, "ann", "small", back=2)


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_one_check_or_one_task_alone_can_be_shown(grade: Graded, lanes: Callable[[], Lane]) -> None:
    done = again(grade(double="def double(x):\n    return x + 1"), lanes)
    of_a_check, of_a_task = page(done, View.of(False, None, ["test_own"])), page(done, View.of(False, ["triple"], None))
    assert "test_own" in of_a_check
    assert "test_twice" not in of_a_check
    assert "triple" not in of_a_check.partition("alone")[2]
    assert "test_thrice" in of_a_task
    assert "test_twice" not in of_a_task
    with pytest.raises(CourseError, match=r"--check test_mani: .* it has test_many, "):
        View.of(False, None, ["test_mani"]).refuse_unknown(done.result)


def test_an_object_has_the_result_and_what_was_found(
    grade: Graded, lanes: Callable[[], Lane], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = grade(double="def double(x):\n    raise ValueError('\\x9b31m')")
    monkeypatch.setattr(replay_command, "replay", lambda record, _: replay(record, lanes))
    assert answer(course, "ann", "small", View(), as_json=True) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert "\x9b" not in said.out
    assert (found["repeated"], found["differences"], found["changed"], found["student"]) == (True, [], [], "ann")
    assert found["verdict"] == "error"
    assert [entry["check"] for entry in found["evidence"]][:2] == ["test_own", "test_twice"]
    assert {"label": "because", "lines": ["double raised ValueError (line 2 of double)."], "depth": 0} in found["evidence"][0][
        "items"
    ]
    assert "Repeating small of ann: it took" in said.err


# --- over a class that nbgrader graded -------------------------------------------------------------------------------


def test_a_result_of_a_graded_class_is_repeated_by_the_command(
    released: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = copy_again(released, tmp_path / "course")
    hand_in(course, "err", known(course, "error/softmax_in_place"))
    hand_in(course, "ann", filled(course))
    grade_class(course)
    book = (course.root / "gradebook.db").read_bytes()
    assert answer(course, "err", "attention", View()) == 0
    said = capsys.readouterr().out
    assert "Repeated: the same result." in said
    assert "a view of a leaf Variable that requires grad is being used in an in-place operation" in said
    assert "scaled_dot_product_attention: passed, 30 of 30\n  graded once more with attention_scores, stable_softmax" in said
    assert (course.root / "gradebook.db").read_bytes() == book
    with sqlite3.connect(course.root / ".grader/results.db") as store:
        assert store.execute("select count(*) from results").fetchone() == (2,)
