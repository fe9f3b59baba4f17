from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable

import msgspec
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.lane import wire
from grader.lane.wire import WireError

plains = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    plains.map(wire.Plain)
    | st.builds(wire.DType, st.text())
    | st.builds(wire.Opaque, st.text())
    | st.builds(wire.TensorRef, st.integers(0, 9), st.just("cpu"), st.booleans(), st.none() | st.tuples(st.integers(0, 9))),
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple).map(wire.Tuple)
        | st.lists(inner, max_size=4).map(tuple).map(wire.ListOf)
        | st.lists(st.tuples(st.text(), inner), max_size=4).map(tuple).map(wire.DictOf)
    ),
    max_leaves=20,
)
replies = (
    st.builds(wire.Returned, values, st.tuples(values), st.tuples(st.tuples(st.text(), values)), st.booleans())
    | st.builds(wire.Ran, st.text(), st.none() | st.text())
    | st.builds(wire.Raised, st.tuples(st.text()), st.text(), st.text(), st.none() | st.text(), st.none() | st.integers(0, 99))
    | st.builds(wire.CallBack, st.integers(0, 9), st.tuples(values))
    | st.builds(wire.Undefined, st.text())
)


def reader(data: bytes) -> Callable[[int], bytes]:
    """A `receive` that hands out `data`, and fails the test when it is asked for more than there is."""
    left = memoryview(data)

    def receive(size: int) -> bytes:
        nonlocal left
        assert size <= len(left)
        part, left = bytes(left[:size]), left[size:]
        return part

    return receive


@given(replies)
def test_a_reply_comes_back_as_it_was_sent(reply: wire.Reply) -> None:
    body, blob, _ = wire.read_frame(reader(wire.encode(reply, [])), 1 << 20)
    assert wire.decode_reply(body, blob) == (reply, [])


@given(values, st.text(), st.booleans())
def test_a_request_comes_back_as_it_was_sent(value: wire.Value, name: str, observe: bool) -> None:
    call = wire.Call(name, (value,), (("key", value),), ("softmax",), observe, (value,))
    body, blob, nonce = wire.read_frame(reader(wire.encode(call, [], b"12345678")), 1 << 20, b"12345678")
    assert wire.decode_request(body, blob) == (call, [])
    assert nonce == b"12345678"


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_a_reply_or_a_wire_error(body: bytes, blob: bytes) -> None:
    with contextlib.suppress(WireError):
        wire.decode_reply(body, blob)


@given(replies, st.data())
def test_a_reply_with_bytes_changed_is_a_reply_or_a_wire_error(reply: wire.Reply, data: st.DataObject) -> None:
    body = bytearray(msgspec.msgpack.encode(reply))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        wire.decode_reply(bytes(body), b"")


@settings(max_examples=50)
@given(st.data())
def test_tensors_with_bytes_changed_are_tensors_or_a_wire_error(data: st.DataObject) -> None:
    frame = wire.encode(wire.Undefined("f"), [torch.arange(6.0).reshape(2, 3), torch.ones(2, dtype=torch.bool)])
    body, blob, _ = wire.read_frame(reader(frame), 1 << 20)
    forged = bytearray(blob)
    for _ in range(data.draw(st.integers(1, 6))):
        forged[data.draw(st.integers(0, len(forged) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        wire.decode_reply(body, bytes(forged))


@given(st.binary(min_size=wire.HEADER.size, max_size=64))
def test_of_any_bytes_no_more_is_asked_than_their_header_says(data: bytes) -> None:
    asked: list[int] = []

    def receive(size: int) -> bytes:
        asked.append(size)
        return data[:size]

    with contextlib.suppress(WireError):
        wire.read_frame(receive, 1 << 20)
    assert sum(asked[1:]) <= 1 << 20


@pytest.mark.parametrize(("body", "blob"), [(2**32 - 1, 0), (0, 2**32 - 1), (2**32 - 1, 2**32 - 1), (600, 600)])
def test_nothing_is_read_of_a_frame_whose_header_says_too_much(body: int, blob: int) -> None:
    asked = []

    def receive(size: int) -> bytes:
        asked.append(size)
        return wire.HEADER.pack(body, blob, b"")

    with pytest.raises(WireError, match="are allowed"):
        wire.read_frame(receive, 1000)
    assert asked == [wire.HEADER.size]


def test_a_tensor_header_that_lies_about_its_size_allocates_nothing() -> None:
    entry = b'{"0":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4]}}'
    with pytest.raises(WireError, match="not tensors"):
        wire.decode_reply(msgspec.msgpack.encode(wire.Undefined("f")), struct.pack("<Q", len(entry)) + entry + b"\0" * 4)


def test_tensors_that_are_not_numbered_from_zero_are_refused() -> None:
    entry = b'{"1":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    with pytest.raises(WireError, match="KeyError"):
        wire.decode_reply(msgspec.msgpack.encode(wire.Undefined("f")), struct.pack("<Q", len(entry)) + entry + b"\0" * 4)


def test_more_values_than_a_reply_may_have_are_not_even_parsed() -> None:
    with pytest.raises(WireError, match="more values"):
        wire.decode_reply(b"\0" * (wire.MAX_MESSAGE + 1), b"")
    with pytest.raises(WireError, match="more values"):
        wire.decode_reply(b"", struct.pack("<Q", wire.MAX_MESSAGE + 1))


def test_a_reply_nested_without_end_is_a_wire_error() -> None:
    start, end = msgspec.msgpack.encode(wire.Returned(wire.Tuple((wire.Plain(None),)))).split(
        msgspec.msgpack.encode(wire.Tuple((wire.Plain(None),)))
    )
    nested = msgspec.msgpack.encode(wire.Tuple((wire.Plain(None),)))
    opening, closing = nested.split(msgspec.msgpack.encode(wire.Plain(None)))
    deep = start + opening * 100_000 + msgspec.msgpack.encode(wire.Plain(None)) + closing * 100_000 + end
    with pytest.raises(WireError):
        wire.decode_reply(deep, b"")


def test_a_request_is_not_a_reply_nor_a_reply_a_request() -> None:
    with pytest.raises(WireError):
        wire.decode_reply(msgspec.msgpack.encode(wire.RunCell("1", "cell")), b"")
    with pytest.raises(WireError):
        wire.decode_request(msgspec.msgpack.encode(wire.Undefined("f")), b"")


@given(st.text(st.characters(exclude_categories=[]), max_size=20))
def test_any_text_can_travel_once_it_is_cleaned(said: str) -> None:
    cleaned = wire.text(said)
    assert wire.decode_reply(msgspec.msgpack.encode(wire.Ran(cleaned)), b"")[0] == wire.Ran(cleaned)
    assert len(cleaned) == len(said)
