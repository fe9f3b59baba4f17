"""What a check holds, over functions in this process; test_notebook_process has the same over the sandbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from grader import errors
from grader.accelerator import Accelerator
from grader.conversation import Serve, received
from grader.errors import StudentError
from grader.lane import wire
from grader.result import Verdict
from grader.signature import Signature
from grader.student import LocalStudent, Student


def local(**functions: Callable[..., object]) -> Student:
    return LocalStudent(functions)


class Says:
    """The other side, with one reply to everything."""

    def __init__(self, reply: wire.Reply, *tensors: Tensor) -> None:
        self.reply, self.tensors = reply, list(tensors)

    def ask(self, call: wire.Call, tensors: list[Tensor], serve: Serve) -> tuple[wire.Reply, list[Tensor]]:
        if isinstance(self.reply, wire.CallBack):
            serve(self.reply, self.tensors)
        return self.reply, self.tensors


def verdict_of(reply: wire.Reply, *tensors: Tensor, forbids: tuple[str, ...] = (), **kwargs: object) -> Verdict:
    student = Student(Says(reply, *tensors), {"f": Signature(Tensor)}, {"f": forbids})
    with pytest.raises(StudentError) as raised:
        student.f(**kwargs)
    return raised.value.verdict


def test_arguments_go_and_the_result_comes_back() -> None:
    student = local(f=lambda x, *, scale: {"out": x * scale})
    assert torch.equal(student.f(torch.ones(2), scale=3)["out"], torch.full((2,), 3.0))


def test_what_was_raised_is_raised_again_as_the_builtin_that_it_is() -> None:
    class Own(ValueError):
        pass

    def f() -> None:
        raise Own("no")

    with pytest.raises(ValueError, match="Own: no") as raised:
        local(f=f).f()
    assert isinstance(raised.value, StudentError)
    assert raised.value.verdict is Verdict.ERROR


def test_a_function_that_is_not_there_is_missing() -> None:
    with pytest.raises(StudentError) as raised:
        local().f()
    assert raised.value.verdict is Verdict.MISSING


def test_a_result_of_another_type_is_a_failure_before_the_check_sees_it() -> None:
    with pytest.raises(StudentError, match=r"f should return tuple\[Tensor, Tensor\], but it returned Tensor") as raised:
        LocalStudent({"f": lambda: torch.ones(1)}, {"f": Signature(tuple[Tensor, Tensor])}).f()
    assert raised.value.verdict is Verdict.FAILED


# --- observing -------------------------------------------------------------------------------------------------------


def test_a_write_into_an_argument_is_observed_and_does_not_reach_the_check() -> None:
    x = torch.zeros(2)
    seen = local(f=lambda x, y: x.fill_(7).sum() + y.zero_().sum()).observe.f(x, y=torch.ones(1))
    assert seen.value == 14
    assert seen.arguments[0].tolist() == [7.0, 7.0]
    assert seen.keywords["y"].tolist() == [0.0]
    assert x.tolist() == [0.0, 0.0]


def test_consumed_randomness_is_observed() -> None:
    student = local(draws=lambda: torch.rand(1), does_not=lambda: torch.zeros(1))
    assert student.observe.draws().consumed_randomness
    assert not student.observe.does_not().consumed_randomness


# --- autograd --------------------------------------------------------------------------------------------------------


def test_gradients_are_those_of_the_function() -> None:
    student = local(f=lambda x, w: (torch.sin(x) @ w, [x.sum()]))
    x, w = torch.randn(2, 3, dtype=torch.float64, requires_grad=True), torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x, w: student.f(x, w=w)[0], (x, w))
    assert torch.autograd.gradcheck(lambda x, w: (student.f(x, w)[0], student.f(x, w)[1][0]), (x, w))


def test_one_tensor_in_two_places_gets_the_sum_of_both() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    (gradient,) = torch.autograd.grad(local(f=lambda a, b: a * b).f(x, x), x)
    assert gradient == 6


def test_a_tensor_deep_in_an_argument_gets_its_gradient() -> None:
    x = torch.ones(2, requires_grad=True)
    (gradient,) = torch.autograd.grad(local(f=lambda given: given["x"][0] * 5).f({"x": [x]}).sum(), x)
    assert gradient.tolist() == [5.0, 5.0]


@pytest.mark.parametrize("cut", [lambda x: x.detach() * 2, lambda x: torch.tensor(x.tolist()), lambda x: torch.ones(2)])
def test_a_gradient_that_was_cut_off_comes_back_as_zeros(cut: Callable[[Tensor], Tensor]) -> None:
    x = torch.ones(2, requires_grad=True)
    (gradient,) = torch.autograd.grad(local(f=cut).f(x).sum(), x)
    assert gradient.tolist() == [0.0, 0.0]


def test_whole_numbers_pass_beside_what_is_differentiable() -> None:
    x = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)
    best, where = local(f=lambda x: (x.max() * 2, x.argmax())).f(x)
    assert where == 1
    assert torch.autograd.grad(best, x)[0].tolist() == [0.0, 2.0, 0.0]


def test_without_gradients_nothing_is_tied() -> None:
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        assert not local(f=lambda x: x * 2).f(x).requires_grad
    assert not local(f=lambda x: x * 2).f(x.detach()).requires_grad


# --- callbacks -------------------------------------------------------------------------------------------------------


def test_a_function_that_is_passed_is_called_here_and_may_count() -> None:
    calls: list[tuple[float, int]] = []

    def denoise(x: Tensor, step: int) -> Tensor:
        calls.append((x.item(), step))
        return x + 1

    def sample(denoise: Callable[..., Tensor], x: Tensor) -> Tensor:
        for step in range(3):
            x = denoise(x, step=step)
        return x

    assert local(sample=sample).sample(denoise, torch.zeros(1)) == 3
    assert calls == [(0.0, 0), (1.0, 1), (2.0, 2)]


def test_what_a_callback_raises_is_the_students_error() -> None:
    def refuse(x: Tensor) -> Tensor:
        raise ValueError("not this shape")

    with pytest.raises(RuntimeError, match="ValueError: not this shape"):
        local(f=lambda g: g(torch.ones(1))).f(refuse)


# --- forbidden operators ---------------------------------------------------------------------------------------------


def test_a_forbidden_operator_fails_its_own_task_alone() -> None:
    student = LocalStudent({"f": lambda x: x.softmax(-1), "g": lambda x: x.softmax(-1)}, {}, {"f": ("softmax", "_softmax*")})
    with pytest.raises(StudentError, match="softmax may not be used") as raised:
        student.f(torch.ones(2))
    assert raised.value.verdict is Verdict.FAILED
    assert student.g(torch.ones(2)).tolist() == [0.5, 0.5]


def test_of_operators_that_a_reply_names_only_the_courses_own_words_are_shown() -> None:
    reply = wire.Returned(wire.Plain(1), forbidden=("_softmax 1.2345", "another 1.2345"))
    with pytest.raises(StudentError) as raised:
        Student(Says(reply), {}, {"f": ("softmax", "_softmax*")}).f()
    assert "1.2345" not in raised.value.summary("en")
    assert "_softmax" in raised.value.summary("en")


# --- replies that are no answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        wire.Ran("printed"),
        wire.CallBack(0),
        wire.CallBack(-1),
        wire.Returned(wire.TensorRef(0, "cpu", requires_grad=True)),
        wire.Returned(wire.TensorRef(0, "cpu", layout=(1 << 40, 0))),
        wire.Returned(wire.TensorRef(5, "cpu")),
        wire.Returned(wire.CallbackRef(0)),
        wire.Returned(wire.DType("object")),
    ],
)
def test_a_reply_that_is_no_answer_is_tampering(reply: wire.Reply) -> None:
    assert verdict_of(reply, torch.ones(1)) is Verdict.TAMPERED


def test_a_value_nested_deeper_than_we_can_read_is_tampering() -> None:
    value: wire.Value = wire.Plain(1)
    for _ in range(2000):
        value = wire.Tuple((value,))
    with pytest.raises(StudentError) as raised:
        received(value, [])
    assert raised.value.verdict is Verdict.TAMPERED


@pytest.mark.parametrize("gradients", [(), (torch.ones(3),), (torch.ones(2), torch.ones(2))])
def test_gradients_of_other_shapes_are_tampering(gradients: tuple[Tensor, ...]) -> None:
    class Forges(Says):
        def ask(self, call: wire.Call, tensors: list[Tensor], serve: Serve) -> tuple[wire.Reply, list[Tensor]]:
            if call.cotangents is None:
                return wire.Returned(wire.TensorRef(0, "cpu")), [torch.ones(2)]
            refs = tuple(wire.TensorRef(number, "cpu") for number in range(len(gradients)))
            return wire.Returned(wire.ListOf(refs)), list(gradients)

    x = torch.ones(2, requires_grad=True)
    result = Student(Forges(wire.Ran("")), {}).f(x)
    with pytest.raises(StudentError) as raised:
        result.sum().backward()
    assert raised.value.verdict is Verdict.TAMPERED


def test_a_failure_of_the_other_side_comes_through() -> None:
    class Fails(Says):
        def ask(self, call: wire.Call, tensors: list[Tensor], serve: Serve) -> tuple[wire.Reply, list[Tensor]]:
            raise errors.timed_out(5)

    with pytest.raises(StudentError, match="5 seconds"):
        Student(Fails(wire.Ran("")), {}).f()


# --- on a GPU ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (wire.TensorRef(0, "cuda:0"), True),
        (wire.TensorRef(0, "cpu"), False),
        (wire.Tuple((wire.TensorRef(0, "cuda:0"), wire.TensorRef(0, "cpu"))), False),
        (wire.DictOf((("table", wire.TensorRef(0, "cuda:0")),)), True),
        (wire.ListOf((wire.TensorRef(0, "cpu"),)), False),
    ],
)
def test_where_functions_run_on_a_gpu_an_accelerator_check_looks_where_their_results_lie(value: wire.Value, fits: bool) -> None:
    says = Says(wire.Returned(value), torch.ones(1))
    call = Accelerator(Student(says, {}, device="cuda")).f
    if fits:
        call()
    else:
        with pytest.raises(StudentError):
            call()
