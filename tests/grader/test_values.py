from __future__ import annotations

import collections
from collections.abc import Callable
from typing import NoReturn

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from grader.lane import wire
from grader.lane.values import DTYPES, TOO_LARGE, Packer, Unsupported, claims_layout, unpack
from grader.lane.wire import WireError

plains = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
things = st.recursive(
    plains | st.sampled_from(list(DTYPES.values())) | st.sampled_from([torch.device("cpu"), torch.device("meta")]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


def sent(value: object, *, keep_layout: bool = True) -> object:
    """`value`, packed, through a frame, and unpacked."""
    packer = Packer(keep_layout=keep_layout)
    frame = wire.encode(wire.Answer(packer.pack(value)), packer.tensors)
    size = wire.HEADER.size
    body, blob, _ = wire.HEADER.unpack(frame[:size])
    request, tensors = wire.decode_request(frame[size : size + body], frame[size + body :])
    assert len(frame) == size + body + blob
    assert isinstance(request, wire.Answer)
    return unpack(request.value, tensors)


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Of every dtype; zero-size, scalar, transposed, sliced and expanded."""
    dtype = draw(st.sampled_from(list(DTYPES.values())))
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    tensor = torch.randint(0, 2, shape, dtype=torch.int64).to(dtype)
    for change in draw(st.lists(st.sampled_from(["transpose", "slice", "expand", "flip"]), max_size=3)):
        if change == "transpose":
            tensor = tensor.permute(tuple(reversed(range(tensor.dim()))))
        elif change == "slice" and tensor.dim():
            tensor = tensor[..., 1::2]
        elif change == "expand":
            tensor = tensor.unsqueeze(0).expand(3, *tensor.shape)
        elif change == "flip" and tensor.dim():
            tensor = tensor.flip(0)
    return tensor


@given(things)
def test_plain_and_nested_values_arrive_as_they_were(value: object) -> None:
    arrived = sent(value)
    assert arrived == value
    assert type(arrived) is type(value)


@settings(deadline=None)
@given(tensors())
def test_a_tensor_arrives_with_its_dtype_shape_strides_and_values(tensor: Tensor) -> None:
    arrived = sent(tensor)
    assert isinstance(arrived, Tensor)
    assert (arrived.dtype, arrived.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(arrived, tensor)
    if tensor.numel():  # without elements strides say nothing, and torch makes them up
        assert arrived.is_contiguous() == tensor.is_contiguous()
        assert tensor.is_contiguous() or arrived.stride() == tensor.stride()


@settings(deadline=None)
@given(tensors())
def test_a_students_tensor_arrives_contiguous_and_without_gradient(tensor: Tensor) -> None:
    if tensor.is_floating_point():
        tensor = tensor.detach().requires_grad_()
    arrived = sent(tensor, keep_layout=False)
    assert isinstance(arrived, Tensor)
    assert torch.equal(arrived, tensor.detach())
    assert arrived.is_contiguous()
    assert not arrived.requires_grad


def test_a_tensor_that_requires_a_gradient_arrives_as_one_that_does() -> None:
    arrived = sent((torch.ones(2, requires_grad=True), torch.ones(3, 1, requires_grad=True).expand(3, 4)))
    assert isinstance(arrived, tuple)
    assert [tensor.requires_grad for tensor in arrived] == [True, True]


def test_an_expanded_tensor_travels_once() -> None:
    packer = Packer()
    packer.pack(torch.ones(1, 3).expand(10_000, 3))
    assert packer.tensors[0].numel() == 3


def test_overlapping_windows_arrive_with_their_strides() -> None:
    windows = torch.arange(6.0).unfold(0, 3, 1)
    arrived = sent(windows)
    assert isinstance(arrived, Tensor)
    assert torch.equal(arrived, windows)
    assert arrived.stride() == (1, 1)


def test_conjugate_and_negative_views_are_resolved() -> None:
    z = torch.tensor([1 + 2j, 3 - 4j], dtype=torch.complex64)
    arrived = sent((z.conj(), z.conj().imag))
    assert isinstance(arrived, tuple)
    assert torch.equal(arrived[0], z.conj().resolve_conj())
    assert torch.equal(arrived[1], z.conj().imag)


def test_nan_and_infinity_arrive() -> None:
    arrived = sent(torch.tensor([float("nan"), float("inf"), -float("inf")]))
    assert isinstance(arrived, Tensor)
    assert torch.isnan(arrived[0])
    assert arrived[1:].tolist() == [float("inf"), -float("inf")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (object(), "object"),
        ({1, 2}, "set"),
        (b"bytes", "bytes"),
        (2**63, "int"),
        ({1: "a key that is no text"}, "dict"),
        (torch.ones(2).numpy(), "numpy.ndarray"),
        (lambda: None, "function"),
        (torch.ones(2, device="meta"), "a torch.strided tensor of float32 on meta"),
        (torch.eye(2).to_sparse(), "a torch.sparse_coo tensor of float32 on cpu"),
    ],
)
def test_of_a_value_that_cannot_travel_its_types_name_arrives(value: object, said: str) -> None:
    assert sent(value) == Unsupported(said)


def test_a_subclass_of_tensor_cannot_travel() -> None:
    class Liar(Tensor):
        pass

    assert isinstance(sent(torch.ones(2).as_subclass(Liar)), Unsupported)
    assert isinstance(sent(torch.nn.Parameter(torch.ones(2))), Tensor)


def test_every_kind_of_dict_arrives_as_a_plain_one() -> None:
    class Liar(dict[str, object]):
        def items(self) -> NoReturn:
            raise AssertionError("asked")

    for kept in (collections.OrderedDict(a=1, b=(2,)), collections.defaultdict(int, a=1, b=(2,)), Liar(a=1, b=(2,))):
        arrived = sent(kept)
        assert type(arrived) is dict
        assert arrived == {"a": 1, "b": (2,)}


def test_a_named_tuple_arrives_as_a_tuple() -> None:
    pair = collections.namedtuple("pair", "left right")
    assert sent(pair(1, 2)) == (1, 2)
    assert isinstance(sent(torch.ones(2, 3).max(0)), tuple)


def test_a_lone_half_of_a_character_arrives_as_a_question_mark() -> None:
    assert sent({"\ud800": "a\udfffb"}) == {"?": "a?b"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: list(range(wire.MAX_NODES)),
        lambda: {str(i): i for i in range(wire.MAX_NODES)},
        lambda: "x" * (100 * wire.MAX_NODES),
    ],
)
def test_what_is_too_large_is_left_out_whole(make: Callable[[], object]) -> None:
    packer = Packer()
    packed = packer.pack(make())
    assert packed == wire.Opaque(TOO_LARGE)
    assert packer.nodes < 10 * wire.MAX_NODES


def test_what_is_nested_too_deep_is_cut_off() -> None:
    endless: list[object] = []
    endless.append(endless)
    packed = Packer().pack(endless)
    for _ in range(wire.MAX_DEPTH):
        assert isinstance(packed, wire.ListOf)
        (packed,) = packed.items
    assert isinstance(packed, wire.ListOf)
    assert packed.items == (wire.Opaque(TOO_LARGE),)


def test_a_callable_arrives_as_a_number_where_callables_are_numbered() -> None:
    asked: list[object] = []

    def number(function: Callable[..., object]) -> int:
        asked.append(function)
        return 7

    packed = Packer(on_callable=number).pack(len)
    assert packed == wire.CallbackRef(7)
    assert asked == [len]
    assert unpack(packed, [], lambda given: given + 1) == 8


@pytest.mark.parametrize(
    "value",
    [
        wire.TensorRef(0, "cpu"),
        wire.TensorRef(-1, "cpu"),
        wire.DType("object"),
        wire.DType("__class__"),
        wire.Device("nowhere"),
        wire.CallbackRef(0),
    ],
)
def test_a_reference_to_what_there_is_not_is_a_wire_error(value: wire.Value) -> None:
    with pytest.raises(WireError):
        unpack(value, [])


def test_a_claim_to_a_layout_or_a_gradient_is_seen_however_deep_it_lies() -> None:
    plain = wire.TensorRef(0, "cpu")
    for claim in (wire.TensorRef(0, "cpu", True), wire.TensorRef(0, "cpu", False, (1 << 40, 0))):
        assert claims_layout(wire.Tuple((plain, wire.DictOf((("key", wire.ListOf((claim,))),)))))
    assert not claims_layout(wire.Tuple((plain, wire.DictOf((("key", wire.ListOf((plain,))),)))))
