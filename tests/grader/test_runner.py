"""Many submissions over many processes. What the processes do is pretended here; `Batch`'s tests grade."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from grader.course import Course
from grader.fault import GraderFault
from grader.order import Order, Ready, Report
from grader.runner import Runner
from grader.seat import Seat
from grader.secret import Secret
from tests.grader.temporary_course import NAME, ROOT
from tests.grader.test_store import MADE_OF, report

Serve = Callable[[Seat, Connection, int], None]
Started = Callable[[Serve, int, dict[str, str]], Runner]


def pretend(_seat: Seat, orders: Connection, _: int) -> None:
    """Do what the order's file says: sleep, die, die the first time, or give a report."""
    order: Order | None = orders.recv()
    orders.send(Ready())
    while order is not None:
        word, _space, rest = order.path.read_text().partition(" ")
        if word == "sleep":
            time.sleep(float(rest))
        if word == "die" or (word == "die_once" and not Path(rest).exists()):
            Path(rest).touch() if rest else None
            os.kill(os.getpid(), signal.SIGKILL)
        orders.send(replace(report(), notebook=order.path.stem))
        order = orders.recv()


def no_wall(_seat: Seat, orders: Connection, _: int) -> None:
    orders.recv()
    raise GraderFault("bwrap is not installed")


def stillborn(_seat: Seat, orders: Connection, _: int) -> None:
    orders.recv()
    os.kill(os.getpid(), signal.SIGKILL)


class Kept(dict[str, Report]):
    def __call__(self, student: str, report: Report) -> None:
        self[student] = report


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def started(tmp_path: Path, kept: Kept, request: pytest.FixtureRequest) -> Started:
    def start(serve: Serve, jobs: int, words: dict[str, str]) -> Runner:
        orders = {}
        for student, word in words.items():
            path = tmp_path / f"{student}.txt"
            path.write_text(word.format(here=tmp_path))
            orders[student] = Order(Course(ROOT).assignment(NAME), path, student, Secret(b"x"), MADE_OF)
        runner = Runner(orders, jobs, kept, serve)
        request.addfinalizer(runner.close)
        runner.start()
        return runner

    return start


def test_each_submission_is_kept_once_before_it_is_told(started: Started, kept: Kept) -> None:
    runner = started(pretend, 2, {f"s{number}": "" for number in range(20)})
    runner.wait_until_ready()
    for number in range(20):
        runner.wait_for(f"s{number}")
        assert kept[f"s{number}"].notebook == f"s{number}"
    assert runner.state.done == 20
    assert runner.state.waiting == runner.state.running == ()


def test_a_slow_submission_delays_nobody_but_itself(started: Started, kept: Kept) -> None:
    runner = started(pretend, 2, {"slow": "sleep 60", **{f"s{number}": "" for number in range(5)}})
    for number in range(5):
        runner.wait_for(f"s{number}")
    assert runner.state.running == ("slow",)
    began = time.monotonic()
    runner.close()
    assert time.monotonic() - began < 10, "nobody waits for the slow one's minute"
    assert "slow" not in kept


def test_what_a_process_had_in_hand_when_it_died_is_tried_once_more(started: Started, kept: Kept) -> None:
    runner = started(pretend, 1, {"ann": "", "bea": "die_once {here}/died", "cleo": ""})
    for student in ("ann", "bea", "cleo"):
        runner.wait_for(student)
    assert sorted(kept) == ["ann", "bea", "cleo"]


def test_what_kills_two_processes_is_told_and_the_others_go_on(started: Started, kept: Kept) -> None:
    runner = started(pretend, 1, {"ann": "", "bea": "die", "cleo": ""})
    with pytest.raises(GraderFault, match="died twice"):
        runner.wait_for("bea")
    runner.wait_for("cleo")
    assert sorted(kept) == ["ann", "cleo"]
    assert runner.state.done == 3


@pytest.mark.parametrize(("serve", "why"), [(no_wall, "bwrap is not installed"), (stillborn, "die before they begin")])
def test_where_no_lane_starts_everybody_who_waits_hears_why(started: Started, serve: Serve, why: str) -> None:
    runner = started(serve, 2, {"ann": "", "bea": ""})
    with pytest.raises(GraderFault, match=why):
        runner.wait_until_ready()
    with pytest.raises(GraderFault, match=why):
        runner.wait_for("bea")


def test_a_report_that_cannot_be_kept_ends_the_run(tmp_path: Path) -> None:
    def full(_: str, __: Report) -> None:
        raise GraderFault("database or disk is full")

    path = tmp_path / "ann.txt"
    path.write_text("")
    order = Order(Course(ROOT).assignment(NAME), path, "ann", Secret(b"x"), MADE_OF)
    with Runner({"ann": order}, 1, full, pretend) as runner:
        runner.start()
        with pytest.raises(GraderFault, match="disk is full"):
            runner.wait_for("ann")


def test_who_was_never_ordered_is_not_waited_for(started: Started) -> None:
    with pytest.raises(GraderFault, match="zoe was not among those"):
        started(pretend, 1, {"ann": ""}).wait_for("zoe")


def test_with_nothing_to_do_no_process_is_started(started: Started) -> None:
    runner = started(stillborn, 2, {})
    runner.wait_until_ready()
    assert runner.state.done == 0
