"""Hidden checks of `q_step`: one step of noise, from x_{t-1} to x_t."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("q_step")

FLOAT64 = torch.float64
BETAS = torch.tensor([0.1, 0.5, 0.25, 0.7], dtype=FLOAT64)
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


def coefficients(student: Student, betas: Tensor) -> tuple[Tensor, Tensor]:
    """What the student makes of a signal of 1 and of a noise of 1 at every step, asked one step at a time; float64 (T,)."""
    signal, noise = torch.zeros(2, 3, 5, 4, dtype=FLOAT64), torch.zeros(2, 3, 5, 4, dtype=FLOAT64)
    signal[0], noise[1] = 1, 1
    answers = [student.q_step(signal, torch.tensor([t, t]), noise, betas) for t in range(len(betas))]
    for answer in answers:
        assert_shape(answer, (2, 3, 5, 4))
    kept, added = torch.stack([answer[:, 0, 0, 0].double() for answer in answers], dim=1)
    return kept, added


def own_coefficients(student: Student) -> tuple[Tensor, Tensor]:
    """Those for BETAS. Whether they are right is the business of other checks: what leans on them loses for nothing else."""
    kept, added = coefficients(student, BETAS)
    assert min(kept.abs().amax(), added.abs().amax()) > 1e-3, "the answer lacks the image or the noise"
    assert kept.std() + added.std() > 1e-3, "the answer is the same at every step"
    return kept, added


def expected(own: tuple[Tensor, Tensor], x_prev: Tensor, t: Tensor, noise: Tensor) -> Tensor:
    kept, added = (per_member(values[t], x_prev) for values in own)
    return kept * x_prev.double() + added * noise.double()


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="沒有雜訊時，這一步之後留下的圖像太多或太少。",
    en="Without any noise, too much or too little of the image is left after the step.",
)
def test_what_is_left_of_a_signal(student: Student, rand: Draw) -> None:
    betas = 0.05 + 0.9 * rand(7, dtype=FLOAT64)
    kept, _ = coefficients(student, betas)
    near(kept.square(), 1 - betas)
    assert (kept > 0).all()


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="圖像全是 0 時，只剩下這一步加進來的雜訊；你加的太多或太少，或符號不對。",
    en="Where the image is all zero, only the noise of this step is left; you add too much or too little, or with the wrong sign.",
)
def test_how_much_noise_is_added(student: Student, rand: Draw) -> None:
    betas = 0.05 + 0.9 * rand(7, dtype=FLOAT64)
    _, added = coefficients(student, betas)
    near(added.square(), betas)
    assert (added > 0).all()


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="beta 很小的一步只加一點點雜訊，beta 很大的一步只留下一點點圖像，但都不是 0，精度較低的圖像也一樣；你的不見了，或走了樣。",
    en="A very small beta adds a little noise, a very large one leaves a little of the image, but not 0, in low precision too: "
    "yours vanishes or is off.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
@pytest.mark.parametrize("step", [0, 2])
def test_a_little_is_not_nothing(student: Student, dtype: torch.dtype, step: int) -> None:
    betas = torch.tensor([5e-9, 0.5, 1 - 5e-9], dtype=FLOAT64)
    none, ones = torch.zeros(2, 3, 5, 4, dtype=dtype), torch.ones(2, 3, 5, 4, dtype=dtype)
    x_prev, noise = (none, ones) if step == 0 else (ones, none)
    x_t = student.q_step(x_prev, torch.tensor([step, step]), noise, betas).double()
    # Half of eps is the last rounding's. In float32 right answers are off by 7e-8; those that round the table first find 0.
    assert_close(x_t, torch.full((2, 3, 5, 4), 5e-9**0.5, dtype=FLOAT64), atol=0.0, rtol=max(torch.finfo(dtype).eps, 2e-6))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="圖像的變異數若是 1，加了雜訊之後也應是 1；一步一步走下去，你的變異數越來越大或越來越小。",
    en="An image of variance 1 must keep it when noise is added; step by step, yours grows or shrinks.",
)
def test_variance_stays_one(student: Student, randn: Draw) -> None:
    count = 6_000
    x = randn(1, 2, 60, 50)
    for t in range(4):
        x = student.q_step(x, torch.tensor([t]), randn(1, 2, 60, 50), BETAS).float()
        assert_shape(x, (1, 2, 60, 50))
        assert abs(x.double().var().item() - 1) < 6 * (2 / count) ** 0.5  # six sigma of a variance: about one in 1e8


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="從同一張圖像一步一步走到底，結果的平均與變異數，應與直接跳到那一步相同。",
    en="Walking from one image to the end step by step must give the mean and the variance of the jump to that step.",
)
def test_steps_add_up_to_the_jump(student: Student, randn: Draw) -> None:
    count, kept = 6_000, torch.linspace(1.0, 0.2, 7, dtype=FLOAT64)
    betas = 1 - kept[1:] / kept[:-1]  # so that alpha-bar is 0.2 after the last step
    x = torch.full((1, 1, 100, 60), 1.5)
    for t in range(6):
        x = student.q_step(x, torch.tensor([t]), randn(1, 1, 100, 60), betas).float()
        assert_shape(x, (1, 1, 100, 60))
    # six sigma of a mean and of a variance: about one in 1e8 each
    assert abs(x.double().mean().item() - 0.2**0.5 * 1.5) < 6 * (0.8 / count) ** 0.5
    assert abs(x.double().var().item() - 0.8) < 6 * 0.8 * (2 / count) ** 0.5


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="批次裡每個成員都有自己的 t：你的答案把某個成員的 t 用到別的成員身上了。",
    en="Every member of the batch has a t of its own: your answer uses one member's step for another.",
)
@pytest.mark.parametrize("steps", [[3, 0, 2], [0, 3, 3, 1, 0, 2], [2, 2], [1]])
def test_each_member_takes_its_own_step(student: Student, rand: Draw, steps: list[int]) -> None:
    x_prev, noise = rand(len(steps), 3, 5, 4, dtype=FLOAT64) - 0.5, rand(len(steps), 3, 5, 4, dtype=FLOAT64) - 0.5
    t = torch.tensor(steps)
    x_t = student.q_step(x_prev, t, noise, BETAS)
    near(x_t, expected(own_coefficients(student), x_prev, t, noise))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論 x_prev 有幾個維度、邊長是否剛好相等、批次是 0 或 1 個、在記憶體中怎麼排列，每個成員都應乘上自己的係數。",
    en="Whatever the rank of x_prev, whether its sizes happen to agree, with a batch of 0 or 1, and in any layout in memory: "
    "each member must get its own coefficients.",
)
def test_any_shape_and_layout(student: Student, rand: Draw) -> None:
    own, dtypes = own_coefficients(student), set[torch.dtype]()
    for shape in [*RANKS, *EQUAL_SIZES, *SMALL_BATCHES]:
        turned = tuple(reversed(range(len(shape))))
        x_prev, noise = rand(*shape, dtype=FLOAT64) - 0.5, rand(*shape, dtype=FLOAT64) - 0.5
        t = torch.tensor([2, 0, 3, 1, 0])[: shape[0]]
        near(answer := student.q_step(x_prev, t, noise, BETAS), expected(own, x_prev, t, noise))
        dtypes.add(answer.dtype)
        x_prev, noise = x_prev.permute(turned).contiguous().permute(turned), torch.stack([noise, noise], dim=-1)[..., 0]
        t, betas = torch.stack([400 * t, t], dim=1)[:, 0], BETAS.repeat_interleave(800)[::2]  # 1,600 steps, four values
        near(student.q_step(x_prev, t, noise, betas), expected(own, x_prev, t // 400, noise))
    assert len(dtypes) == 1, "the dtype of the answer changes with the shape"


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動任何引數，也不應動用全域亂數；結果只由這次給的圖像、雜訊與這一步的 beta 決定。",
    en="The function must leave its arguments and the global random state alone; only the image, the noise and the "
    "beta of the step that it is given decide.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, FLOAT64])
def test_nothing_outside_is_touched(student: Student, rand: Draw, dtype: torch.dtype) -> None:
    own, t = own_coefficients(student), torch.tensor([1, 1, 1])
    x_prev, noise = (rand(3, 2, 5, 4) - 0.5).to(dtype), (rand(3, 2, 5, 4) - 0.5).to(dtype)
    later = torch.tensor([0.1, 0.25, 0.5, 0.7], dtype=FLOAT64)  # as long, same ends; does at t = 2 what BETAS does at t = 1
    seen = student.observe.q_step(x_prev, t, noise, BETAS)
    for after, before in zip(seen.arguments, (x_prev, t, noise, BETAS), strict=True):
        assert_equal(after, before)
    assert not seen.consumed_randomness
    again, elsewhere = student.q_step(x_prev, t, noise, BETAS), student.q_step(x_prev, t + 1, noise, later)
    for x_t in (seen.value, again, elsewhere):
        # correct answers in float16 are off by 5e-4, an answer to another call by more than 0.05
        assert_close(x_t.double(), expected(own, x_prev, t, noise), atol=1e-2, rtol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果的精度（dtype）應與 x_prev 相同；表是 float64，不代表結果也是。",
    en="The result must have the dtype of x_prev; that the table is float64 does not make the result float64.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_dtype_of_the_image_is_kept(student: Student, rand: Draw, dtype: torch.dtype) -> None:
    x_prev, noise, t = (rand(3, 2, 5, 4) - 0.5).to(dtype), (rand(3, 2, 5, 4) - 0.5).to(dtype), torch.tensor([3, 3, 3])
    x_t = student.q_step(x_prev, t, noise, BETAS)
    assert x_t.dtype == dtype
    # within the tolerance of the dtype; what is rounded too early has a check of its own
    answer = expected(own_coefficients(student), x_prev, t, noise).to(dtype)
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
        x_prev, noise = randint(-(2**40), 2**40, (2, 4, 2, 3, 8)).double() / 2**40  # more digits than float32 holds
        found = student.q_step(x_prev, t, noise, BETAS)
        pairs = [(found, expected(own, x_prev, t, noise)), (kept, (1 - BETAS).sqrt()), (added, BETAS.sqrt())]
        assert not any(1e-12 < (mine - exact).abs().amax() < ROUNDING for mine, exact in pairs)
        return
    x_prev = (4 * randint(128, 256, (4, 2, 3, 8))).to(dtype)  # exact in both
    noise = (-x_prev.double() * per_member((kept / added)[t], x_prev)).to(dtype)
    x_t = student.q_step(x_prev, t, noise, BETAS).double()
    # Image and noise of up to 1020 that all but cancel. Right answers were off by at most 2e-4 beyond the last rounding over 1,000
    # seeds, those with a product or a coefficient in half precision by at least 0.15.
    assert_close(x_t, expected(own, x_prev, t, noise), atol=5e-3, rtol=torch.finfo(dtype).eps)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="梯度沒有原樣流回圖像與雜訊：至少有一個被切斷了，或大小不對。",
    en="Gradients do not flow back to image and noise as they should: at least one is cut off or of the wrong size.",
)
def test_gradients_reach_image_and_noise(student: Student, rand: Draw) -> None:
    kept, added = own_coefficients(student)
    x_prev, noise, cotangent = (rand(3, 2, 5, 4, dtype=FLOAT64) - 0.5 for _ in range(3))
    t = torch.tensor([1, 1, 1])
    assert min(kept[1].abs(), added[1].abs()) > 1e-3, "image or noise has no part in this step"
    x_t = student.q_step(x_prev.requires_grad_(), t, noise.requires_grad_(), BETAS)
    assert_shape(x_t, (3, 2, 5, 4))
    to_image, to_noise = torch.autograd.grad(x_t, (x_prev, noise), cotangent.to(x_t.dtype))
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
    x_prev, noise, t = rand(3, 2, 5, 4) - 0.5, rand(3, 2, 5, 4) - 0.5, torch.tensor([2, 2, 2])
    betas = accelerator.keep(BETAS) if table == "on the CPU" else BETAS
    x_t = accelerator.q_step(x_prev, t, noise, betas)
    near(x_t, expected(own_coefficients(student), x_prev, t, noise))
