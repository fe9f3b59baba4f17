"""A lane that one process starts and another one grades on."""

from __future__ import annotations

import os
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from grader.crew import hire
from grader.lane import wire
from grader.lanes import Lane
from grader.launch import Launched, launch, stay_on
from grader.sandbox import Sandbox
from tests.grader.test_lanes import JOB


def work_on(launched: Launched, line: Connection, _: int) -> None:
    """Run a cell on the lane that is on its way, at each order."""
    lane = Lane(Sandbox.here(), launched=launched)
    while line.recv() is not None:
        worker = lane.worker(JOB)
        reply, _tensors = worker.ask(wire.RunCell("6 * 7", "cell"), [], 10.0)
        worker.finish()
        line.send(reply)
    lane.close()
    line.send(lane.launched.last_words)


def test_a_lane_may_be_handed_to_another_process_before_it_is_warm() -> None:
    launched = launch(Sandbox.here())
    hand = hire(partial(work_on, launched), 0)
    launched.control.close()
    try:
        for _ in range(2):
            hand.line.send("go on")
            assert hand.line.recv() == wire.Ran("", "42")
        hand.line.send(None)
        assert hand.line.recv() == ""
    finally:
        hand.dismiss()
        launched.end()
    assert launched.child is not None
    assert not Path(f"/proc/{launched.child.process.pid}").exists()


def test_a_lane_may_end_before_anybody_has_asked_it_and_ends_once() -> None:
    launched = launch(Sandbox.here())
    launched.end()
    launched.end()
    assert launched.child is not None
    assert launched.child.process.returncode is not None


def test_a_lane_stays_on_the_core_that_it_is_given_and_who_starts_it_does_not() -> None:
    before = os.sched_getaffinity(0)
    core = max(before)
    launched = launch(Sandbox.here(), 0, core)
    with Lane(Sandbox.here(), launched=launched) as lane:
        worker = lane.worker(JOB)
        reply, _ = worker.ask(wire.RunCell("import os; sorted(os.sched_getaffinity(0))", "cell"), [], 10.0)
        worker.finish()
    assert reply == wire.Ran("", str([core]))
    assert os.sched_getaffinity(0) == before


def test_where_nothing_may_be_bound_to_a_core_a_lane_comes_up_all_the_same() -> None:
    before = os.sched_getaffinity(0)
    stay_on(max(os.cpu_count() or 1, *before) + 1000)
    assert os.sched_getaffinity(0) == before
