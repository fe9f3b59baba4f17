from __future__ import annotations

import os

import pytest

from grader import lane_keeper
from grader.lane import wire
from grader.lane_keeper import PROOFS, LaneKeeper
from grader.lanes import Worker
from grader.sandbox import Sandbox, SandboxUnavailable


@pytest.mark.parametrize("attack", PROOFS)
def test_each_attack_of_the_proof_is_refused(worker: Worker, attack: str) -> None:
    reply, _ = worker.ask(wire.RunCell(PROOFS[attack], "proof"), [], 5)
    assert isinstance(reply, wire.Ran)
    assert reply.raised is not None
    assert {"OSError", "PermissionError"} & set(reply.raised.types)


def test_a_lane_is_kept_for_the_next_question(keeper: LaneKeeper) -> None:
    assert keeper.lane() is keeper.lane()


def test_a_lane_that_is_used_up_is_replaced_and_one_with_a_hole_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_keeper, "JOBS_A_LANE", 2)
    with LaneKeeper(Sandbox.here(), index=1) as keeper:
        first = keeper.lane()
        assert keeper.lane() is first
        monkeypatch.setitem(PROOFS, "add numbers", "1 + 1")
        for _ in range(2):  # asking again does not make it a wall
            with pytest.raises(SandboxUnavailable, match="a worker could add numbers"):
                keeper.lane()
        assert not first.usable


def test_a_proof_that_kills_its_worker_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_keeper, "PROOFS", {"die": "import os; os._exit(1)"})
    with LaneKeeper(Sandbox.here(), index=1) as keeper, pytest.raises(SandboxUnavailable, match="could not prove itself"):
        keeper.lane()


def test_closing_ends_every_process_of_the_lane() -> None:
    with LaneKeeper(Sandbox.here(), index=2) as keeper:
        process = keeper.lane()._process
    assert process.returncode is not None
    keeper.close()
    assert not os.path.exists(f"/proc/{process.pid}")
