from __future__ import annotations

import pytest
import torch

from grader.checking import assert_close
from grader.tolerance import TOLERANCES, on_device, tolerance


def test_each_row_of_each_device_says_what_it_was_measured_on() -> None:
    assert set(TOLERANCES) == {"cpu", "cuda"}
    for rows in TOLERANCES.values():
        assert {torch.float64, torch.float32, torch.float16, torch.bfloat16} <= set(rows)
        assert all(len(row.measured) > 10 for row in rows.values())


def test_integers_and_truth_values_are_exact() -> None:
    assert (tolerance(torch.int64), tolerance(torch.bool)) == (0.0, 0.0)
    with pytest.raises(AssertionError):
        assert_close(torch.tensor([1]), torch.tensor([2]))


def test_the_bound_is_that_of_the_device_that_the_run_is_on() -> None:
    near, exact = torch.tensor([1.001]), torch.tensor([1.0])
    with pytest.raises(AssertionError):
        assert_close(near, exact)
    with on_device("cuda:0"):
        assert_close(near, exact)
    with pytest.raises(AssertionError):
        assert_close(near, exact)


def test_another_accelerator_has_the_widest_bounds() -> None:
    with on_device("mps"):
        assert tolerance(torch.float32) == TOLERANCES["cuda"][torch.float32].bound
