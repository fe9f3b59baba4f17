"""Hidden checks of `linear_beta_schedule`: noise that grows by equal steps."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Student, assert_close, assert_shape

pytestmark = pytest.mark.task("linear_beta_schedule")

# What is off by less is rounding, and one check's business alone: float32 is off by up to 2e-9 in betas of up to 0.02, and by 1e-7
# near the limit.
ROUNDING = 1e-6


def numbers(betas: Tensor, T: int) -> Tensor:
    """The betas in float64, whatever they came in: their dtype has a check of its own."""
    assert_shape(betas, (T,))
    return betas.double()


def equal_steps(first: float, last: float, T: int) -> Tensor:
    """From `first` to `last`, both included; `first` alone where there is no step to take. float64 (T,)."""
    return torch.tensor([first + (last - first) * i / max(T - 1, 1) for i in range(T)], dtype=torch.float64)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="T = 1000 時，預設值應是論文的排程：從第一個數到最後一個數，每一步的增加量都相同，兩端也都對。",
    en="At T = 1000 the defaults must give the paper's schedule: both ends right, and the same increase at every step.",
)
def test_paper_schedule_has_its_ends_and_one_step(student: Student) -> None:
    betas = numbers(student.linear_beta_schedule(1000), 1000)
    assert_close(betas[[0, -1]], torch.tensor([1e-4, 0.02], dtype=torch.float64), atol=1e-8, rtol=0.0)  # float32: 5e-10
    # 999 steps of 1.992e-5; a thousand would be 2e-8 smaller each, and float32 moves one by up to 2e-9
    assert_close(betas.diff(), torch.full((999,), 0.0199 / 999, dtype=torch.float64), atol=8e-9, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="兩端由呼叫者決定：給了別的 `beta_start` 與 `beta_end`，整個排程就要跟著改變，尾端比開頭小、或是比 0 小也可以。",
    en="The caller chooses the ends: another `beta_start` and `beta_end` must change the whole schedule, "
    "also where it falls, or begins below 0.",
)
@pytest.mark.parametrize(
    ("first", "last"), [(0.001, 0.01), (0.3, 0.7), (0.02, 0.0005), (0.005, 0.005), (-0.05, 0.3), (0.02, 0.0), (0.0, 0.02)]
)
def test_ends_are_the_callers(student: Student, first: float, last: float) -> None:
    betas = numbers(student.linear_beta_schedule(1000, first, last), 1000)
    assert_close(betas, equal_steps(first, last, 1000), atol=ROUNDING, rtol=0.0)
    named = numbers(student.linear_beta_schedule(1000, beta_end=last, beta_start=first), 1000)
    assert_close(named, betas, atol=ROUNDING, rtol=0.0)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="縮放之後，不論分成幾步，雜訊的總量都應該差不多：步數不是 1000 時，你的 beta 加起來太多或太少。",
    en="When rescaled, few steps must add about as much noise as many: "
    "where T is not 1000, your betas add up to too much or too little.",
)
@pytest.mark.parametrize("T", [25, 137, 250, 600, 1500, 4000])
def test_total_noise_is_the_same_for_any_number_of_steps(student: Student, T: int) -> None:
    betas = numbers(student.linear_beta_schedule(T), T)
    assert_close(betas.sum(), torch.tensor(10.05, dtype=torch.float64), atol=1e-4, rtol=0.0)  # float32, summed there: 1e-6
    assert_close(betas[-1] / betas[0], torch.tensor(200.0, dtype=torch.float64), atol=1e-3, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="`rescale=False` 時，不論步數多少，兩端都應是呼叫者給的數。",
    en="With `rescale=False` the ends must be the numbers that the caller gave, however many steps there are.",
)
@pytest.mark.parametrize("T", [2, 7, 50, 2500])
def test_ends_stay_as_they_are_without_rescaling(student: Student, T: int) -> None:
    betas = numbers(student.linear_beta_schedule(T, rescale=False), T)
    assert_close(betas, equal_steps(1e-4, 0.02, T), atol=1e-8, rtol=0.0)  # float32: 1e-9
    chosen = numbers(student.linear_beta_schedule(T, 0.05, 0.4, rescale=False), T)
    assert_close(chosen, equal_steps(0.05, 0.4, T), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="步數很少時，縮放後的尾端會超過上限；沒有超過的那些數應該照原來的間隔排，超過的才停在上限。",
    en="With few steps the scaled end lies beyond the limit: "
    "betas below it must keep their spacing, and only those beyond stop at it.",
)
@pytest.mark.parametrize("T", [2, 3, 5, 11, 20])
def test_only_what_is_beyond_the_limit_is_changed(student: Student, T: int) -> None:
    betas = numbers(student.linear_beta_schedule(T), T)
    free = equal_steps(0.1 * 1000 / (1000 * T), 20 / T, T)
    below = free < 0.999
    assert_close(betas[below], free[below], atol=ROUNDING, rtol=0.0)
    assert_close(betas[~below], torch.full_like(free[~below], 0.999), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論步數多少，每個 beta 都應大於 0、不超過上限，而且不會比前一個小。",
    en="However many steps there are, betas must be above 0, not above the limit, and never smaller than the one before.",
)
@pytest.mark.parametrize("T", [1, 2, 4, 13, 100, 1000])
def test_betas_grow_within_their_range(student: Student, T: int) -> None:
    betas = numbers(student.linear_beta_schedule(T), T)
    assert (betas > 0).all()
    assert (betas <= 0.999 + 1e-6).all()
    assert (betas.diff() >= -1e-8).all()  # two neighbours that are nearly equal may change places in float32
    assert T == 1 or betas[-1] > 1.5 * betas[0], "the noise does not grow"


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="上限由呼叫者的 `max_beta` 決定，有沒有縮放都一樣；沒有碰到上限的數不應改變。",
    en="The caller's `max_beta` is the limit, with or without rescaling, and betas below it must stay as they are.",
)
@pytest.mark.parametrize("rescale", [True, False])
@pytest.mark.parametrize(("T", "limit"), [(1000, 0.0125), (40, 0.3), (4, 0.7), (3, 0.99995)])
def test_limit_is_the_callers(student: Student, T: int, limit: float, rescale: bool) -> None:
    first, last = (1e-4, 0.02) if rescale else (0.001, 0.9)
    betas = numbers(student.linear_beta_schedule(T, first, last, rescale=rescale, max_beta=limit), T)
    factor = 1000 / T if rescale else 1.0
    free = equal_steps(first * factor, last * factor, T)
    assert_close(betas, free.minimum(torch.tensor(limit, dtype=torch.float64)), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="只有一步時，唯一的 beta 應是排程的第一個數，同樣要縮放，也同樣受上限限制。",
    en="With a single step the only beta is the first of the schedule, rescaled and limited like any other.",
)
def test_a_single_step_is_the_first(student: Student) -> None:
    for betas, only in [
        (student.linear_beta_schedule(1), 0.1),
        (student.linear_beta_schedule(1, rescale=False), 1e-4),
        (student.linear_beta_schedule(1, 0.4, 0.7, rescale=False), 0.4),
        (student.linear_beta_schedule(1, 0.004, 0.0001), 0.999),
        (student.linear_beta_schedule(1, 0.4, 0.7, rescale=False, max_beta=0.25), 0.25),
    ]:
        assert_close(numbers(betas, 1), torch.tensor([only], dtype=torch.float64), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="排程應該是 float64，而且從頭到尾都用 float64 計算：你的數字精度不夠。",
    en="The schedule must be float64 and computed in it from the start: your numbers are less precise than that.",
)
@pytest.mark.parametrize("rescale", [True, False])
@pytest.mark.parametrize("T", [1, 3, 250, 1000])
def test_betas_are_as_precise_as_float64(student: Student, T: int, rescale: bool) -> None:
    betas = student.linear_beta_schedule(T, 0.0003, 0.0123, rescale=rescale)
    assert_shape(betas, (T,))
    assert betas.dtype == torch.float64
    assert T == 1 or betas.std() > 1e-4, "all betas are the same"
    exact = equal_steps(0.3 / T, 12.3 / T, T).clamp(max=0.999) if rescale else equal_steps(0.0003, 0.0123, T)
    error = (betas - exact).abs().amax()
    # Right answers are off by 1e-15, float32 by 4e-10 and more; what is larger is no rounding and loses other checks.
    assert error <= 1e-12 or ROUNDING <= error < 20, error
    # Noise that grows as a root bends by 0.04 of its range; numbers that happened to lie in memory jump by all of it.
    bend = betas.diff().diff().abs()
    assert T < 250 or bend.amax() < 0.1 * (betas.amax() - betas.amin()), "no schedule"


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="同樣的參數，應得到同樣的結果，不受先前的呼叫影響；函式也不應動用全域亂數。",
    en="The same arguments must give the same betas, whatever was asked before, and the global random state must be left alone.",
)
def test_every_call_stands_alone(student: Student) -> None:
    seen = student.observe.linear_beta_schedule(30)
    assert not seen.consumed_randomness
    first = numbers(seen.value, 30)
    others = [
        student.linear_beta_schedule(30, rescale=False),
        student.linear_beta_schedule(30, 2e-4),
        student.linear_beta_schedule(30, beta_end=0.01),
        student.linear_beta_schedule(30, max_beta=0.5),
    ]
    for number, other in enumerate(others):
        for earlier in [first, *others[:number]]:
            assert (numbers(other, 30) - earlier).abs().amax() > 1e-4, "another schedule is asked for, and the same comes back"
    assert_close(numbers(student.linear_beta_schedule(30), 30), first, atol=0.0, rtol=0.0)
