"""A task that builds on a wrong one is graded with the reference's in its place: over the wire, in the real sandbox."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from grader.course import Limits
from grader.errors import StudentError
from grader.lane import wire
from grader.lane.blob import packed, unpacked
from grader.lane.values import Packer
from grader.lanes import Lane
from grader.letter import Heard, seal_of
from grader.notebook_process import Cell, NotebookProcess
from grader.result import Verdict
from grader.student import Student
from grader.upstream import Answers, Upstream
from tests.grader.temporary_course import ROOT

CELLS = {
    "half": "import torch\ndef half(x):\n    return x * 100",
    "alias": "another_name = half\ndirect = half(torch.ones(1)).item()",
    "halves": "def halves(x):\n    return half(x) + half(x)",
    "late": "def late(x):\n    return another_name(x)",
    "at_once": "def at_once():\n    return direct",
    "learns": "def learns(x):\n    w = x.detach().clone().requires_grad_()\n    half(w).sum().backward()\n    return w.grad",
    "catches": "def catches(x):\n    try:\n        return half(None)\n    except TypeError as error:\n        return str(error)",
    "floods": "def floods(x):\n    return half(x.expand(3)[:, None, None] + 0, torch.ones(1 << 12, 1), torch.ones(1, 1 << 12))",
    "asks": "def asks(x):\n    while True: half(x)",
    "source": "import inspect\ndef source(x):\n    return str(getattr(half, '__code__', None)), repr(sorted(vars(half)))",
    "forges": "import sys; sys.path.insert(0, '/lane'); from lane import wire; import os, time\n"
    "def forges(x):\n    frame = sys._getframe()\n"
    "    while not hasattr(frame.f_locals.get('self'), '_nonce'): frame = frame.f_back\n"
    "    os.write(3, wire.encode(wire.Upstream('secret'), [], frame.f_locals['self']._nonce))\n    time.sleep(9)",
}


def half(x: Tensor, *others: Tensor) -> Tensor:
    if not isinstance(x, Tensor):
        raise TypeError("x must be a tensor")
    for other in others:
        x = x + other
    return x / 2


@pytest.fixture
def start(lanes: Callable[[], Lane]) -> Iterator[Callable[..., Student]]:
    processes: list[NotebookProcess] = []

    def begin(function: Callable[..., object] = half, **limits: float) -> Student:
        cells = [Cell(name, source) for name, source in CELLS.items()]
        bounds = replace(Limits(), **limits)  # type: ignore[arg-type]
        processes.append(NotebookProcess(lanes, cells, bounds, seed=0, upstream=Upstream({"half": function})))
        return Student(processes[-1], {})

    yield begin
    for process in processes:
        process.close()


def test_what_builds_on_a_served_function_gets_the_references_values(start: Callable[..., Student]) -> None:
    assert torch.equal(start().halves(torch.tensor([4.0])), torch.tensor([4.0]))


def test_a_name_that_was_given_to_the_students_own_is_the_served_one_too(start: Callable[..., Student]) -> None:
    student = start()
    assert torch.equal(student.late(torch.tensor([4.0])), torch.tensor([2.0]))
    assert student.at_once() == 0.5, "called while the notebook's cells ran"


def test_gradients_go_through_both_ways(start: Callable[..., Student]) -> None:
    student, x = start(), torch.tensor([4.0, 6.0], requires_grad=True)
    (gradient,) = torch.autograd.grad(student.halves(x).sum(), x)
    assert torch.equal(gradient, torch.ones(2))
    assert torch.equal(student.learns(torch.ones(3)), torch.full((3,), 0.5))


def test_what_the_reference_raises_can_be_caught_by_its_type(start: Callable[..., Student]) -> None:
    assert start().catches(torch.ones(1)) == "x must be a tensor"


def test_no_source_crosses(start: Callable[..., Student]) -> None:
    code, kept = start().source(torch.ones(1))
    assert code == "None"
    assert "/ 2" not in kept


def test_an_answer_that_would_need_much_memory_is_refused_before_it_is_computed(start: Callable[..., Student]) -> None:
    with pytest.raises(StudentError) as raised:
        start().floods(torch.ones(1))
    assert raised.value.verdict is Verdict.MEMORY
    assert "memory" in raised.value.message


def test_asking_for_ever_ends_at_the_deadline_of_the_call(start: Callable[..., Student]) -> None:
    student, began = start(call_seconds=2.0), time.monotonic()
    with pytest.raises(StudentError) as raised:
        student.asks(torch.ones(1))
    assert raised.value.verdict is Verdict.TIMEOUT
    assert time.monotonic() - began < 60, "a deadline of 2 s, and room for a busy machine"


def test_asking_for_what_is_not_served_is_tampering(start: Callable[..., Student]) -> None:
    with pytest.raises(StudentError) as raised:
        start().forges(torch.ones(1))
    assert raised.value.verdict is Verdict.TAMPERED


def test_the_time_that_we_spend_on_answers_is_the_submissions(start: Callable[..., Student]) -> None:
    def slow(x: Tensor) -> Tensor:
        time.sleep(0.7)
        return x

    student = start(slow, call_seconds=30.0)
    process = student._callee
    assert isinstance(process, NotebookProcess)
    before = process.seconds_left
    student.halves(torch.ones(1))
    assert before - process.seconds_left >= 0.7, "asked twice, the same, and answered once"


def test_an_answer_is_what_the_function_gives_and_gradients_are_one_for_each_floating_argument() -> None:
    packer, upstream = Packer(), Upstream({"half": half})
    args = tuple(packer.pack(tensor) for tensor in (torch.ones(2), torch.ones(2)))
    cotangents = (packer.pack(torch.tensor([1.0, 2.0])),)
    answer, tensors = upstream.answer(wire.Upstream("half", args, (), cotangents), packer.tensors)
    assert answer.error is None
    assert [tensor.tolist() for tensor in tensors] == [[0.5, 1.0], [0.5, 1.0]]


FIRST_ANSWER = """
import sys
import torch
from grader.lane import wire
from grader.lane.values import Packer
from grader.upstream import Upstream

upstream, packer = Upstream({"half": lambda x: torch.softmax(x, -1) @ x}), Packer()
asked, before = wire.Upstream("half", (packer.pack(torch.ones(2, 2)),)), set(sys.modules)
answer, _ = upstream.answer(asked, packer.tensors)
assert answer.error is None, answer.error
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("encodings.")))
"""


def test_the_first_answer_of_a_process_waits_for_no_import_in_the_students_time() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_ANSWER], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def asked_for(function: str, *args: object) -> tuple[wire.Upstream, Heard]:
    packer = Packer(keep_layout=False)
    asked = wire.Upstream(function, tuple(packer.pack(value) for value in args))
    frame = wire.Frame(wire.written(asked), packed(packer.tensors), b"")
    return asked, Heard(frame, seal_of(frame), asked, packer.tensors)


def test_the_same_question_is_put_to_the_reference_once() -> None:
    asked: list[float] = []

    def doubled(x: Tensor) -> Tensor:
        asked.append(x.sum().item())
        return 2 * x

    answers = Answers()
    for _ in range(2):  # of two tasks, or two students
        upstream = Upstream({"doubled": doubled}, answers)
        letters = [upstream.letter(*asked_for("doubled", torch.full((2,), x))) for x in (1.0, 3.0)]
        assert [unpacked(letter.blob)[0].tolist() for letter in letters] == [[2.0, 2.0], [6.0, 6.0]]
    assert asked == [2.0, 6.0]


def test_two_functions_of_one_name_do_not_answer_for_each_other() -> None:
    answers, question = Answers(), asked_for("f", torch.ones(1))
    found = [Upstream({"f": lambda x, more=more: x + more}, answers).letter(*question) for more in (1, 2)]
    assert [unpacked(letter.blob)[0].item() for letter in found] == [2.0, 3.0]


def test_what_is_drawn_at_random_is_drawn_anew() -> None:
    upstream, question = Upstream({"noise": torch.randn_like}), asked_for("noise", torch.ones(8))
    assert upstream.letter(*question) != upstream.letter(*question)


def test_what_is_not_served_stays_unknown_where_the_question_is_known() -> None:
    answers, question = Answers(), asked_for("f", torch.ones(1))
    Upstream({"f": torch.neg}, answers).letter(*question)
    with pytest.raises(StudentError) as raised:
        Upstream({}, answers).letter(*question)
    assert raised.value.verdict is Verdict.TAMPERED


def test_answers_that_have_no_room_are_given_again() -> None:
    answers, question = Answers(bytes_left=0), asked_for("f", torch.ones(1))
    upstream = Upstream({"f": torch.neg}, answers)
    assert upstream.letter(*question) == upstream.letter(*question)
    assert answers.bytes_left == 0


def test_what_raised_is_asked_again() -> None:
    """For lack of memory, say; another student's question finds some."""
    moods = iter((MemoryError("none left"), None))

    def moody(x: Tensor) -> Tensor:
        if (error := next(moods)) is not None:
            raise error
        return x

    upstream, question = Upstream({"moody": moody}), asked_for("moody", torch.ones(1))
    first, second = (upstream.letter(*question).request for _ in range(2))
    assert isinstance(first, wire.Answer)
    assert first.error == "none left"
    assert isinstance(second, wire.Answer)
    assert second.error is None
