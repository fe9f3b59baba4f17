from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from grader import lane_keeper
from grader.lane import wire
from grader.lane_keeper import PROOFS, Hole, LaneKeeper, prove
from grader.lanes import Lane, LaneDied, Worker
from grader.sandbox import Sandbox, SandboxUnavailable


@pytest.mark.parametrize("attack", PROOFS)
def test_each_attack_of_the_proof_is_refused(worker: Worker, attack: str) -> None:
    reply, _ = worker.ask(wire.RunCell(PROOFS[attack], "proof"), [], 5)
    assert isinstance(reply, wire.Ran)
    assert reply.raised is not None
    assert {"OSError", "PermissionError"} & set(reply.raised.types)


def test_a_lane_that_an_attack_goes_through_is_refused(lanes: Callable[[], Lane], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROOFS, "add numbers", "1 + 1")
    with pytest.raises(SandboxUnavailable, match="a worker could add numbers"):
        prove(lanes())


def test_an_attack_that_kills_its_worker_proves_nothing(lanes: Callable[[], Lane], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_keeper, "PROOFS", {"die": "import os; os._exit(1)"})
    with pytest.raises(SandboxUnavailable, match="could not prove itself"):
        prove(lanes())


# --- keeping, over lanes that only say what state they are in --------------------------------------------------------


class Stub:
    """A lane without processes."""

    def __init__(self, *_: object) -> None:
        self.usable, self.worn = True, False

    def close(self) -> None:
        self.usable = False


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> LaneKeeper:
    monkeypatch.setattr(lane_keeper, "Lane", Stub)
    monkeypatch.setattr(lane_keeper, "prove", lambda _: None)
    return LaneKeeper(cast("Sandbox", None))


def test_a_lane_is_kept_for_the_next_question(stubs: LaneKeeper) -> None:
    assert stubs.lane() is stubs.lane()


@pytest.mark.parametrize(("state", "value"), [("usable", False), ("worn", True)])
def test_a_lane_that_is_used_up_is_closed_and_replaced(stubs: LaneKeeper, state: str, value: bool) -> None:
    first = stubs.lane()
    setattr(first, state, value)
    assert stubs.lane() is not first
    assert not first.usable


def test_a_lane_is_replaced_after_so_many_questions(stubs: LaneKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_keeper, "JOBS_A_LANE", 3)
    assert len({id(stubs.lane()) for _ in range(3)}) == 1
    first = stubs._lane
    assert stubs.lane() is not first


def test_a_lane_that_could_not_prove_itself_is_closed_and_never_given(stubs: LaneKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Lane] = []

    def hole(lane: Lane) -> None:
        tried.append(lane)
        raise Hole("a hole")

    monkeypatch.setattr(lane_keeper, "prove", hole)
    for _ in range(2):  # asking again does not make it a wall
        with pytest.raises(SandboxUnavailable):
            stubs.lane()
    assert len(tried) == 2
    assert not any(lane.usable for lane in tried)


@pytest.mark.parametrize("fault", [SandboxUnavailable("it did not start"), LaneDied("it does not answer")])
def test_a_lane_that_is_killed_as_it_comes_up_is_replaced(
    stubs: LaneKeeper, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    faults = [fault]

    def die(_: Lane) -> None:
        if faults:
            raise faults.pop()

    monkeypatch.setattr(lane_keeper, "prove", die)
    assert stubs.lane().usable


def test_leaving_the_keeper_closes_its_lane(stubs: LaneKeeper) -> None:
    with stubs as keeper:
        lane = keeper.lane()
    assert not lane.usable
