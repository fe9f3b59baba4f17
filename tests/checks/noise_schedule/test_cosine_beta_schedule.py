"""Hidden checks of `cosine_beta_schedule`: betas whose alpha-bar falls along a squared cosine."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import Tensor

from grader.checking import Student, assert_close, assert_shape

pytestmark = pytest.mark.task("cosine_beta_schedule")

# What is off by less is rounding, and one check's business alone: float32 is off by up to 4e-5 near the end of 1000 steps.
ROUNDING = 1e-4


def numbers(betas: Tensor, T: int) -> Tensor:
    """The betas in float64, whatever they came in: their dtype has a check of its own."""
    assert_shape(betas, (T,))
    return betas.double()


def falling(T: int, s: float) -> Tensor:
    """f(u) / f(0) at u = 1, ..., T - 1, by the half-angle formula; float64."""
    angles = [math.pi * (u / T + s) / (1 + s) for u in range(T)]
    f = torch.tensor([(1 + math.cos(angle)) / 2 for angle in angles], dtype=torch.float64)
    return f[1:] / f[0]


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="把 1 − beta 從頭乘起來，應該得到論文中下降的餘弦平方曲線；你的曲線在中間就離開了它。",
    en="The product of 1 - beta from the start must follow the paper's falling squared cosine; yours leaves it on the way.",
)
@pytest.mark.parametrize("T", [4, 10, 97, 1000])
def test_products_follow_the_squared_cosine(student: Student, T: int) -> None:
    betas = numbers(student.cosine_beta_schedule(T), T)
    assert_close((1 - betas).cumprod(0)[:-1], falling(T, 0.008), atol=ROUNDING, rtol=0.0)
    # and where the curve is close to 0, step by step
    assert_close(1 - betas[1:-1], falling(T, 0.008)[1:] / falling(T, 0.008)[:-1], atol=1e-3, rtol=0.0)  # float32: 4e-5


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="`s` 是 0 時，T = 4、6 的每個 beta 都能用手算的餘弦得到；你的數值與手算不同。",
    en="Where `s` is 0, the betas of T = 4 and T = 6 follow from cosines that are known by heart; yours differ.",
)
def test_four_and_six_steps_by_hand(student: Student) -> None:
    root2, root3 = math.sqrt(2), math.sqrt(3)
    curves = {4: [1, (2 + root2) / 4, 1 / 2, (2 - root2) / 4], 6: [1, (2 + root3) / 4, 3 / 4, 1 / 2, 1 / 4, (2 - root3) / 4]}
    for T, curve in curves.items():
        expected = [1 - after / before for before, after in itertools.pairwise(curve)]
        betas = numbers(student.cosine_beta_schedule(T, s=0.0), T)
        assert_close(betas[:-1], torch.tensor(expected, dtype=torch.float64), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="位移 `s` 由呼叫者決定：給別的 `s`，曲線要照公式改變，0 與大的 `s` 也一樣。",
    en="The caller chooses the offset `s`: another must change the curve as the formula says, 0 and large ones too.",
)
@pytest.mark.parametrize("s", [0.0, 0.05, 0.4, 1.0])
def test_offset_is_the_callers(student: Student, s: float) -> None:
    betas = numbers(student.cosine_beta_schedule(12, s), 12)
    assert_close((1 - betas).cumprod(0)[:-1], falling(12, s), atol=ROUNDING, rtol=0.0)
    assert_close(numbers(student.cosine_beta_schedule(12, s=s), 12), betas, atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="最後一步會把訊號全部清掉，所以最後一個 beta 剛好停在上限，其他的都比它小。",
    en="The last step would wipe out the signal, so the last beta stops exactly at the limit; all others are smaller.",
)
@pytest.mark.parametrize("T", [2, 10, 500])
def test_last_beta_stops_at_the_limit(student: Student, T: int) -> None:
    betas = numbers(student.cosine_beta_schedule(T), T)
    assert_close(betas[-1], torch.tensor(0.999, dtype=torch.float64), atol=1e-6, rtol=0.0)  # float32: 1e-8
    assert (betas[:-1] < 0.99).all()
    last = numbers(student.cosine_beta_schedule(T, max_beta=0.99999), T)[-1]  # nothing but max_beta holds it back
    assert_close(last, torch.tensor(0.99999, dtype=torch.float64), atol=1e-6, rtol=0.0)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="上限由呼叫者的 `max_beta` 決定：超過的每個數都停在上限，沒有超過的不應改變。",
    en="The caller's `max_beta` is the limit: every beta beyond it stops there, and those below it stay as they are.",
)
@pytest.mark.parametrize("T", [1, 9, 100])
@pytest.mark.parametrize("limit", [0.9999, 0.9, 0.5, 0.02])
def test_limit_is_the_callers(student: Student, T: int, limit: float) -> None:
    betas = numbers(student.cosine_beta_schedule(T, max_beta=limit), T)
    curve = torch.cat([torch.ones(1, dtype=torch.float64), falling(T, 0.008), torch.zeros(1, dtype=torch.float64)])
    free = 1 - curve[1:] / curve[:-1]
    assert_close(betas, free.minimum(torch.tensor(limit, dtype=torch.float64)), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論步數多少，每個 beta 都應大於 0、不超過上限，而且一步比一步大。",
    en="However many steps there are, betas must be above 0, not above the limit, and grow from step to step.",
)
@pytest.mark.parametrize("T", [1, 2, 3, 30, 1000, 3000])
def test_betas_grow_within_their_range(student: Student, T: int) -> None:
    betas = numbers(student.cosine_beta_schedule(T), T)
    assert (betas > 0).all()
    assert (betas <= 0.999 + 1e-6).all()
    # In float32 neighbours of 1000 steps and more are out of order by up to 1e-7.
    assert (betas.diff() > (0 if T < 100 else -1e-6)).all()
    assert betas[-1] > 0.99


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="只有一步也是合法的排程：這一步從 f(0) 走到 f(1)，結果只有一個數。",
    en="A single step is a legal schedule, too: it leads from f(0) to f(1), and there is one beta.",
)
@pytest.mark.parametrize(("s", "limit"), [(0.008, 0.999), (0.008, 0.25), (0.0, 0.9), (0.7, 0.5)])
def test_a_single_step_goes_all_the_way(student: Student, s: float, limit: float) -> None:
    betas = numbers(student.cosine_beta_schedule(1, s, limit), 1)
    assert_close(betas, torch.tensor([limit], dtype=torch.float64), atol=ROUNDING, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="第一個 beta 是兩個幾乎相等的數相減而來；你的排程不是 float64，或計算途中失去了精度。",
    en="The first beta is what two nearly equal numbers leave; your schedule is not float64, or loses precision on the way.",
)
@pytest.mark.parametrize("given", [None, 0.0])
@pytest.mark.parametrize("T", [50, 4000])
def test_first_beta_is_as_precise_as_float64(student: Student, T: int, given: float | None) -> None:
    betas = student.cosine_beta_schedule(T) if given is None else student.cosine_beta_schedule(T, given)
    s = 0.008 if given is None else given
    assert_shape(betas, (T,))
    assert betas.dtype == torch.float64
    assert betas.std() > 1e-4, "all betas are the same"
    start, end = (math.pi / 2 * (u / T + s) / (1 + s) for u in (0, 1))
    first = math.sin(end - start) * math.sin(end + start) / math.cos(start) ** 2  # 1 - cos²(end) / cos²(start), without cancelling
    # Right answers are off by 1e-16, float32 by 1e-8 to 1e-7; larger errors are no rounding and lose other checks.
    assert not 1e-9 < abs(betas[0].item() - first) < 2e-6, betas[0]
    curve = torch.cat([torch.ones(1, dtype=torch.float64), falling(T, s)])
    error = (betas[:-1] - (1 - curve[1:] / curve[:-1])).abs().amax()
    assert not 1e-9 < error < 1e-3, error  # right answers: 3e-11 with T = 4000, float32: 1e-6 and more
    assert error < 10, "freed memory is no schedule"  # one turned upside down is off by 3, freed memory by 1e200


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="同樣的參數，應得到同樣的結果，不受先前的呼叫影響；函式也不應動用全域亂數。",
    en="The same arguments must give the same betas, whatever was asked before, and the global random state must be left alone.",
)
def test_every_call_stands_alone(student: Student) -> None:
    seen = student.observe.cosine_beta_schedule(20)
    assert not seen.consumed_randomness
    first = numbers(seen.value, 20)
    others = [student.cosine_beta_schedule(20, 0.2), student.cosine_beta_schedule(20, max_beta=0.4)]
    for number, other in enumerate(others):
        for earlier in [first, *others[:number]]:
            assert (numbers(other, 20) - earlier).abs().amax() > 1e-3, "another schedule is asked for, and the same comes back"
    assert_close(numbers(student.cosine_beta_schedule(20), 20), first, atol=0.0, rtol=0.0)
