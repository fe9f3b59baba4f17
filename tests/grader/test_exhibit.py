"""Values, for a person to read."""

from __future__ import annotations

import math

import pytest
import torch

from grader.exhibit import Exhibit, alike, apart
from grader.lane.values import Unsupported


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (torch.tensor([0.25, math.nan]), ["float32 tensor (2,)  [0.25,  nan]"]),
        (torch.tensor(3), ["int64 tensor ()  3"]),
        (torch.tensor([[True], [False]]), ["bool tensor (2, 1)", "  [[ True],", "   [False]]"]),
        (torch.tensor([1.5], dtype=torch.bfloat16, requires_grad=True), ["bfloat16 tensor (1,), requires grad  [1.5]"]),
        (torch.zeros(2, 0), ["float32 tensor (2, 0), empty"]),
        (torch.ones(1, 2).mT.expand(2, 2), ["float32 tensor (2, 2), strides (1, 0)", "  [[1., 1.],", "   [1., 1.]]"]),
        ((torch.tensor(1.0), "a"), ["tuple of 2", "  [0] float32 tensor ()  1.", "  [1] 'a'"]),
        ({"a": 1, "b": None}, ["{'a': 1, 'b': None}"]),
        ("1. (x)\n2. ( )", ["text of 2 lines:", "| 1. (x)", "| 2. ( )"]),
        (Unsupported("numpy.ndarray"), ["an object that cannot travel: numpy.ndarray"]),
    ],
    ids=lambda given: type(given).__name__ if not isinstance(given, list) else "",
)
def test_a_value_says_what_it_is(value: object, lines: list[str]) -> None:
    assert Exhibit().lines(value) == lines


def test_a_large_tensor_is_summed_up_and_shown_whole_on_demand() -> None:
    large = torch.arange(100.0).reshape(10, 10)
    large[0, 1], large[0, 2] = math.nan, math.inf
    assert Exhibit().lines(large) == [
        "float32 tensor (10, 10), 100 values from 0 to 99, mean 50.4796, 1 NaN, 1 infinite",
        "  begins [ 0., nan, inf,  3.,  4.,  5. …]",
    ]
    assert len(Exhibit(full=True).lines(large)) == 11
    assert "…" not in "".join(Exhibit(full=True).lines(torch.zeros(3000)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (torch.tensor([1.0, math.nan]), torch.tensor([1.0 + 1e-7, math.nan]), True),
        (torch.tensor([1.0]), torch.tensor([1.001]), False),
        (torch.tensor([1.0]), torch.tensor([1.0], dtype=torch.float64), False),
        (torch.tensor([1.0]), torch.tensor([[1.0]]), False),
        ((torch.tensor([True]), 2.0), (torch.tensor([True]), 2.0 + 1e-9), True),
        ({"a": [1]}, {"a": [2]}, False),
        ("a", 1, False),
        (None, None, True),
    ],
)
def test_two_values_are_the_same_within_tolerance(one: object, other: object, same: bool) -> None:
    assert alike(one, other) == same


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (torch.tensor([1.0, 2.0, 9.0]), torch.tensor([1.0, 2.5, 3.0]), "2 of 3 values differ, most at [2]: 9 against 3"),
        (torch.tensor([math.nan, 0.0]), torch.tensor([1.0, 2.0]), "2 of 2 values differ, most at [0]: nan against 1"),
        (torch.tensor(4), torch.tensor(5), "1 of 1 values differ: 4 against 5"),
        (torch.tensor([1.0]), torch.tensor([1.0], dtype=torch.float64), "the dtype differs"),
        (torch.tensor([1.0]), torch.tensor([[1.0]]), None),
        (torch.tensor([1.0]), torch.tensor([1.0]), None),
        (1.0, 2.0, None),
    ],
)
def test_where_two_tensors_differ_is_a_sentence(one: object, other: object, said: str | None) -> None:
    assert apart(one, other) == said
