"""What becomes of a notebook's functions in the real sandbox, whatever they do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from grader import checks
from grader.course import Limits
from grader.errors import StudentError
from grader.lanes import Lane, LaneDied
from grader.notebook_process import Cell, NotebookProcess
from grader.result import Verdict
from grader.signature import Signature
from grader.student import Student

Open = Callable[..., NotebookProcess]
WIRE = "import sys; sys.path.insert(0, '/lane'); from lane import wire; import os, threading, time"
HOSTILE = {
    "cell 1": f"{WIRE}\nimport ctypes, signal, torch\ncounter = 0",
    "cell 2": "def nonce():\n    frame = sys._getframe()\n"
    "    while not hasattr(frame.f_locals.get('self'), '_nonce'): frame = frame.f_back\n"
    "    return frame.f_locals['self']._nonce",
    "good": "def good(x):\n    global counter\n    counter += 1\n    return x + counter",
    "loops": "def loops():\n    while True: pass",
    "deaf": "def deaf():\n    for s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\n    while True: time.sleep(9)",
    "segfault": "def segfault():\n    return ctypes.string_at(0)",
    "killed": "def killed():\n    os.kill(os.getpid(), 9)",
    "real_time": "def real_time():\n    os.kill(os.getpid(), 40)",
    "leaves": "def leaves():\n    os._exit(0)",
    "exits": "def exits():\n    sys.exit(0)",
    "hangs_up": "def hangs_up():\n    os.close(3)\n    time.sleep(9)",
    "probes": "def probes():\n    ctypes.CDLL(None).ptrace(0, 0, 0, 0)",
    "grows": "def grows():\n    return bytearray(3 << 30)",
    "grows_on": "def grows_on():\n    kept = []\n    while True: kept.append(torch.ones(1 << 22))",
    "junk": "def junk():\n    os.write(3, b'junk' * 10)\n    return 1",
    "enormous": "def enormous():\n    os.write(3, b'\\xff' * 16)\n    time.sleep(9)",
    "forged": "def forged():\n    os.write(3, wire.encode(wire.Returned(wire.Plain(1)), []))\n    return 1",
    "well_forged": "def well_forged():\n    os.write(3, wire.encode(wire.Returned(wire.Plain(1)), [], nonce()))\n    return 2",
    "ahead": "def ahead():\n    os.write(3, wire.encode(wire.Returned(wire.Plain(1)), [], nonce()) * 2)\n    return 1",
    "cut_off": "def cut_off():\n    os.write(3, wire.encode(wire.Returned(wire.Plain(1)), [], nonce())[:-1])\n    os._exit(0)",
    "layout": "def layout():\n    ref = wire.TensorRef(0, 'cpu', False, (1 << 40, 0))\n"
    "    os.write(3, wire.encode(wire.Returned(ref), [torch.ones(1)], nonce()))\n    return 1",
    "calls_back": "def calls_back():\n    os.write(3, wire.encode(wire.CallBack(7), [], nonce()))\n    time.sleep(9)",
    "large": "def large():\n    return torch.ones(1 << 19)",
    "prints": "def prints():\n    for _ in range(100): print('水' * (1 << 20))\n    return 1",
}
ENDS = {
    "loops": Verdict.TIMEOUT,
    "deaf": Verdict.TIMEOUT,
    "segfault": Verdict.CRASHED,
    "killed": Verdict.CRASHED,
    "real_time": Verdict.CRASHED,
    "leaves": Verdict.CRASHED,
    "exits": Verdict.ERROR,
    "hangs_up": Verdict.CRASHED,
    "probes": Verdict.TAMPERED,
    "grows": Verdict.MEMORY,
    "grows_on": Verdict.MEMORY,
    "junk": Verdict.TAMPERED,
    "forged": Verdict.TAMPERED,
    "enormous": Verdict.TAMPERED,
    "cut_off": Verdict.CRASHED,
    "calls_back": Verdict.TAMPERED,
    "nowhere": Verdict.MISSING,
}


def end_of(student: Student, function: str, *args: object) -> StudentError:
    with pytest.raises(StudentError) as raised:
        getattr(student, function)(*args)
    return raised.value


@pytest.fixture
def hostile(lanes: Callable[[], Lane]) -> Iterator[Student]:
    """A notebook that does all of it."""
    limits = Limits(call_seconds=3.0, memory_bytes=512 << 20, reply_bytes=1 << 20)
    process = NotebookProcess(lanes, [Cell(*cell) for cell in HOSTILE.items()], limits, seed=1)
    yield Student(process, {})
    process.close()


@pytest.mark.parametrize("function", ENDS)
def test_an_end_has_its_verdict_and_the_next_call_gets_a_fresh_worker_with_the_cells_run(hostile: Student, function: str) -> None:
    assert end_of(hostile, function).verdict is ENDS[function]
    assert hostile.good(10) >= 11


def test_a_dead_worker_is_followed_by_one_that_has_forgotten(hostile: Student) -> None:
    end_of(hostile, "leaves")
    assert [hostile.good(10), hostile.good(10)] == [11, 12]
    end_of(hostile, "leaves")
    assert hostile.good(10) == 11


@pytest.mark.parametrize("function", ["well_forged", "ahead"])
def test_who_reads_the_nonce_of_a_call_can_answer_that_call_and_no_other(hostile: Student, function: str) -> None:
    assert getattr(hostile, function)() == 1  # a claim about a return value, as any other
    assert end_of(hostile, "good", 10).verdict is Verdict.TAMPERED  # the true reply, or one ahead, has that nonce too
    assert hostile.good(10) == 11


def test_a_reply_that_asks_for_a_layout_is_tampering(hostile: Student) -> None:
    assert end_of(hostile, "layout").verdict is Verdict.TAMPERED


def test_a_result_that_is_too_large_is_a_wrong_result_and_no_tampering(hostile: Student) -> None:
    answer = Student(hostile._callee, {"large": Signature(Tensor)})
    error = end_of(answer, "large")
    assert error.verdict is Verdict.FAILED
    assert "larger than the wire carries" in error.summary("en")


def test_printing_without_end_costs_nothing(hostile: Student) -> None:
    assert hostile.prints() == 1


def test_a_function_that_keeps_running_over_its_time_gets_less_of_it(notebook: Open) -> None:
    process = notebook(slow="import time\ndef slow(): time.sleep(0.35)", limits={"call_seconds": 0.3, "submission_seconds": 30.0})
    student = Student(process, {})
    assert [end_of(student, "slow").verdict for _ in range(2)] == [Verdict.TIMEOUT] * 2
    before = process._left
    assert end_of(student, "slow").verdict is Verdict.TIMEOUT
    assert before - process._left < 0.2


def test_a_notebook_that_has_used_up_its_time_is_not_run_any_more(notebook: Open) -> None:
    process = notebook("import time\ndef f(): time.sleep(0.5)\ndef g(): return 1", limits={"submission_seconds": 0.4})
    student = Student(process, {})
    assert end_of(student, "f").verdict is Verdict.TIMEOUT
    assert "used up" in end_of(student, "g").summary("en")


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def all_broken(lanes: Callable[[], Lane]) -> NotebookProcess:
    cells = [
        Cell("cell 1", "print('first'); 1 + 1"),
        Cell("cell 2", "while True: pass"),
        Cell("cell 3", "import os; os._exit(3)"),
        Cell("cell 4", "import os; os.write(3, b'junk' * 9)"),
        Cell("looping_answer", "def looping_answer(): return 1\nwhile True: pass"),
        Cell("misspelt_answer", "def misspelt_answer(): return 1\nwhile:"),
        Cell("raising_answer", "1 / 0\ndef raising_answer(): return 1"),
        Cell("answer", "def answer(): return 42"),
    ]
    process = NotebookProcess(lanes, cells, Limits(cell_seconds=0.5), seed=1)
    process.run_cells()
    return process


@pytest.fixture
def broken(all_broken: NotebookProcess) -> Iterator[NotebookProcess]:
    """A notebook most of whose cells fail, each in its way."""
    yield all_broken
    all_broken.close()  # a lane has one worker at a time; the next question starts another


def test_a_cell_that_kills_its_worker_is_left_out_and_the_others_still_work(broken: NotebookProcess) -> None:
    assert {name: error.verdict for name, error in broken.lost.items()} == {
        "cell 2": Verdict.TIMEOUT,
        "cell 3": Verdict.CRASHED,
        "cell 4": Verdict.TAMPERED,
        "looping_answer": Verdict.TIMEOUT,
    }
    assert Student(broken, {}).answer() == 42


def test_what_cells_printed_and_showed_is_kept(broken: NotebookProcess) -> None:
    assert (broken.ran["cell 1"].printed, broken.ran["cell 1"].shown) == ("first\n", "2")


def test_a_cell_that_breaks_the_protocol_is_a_suspicion(broken: NotebookProcess, notebook: Open) -> None:
    assert (broken.suspicion or "").startswith("cell 4: ")
    assert notebook("1").suspicion is None


@pytest.mark.parametrize(
    ("function", "verdict"),
    [
        ("looping_answer", Verdict.TIMEOUT),
        ("misspelt_answer", Verdict.ERROR),
        ("raising_answer", Verdict.ERROR),
        ("nowhere", Verdict.MISSING),
    ],
)
def test_a_function_that_its_cell_did_not_define_says_what_became_of_the_cell(
    broken: NotebookProcess, function: str, verdict: Verdict
) -> None:
    assert end_of(Student(broken, {}), function).verdict is verdict


def test_printing_a_flood_in_a_cell_is_cut(notebook: Open) -> None:
    process = notebook("for _ in range(100): print('x' * (1 << 20))", limits={"output_bytes": 1000})
    process.run_cells()
    assert len(process.ran["cell 1"].printed) < 1100


# --- what students read ----------------------------------------------------------------------------------------------


def test_of_an_error_no_word_of_the_students_is_in_its_summary(notebook: Open) -> None:
    cell = """
def f(x):
    exec(compile(f"raise type('Leak{x}', (ValueError,), {{}})('message {x}')", f"<place {x}>", "exec"))
def g(x):
    return type(f"Leak{x}", (), {})()
"""
    student = Student(notebook(cell), {"g": Signature(Tensor)})
    for name in ("f", "g"):
        error = end_of(student, name, 1234)
        assert "1234" not in error.summary("en") + error.summary("zh-TW")
    assert "object" in end_of(student, "g", 1).summary("en")


def test_a_line_that_the_cell_does_not_have_is_no_place(notebook: Open) -> None:
    cell = "def f(x):\n    exec(compile('\\n' * x + '1 / 0', '<cell 1>', 'exec'))"
    student = Student(notebook(cell), {})
    assert "line" not in end_of(student, "f", 1233).summary("en")
    assert "line 2 of cell 1" in end_of(student, "f", 1).summary("en")


# --- faults of ours --------------------------------------------------------------------------------------------------


def test_a_callback_that_fails_on_our_side_does_not_confuse_the_next_call(notebook: Open) -> None:
    student = Student(notebook("def f(g): return g()\ndef h(): return 1"), {})

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        student.f(interrupted)
    assert student.h() == 1


def test_a_lane_killed_in_the_middle_is_a_fault_of_ours_and_the_next_call_gets_a_fresh_one(
    lanes: Callable[[], Lane], notebook: Open
) -> None:
    student = Student(notebook("def f(g): return g()\ndef h(): return 1"), {})
    assert student.h() == 1
    lane = lanes()

    def kill() -> None:
        lane.launched.kill()
        time.sleep(0.3)  # what is inside goes with it, a moment later

    with pytest.raises(LaneDied):
        student.f(kill)
    assert student.h() == 1


# --- a whole run of checks -------------------------------------------------------------------------------------------

CHECKS = """
import pytest

pytestmark = [pytest.mark.task("f"), pytest.mark.hint(zh="提示", en="hint")]


@pytest.mark.points(1)
def test_first(student):
    assert student.f(1) == 2


@pytest.mark.points(2)
def test_second(student):
    assert student.f(0) == 1


@pytest.mark.points(4)
def test_third(student):
    assert student.f(2) == 3
"""


def test_a_crash_in_the_second_check_keeps_the_points_of_the_first_and_the_third(notebook: Open, tmp_path: Path) -> None:
    (tmp_path / "test_f.py").write_text(CHECKS)
    student = Student(notebook("import ctypes\ndef f(x): return x + 1 if x else ctypes.string_at(0)"), {})
    (task,) = checks.run([tmp_path / "test_f.py"], student, seed=1, language="en")
    assert [check.verdict for check in task.checks] == [Verdict.PASSED, Verdict.CRASHED, Verdict.PASSED]
    assert task.score == 5
    assert task.checks[1].detail == "The process that ran your code ended (SIGSEGV)."


def test_autograd_and_callbacks_go_through_the_sandbox(notebook: Open) -> None:
    cell = """
import torch
def f(x, w): return torch.sin(x) @ w, x.sum()
def cut(x): return x.detach() * 2
def sample(denoise, x):
    for t in range(3): x = denoise(x, t=t)
    return x
"""
    student = Student(notebook(cell), {})
    x, w = torch.randn(2, 3, dtype=torch.float64, requires_grad=True), torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(student.f, (x, w))
    (gradient,) = torch.autograd.grad(student.cut(x).sum(), x)
    assert torch.equal(gradient, torch.zeros_like(x))
    steps: list[int] = []

    def denoise(x: Tensor, t: int) -> Tensor:
        steps.append(t)
        return x + 1

    assert torch.equal(student.sample(denoise, torch.zeros(2)), torch.full((2,), 3.0))
    assert steps == [0, 1, 2]


def test_strides_arrive_in_the_sandbox(notebook: Open) -> None:
    student = Student(notebook("def strides(x): return list(x.stride()), x.sum().item()"), {})
    assert student.strides(torch.ones(2, 3).t()) == ([1, 3], 6.0)
    assert student.strides(torch.ones(1, 3).expand(4, 3)) == ([0, 1], 12.0)


def test_pytest_is_not_the_students_to_steer(notebook: Open, tmp_path: Path) -> None:
    (tmp_path / "test_f.py").write_text(CHECKS)
    student = Student(notebook("import pytest\ndef f(x): pytest.skip('no need')"), {})
    (task,) = checks.run([tmp_path / "test_f.py"], student, seed=1, language="en")
    assert [check.verdict for check in task.checks] == [Verdict.ERROR] * 3


def test_a_forbidden_operator_loses_only_in_its_own_task(notebook: Open) -> None:
    cell = "import torch\ndef f(x): return torch.nn.functional.softmax(x, -1)\ndef g(x): return f(x)"
    student = Student(notebook(cell), {}, {"f": ("softmax", "_softmax*")})
    error = end_of(student, "f", torch.ones(2))
    assert error.verdict is Verdict.FAILED
    assert "softmax may not be used" in error.summary("en")
    assert student.g(torch.ones(2)).tolist() == [0.5, 0.5]


def test_the_limits_are_the_assignments(notebook: Open) -> None:
    process = notebook("1", limits={"memory_bytes": 1 << 20})
    assert process._job.memory_bytes == 1 << 20
    assert replace(Limits(), memory_bytes=1 << 20).files_bytes == process._job.files_bytes
