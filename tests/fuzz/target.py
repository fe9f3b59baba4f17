"""What the trusted side does with a worker's bytes, as one function: from a frame to values, or to an error of its own."""

from __future__ import annotations

from collections.abc import Callable

from grader.conversation import received
from grader.errors import StudentError
from grader.lane import wire
from grader.lane.wire import WireError

LIMIT = 1 << 20  # bytes of a reply
NONCE = b"\x5anonce\x5a\x5a"


class Excess(Exception):
    """The decoder has made more of a frame than there was in it."""


def take(data: bytes) -> wire.Reply | None:
    """The reply in `data`, with all its values unpacked; None where there is none.

    Raises:
        Excess: it holds more memory than the frame that it came in.
        Exception: whatever the decoder should not raise.
    """
    try:
        frame = wire.read_frame(reader(data), LIMIT, NONCE)
        reply, tensors = wire.decode_reply(frame.body, frame.blob)
        if sum(tensor.nbytes for tensor in tensors) > len(frame.blob):
            raise Excess(f"{[tuple(tensor.shape) for tensor in tensors]} from {len(frame.blob)} bytes")
        for value in values_of(reply):
            received(value, tensors)
    except (WireError, StudentError, EOFError):
        return None
    return reply


def reader(data: bytes) -> Callable[[int], bytes]:
    """Hands out `data` part by part; what is not there any more is a worker that has hung up."""
    left = memoryview(data)

    def receive(size: int) -> bytes:
        nonlocal left
        part, left = bytes(left[:size]), left[size:]
        if len(part) < size:
            raise EOFError
        return part

    return receive


def values_of(reply: wire.Reply) -> tuple[wire.Value, ...]:
    """All that the trusted side unpacks of a reply."""
    if isinstance(reply, wire.Returned):
        return (reply.value, *reply.args, *(value for _, value in reply.kwargs))
    if isinstance(reply, wire.CallBack | wire.Upstream):
        return (*reply.args, *(value for _, value in reply.kwargs))
    return ()
