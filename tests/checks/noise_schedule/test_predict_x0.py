"""Hidden checks of `predict_x0`: the clean image back from x_t and its noise."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("predict_x0")

FLOAT64 = torch.float64
KEPT = torch.tensor([0.9, 0.6, 0.45, 0.3], dtype=FLOAT64)  # alpha-bar
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
    """What the student's answer makes of an x_t of 1 and of an eps of 1 at every step, asked one step at a time; float64 (T,)."""
    image, eps = torch.zeros(2, 3, 5, 4, dtype=FLOAT64), torch.zeros(2, 3, 5, 4, dtype=FLOAT64)
    image[0], eps[1] = 1, 1
    answers = [student.predict_x0(image, torch.tensor([t, t]), eps, alphas_cumprod) for t in range(len(alphas_cumprod))]
    for answer in answers:
        assert_shape(answer, (2, 3, 5, 4))
    grown, removed = torch.stack([answer[:, 0, 0, 0].double() for answer in answers], dim=1)
    return grown, removed


def own_coefficients(student: Student) -> tuple[Tensor, Tensor]:
    """Those for KEPT. Whether they are right is the business of other checks: what leans on them loses for nothing else."""
    grown, removed = coefficients(student, KEPT)
    assert min(grown.abs().amax(), removed.abs().amax()) > 1e-3, "the answer lacks the image or the noise"
    assert grown.std() + removed.std() > 1e-3, "the answer is the same at every step"
    return grown, removed


def expected(own: tuple[Tensor, Tensor], x_t: Tensor, t: Tensor, eps: Tensor) -> Tensor:
    grown, removed = (per_member(values[t], x_t) for values in own)
    return grown * x_t.double() + removed * eps.double()


def some_schedule(rand: Draw) -> Tensor:
    """Seven values of alpha-bar, falling; float64."""
    return (1 - (0.05 + 0.5 * rand(7, dtype=FLOAT64))).cumprod(0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="猜測的雜訊是 0 時，要把 x_t 放大回原來的大小；你的結果太大或太小。",
    en="Where the guessed noise is 0, x_t must grow back to its size; your result is too large or too small.",
)
def test_how_much_the_image_grows(student: Student, rand: Draw) -> None:
    alphas_cumprod = some_schedule(rand)
    grown, _ = coefficients(student, alphas_cumprod)
    near(grown.square() * alphas_cumprod, torch.ones(7, dtype=FLOAT64))
    assert (grown > 0).all()


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="x_t 全是 0 時，結果只由猜測的雜訊決定；你拿走的雜訊太多或太少，或符號不對。",
    en="Where x_t is all zero, only the guessed noise decides; you take away too much or too little of it, or with the wrong sign.",
)
def test_how_much_noise_is_removed(student: Student, rand: Draw) -> None:
    alphas_cumprod = some_schedule(rand)
    _, removed = coefficients(student, alphas_cumprod)
    near(removed.square() * alphas_cumprod, 1 - alphas_cumprod)
    assert (removed < 0).all()


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="用真正的雜訊還原，應該剛好回到原來的圖像，像素值很大的圖像也一樣；你的回不去。",
    en="With the true noise the original image must come back, one with large values too; yours does not.",
)
@pytest.mark.parametrize("size", [0.5, 40.0])
@pytest.mark.parametrize("step", [0, 9, 130, 400])
def test_true_noise_leads_back_to_the_image(student: Student, randn: Draw, step: int, size: float) -> None:
    alphas_cumprod = (1 - torch.linspace(1e-4, 0.02, 1000, dtype=FLOAT64)).cumprod(0)
    image, noise, kept = size * randn(2, 3, 5, 4, dtype=FLOAT64), randn(2, 3, 5, 4, dtype=FLOAT64), alphas_cumprod[step]
    x_t = kept.sqrt() * image + (1 - kept).sqrt() * noise
    x0 = student.predict_x0(x_t, torch.tensor([step, step]), noise, alphas_cumprod)
    # float32 inside is off by 3e-6 relative to the largest pixel, which is another check's business
    assert_close(x0.double() / size, image / size, atol=2e-5, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="第一步 (t = 0) 的雜訊只有 0.01，甚至更小：雜訊大到剛好與圖像抵消時，你的結果不是 0。",
    en="At the first step, t = 0, noise weighs 0.01 or less: where it is large enough to cancel the image, yours is not 0.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_first_step_by_hand(student: Student, dtype: torch.dtype) -> None:
    kept, t = torch.tensor([0.9999, 0.9, 0.5], dtype=FLOAT64), torch.tensor([0, 0])
    images, noise = torch.ones(2, 1, 2, 2, dtype=dtype), torch.full((2, 1, 2, 2), 100.0, dtype=dtype)
    images[1] = noise[1] = 0.5
    x0 = student.predict_x0(images, t, noise, kept).double()
    # Right answers are off by up to 1.2e-7, those that round the table to float32 first by 8e-5.
    assert_close(x0[0], torch.zeros(1, 2, 2, dtype=FLOAT64), atol=2e-6, rtol=0.0)
    assert_close(x0[1], torch.full((1, 2, 2), 0.495 / 0.9999**0.5, dtype=FLOAT64), atol=1e-6, rtol=torch.finfo(dtype).eps)
    fainter, loud = torch.tensor([1 - 2**-26, 0.5], dtype=FLOAT64), torch.full((2, 1, 2, 2), 2.0**13, dtype=dtype)
    assert student.predict_x0(torch.ones_like(loud), t, loud, fainter).double().abs().amax() < 2e-6


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="最後幾步幾乎只剩雜訊，還原時要放大很多；你的結果在這裡被限制住，或被一個小數字帶偏了。",
    en="The last steps are nearly all noise, and much must be scaled up; there yours is held back, or bent by a small number.",
)
@pytest.mark.parametrize("last", [4e-5, 2e-9, 1e-30])
def test_last_steps_are_scaled_up_in_full(student: Student, last: float) -> None:
    kept = torch.tensor([0.5, 0.01, last], dtype=FLOAT64)
    x_t, eps = torch.full((2, 3, 5, 4), 0.75, dtype=FLOAT64), torch.full((2, 3, 5, 4), -0.5, dtype=FLOAT64)
    x0 = student.predict_x0(x_t, torch.tensor([2, 2]), eps, kept)
    near(x0, torch.full_like(x_t, (0.75 + 0.5 * (1 - last) ** 0.5) / last**0.5))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="批次裡每個成員都有自己的 t：你的答案把某個成員的 t 用到別的成員身上了。",
    en="Every member of the batch has a t of its own: your answer uses one member's step for another.",
)
@pytest.mark.parametrize("steps", [[3, 0, 2], [0, 3, 3, 1, 0, 2], [2, 2], [1]])
def test_each_member_goes_to_its_own_step(student: Student, rand: Draw, steps: list[int]) -> None:
    x_t, eps = (rand(len(steps), 3, 5, 4, dtype=FLOAT64) - 0.5) / 2, (rand(len(steps), 3, 5, 4, dtype=FLOAT64) - 0.5) / 2
    t = torch.tensor(steps)
    near(student.predict_x0(x_t, t, eps, KEPT), expected(own_coefficients(student), x_t, t, eps))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論 x_t 有幾個維度、邊長是否剛好相等、批次是 0 或 1 個、在記憶體中怎麼排列，每個成員都應乘上自己的係數。",
    en="Whatever the rank of x_t, whether its sizes happen to agree, with a batch of 0 or 1, and in any layout in memory: "
    "each member must get its own coefficients.",
)
def test_any_shape_and_layout(student: Student, rand: Draw) -> None:
    own, dtypes = own_coefficients(student), set[torch.dtype]()
    for shape in [*RANKS, *EQUAL_SIZES, *SMALL_BATCHES]:
        turned = tuple(reversed(range(len(shape))))
        x_t, eps = (rand(*shape, dtype=FLOAT64) - 0.5) / 2, (rand(*shape, dtype=FLOAT64) - 0.5) / 2
        t = torch.tensor([2, 0, 3, 1, 0])[: shape[0]]
        near(answer := student.predict_x0(x_t, t, eps, KEPT), expected(own, x_t, t, eps))
        dtypes.add(answer.dtype)
        x_t, eps = x_t.permute(turned).contiguous().permute(turned), torch.stack([eps, eps], dim=-1)[..., 0]
        t, alphas_cumprod = torch.stack([400 * t, t], dim=1)[:, 0], KEPT.repeat_interleave(800)[::2]  # 1,600 steps, four values
        near(student.predict_x0(x_t, t, eps, alphas_cumprod), expected(own, x_t, t // 400, eps))
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
    x_t, eps = ((rand(3, 2, 5, 4) - 0.5) / 2).to(dtype), ((rand(3, 2, 5, 4) - 0.5) / 2).to(dtype)
    later = torch.tensor([0.9, 0.75, 0.6, 0.3], dtype=FLOAT64)  # as long, same ends; does at t = 2 what KEPT does at t = 1
    seen = student.observe.predict_x0(x_t, t, eps, KEPT)
    for after, before in zip(seen.arguments, (x_t, t, eps, KEPT), strict=True):
        assert_equal(after, before)
    assert not seen.consumed_randomness
    again, elsewhere = student.predict_x0(x_t, t, eps, KEPT), student.predict_x0(x_t, t + 1, eps, later)
    for x0 in (seen.value, again, elsewhere):
        # correct answers in float16 are off by 5e-4, an answer to another call by more than 0.05
        assert_close(x0.double(), expected(own, x_t, t, eps), atol=1e-2, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果的精度（dtype）應與 x_t 相同；表是 float64，不代表結果也是。",
    en="The result must have the dtype of x_t; that the table is float64 does not make the result float64.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_dtype_of_the_image_is_kept(student: Student, rand: Draw, dtype: torch.dtype) -> None:
    x_t, eps, t = ((rand(3, 2, 5, 4) - 0.5) / 2).to(dtype), ((rand(3, 2, 5, 4) - 0.5) / 2).to(dtype), torch.tensor([3, 3, 3])
    x0 = student.predict_x0(x_t, t, eps, KEPT)
    assert x0.dtype == dtype
    # within the tolerance of the dtype; what is rounded too early has a check of its own
    answer = expected(own_coefficients(student), x_t, t, eps).to(dtype)
    assert_close(x0, answer, atol=ROUNDING if dtype == FLOAT64 else None, rtol=ROUNDING if dtype == FLOAT64 else None)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="中間有東西捨入得太早：係數應以 float64 計算，半精度的圖像也不該以半精度運算。",
    en="Something is rounded too early: coefficients belong in float64, and half precision must not be computed in half precision.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, FLOAT64])
def test_nothing_is_rounded_too_early(student: Student, randint: DrawInt, dtype: torch.dtype) -> None:
    grown, removed = own = own_coefficients(student)
    t = torch.tensor([2, 2, 2, 2])
    if dtype == FLOAT64:  # right answers are off by 1e-15, float32 by 1e-8; larger errors are no rounding and lose other checks
        x_t, eps = randint(-(2**40), 2**40, (2, 4, 2, 3, 8)).double() / 2**40  # more digits than float32 holds
        found = student.predict_x0(x_t, t, eps, KEPT)
        pairs = [(found, expected(own, x_t, t, eps)), (grown, 1 / KEPT.sqrt()), (removed, -(1 / KEPT - 1).sqrt())]
        assert not any(1e-12 < (mine - exact).abs().amax() < ROUNDING for mine, exact in pairs)
        return
    x_t = (4 * randint(128, 256, (4, 2, 3, 8))).to(dtype)  # exact in both
    eps = (-x_t.double() * per_member((grown / removed)[t], x_t)).to(dtype)
    x0 = student.predict_x0(x_t, t, eps, KEPT).double()
    # Image and eps of up to 1020 that all but cancel. Right answers were off by at most 2e-4 beyond the last rounding over 1,000
    # seeds, those with a product or a coefficient in half precision by at least 0.15.
    assert_close(x0, expected(own, x_t, t, eps), atol=5e-3, rtol=torch.finfo(dtype).eps)
    # Nothing cancels here. Right answers were off by at most 0.49 eps over 1,000 seeds, those that round 1 / sqrt(alpha-bar) or the
    # root itself by at least 0.52.
    t, nothing = torch.tensor([0, 1, 2, 3]), torch.zeros_like(eps)
    x0 = student.predict_x0(x_t, t, nothing, KEPT).double()
    assert_close(x0, expected(own, x_t, t, nothing), atol=0.0, rtol=0.51 * torch.finfo(dtype).eps)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="梯度沒有原樣流回圖像與雜訊：至少有一個被切斷了，或大小不對。",
    en="Gradients do not flow back to image and noise as they should: at least one is cut off or of the wrong size.",
)
def test_gradients_reach_image_and_eps(student: Student, rand: Draw) -> None:
    grown, removed = own_coefficients(student)
    x_t, eps, cotangent = ((rand(3, 2, 5, 4, dtype=FLOAT64) - 0.5) / 2 for _ in range(3))
    t = torch.tensor([1, 1, 1])
    assert min(grown[1].abs(), removed[1].abs()) > 1e-3, "image or noise has no part in this step"
    x0 = student.predict_x0(x_t.requires_grad_(), t, eps.requires_grad_(), KEPT)
    assert_shape(x0, (3, 2, 5, 4))
    to_image, to_eps = torch.autograd.grad(x0, (x_t, eps), cotangent.to(x0.dtype))
    near(to_image, per_member(grown[t], cotangent) * cotangent)
    near(to_eps, per_member(removed[t], cotangent) * cotangent)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="圖像在加速器（例如 GPU）上時，不論表在哪裡，結果都應在加速器上；你的函式讓兩個裝置的張量碰在一起，或把結果留在別處。",
    en="Where images lie on an accelerator (a GPU, say), so must the result, wherever the table is; "
    "in yours tensors of two devices meet on the way, or it ends up elsewhere.",
)
@pytest.mark.parametrize("table", ["on the accelerator", "on the CPU"])
def test_images_on_an_accelerator(student: Student, accelerator: Accelerator, rand: Draw, table: str) -> None:
    x_t, eps, t = (rand(3, 2, 5, 4) - 0.5) / 2, (rand(3, 2, 5, 4) - 0.5) / 2, torch.tensor([2, 2, 2])
    alphas_cumprod = accelerator.keep(KEPT) if table == "on the CPU" else KEPT
    x0 = accelerator.predict_x0(x_t, t, eps, alphas_cumprod)
    near(x0, expected(own_coefficients(student), x_t, t, eps))
