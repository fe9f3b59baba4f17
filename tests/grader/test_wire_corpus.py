"""What the fuzzer has found worth keeping, once more: no exception but the decoder's own, no more memory than a frame brings."""

from __future__ import annotations

import random

import pytest
import torch

from grader.lane import wire
from tests.fuzz.seeds import CORPUS, frames
from tests.fuzz.structure import changed_message, changed_tensors
from tests.fuzz.target import NONCE, Excess, reader, take

CHANGES = 300  # of each frame, in 0.05 s; `make fuzz` goes through as many millions as it is asked for


def test_each_kept_input_is_taken_or_refused() -> None:
    kept = sorted(CORPUS.iterdir())
    for path in kept:
        take(path.read_bytes())
    assert len(kept) >= 10


@pytest.mark.parametrize(("name", "frame"), list(frames()), ids=[name for name, _ in frames()])
def test_a_frame_of_each_kind_comes_in_and_lies_no_further_when_it_is_changed(name: str, frame: bytes) -> None:
    assert (take(frame) is None) is (name in {"layout", "others"})  # a worker may not ask for these
    chance = random.Random(name)
    whole = wire.read_frame(reader(frame), 1 << 20)
    for _ in range(CHANGES):
        body, blob = changed_message(whole.body, chance), changed_tensors(whole.blob, chance)
        take(wire.HEADER.pack(len(body), len(blob), NONCE) + body + blob)


def test_what_makes_more_of_a_frame_than_there_is_in_it_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "unpacked", lambda blob: [torch.zeros(1000)])
    with pytest.raises(Excess):
        take(wire.encode(wire.Undefined("f"), [torch.ones(1)], NONCE))


def test_another_exception_than_the_decoders_own_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: wire.Value) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr("grader.conversation.claims_layout", broken)
    with pytest.raises(ZeroDivisionError):
        take(wire.encode(wire.Returned(wire.Plain(1)), [], NONCE))
