"""Hidden checks of `q_sample`: from the clean image straight to x_t."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("q_sample")

FLOAT64 = torch.float64
KEPT = torch.tensor([0.9, 0.6, 0.35, 0.1], dtype=FLOAT64)  # alpha-bar
RANKS = [(3,), (3, 5), (5, 3), (3, 2, 4), (3, 2, 5, 3), (2, 1, 1, 3, 2)]
EQUAL_SIZES, SMALL_BATCHES = [(3, 3), (3, 3, 3, 3)], [(1,), (1, 4), (0,), (0, 4), (0, 2, 3, 4)]
# What is off by less is rounding, and one check's business alone: a coefficient that was rounded to float32 is off by 6e-8.
ROUNDING = 1e-6


def near(actual: Tensor, expected: Tensor) -> None:
    """Shape and values; the dtype has a check of its own."""
    assert_close(actual.double(), expected.double(), atol=ROUNDING, rtol=ROUNDING)


def per_member(values: Tensor, like: Tensor) -> Tensor:
    """One value a member of the batch, spread over all of it; float64, shaped like `like`."""
    return values.reshape(len(values), *[1] * (like.dim() - 1)).expand(like.shape)


def coefficients(student: Student, alphas_cumprod: Tensor) -> tuple[Tensor, Tensor]:
    """What the student makes of a signal of 1 and of a noise of 1 at every step, asked one step at a time; float64 (T,)."""
    signal, noise = torch.zeros(2, 3, 5, 4, dtype=FLOAT64), torch.zeros(2, 3, 5, 4, dtype=FLOAT64)
    signal[0], noise[1] = 1, 1
    answers = [student.q_sample(signal, torch.tensor([t, t]), noise, alphas_cumprod) for t in range(len(alphas_cumprod))]
    for answer in answers:
        assert_shape(answer, (2, 3, 5, 4))
    kept, added = torch.stack([answer[:, 0, 0, 0].double() for answer in answers], dim=1)
    return kept, added


def own_coefficients(student: Student) -> tuple[Tensor, Tensor]:
    """Those for KEPT. Whether they are right is the business of other checks: what leans on them loses for nothing else."""
    kept, added = coefficients(student, KEPT)
    assert min(kept.abs().amax(), added.abs().amax()) > 1e-3, "the answer lacks the image or the noise"
    assert kept.std() + added.std() > 1e-3, "the answer is the same at every step"
    return kept, added


def expected(own: tuple[Tensor, Tensor], x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
    kept, added = (per_member(values[t], x0) for values in own)
    return kept * x0.double() + added * noise.double()


def some_schedule(rand: Draw) -> Tensor:
    """Seven values of alpha-bar, falling; float64."""
    return (1 - (0.05 + 0.5 * rand(7, dtype=FLOAT64))).cumprod(0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="沒有雜訊時，跳到第 t 步之後留下的圖像太多或太少。",
    en="Without any noise, too much or too little of the image is left after the jump to step t.",
)
def test_what_is_left_of_a_signal(student: Student, rand: Draw) -> None:
    alphas_cumprod = torch.cat([some_schedule(rand), torch.tensor([1e-9], dtype=FLOAT64)])  # hardly any, and yet not none
    kept, _ = coefficients(student, alphas_cumprod)
    near(kept.square() / alphas_cumprod, torch.ones(8, dtype=FLOAT64))
    assert (kept > 0).all()


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="圖像全是 0 時，只剩下到第 t 步為止的雜訊；你的太多或太少，或符號不對。",
    en="Where the image is all zero, only the noise up to step t is left; yours is too much or too little, or has the wrong sign.",
)
def test_how_much_noise_there_is(student: Student, rand: Draw) -> None:
    alphas_cumprod = some_schedule(rand)
    _, added = coefficients(student, alphas_cumprod)
    near(added.square(), 1 - alphas_cumprod)
    assert (added > 0).all()


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="直接跳到第 t 步，結果的平均與變異數，應與從 t = 0 起一步一步加噪走到那裡相同。",
    en="The jump to step t must have the mean and the variance of walking there step by step from t = 0.",
)
def test_jump_agrees_with_the_steps(student: Student, randn: Draw) -> None:
    count, betas = 6_000, torch.tensor([0.1, 0.3, 0.05, 0.2, 0.4], dtype=FLOAT64)
    kept = (1 - betas).cumprod(0)
    walked = image = torch.full((1, 1, 100, 60), 1.5)
    for t, beta in enumerate(betas.tolist()):
        walked = (1 - beta) ** 0.5 * walked + beta**0.5 * randn(1, 1, 100, 60)
        jumped = student.q_sample(image, torch.tensor([t]), randn(1, 1, 100, 60), kept)
        assert_shape(jumped, (1, 1, 100, 60))
        # six sigma of the difference of two means and of two variances: about one in 1e8 each
        spread = 1 - kept[t].item()
        assert abs(jumped.double().mean() - walked.double().mean()).item() < 6 * (2 * spread / count) ** 0.5
        assert abs(jumped.double().var() - walked.double().var()).item() < 6 * spread * (4 / count) ** 0.5


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="圖像的變異數若是 1，不論跳到哪一步，結果的變異數都應是 1。",
    en="An image of variance 1 must have variance 1 after the jump, whichever step it leads to.",
)
@pytest.mark.parametrize("t", [0, 1, 2, 3])
def test_variance_stays_one(student: Student, randn: Draw, t: int) -> None:
    x_t = student.q_sample(randn(1, 2, 60, 50), torch.tensor([t]), randn(1, 2, 60, 50), KEPT)
    assert_shape(x_t, (1, 2, 60, 50))
    assert abs(x_t.double().var().item() - 1) < 6 * (2 / 6_000) ** 0.5  # six sigma of a variance: about one in 1e8


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="最初幾步的雜訊很小，但不是 0：你的雜訊在這裡不見了，或走了樣；精度較低的圖像也一樣要有。",
    en="The noise of the first steps is small, but not 0, on images of low precision too: there yours vanishes or is off.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
@pytest.mark.parametrize("step", [0, 1, 8])
def test_early_noise_survives(student: Student, dtype: torch.dtype, step: int) -> None:
    log_kept = torch.log1p(-torch.linspace(1e-9, 0.02, 1000, dtype=FLOAT64)).cumsum(0)
    image, noise = torch.zeros(2, 3, 5, 4, dtype=dtype), torch.ones(2, 3, 5, 4, dtype=dtype)
    x_t = student.q_sample(image, torch.tensor([step, step]), noise, log_kept.exp()).double()
    exact = torch.full_like(x_t, (-torch.expm1(log_kept[step])).sqrt().item())
    # Half of eps is the last rounding's. In float32 right answers are off by 1.2e-7, those that round the table first by 1e-5.
    assert_close(x_t, exact, atol=0.0, rtol=max(torch.finfo(dtype).eps, 2e-6))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="批次裡每個成員都有自己的 t：你的答案把某個成員的 t 用到別的成員身上了。",
    en="Every member of the batch has a t of its own: your answer uses one member's step for another.",
)
@pytest.mark.parametrize("steps", [[3, 0, 2], [0, 3, 3, 1, 0, 2], [2, 2], [1]])
def test_each_member_goes_to_its_own_step(student: Student, rand: Draw, steps: list[int]) -> None:
    x0, noise = rand(len(steps), 3, 5, 4, dtype=FLOAT64) - 0.5, rand(len(steps), 3, 5, 4, dtype=FLOAT64) - 0.5
    t = torch.tensor(steps)
    near(student.q_sample(x0, t, noise, KEPT), expected(own_coefficients(student), x0, t, noise))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論 x0 有幾個維度、邊長是否剛好相等、批次是 0 或 1 個、在記憶體中怎麼排列，每個成員都應乘上自己的係數。",
    en="Whatever the rank of x0, whether its sizes happen to agree, with a batch of 0 or 1, and in any layout in memory: "
    "each member must get its own coefficients.",
)
def test_any_shape_and_layout(student: Student, rand: Draw) -> None:
    own, dtypes = own_coefficients(student), set[torch.dtype]()
    for shape in [*RANKS, *EQUAL_SIZES, *SMALL_BATCHES]:
        turned = tuple(reversed(range(len(shape))))
        x0, noise = rand(*shape, dtype=FLOAT64) - 0.5, rand(*shape, dtype=FLOAT64) - 0.5
        t = torch.tensor([2, 0, 3, 1, 0])[: shape[0]]
        near(answer := student.q_sample(x0, t, noise, KEPT), expected(own, x0, t, noise))
        dtypes.add(answer.dtype)
        x0, noise = x0.permute(turned).contiguous().permute(turned), torch.stack([noise, noise], dim=-1)[..., 0]
        t, alphas_cumprod = torch.stack([400 * t, t], dim=1)[:, 0], KEPT.repeat_interleave(800)[::2]  # 1,600 steps, four values
        near(student.q_sample(x0, t, noise, alphas_cumprod), expected(own, x0, t // 400, noise))
    assert len(dtypes) == 1, "the dtype of the answer changes with the shape"


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動任何引數，也不應動用全域亂數；結果只由這次給的圖像、雜訊與這一步的累積值決定。",
    en="The function must leave its arguments and the global random state alone; only the image, the noise and the "
    "entry of the step that it is given decide.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, FLOAT64])
def test_nothing_outside_is_touched(student: Student, rand: Draw, dtype: torch.dtype) -> None:
    own, t = own_coefficients(student), torch.tensor([1, 1, 1])
    x0, noise = (rand(3, 2, 5, 4) - 0.5).to(dtype), (rand(3, 2, 5, 4) - 0.5).to(dtype)
    later = torch.tensor([0.9, 0.75, 0.6, 0.1], dtype=FLOAT64)  # as long, same ends; does at t = 2 what KEPT does at t = 1
    seen = student.observe.q_sample(x0, t, noise, KEPT)
    for after, before in zip(seen.arguments, (x0, t, noise, KEPT), strict=True):
        assert_equal(after, before)
    assert not seen.consumed_randomness
    again, elsewhere = student.q_sample(x0, t, noise, KEPT), student.q_sample(x0, t + 1, noise, later)
    for x_t in (seen.value, again, elsewhere):
        # correct answers in float16 are off by 5e-4, an answer to another call by more than 0.05
        assert_close(x_t.double(), expected(own, x0, t, noise), atol=1e-2, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果的精度（dtype）應與 x0 相同；表是 float64，不代表結果也是。",
    en="The result must have the dtype of x0; that the table is float64 does not make the result float64.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_dtype_of_the_image_is_kept(student: Student, rand: Draw, dtype: torch.dtype) -> None:
    x0, noise, t = (rand(3, 2, 5, 4) - 0.5).to(dtype), (rand(3, 2, 5, 4) - 0.5).to(dtype), torch.tensor([3, 3, 3])
    x_t = student.q_sample(x0, t, noise, KEPT)
    assert x_t.dtype == dtype
    # within the tolerance of the dtype; what is rounded too early has a check of its own
    answer = expected(own_coefficients(student), x0, t, noise).to(dtype)
    assert_close(x_t, answer, atol=ROUNDING if dtype == FLOAT64 else None, rtol=ROUNDING if dtype == FLOAT64 else None)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="中間有東西捨入得太早：係數應以 float64 計算，半精度的圖像也不該以半精度運算。",
    en="Something is rounded too early: coefficients belong in float64, and half precision must not be computed in half precision.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, FLOAT64])
def test_nothing_is_rounded_too_early(student: Student, randint: DrawInt, dtype: torch.dtype) -> None:
    kept, added = own = own_coefficients(student)
    t = torch.tensor([2, 2, 2, 2])
    if dtype == FLOAT64:  # right answers are off by 1e-15, float32 by 1e-8; larger errors are no rounding and lose other checks
        x0, noise = randint(-(2**40), 2**40, (2, 4, 2, 3, 8)).double() / 2**40  # more digits than float32 holds
        found = student.q_sample(x0, t, noise, KEPT)
        pairs = [(found, expected(own, x0, t, noise)), (kept, KEPT.sqrt()), (added, (1 - KEPT).sqrt())]
        assert not any(1e-12 < (mine - exact).abs().amax() < ROUNDING for mine, exact in pairs)
        return
    x0 = (4 * randint(128, 256, (4, 2, 3, 8))).to(dtype)  # exact in both
    noise = (-x0.double() * per_member((kept / added)[t], x0)).to(dtype)
    x_t = student.q_sample(x0, t, noise, KEPT).double()
    # Image and noise of up to 1020 that all but cancel. Right answers were off by at most 2e-4 beyond the last rounding over 1,000
    # seeds, those with a product or a coefficient in half precision by at least 0.15.
    assert_close(x_t, expected(own, x0, t, noise), atol=5e-3, rtol=torch.finfo(dtype).eps)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="梯度沒有原樣流回圖像與雜訊：至少有一個被切斷了，或大小不對。",
    en="Gradients do not flow back to image and noise as they should: at least one is cut off or of the wrong size.",
)
def test_gradients_reach_image_and_noise(student: Student, rand: Draw) -> None:
    kept, added = own_coefficients(student)
    x0, noise, cotangent = (rand(3, 2, 5, 4, dtype=FLOAT64) - 0.5 for _ in range(3))
    t = torch.tensor([1, 1, 1])
    assert min(kept[1].abs(), added[1].abs()) > 1e-3, "image or noise has no part in this step"
    x_t = student.q_sample(x0.requires_grad_(), t, noise.requires_grad_(), KEPT)
    assert_shape(x_t, (3, 2, 5, 4))
    to_image, to_noise = torch.autograd.grad(x_t, (x0, noise), cotangent.to(x_t.dtype))
    near(to_image, per_member(kept[t], cotangent) * cotangent)
    near(to_noise, per_member(added[t], cotangent) * cotangent)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="圖像在加速器（例如 GPU）上時，不論表在哪裡，結果都應在加速器上；你的函式讓兩個裝置的張量碰在一起，或把結果留在別處。",
    en="Where images lie on an accelerator (a GPU, say), so must the result, wherever the table is; "
    "in yours tensors of two devices meet on the way, or it ends up elsewhere.",
)
@pytest.mark.parametrize("table", ["on the accelerator", "on the CPU"])
def test_images_on_an_accelerator(student: Student, accelerator: Accelerator, rand: Draw, table: str) -> None:
    x0, noise, t = rand(3, 2, 5, 4) - 0.5, rand(3, 2, 5, 4) - 0.5, torch.tensor([2, 2, 2])
    alphas_cumprod = accelerator.keep(KEPT) if table == "on the CPU" else KEPT
    x_t = accelerator.q_sample(x0, t, noise, alphas_cumprod)
    near(x_t, expected(own_coefficients(student), x0, t, noise))
