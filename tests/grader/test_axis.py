from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.pictures.axis import HUGE, TINY, Axis

VALUES = st.lists(st.floats(-HUGE, HUGE), min_size=1, max_size=5)
POSITIVE = st.lists(st.floats(TINY, HUGE), min_size=1, max_size=5)


@given(VALUES)
def test_every_value_lies_on_a_linear_axis_around_it(values: list[float]) -> None:
    axis = Axis.around(values)
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in values)
    assert 2 <= len(axis.ticks()) <= 12


@given(POSITIVE)
def test_every_value_lies_on_a_logarithmic_axis_around_it(values: list[float]) -> None:
    axis = Axis.around(values, log=True)
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in values)
    assert 1 <= len(axis.ticks()) <= 12


def test_a_linear_axis_runs_from_a_round_number_to_a_round_number() -> None:
    values, labels = zip(*Axis.around([0.03, 0.97]).ticks(), strict=True)
    assert values == pytest.approx((0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    assert labels == ("0", "0.2", "0.4", "0.6", "0.8", "1")
    assert [label for _, label in Axis.around([-3.0, 4.0]).ticks()] == ["−4", "−2", "0", "2", "4"]


def test_a_logarithmic_axis_names_powers_of_ten() -> None:
    assert [label for _, label in Axis.around([0.02, 90.0], log=True).ticks()] == ["10⁻²", "10⁻¹", "1", "10", "10²"]


def test_on_a_logarithmic_axis_equal_factors_are_equally_far_apart() -> None:
    shares = [Axis.around([1e-3, 1e3], log=True).share(10.0**power) for power in range(-3, 4)]
    assert [later - earlier for earlier, later in itertools.pairwise(shares)] == pytest.approx([1 / 6] * 6)


@pytest.mark.parametrize("low", [1e-9, 3e-9, 1e-8, 1e-7])
def test_one_is_named_on_a_logarithmic_axis_however_far_it_runs(low: float) -> None:
    assert "1" in [label for _, label in Axis.around([low, 3e4], log=True).ticks()]


@pytest.mark.parametrize("level", [0.0, 5.0, -5.0, 1e-300, 1e300])
def test_a_level_line_lies_in_the_middle(level: float) -> None:
    assert 0.25 < Axis.around([level, level]).share(level) < 0.75


def test_an_axis_of_steps_names_whole_numbers_only() -> None:
    assert [label for _, label in Axis(0.0, 1.0, whole=True).ticks()] == ["0", "1"]


@pytest.mark.parametrize(("value", "linear", "log"), [(0.5, True, True), (0.0, True, False), (-1.0, True, False)])
def test_what_fits_depends_on_the_scale(value: float, linear: bool, log: bool) -> None:
    assert (Axis(0.0, 1.0).fits(value), Axis(1.0, 10.0, log=True).fits(value)) == (linear, log)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e308])
@pytest.mark.parametrize("log", [False, True])
def test_what_has_no_place_on_any_axis_does_not_fit(value: float, log: bool) -> None:
    assert not Axis(1.0, 10.0, log).fits(value)
