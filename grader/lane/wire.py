"""The typed messages between the trusted side and a worker, and their codec: the only code that reads a student's bytes.

A frame on the socket is

    4 bytes  length of the message, big-endian
    4 bytes  length of the tensors, big-endian
    8 bytes  nonce, drawn anew for each request; its reply has the same, so that none can be sent ahead, or twice
    message  msgpack, decoded by msgspec against the types below: no pickle, no eval, no class by name
    tensors  safetensors, empty when the message has none

Tensors travel apart from the message, which refers to them by position. What a worker sends is only a claim: `decode` raises
`WireError` for anything that is not exactly a frame of the expected type, and nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

import msgspec
import torch
from msgspec import Struct

from .blob import packed, unpacked

HEADER, NONCE_BYTES = struct.Struct(">II8s"), 8
MAX_NODES = 20_000  # values in one message; the largest that a check of the course sends has under 100
MAX_MESSAGE = 8 << 20  # bytes of a reply beside its tensors, and of the tensors' own header
MESSAGE_BYTES = 2 << 20  # of a message without its tensors: what a cell prints is the largest, 256 KiB at most
MAX_DEPTH = 32  # nested containers; the deepest that a function of the course returns is 1


class WireError(Exception):
    """The bytes are not a frame that this protocol allows."""


# --- values ----------------------------------------------------------------------------------------------------------


class TensorRef(Struct, tag="tensor", frozen=True):
    """The tensor number `index` of the frame."""

    index: int
    device: str  # where it lay at the sender; it always travels through the CPU
    requires_grad: bool = False
    layout: tuple[int, ...] | None = None  # sizes, then strides, that the receiver gives it; None = contiguous


class Plain(Struct, tag="plain", frozen=True):
    value: bool | int | float | str | None


class Tuple(Struct, tag="tuple", frozen=True):
    items: tuple[Value, ...]


class ListOf(Struct, tag="list", frozen=True):
    items: tuple[Value, ...]


class DictOf(Struct, tag="dict", frozen=True):
    items: tuple[tuple[str, Value], ...]


class DType(Struct, tag="dtype", frozen=True):
    name: str  # "float32"


class Device(Struct, tag="device", frozen=True):
    name: str


class CallbackRef(Struct, tag="callback", frozen=True):
    """A function that the trusted side serves under this number."""

    number: int


class Opaque(Struct, tag="opaque", frozen=True):
    """A value that cannot travel; its type's name is all that is left of it."""

    type_name: str


Value = TensorRef | Plain | Tuple | ListOf | DictOf | DType | Device | CallbackRef | Opaque


# --- requests: trusted side to worker ----------------------------------------------------------------------------------


class RunCell(Struct, tag="run", frozen=True):
    """Run one cell of the notebook in the worker's namespace."""

    source: str
    name: str  # shown in tracebacks


class Call(Struct, tag="call", frozen=True):
    """Call a function that the notebook defined."""

    function: str
    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()
    forbids: tuple[str, ...] = ()  # operators to watch for, by bare name; "*" is a wildcard
    observe: bool = False  # also report the arguments after the call, and whether randomness was consumed
    cotangents: tuple[Value, ...] | None = None  # one for each floating tensor of the result: asks for gradients instead
    device: str = "cpu"  # tensors are moved there before the call
    simulate: bool = False  # call it once more on the simulated accelerator, and say what came of that
    keep: tuple[int, ...] = ()  # the tensors that then stay on the CPU, by their place among the arguments'


class Answer(Struct, tag="answer", frozen=True):
    """What a callback or a served function returned, or the message of what it raised."""

    value: Value
    error: str | None = None
    error_type: str = "RuntimeError"


class ServeFunctions(Struct, tag="serve", frozen=True):
    """From now on the trusted side answers for these functions of the notebook, whatever a cell defines under their names."""

    functions: tuple[str, ...]


Request = RunCell | Call | Answer | ServeFunctions


# --- replies: worker to trusted side -----------------------------------------------------------------------------------


class Raised(Struct, tag="raised", frozen=True):
    types: tuple[str, ...]  # the names of the exception's class and its bases
    message: str
    traceback: str
    place: str | None = None  # the cell's name where it was raised
    line: int | None = None
    forbidden: tuple[str, ...] = ()  # the forbidden operators that ran


class Ran(Struct, tag="ran", frozen=True):
    """What a cell printed, showed as its last value, and raised."""

    printed: str
    shown: str | None = None
    raised: Raised | None = None


class Returned(Struct, tag="returned", frozen=True):
    value: Value
    args: tuple[Value, ...] = ()  # after the call, when it was observed
    kwargs: tuple[tuple[str, Value], ...] = ()
    consumed_randomness: bool = False
    forbidden: tuple[str, ...] = ()  # the forbidden operators that ran
    simulated: Literal["fits", "mismatch", "elsewhere", "unknown"] | None = None  # what came of it on the simulated accelerator


class CallBack(Struct, tag="callback", frozen=True):
    """The student's function calls one of the functions that it was given."""

    number: int
    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()


class Upstream(Struct, tag="upstream", frozen=True):
    """The student's code calls a function that the trusted side serves, or asks for its gradients."""

    function: str
    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()
    cotangents: tuple[Value, ...] | None = None  # then the answer has one gradient for each floating tensor of the arguments


class Undefined(Struct, tag="undefined", frozen=True):
    """The notebook defines no such function."""

    function: str


Reply = Ran | Returned | Raised | CallBack | Upstream | Undefined
Message = TypeVar("Message")

written = msgspec.msgpack.Encoder().encode  # the message of a frame
_requests, _replies = msgspec.msgpack.Decoder(Request), msgspec.msgpack.Decoder(Reply)


# --- frames ------------------------------------------------------------------------------------------------------------


class Frame(NamedTuple):
    body: bytes
    blob: bytes
    nonce: bytes


def encode(message: Request | Reply, tensors: list[torch.Tensor], nonce: bytes = bytes(NONCE_BYTES)) -> bytes:
    """One frame. `tensors` are contiguous, on the CPU, without gradient."""
    body, blob = written(message), packed(tensors)
    return HEADER.pack(len(body), len(blob), nonce) + body + blob


def read_frame(receive: Callable[[int], bytes], limit: int, nonce: bytes | None = None) -> Frame:
    """The next frame, unparsed; `receive(n)` returns exactly n bytes.

    Raises:
        WireError: another nonce, or it says that it is larger than `limit`, or its message than `MESSAGE_BYTES`; it is not read.
    """
    body, blob, found = HEADER.unpack(receive(HEADER.size))
    if nonce is not None and found != nonce:
        raise WireError("a frame that nobody asked for")
    if body > MESSAGE_BYTES or body + blob > limit:
        raise WireError(f"a frame of {body} and {blob} bytes, {MESSAGE_BYTES} and {limit} are allowed")
    return Frame(receive(body), receive(blob), found)


def decode_request(body: bytes, blob: bytes) -> tuple[Request, list[torch.Tensor]]:
    return _decode(_requests, body, blob)


def decode_reply(body: bytes, blob: bytes) -> tuple[Reply, list[torch.Tensor]]:
    """A reply and its tensors.

    Raises:
        WireError: for whatever is not exactly a reply.
    """
    if len(body) > MAX_MESSAGE or int.from_bytes(blob[:8], "little") > MAX_MESSAGE:
        raise WireError("more values than a reply may have")
    return _decode(_replies, body, blob)


def _decode(decoder: msgspec.msgpack.Decoder[Message], body: bytes, blob: bytes) -> tuple[Message, list[torch.Tensor]]:
    try:
        return decoder.decode(body), _tensors(blob)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"not a message of the protocol: {type(error).__name__}") from error


def text(said: str) -> str:
    """As UTF-8 can carry it: python's strings may hold halves of characters."""
    return said.encode("utf-8", "replace").decode("utf-8")


def _tensors(blob: bytes) -> list[torch.Tensor]:
    try:
        return unpacked(blob)
    except Exception as error:  # safetensors, torch and numpy each raise types of their own for bytes that are no tensors
        raise WireError(f"not tensors: {type(error).__name__}") from error
