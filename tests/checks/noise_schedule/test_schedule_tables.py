"""Hidden checks of `schedule_tables`: what a schedule is looked up for."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("schedule_tables")

NAMES = {
    "alphas",
    "alphas_cumprod",
    "alphas_cumprod_prev",
    "sqrt_alphas_cumprod",
    "sqrt_one_minus_alphas_cumprod",
    "snr",
}
# What is off by less is rounding, and one check's business alone: float32 is off by up to 1e-6 over 40 steps of up to 0.4.
ROUNDING = 1e-5


def some_betas(rand: Draw, T: int) -> Tensor:
    """A schedule that neither grows nor falls, as any may be; float64 (T,) in [0.02, 0.4)."""
    return 0.02 + 0.38 * rand(T, dtype=torch.float64)


def table(tables: dict[str, Tensor], name: str, T: int) -> Tensor:
    """One table in float64, whatever it came in: the dtype has a check of its own."""
    assert_shape(tables[name], (T,))
    return tables[name].double()


def products(tables: dict[str, Tensor], T: int) -> Tensor:
    """The student's own alpha-bar: what follows from it is checked against it, and it has a check of its own."""
    kept = table(tables, "alphas_cumprod", T)
    assert T == 1 or kept.std() > 1e-3, "alphas_cumprod is the same at every step"
    return kept


def near(actual: Tensor, expected: Tensor) -> None:
    assert_close(actual, expected, atol=ROUNDING, rtol=ROUNDING)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="字典應該剛好有規格列出的六張表，不多也不少，每張表的長度都與 betas 相同。",
    en="The dict must have exactly the six tables of the specification, no more and no less, each as long as betas.",
)
@pytest.mark.parametrize("T", [1, 2, 9])
def test_six_tables_of_one_length(student: Student, rand: Draw, T: int) -> None:
    tables = student.schedule_tables(some_betas(rand, T))
    assert set(tables) == NAMES
    for name in NAMES:
        assert_shape(tables[name], (T,))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="`alphas` 是每一步單獨保留下來的比例，與其他步無關；你的不是。",
    en="`alphas` is what each step keeps by itself, whatever the other steps do; yours is not.",
)
@pytest.mark.parametrize("T", [1, 8])
def test_alphas_are_what_each_step_keeps(student: Student, rand: Draw, T: int) -> None:
    betas = some_betas(rand, T)
    near(table(student.schedule_tables(betas), "alphas", T), 1 - betas)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="`alphas_cumprod` 每往後一步，就只剩下這一步保留的比例；你相鄰兩項的比值，或是第一項，不是這樣。",
    en="Each step leaves of `alphas_cumprod` only what that step keeps; "
    "the ratio of your neighbours, or your first entry, is another.",
)
@pytest.mark.parametrize("T", [1, 2, 40])
def test_ratio_of_neighbours_is_what_the_step_keeps(student: Student, rand: Draw, T: int) -> None:
    betas = some_betas(rand, T)
    kept = table(student.schedule_tables(betas), "alphas_cumprod", T)
    near(kept[0], 1 - betas[0])
    near(kept[1:] / kept[:-1], 1 - betas[1:])


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="`alphas_cumprod_prev` 在每一步都應是前一步的累積值；第一步之前還沒有任何雜訊。",
    en="At every step `alphas_cumprod_prev` is the step before's; before the first there was no noise at all.",
)
@pytest.mark.parametrize("T", [1, 2, 7])
def test_previous_is_the_step_before(student: Student, rand: Draw, T: int) -> None:
    tables = student.schedule_tables(some_betas(rand, T))
    previous, kept = table(tables, "alphas_cumprod_prev", T), products(tables, T)
    near(previous[0], torch.ones((), dtype=torch.float64))
    near(previous[1:], kept[:-1])


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="兩張開了根號的表，在每一步的平方和都應是 1，而且各是自己那個量的平方根；你的至少有一張不對。",
    en="At every step the squares of the two square-root tables add up to 1, and each is the root of its own quantity: "
    "of yours at least one is not.",
)
@pytest.mark.parametrize("T", [1, 15])
def test_squares_of_the_roots_add_up_to_one(student: Student, rand: Draw, T: int) -> None:
    tables = student.schedule_tables(some_betas(rand, T))
    signal, noise = table(tables, "sqrt_alphas_cumprod", T), table(tables, "sqrt_one_minus_alphas_cumprod", T)
    assert (signal >= 0).all()
    assert (noise >= 0).all()
    near(signal.square() + noise.square(), torch.ones(T, dtype=torch.float64))
    near(signal.square(), products(tables, T))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="訊號與雜訊一樣多時，訊雜比 `snr` 是 1；訊號是雜訊的三倍時，`snr` 是 3。你的不是。",
    en="Where there is as much signal as noise, `snr` is 1; where three times as much, it is 3. Yours is not.",
)
def test_signal_to_noise_by_hand(student: Student, rand: Draw) -> None:
    tables = student.schedule_tables(torch.tensor([1 / 4, 1 / 3, 1 / 2, 4 / 5], dtype=torch.float64))
    near(table(tables, "snr", 4), torch.tensor([3, 1, 1 / 3, 1 / 19], dtype=torch.float64))
    tables = student.schedule_tables(some_betas(rand, 12))
    kept = products(tables, 12)
    near(table(tables, "snr", 12) * (1 - kept), kept)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="每張表都應是 float64，一千步之後仍然準確；你的至少有一張精度不夠，或多加、截掉了一點什麼。",
    en="Every table must be float64, and exact after a thousand steps: of yours at least one is less precise, "
    "or something small was added to it or cut off.",
)
@pytest.mark.parametrize("schedule", ["the paper's", "a steep one", "nearly nothing to nearly all"])
def test_tables_are_as_precise_as_float64(student: Student, schedule: str) -> None:
    T = 7 if schedule == "nearly nothing to nearly all" else 1000
    betas = torch.linspace(1e-5, 0.02 if schedule == "the paper's" else 0.2, T, dtype=torch.float64)
    if T == 7:
        betas = torch.tensor([1e-9, 0.1, 0.2, 0.3, 0.4, 0.5, 1 - 1e-9], dtype=torch.float64)
    logarithms = torch.log1p(-betas).cumsum(0)
    kept, lost = logarithms.exp(), -logarithms.expm1()
    expected = {"alphas": 1 - betas, "alphas_cumprod": kept, "sqrt_alphas_cumprod": kept.sqrt(), "snr": kept / lost}
    expected |= {"alphas_cumprod_prev": kept / (1 - betas), "sqrt_one_minus_alphas_cumprod": lost.sqrt()}
    tables = student.schedule_tables(betas)
    products(tables, T)
    for name in sorted(set(tables) & NAMES):
        assert tables[name].dtype == torch.float64
        assert_shape(tables[name], (T,))
        error = (tables[name] - expected[name]).abs() / expected[name].clamp(min=1e-3)
        # Right answers: 3e-12, in the snr of step 0, and 5e-7 where that is 1e9; float32: 2e-7 and more. A table that is wrong all
        # over has lost other checks.
        assert error.median() > 1e-4 or error.amax() < (1e-5 if T == 7 else 1e-9), name


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="betas 在記憶體中怎麼排列，不應影響任何一張表。",
    en="How betas happen to lie in memory must not change any table.",
)
@pytest.mark.parametrize("layout", ["every second", "a column"])
def test_layout_does_not_matter(student: Student, rand: Draw, layout: str) -> None:
    betas = some_betas(rand, 10)[::2] if layout == "every second" else some_betas(rand, 15).reshape(5, 3)[:, 1]
    tables, plain = student.schedule_tables(betas), student.schedule_tables(betas.contiguous())
    assert plain
    products(plain, 5)
    for name in plain:
        near(table(tables, name, 5), table(plain, name, 5))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的 betas，也不應動用全域亂數；表只由這一次的 betas 決定，與先前的呼叫無關。",
    en="The function must leave betas and the global random state alone, and the tables must follow from these betas, "
    "whatever was asked before.",
)
def test_nothing_outside_is_touched(student: Student, rand: Draw) -> None:
    betas, others = some_betas(rand, 6), some_betas(rand, 6)
    others[[0, -1]] = betas[[0, -1]]  # as long, with the same ends, and yet another schedule
    seen = student.observe.schedule_tables(betas)
    assert_equal(seen.arguments[0], betas)
    assert not seen.consumed_randomness
    assert seen.value
    other, again = student.schedule_tables(others), student.schedule_tables(betas)
    for name, first in seen.value.items():
        assert (other[name] - first).abs().amax() > 1e-4, "other betas, and the same tables"
        assert_equal(again[name], first)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="betas 在加速器（例如 GPU）上時，六張表也應在那裡；你的函式在途中用到了另一個裝置。",
    en="Where betas lie on an accelerator (a GPU, say), so must the six tables; somewhere on the way you use another device.",
)
def test_tables_on_an_accelerator(student: Student, accelerator: Accelerator, rand: Draw) -> None:
    betas, others = some_betas(rand, 5), some_betas(rand, 5)
    kept = products(accelerator.schedule_tables(betas), 5)
    # Whatever the values are, they must come from these betas: numbers that happened to lie in memory do not come twice.
    assert (products(student.schedule_tables(others), 5) - kept).abs().amax() > 1e-4, "other betas, and the same tables"
    assert_equal(products(student.schedule_tables(betas), 5), kept)
