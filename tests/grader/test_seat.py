from __future__ import annotations

import os
from typing import cast

import pytest

from grader.launch import Launched
from grader.seat import Seat, seats


class Pretended:
    """A lane that was started, without processes."""

    def __init__(self) -> None:
        self.ended = False

    def end(self) -> None:
        self.ended = True


class Launches(list[Pretended]):
    """What was launched; the one with number `fails` cannot be."""

    def __init__(self, fails: int | None = None) -> None:
        super().__init__()
        self.fails = fails

    def __call__(self, number: int, core: int | None) -> Launched:
        if number == self.fails:
            raise OSError("no bwrap")
        self.append(Pretended())
        return cast("Launched", self[-1])


@pytest.fixture
def cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 5, 7})


@pytest.mark.usefixtures("cores")
def test_each_process_has_a_core_of_its_own_where_there_are_as_many() -> None:
    assert [seat.core for seat in seats(3, None)] == [2, 5, 7]


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize("size", [1, 2, 4, 6])
def test_no_process_is_bound_to_a_core_where_another_could_be_idle(size: int) -> None:
    assert {seat.core for seat in seats(size, None)} == {None}


@pytest.mark.parametrize(("size", "early"), [(1, 1), (2, 1), (4, 3), (0, 0)])
def test_all_lanes_but_the_last_start_early(size: int, early: int) -> None:
    launches = Launches()
    found = seats(size, launches)
    assert [seat.lane for seat in found] == [*launches, *([None] * (size - early))]
    assert len(launches) == early


def test_where_a_lane_cannot_be_started_those_before_it_end() -> None:
    launches = Launches(fails=2)
    with pytest.raises(OSError, match="no bwrap"):
        seats(4, launches)
    assert [lane.ended for lane in launches] == [True, True]


def test_who_comes_after_a_process_that_died_starts_a_lane_anew() -> None:
    lane = Pretended()
    assert Seat(1, 5, cast("Launched", lane)).cleared() == Seat(1, 5, None)
    assert lane.ended
