from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from grader.lane import wire
from grader.lane.perform import MAX_TEXT, perform, raised
from grader.lane.values import Packer, unpack

SOFTMAX = ("softmax", "_softmax*", "log_softmax", "_log_softmax*", "special_softmax")


def call(function: object, *args: object, forbids: tuple[str, ...] = (), observe: bool = False) -> tuple[wire.Reply, list[Tensor]]:
    """Call a function in a namespace of its own, as a worker would."""
    packer = Packer()
    packed = tuple(packer.pack(value) for value in args)
    return perform(wire.Call("f", packed, forbids=forbids, observe=observe), packer.tensors, {"f": function}, lambda *_: None)


def returned(function: object, *args: object, forbids: tuple[str, ...] = (), observe: bool = False) -> wire.Returned:
    reply, _ = call(function, *args, forbids=forbids, observe=observe)
    assert isinstance(reply, wire.Returned), reply
    return reply


def test_a_function_is_called_with_its_arguments() -> None:
    packer = Packer()
    request = wire.Call("f", (packer.pack(torch.ones(2)),), (("scale", packer.pack(3)),))
    reply, tensors = perform(request, packer.tensors, {"f": lambda x, scale: x * scale}, lambda *_: None)
    assert isinstance(reply, wire.Returned)
    assert torch.equal(unpack(reply.value, tensors), torch.full((2,), 3.0))  # type: ignore[arg-type]


def test_a_function_that_is_not_there_is_undefined() -> None:
    assert perform(wire.Call("f"), [], {}, lambda *_: None)[0] == wire.Undefined("f")
    assert perform(wire.Call("f"), [], {"f": 3}, lambda *_: None)[0] == wire.Undefined("f")


@pytest.mark.parametrize("kind", [ValueError, SystemExit, KeyboardInterrupt, GeneratorExit, MemoryError])
def test_whatever_is_raised_is_a_reply(kind: type[BaseException]) -> None:
    def f() -> None:
        raise kind("said")

    reply, _ = call(f)
    assert isinstance(reply, wire.Raised)
    assert reply.types[0] == kind.__name__
    assert reply.message == "said"


def test_too_many_arguments_are_the_functions_error() -> None:
    reply, _ = call(lambda: None, 1)
    assert isinstance(reply, wire.Raised)
    assert reply.types[0] == "TypeError"


ALIASES: dict[str, Callable[[Tensor], object]] = {
    "torch.softmax": lambda x: torch.softmax(x, -1),
    "functional": lambda x: torch.nn.functional.softmax(x, -1),
    "method": lambda x: x.softmax(-1),
    "module": torch.nn.Softmax(-1),
    "getattr": lambda x: getattr(torch, "soft" + "max")(x, -1),
    "kernel": lambda x: torch.ops.aten._softmax(x, -1, False),
    "operator": lambda x: torch.ops.aten.softmax.int(x, -1),
    "special": lambda x: torch.special.softmax(x, -1),
    "private": lambda x: torch._softmax(x, -1, False),
    "logarithm": lambda x: torch.log_softmax(x, -1).exp(),
    "out": lambda x: torch.softmax(x, -1, out=torch.empty_like(x)),
    "mapped": torch.vmap(lambda row: row.softmax(-1)),
    "script": torch.jit.CompilationUnit("def f(x: Tensor):\n    return x.softmax(-1)\n").f,  # no call from Python
    "renamed": lambda x: vars(torch.nn.functional)["softmax"](x, -1),
}


@pytest.mark.parametrize("alias", ALIASES)
def test_a_forbidden_operator_is_seen_under_any_alias(alias: str) -> None:
    assert returned(ALIASES[alias], torch.ones(2, 3), forbids=SOFTMAX).forbidden


@pytest.mark.parametrize("alias", ALIASES)
def test_an_operator_is_free_where_it_is_not_forbidden(alias: str) -> None:
    assert returned(ALIASES[alias], torch.ones(2, 3)).forbidden == ()


def test_what_is_not_forbidden_is_not_seen() -> None:
    def own(x: Tensor) -> Tensor:
        weights = torch.exp(x - x.amax(-1, keepdim=True))
        return weights / weights.sum(-1, keepdim=True)

    assert returned(own, torch.ones(2, 3), forbids=SOFTMAX).forbidden == ()


def test_arguments_are_reported_as_they_are_after_the_call() -> None:
    def fill(x: Tensor, names: list[str]) -> int:
        x.fill_(7)
        names.append("more")
        return 0

    reply, tensors = call(fill, torch.zeros(2), ["one"], observe=True)
    assert isinstance(reply, wire.Returned)
    x, names = (unpack(value, tensors) for value in reply.args)
    assert torch.equal(x, torch.full((2,), 7.0))  # type: ignore[arg-type]
    assert names == ["one", "more"]


def test_arguments_are_not_reported_unasked() -> None:
    assert returned(lambda x: 0, torch.zeros(2)).args == ()


@pytest.mark.parametrize("draw", [lambda: torch.rand(1), np.random.rand, lambda: __import__("random").random()])
def test_randomness_from_any_global_generator_is_noticed(draw: Callable[[], object]) -> None:
    assert returned(lambda: bool(draw()), observe=True).consumed_randomness


def test_a_generator_of_its_own_is_no_global_randomness() -> None:
    assert not returned(lambda: torch.rand(1, generator=torch.Generator()), observe=True).consumed_randomness


def gradients(function: Callable[..., object], *args: Tensor, cotangents: tuple[Tensor, ...]) -> list[Tensor]:
    packer = Packer()
    packed = tuple(packer.pack(value) for value in args)
    request = wire.Call("f", packed, cotangents=tuple(packer.pack(value) for value in cotangents))
    reply, tensors = perform(request, packer.tensors, {"f": function}, lambda *_: None)
    assert isinstance(reply, wire.Returned), reply
    return unpack(reply.value, tensors)  # type: ignore[return-value]


def test_cotangents_ask_for_gradients_instead_of_the_result() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (found,) = gradients(lambda x: x**3, x, cotangents=(torch.tensor([1.0, 10.0]),))
    assert found.tolist() == [3.0, 120.0]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_gradients_are_those_of_torch_to_the_last_bit(dtype: torch.dtype) -> None:
    """Of large numbers as well, whose sum is beyond what their dtype can hold."""
    x = (torch.randn(40, 30, generator=torch.Generator().manual_seed(3)) * 1000).to(dtype).requires_grad_()
    cotangent = torch.randn(40, 30, generator=torch.Generator().manual_seed(4)).to(dtype)
    (expected,) = torch.autograd.grad(x * x / 7, x, cotangent)
    (found,) = gradients(lambda x: x * x / 7, x, cotangents=(cotangent,))
    assert torch.equal(found, expected)


def test_a_result_whose_shape_changes_from_call_to_call_has_no_gradients() -> None:
    x = torch.ones(3, requires_grad=True)
    packer = Packer()
    request = wire.Call("f", (packer.pack(x),), cotangents=(packer.pack(torch.ones(3)),))
    reply, _ = perform(request, packer.tensors, {"f": lambda x: x.sum()}, lambda *_: None)
    assert isinstance(reply, wire.Raised)
    assert reply.message == "the result has shape () now, and had (3,) a moment ago"


def test_an_argument_without_an_influence_gets_zeros() -> None:
    x, y = torch.ones(2, requires_grad=True), torch.ones(3, requires_grad=True)
    found = gradients(lambda x, y: (2 * x, x.detach()), x, y, cotangents=(torch.ones(2), torch.ones(2)))
    assert [tensor.tolist() for tensor in found] == [[2.0, 2.0], [0.0, 0.0, 0.0]]


def test_a_result_that_is_cut_off_gives_zeros_everywhere() -> None:
    (found,) = gradients(lambda x: x.detach() * 2, torch.ones(2, requires_grad=True), cotangents=(torch.ones(2),))
    assert found.tolist() == [0.0, 0.0]


def test_the_innermost_line_of_a_cell_is_the_place_of_an_error() -> None:
    namespace: dict[str, object] = {}
    exec(compile("def inner():\n    return int('x')\n", "<cell 4>", "exec"), namespace)
    exec(compile("def f():\n    # calls the other\n    return inner()\n", "<answer>", "exec"), namespace)
    reply, _ = perform(wire.Call("f"), [], namespace, lambda *_: None)
    assert isinstance(reply, wire.Raised)
    assert (reply.place, reply.line) == ("cell 4", 2)


def test_a_traceback_begins_at_the_notebook() -> None:
    namespace: dict[str, object] = {}
    exec(compile("def f():\n    return 1 / 0\n", "<answer>", "exec"), namespace)
    reply, _ = perform(wire.Call("f"), [], namespace, lambda *_: None)
    assert isinstance(reply, wire.Raised)
    assert "perform" not in reply.traceback
    assert reply.traceback.splitlines()[1].strip().startswith('File "<answer>", line 2')


def test_a_message_is_cut_and_cleaned() -> None:
    said = raised(ValueError("\ud800" * (2 * MAX_TEXT)))
    assert said.message == "?" * MAX_TEXT
    assert len(said.traceback) <= MAX_TEXT


def test_an_exception_that_cannot_be_shown_is_a_reply_all_the_same() -> None:
    class Mute(ValueError):
        def __str__(self) -> str:
            raise RuntimeError

    said = raised(Mute())
    assert said.types[:2] == ("Mute", "ValueError")
    assert said.message == ""


def test_a_recursion_without_end_travels_as_a_few_lines() -> None:
    def f() -> object:
        return f()

    reply, _ = call(f)
    assert isinstance(reply, wire.Raised)
    assert reply.types[0] == "RecursionError"
    assert len(reply.traceback) <= MAX_TEXT
