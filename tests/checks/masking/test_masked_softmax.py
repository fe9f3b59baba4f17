"""Hidden checks of `masked_softmax`: weights over what is allowed, and nothing for the rest."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("masked_softmax")

FLOAT64, HALVES = torch.float64, [torch.float16, torch.bfloat16]
each_dtype = pytest.mark.parametrize("dtype", [*HALVES, torch.float32, FLOAT64])


def oracle(scores: Tensor, mask: Tensor, dim: int = -1) -> Tensor:
    """PyTorch's own softmax, in float64, over what is allowed; 0 where that is nothing."""
    scores, mask = torch.broadcast_tensors(scores.double(), mask)
    weights = torch.softmax(torch.where(mask, scores, -torch.inf), dim)
    return torch.where(mask.any(dim, keepdim=True), weights, 0.0)


def drawn(randint: DrawInt, *shape: int) -> Tensor:
    """A mask of which every line along the last dimension allows something and forbids something."""
    mask = randint(0, 2, shape) > 0
    mask[..., 0], mask[..., -1] = True, False
    return mask.roll(int(randint(0, shape[-1], ())), -1)


def assert_weights(weights: Tensor, expected: Tensor, dtype: torch.dtype = FLOAT64) -> None:
    """As near as `dtype` lets them be; whether they have that dtype is a check of its own."""
    assert_close(weights.to(dtype), expected.to(dtype))


def gradients(weights: Tensor, scores: Tensor, cotangent: Tensor) -> Tensor:
    assert_shape(weights, tuple(cotangent.shape))
    return torch.autograd.grad(weights, scores, cotangent.to(weights.dtype))[0]


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="被遮住的位置，權重必須剛好是 0；其餘的權重不得為負，總和應為 1。結果的型別應與分數相同。",
    en="Masked entries must get a weight of exactly 0; the others must not be negative and must add up to 1. "
    "The dtype must be that of the scores.",
)
@each_dtype
def test_masked_weights_are_zero_and_the_rest_add_up(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    mask = drawn(randint, 3, 4, 6)
    scores = randn(3, 4, 6, dtype=dtype)
    weights = student.masked_softmax(scores, mask)
    assert_shape(weights, (3, 4, 6))
    assert_equal(weights[~mask], torch.zeros_like(weights[~mask]))
    for some in (weights, student.masked_softmax(scores)):
        assert (some >= 0).all()
        assert_close(some.sum(-1), torch.ones(3, 4, dtype=dtype))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="遮住一個鍵，結果應該和它根本不存在時一樣。True 代表可以看；分數剛好是 0 的鍵，仍然是鍵。",
    en="Masking a key must give what deleting it gives. True means that it may be seen, and a key whose score is 0 is still a key.",
)
@pytest.mark.parametrize("keep", [[0, 2, 3, 6], [5], [1, 4], [0, 1, 2, 3, 4, 5, 6]])
def test_masking_is_deleting(student: Student, randn: Draw, keep: list[int]) -> None:
    scores, mask = 3 * randn(3, 4, 7, dtype=FLOAT64), torch.zeros(3, 4, 7, dtype=torch.bool)
    mask[..., keep] = True
    scores[1, :, ::2] = scores[:, 1, keep[0]] = scores[2, 2] = 0.0
    weights = student.masked_softmax(scores, mask)
    assert_shape(weights, (3, 4, 7))
    assert_weights(weights[..., keep], torch.softmax(scores[..., keep], -1))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="被遮住的分數再高、允許的分數再低，也應該像被遮住的不存在一樣；你的結果取決於它們有多高、多低。",
    en="However high a masked score and however low an allowed one, it must be as if the masked one did not exist; "
    "your result depends on how high and how low they are.",
)
@each_dtype
def test_size_of_masked_scores_does_not_matter(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    mask, scores, low = drawn(randint, 4, 7), randn(4, 7, dtype=dtype), 0.75 * torch.finfo(dtype).min
    hidden = torch.tensor([[50.0], [1000.0], [60000.0], [torch.finfo(dtype).max]], dtype=dtype)
    for under in (hidden, -hidden):
        assert_weights(student.masked_softmax(torch.where(mask, scores, under), mask), oracle(scores, mask), dtype)
    scores = torch.tensor([[low, 0, 5], [low, low / 2, 0], [0, low, low], [1, 2, low]], dtype=dtype)
    mask = torch.tensor([[1, 0, 0], [1, 1, 0], [1, 1, 0], [0, 0, 1]]).bool()
    assert_weights(student.masked_softmax(scores, mask), torch.eye(4, 3)[[0, 1, 0, 2]], dtype)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="如果一個查詢什麼都不能看，它的權重應該全部是 0，而不是 NaN 或平均分配；其他查詢不受影響。",
    en="A query that may see nothing gets weights of 0 throughout, neither NaN nor equal shares; the other queries are as before.",
)
@each_dtype
def test_line_with_nothing_allowed_is_zero(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    scores, mask = randn(2, 4, 6, dtype=dtype), drawn(randint, 2, 4, 6)
    nothing, queries = torch.zeros(6, dtype=torch.bool), torch.tensor([[True], [False], [True], [False]])
    mask[0, 1] = mask[1, 0] = mask[1, 3] = nothing
    for given in (mask, nothing, queries, queries & mask):
        assert_weights(student.masked_softmax(scores, given), oracle(scores, given), dtype)
    for dim in (0, 1, -2):  # every entry of a line that is empty, and no other
        turned, lines = scores.movedim(-1, dim), mask.movedim(-1, dim)
        assert_weights(student.masked_softmax(turned, lines, dim), oracle(turned, lines, dim), dtype)
    assert_weights(student.masked_softmax(scores[..., :1], queries), oracle(scores[..., :1], queries), dtype)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="權重對分數的梯度不對或被切斷了：允許的分數會牽動同一列每個允許的權重，被遮住的分數則什麼也不會牽動。",
    en="The gradient of the weights to the scores is wrong or cut off: an allowed score moves all allowed weights of its line, "
    "a masked one moves nothing.",
)
@pytest.mark.parametrize("dim", [-1, 0])
def test_gradients_flow_to_the_allowed_scores_alone(student: Student, randn: Draw, randint: DrawInt, dim: int) -> None:
    mask = drawn(randint, 4, 5).movedim(-1, dim)
    scores, cotangent = randn(*mask.shape, dtype=FLOAT64).requires_grad_(), randn(*mask.shape, dtype=FLOAT64)
    found = gradients(student.masked_softmax(scores, mask, dim=dim), scores, cotangent)
    assert_close(found, gradients(oracle(scores, mask, dim), scores, cotangent))
    assert_equal(found[~mask], torch.zeros_like(found[~mask]))
    # and by finite differences, which trust no formula
    again = partial(student.masked_softmax, mask=mask, dim=dim)
    assert torch.autograd.gradcheck(again, scores, nondet_tol=1e-9, raise_exception=False, fast_mode=True)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="只要有一個查詢什麼都不能看，梯度就出了問題：它自己的梯度應該是 0，其他查詢的照常，到處都不應有 NaN。",
    en="Where one query may see nothing, gradients go wrong: its own must be 0, those of the others as always, and none NaN.",
)
@each_dtype
def test_gradients_where_nothing_is_allowed(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    scores, mask, cotangent = randn(4, 6, dtype=dtype).requires_grad_(), drawn(randint, 4, 6), randn(4, 6, dtype=dtype)
    mask[1] = mask[3] = False
    found = gradients(student.masked_softmax(scores, mask), scores, cotangent)
    assert_equal(found[[1, 3]], torch.zeros(2, 6, dtype=dtype))
    assert_close(found[[0, 2]], gradients(oracle(scores[[0, 2]], mask[[0, 2]]), scores, cotangent[[0, 2]])[[0, 2]])


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="遮罩底下可能是 NaN 或 inf（例如沒有初始化的記憶體）；它們不應影響任何權重，也不應影響任何梯度。",
    en="There may be NaN or inf under the mask, as in memory that nobody has filled yet; no weight may feel them, and no gradient.",
)
@pytest.mark.parametrize("rubbish", [torch.nan, torch.inf, -torch.inf])
@pytest.mark.parametrize(
    ("dtype", "dim"), [(FLOAT64, -1), (FLOAT64, 0), (torch.float32, -1), (torch.float16, -1), (torch.bfloat16, 0)]
)
def test_rubbish_under_the_mask_is_ignored(
    student: Student, randn: Draw, randint: DrawInt, rubbish: float, dtype: torch.dtype, dim: int
) -> None:
    mask = drawn(randint, 4, 7)
    mask[2] = False
    mask = mask.movedim(-1, dim)
    clean, cotangent = randn(*mask.shape, dtype=dtype), randn(*mask.shape, dtype=dtype)
    scores = torch.where(mask, clean, rubbish).requires_grad_()
    weights = student.masked_softmax(scores, mask, dim)
    assert_weights(weights.detach(), oracle(clean, mask, dim), dtype)
    found = gradients(weights, scores, cotangent)
    assert_equal(found[~mask], torch.zeros_like(found[~mask]))
    clean.requires_grad_()
    assert_close(found, gradients(oracle(clean, mask, dim), clean, cotangent))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="沒有遮罩，或遮罩允許一切時，就是一般的 softmax：各列獨立計算，分數不論多大，權重都應有限而正確。",
    en="With no mask, or one that allows all, this is plain softmax: each line on its own, finite and right for any scores.",
)
@pytest.mark.parametrize("dim", [None, 0, 1])
def test_nothing_masked_is_plain_softmax(student: Student, randn: Draw, dim: int | None) -> None:
    lines = randn(2, 5, 4, dtype=FLOAT64) + torch.tensor([[1e4], [-1e4], [0.0], [900.0], [-900.0]], dtype=FLOAT64)
    scores, named = (lines, {}) if dim is None else (lines.movedim(-1, dim), {"dim": dim})
    for mask in (None, torch.ones(scores.shape, dtype=torch.bool), torch.ones(1, dtype=torch.bool)):
        assert_weights(student.masked_softmax(scores, mask, **named), torch.softmax(scores, -1 if dim is None else dim))
    larger = torch.ones(3, *scores.shape, dtype=torch.bool)  # allows all, and yet decides the shape
    assert_weights(student.masked_softmax(scores[0, 0], larger), torch.softmax(scores[0, 0], -1).expand(larger.shape))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="遮罩與分數的形狀應該互相自動擴展，不論哪一邊缺少維度、哪一邊的大小是 1；結果是擴展後的形狀。",
    en="Mask and scores must broadcast, whichever lacks a dimension or has one of size 1, and the result has the shape of both.",
)
@pytest.mark.parametrize(
    ("scores_shape", "mask_shape"),
    [
        ((2, 3, 4, 5), (5,)), ((2, 3, 4, 5), (4, 5)), ((2, 3, 4, 5), (2, 1, 1, 5)), ((2, 3, 5, 5), (1, 3, 1, 5)),
        ((2, 1, 4, 5), (3, 1, 5)), ((5,), (3, 5)), ((3, 1), (3, 5)), ((4, 4), (2, 1, 4, 4)),
    ],
)  # fmt: skip
def test_mask_and_scores_broadcast(
    student: Student, randn: Draw, randint: DrawInt, scores_shape: tuple[int, ...], mask_shape: tuple[int, ...]
) -> None:
    scores, mask = randn(*scores_shape, dtype=FLOAT64).requires_grad_(), drawn(randint, *mask_shape)
    weights, expected = student.masked_softmax(scores, mask), oracle(scores, mask)
    assert_weights(weights.detach(), expected.detach())
    cotangent = randn(*expected.shape, dtype=FLOAT64)
    assert_close(gradients(weights, scores, cotangent), gradients(expected, scores, cotangent))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="權重應該沿著結果的 `dim` 加起來等於 1，不論遮罩或分數原來有幾個維度。",
    en="Weights must add up to 1 along the `dim` of the result that the caller names, however many dimensions mask or scores have.",
)
@pytest.mark.parametrize(
    ("mask_shape", "dims"),
    [((3, 4, 5), (-3, -2, -1, 0, 1, 2)), ((4, 5), (-2, -1, 1, 2)), ((4, 1), (-2, 1)), ((3, 1, 1), (-3, 0)), ((5,), (-1, 2))],
)
def test_weights_add_up_along_the_named_dim(
    student: Student, randn: Draw, randint: DrawInt, mask_shape: tuple[int, ...], dims: tuple[int, ...]
) -> None:
    scores, places = randn(3, 4, 5, dtype=FLOAT64), torch.ones(mask_shape).nonzero().sum(-1).reshape(mask_shape)
    mask = (places + randint(0, 3, ())) % 3 > 0  # along each of its dimensions, one entry of three is forbidden
    for dim in dims:
        assert_weights(student.masked_softmax(scores, mask, dim), oracle(scores, mask, dim))
    if mask_shape == (3, 4, 5):
        assert_weights(student.masked_softmax(scores[0, 0], mask[0], dim=1), oracle(scores[0, 0], mask[0], 1))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩如果不是布林，應該引發 TypeError：0 與 1、0 與 -inf，在不同人的手裡意思剛好相反。",
    en="A mask that is not boolean must raise TypeError: 0 and 1, or 0 and -inf, mean opposite things to different people.",
)
@pytest.mark.parametrize(
    "dtype", [torch.float16, torch.float32, FLOAT64, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]
)
def test_mask_that_is_not_boolean_is_refused(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    for mask in (torch.tensor([[1, 0, 1], [1, 1, 1]]), torch.ones(2, 3), torch.zeros(2, 3)):
        with pytest.raises(TypeError):
            student.masked_softmax(randn(2, 3), mask.to(dtype))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩與分數無法互相擴展，或結果沒有 `dim` 這一維時，應該引發例外，而不是悄悄換成別的形狀或別的維度。",
    en="Where mask and scores do not broadcast, or the result has no dimension `dim`, that must raise an error; "
    "do not quietly take another shape or another dimension.",
)
def test_what_does_not_fit_is_refused(student: Student, randn: Draw, randint: DrawInt) -> None:
    scores = randn(2, 4, dtype=FLOAT64)
    for shape in ((2, 3), (3, 1), (3,)):
        with pytest.raises((RuntimeError, ValueError)):  # which numpy, if it does the work, calls ValueError
            student.masked_softmax(scores, drawn(randint, *shape))
    for dim in (2, -3):
        for mask in (None, drawn(randint, 2, 4)):
            with pytest.raises((IndexError, ValueError)):
                student.masked_softmax(scores, mask, dim)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="允許的分數可以是 -inf：只要同一列還有別的分數，它的權重就是 0，權重與梯度都不應出現 NaN。",
    en="An allowed score may be -inf: with others beside it, its weight is 0, and neither weights nor gradients turn into NaN.",
)
@each_dtype
def test_allowed_minus_infinity_gets_nothing(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    scores, cotangent, low = randn(4, 5, dtype=dtype), randn(4, 5, dtype=dtype), 0.75 * torch.finfo(dtype).min
    scores[3] = torch.tensor([-torch.inf, low, -torch.inf, 0, -torch.inf], dtype=dtype)
    scores[0, 0] = scores[1, 1:4] = scores[2, 0] = scores[2, 4] = -torch.inf
    mask = torch.tensor([[1, 1, 1, 0, 0], [1, 1, 0, 1, 1], [1, 0, 1, 1, 0], [1, 1, 1, 0, 1]]).bool()
    assert_weights(student.masked_softmax(scores, mask), oracle(scores, mask), dtype)
    assert gradients(student.masked_softmax(scores.requires_grad_(), mask), scores, cotangent).isfinite().all()


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="半精度的輸入：權重的相對誤差遠超過最後一次捨入該有的大小；中間的計算精度不夠。",
    en="Half precision input: weights are off by far more than one last rounding; what happens on the way is not precise enough.",
)
@pytest.mark.parametrize("dtype", HALVES)
def test_half_precision_is_rounded_only_at_the_end(student: Student, rand: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    scores, mask = (9 * rand(40, 128)).to(dtype), drawn(randint, 40, 128)
    # The last rounding is off by at most half an eps, and by 3e-8 where float16 is subnormal. With powers or their sum rounded
    # before it, over 64 keys, some weight was off by at least 0.67 eps on each of 2,000 seeds.
    weights, eps = student.masked_softmax(scores, mask), torch.finfo(dtype).eps
    assert_close(weights.double(), oracle(scores, mask), rtol=0.55 * eps, atol=1e-7)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="長度為 0 或 1、在記憶體中不連續的輸入都是合法的，結果的形狀與數值應與此相符。",
    en="Input with lengths of 0 or 1, or scattered in memory, is legal, and shape and values must follow from it.",
)
@pytest.mark.parametrize("shape", [(2, 0), (0, 3), (0, 0), (1, 1), (1,), (2, 3, 1), (2, 1, 0), (3, 4)])
def test_any_layout_and_length(student: Student, randn: Draw, shape: tuple[int, ...]) -> None:
    scores, allowed = randn(*shape, dtype=FLOAT64), torch.ones(shape, dtype=torch.bool)
    turned = randn(*reversed(shape), dtype=FLOAT64).permute(*reversed(range(len(shape))))
    for given, dim in ((scores, -1), (scores, 0), (turned, -1), (scores.expand(2, *shape), 1)):
        assert_weights(student.masked_softmax(given, allowed, dim), torch.softmax(given, dim))
        assert_weights(student.masked_softmax(given, None, dim), torch.softmax(given, dim))
    assert student.masked_softmax(scores.half(), allowed).dtype == torch.float16


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；呼叫過什麼，不應影響下一次的結果。",
    en="The function must leave its arguments and the global random state alone, and what it was asked before must not matter.",
)
@each_dtype
def test_nothing_outside_is_touched(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    scores, mask, everything = randn(4, 6, dtype=dtype), drawn(randint, 4, 6), torch.ones(4, 6, dtype=torch.bool)
    holes = mask & torch.tensor([[True], [False], [True], [False]])
    for given, dim in ((mask, -1), (~mask, -1), (mask[:1], -1), (holes, -1), (mask, 0), (None, -1), (None, 0)):
        seen = student.observe.masked_softmax(scores, given, dim)
        assert_equal(seen.arguments[0], scores)
        assert given is None or torch.equal(seen.arguments[1], given)
        assert not seen.consumed_randomness
        assert_weights(seen.value, oracle(scores, everything if given is None else given, dim), dtype)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果應該和分數在同一個裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置的張量。",
    en="The result must be on the device of the scores; on an accelerator, a GPU say, you use tensors of another device.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
def test_softmax_on_an_accelerator(accelerator: Accelerator, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    scores, mask = randn(3, 4, 5, dtype=dtype), drawn(randint, 4, 5)
    accelerator.masked_softmax(scores, mask)
    accelerator.masked_softmax(scores)
