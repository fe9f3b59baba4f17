"""Changes to a frame that keep it a frame: to the values of its message, and to what its tensors say of themselves. Changed bytes
alone are turned away at the door; these come in, and lie inside.
"""

from __future__ import annotations

import copy
import json
import random
import struct
from collections.abc import Iterator
from itertools import islice

import msgspec

HUGE = (1 << 16, 1 << 31, 1 << 32, 1 << 40, 1 << 53, (1 << 63) - 1, -(1 << 63), 1e308, float("nan"), float("inf"))
SMALL = (0, 1, -1, 2, 7, 255, 0.5)
TAGS = ("tensor plain tuple list dict dtype device callback opaque returned ran raised upstream undefined").split()
WORDS = (
    "",
    "cpu",
    "cuda:99",
    "meta",
    "float32",
    "F32",
    "BF16",
    "BOOL",
    "I64",
    "F8_E4M3",
    "0",
    "1",
    "__metadata__",
    "\0",
    "字" * 40,
)
OTHERS: tuple[object, ...] = (None, True, False, [], {}, [[]], [0, 0], [1 << 40], b"\xff\xfe")
MANY = 2000  # values of one message that may be changed; one that is copied into itself doubles
Place = tuple[object, object]  # a container, and the key or index of one of its members


def changed_message(body: bytes, chance: random.Random) -> bytes:
    """`body` with one to three of its values exchanged; as it is, where it is no message."""
    try:
        return msgspec.msgpack.encode(_changed(msgspec.msgpack.decode(body), chance))
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError, TypeError):
        return body


def changed_tensors(blob: bytes, chance: random.Random) -> bytes:
    """`blob` with one to three entries of its header exchanged; as it is, where it has none."""
    try:
        size = int.from_bytes(blob[:8], "little")
        header = json.dumps(_changed(json.loads(blob[8 : 8 + size]), chance), default=str).encode()
        return struct.pack("<Q", len(header)) + header + blob[8 + size :]
    except (ValueError, RecursionError, TypeError):
        return blob


def _changed(value: object, chance: random.Random) -> object:
    box = [value]
    for _ in range(chance.randint(1, 3)):
        places = list(islice(_places(box), MANY))
        container, key = chance.choice(places)
        other, at = chance.choice(places)
        act = chance.random()
        if act < 0.15 and len(container) > 1:  # type: ignore[arg-type]
            del container[key]  # type: ignore[attr-defined]
        elif act < 0.35:
            container[key] = copy.deepcopy(other[at])  # type: ignore[index]
        else:
            container[key] = chance.choice(chance.choice((HUGE, SMALL, TAGS, WORDS, OTHERS)))  # type: ignore[index]
    return box[0] if box else None


def _places(container: object, depth: int = 0) -> Iterator[Place]:
    keys = list(container) if isinstance(container, dict) else range(len(container)) if isinstance(container, list) else ()
    for key in keys:
        yield container, key
        if depth < 64:
            yield from _places(container[key], depth + 1)  # type: ignore[index]
