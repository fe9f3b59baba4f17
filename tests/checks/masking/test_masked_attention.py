"""Hidden checks of `masked_attention`: every query's own mixture of the values that it may see."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("masked_attention")

FLOAT64 = torch.float64
Answer = tuple[Tensor, Tensor]
Shape = tuple[int, ...]


def oracle(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, scale: float | None = None) -> Answer:
    """Vaswani et al. 2017, Eq. 1, with PyTorch's own softmax over what the mask allows; float64."""
    scores = q.double() @ k.double().transpose(-2, -1) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if mask is not None:
        scores = torch.where(mask, scores, -torch.inf)
    weights = torch.softmax(scores, -1)
    return weights @ v.double(), weights


def drawn(randint: DrawInt, *shape: int) -> Tensor:
    """A mask, not symmetric, of which every row allows something and forbids something."""
    mask = randint(0, 2, shape) > 0
    mask[..., 0], mask[..., -1] = True, False
    return mask.roll(int(randint(0, shape[-1], ())), -1)


def causal(length: int) -> Tensor:
    return torch.ones(length, length, dtype=torch.bool).tril()


def assert_answer(answer: Answer, expected: Answer, dtype: torch.dtype = FLOAT64) -> None:
    """As near as `dtype` lets it be; whether the results have that dtype is a check of its own."""
    for found, wanted in zip(answer, expected, strict=True):
        assert_close(found.to(dtype), wanted.to(dtype))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="輸出或權重與 PyTorch 自己的運算子在同一個遮罩下的結果不符；查詢和鍵的個數可能不同，遮罩不一定對稱，True 代表可以看。",
    en="Output or weights are not what PyTorch's own operator gives with this mask; mind that there may be more or fewer queries "
    "than keys, that a mask need not be symmetric, and that True means allowed.",
)
def test_agrees_with_the_operator_of_torch(student: Student, randn: Draw, randint: DrawInt) -> None:
    for q_len, k_len, width, features in [(5, 7, 3, 8), (7, 4, 10, 6), (5, 5, 5, 5)]:
        q, k = randn(2, q_len, features, dtype=FLOAT64), randn(2, k_len, features, dtype=FLOAT64)
        v, mask = randn(2, k_len, width, dtype=FLOAT64), drawn(randint, 2, q_len, k_len)
        out, weights = student.masked_attention(q, k, v, mask)
        assert_close(out, torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask))
        assert_close(weights, oracle(q, k, v, mask)[1])


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果的型別應與查詢相同，半精度的輸入也不例外，而且計算要夠精確。",
    en="The results must have the dtype of the queries, in half precision too, and what happens on the way must be precise enough.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_dtype_of_the_queries_is_kept(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    q, k, v, mask = randn(2, 5, 8, dtype=dtype), randn(2, 7, 8, dtype=dtype), randn(2, 7, 3, dtype=dtype), drawn(randint, 5, 7)
    for given in (mask, None):
        for found, expected in zip(student.masked_attention(q, k, v, given), oracle(q, k, v, given), strict=True):
            assert_close(found, expected.to(dtype))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="回傳的權重，應該就是實際拿去混合值的權重：被遮住的剛好是 0，其餘總和為 1。",
    en="The weights that you return must be those that mixed the values: exactly 0 under the mask, adding up to 1 otherwise.",
)
def test_weights_are_those_that_mix_the_values(student: Student, randn: Draw, randint: DrawInt) -> None:
    q, k, mask = randn(2, 5, 8, dtype=FLOAT64), randn(2, 7, 8, dtype=FLOAT64), drawn(randint, 2, 5, 7)
    for v in (torch.eye(7, dtype=FLOAT64).expand(2, 7, 7), randn(2, 7, 3, dtype=FLOAT64)):
        out, weights = student.masked_attention(q, k, v, mask)
        assert_close(out, weights @ v)
        assert_shape(weights, (2, 5, 7))
        assert_equal(weights[~mask], torch.zeros_like(weights[~mask]))
        assert_close(weights.sum(-1), torch.ones(2, 5, dtype=FLOAT64))
        assert weights.std() > 1e-3, "all weights are the same"


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="沒有遮罩時，就是一般的縮放點積注意力；有沒有遮罩，呼叫者指定的 `scale` 都要照用，任何一個數字都合法。",
    en="Without a mask this is plain scaled dot-product attention; with one or without, a `scale` that the caller gives is obeyed, "
    "and every number is legal.",
)
@pytest.mark.parametrize("scale", [None, 0.0, -1.5, 1.0, 3.0])
@pytest.mark.parametrize("features", [3, 16])
def test_scale_and_no_mask(student: Student, randn: Draw, randint: DrawInt, scale: float | None, features: int) -> None:
    q, k, v = (randn(2, *shape, dtype=FLOAT64) for shape in ((5, features), (6, features), (6, 4)))
    for mask in (None, drawn(randint, 2, 5, 6)):
        assert_answer(student.masked_attention(q, k, v, mask, scale=scale), oracle(q, k, v, mask, scale))
    assert_answer(student.masked_attention(q, k, v), oracle(q, k, v))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="在因果遮罩下，輸出的梯度不應流到後面的詞元：流得到，就表示偷看了未來。自己和前面的詞元則應該得到梯度。",
    en="Under a causal mask no gradient may lead from an output to a later token: where there is one, the future was seen. "
    "To the token itself and those before it there must be one.",
)
def test_no_gradient_comes_from_the_future(student: Student, randn: Draw) -> None:
    q, k, v = (randn(2, 5, 4, dtype=FLOAT64).requires_grad_() for _ in range(3))
    out, _ = student.masked_attention(q, k, v, causal(5))
    assert_shape(out, (2, 5, 4))
    for place in range(5):
        of_q, of_k, of_v = torch.autograd.grad(out[:, place].sum(), (q, k, v), retain_graph=True)
        for gradient in (of_k, of_v):
            assert_equal(gradient[:, place + 1 :], torch.zeros(2, 4 - place, 4, dtype=FLOAT64))
        assert (of_v[:, : place + 1] != 0).all()
        assert (of_q.abs().sum(-1) > 1e-9).sum() == (2 if place else 0), "of one query alone; the first has no choice"


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="在因果遮罩下，句子的開頭單獨計算，應該和整句一起計算時相同：後面接了什麼，與它無關。",
    en="Under a causal mask, the beginning of a sentence alone must give what it gives in the whole: what follows is no matter.",
)
def test_a_beginning_is_the_beginning_of_the_whole(student: Student, randn: Draw) -> None:
    q, k, v = (randn(2, 3, 6, 4, dtype=FLOAT64) for _ in range(3))
    out, weights = student.masked_attention(q, k, v, causal(6))
    assert_shape(weights, (2, 3, 6, 6))
    assert out.std() > 1e-3, "all outputs are the same"
    for length in (1, 3, 5):
        alone = student.masked_attention(*(tensor[..., :length, :] for tensor in (q, k, v)), causal(length))
        assert_answer(alone, (out[..., :length, :], weights[..., :length, :length]))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="逐字生成時只問最後幾個查詢，結果應該和整句一起計算時的最後幾列相同。",
    en="Asked for the last few queries alone, as in decoding token by token, it must give the last rows of the whole.",
)
@pytest.mark.parametrize("new", [1, 3])
def test_a_cached_step_is_the_end_of_the_whole(student: Student, randn: Draw, new: int) -> None:
    q, k, v = (randn(2, 6, 4, dtype=FLOAT64) for _ in range(3))
    out, weights = student.masked_attention(q, k, v, causal(6))
    assert_shape(weights, (2, 6, 6))
    assert out.std() > 1e-3, "all outputs are the same"
    step = student.masked_attention(q[:, -new:], k, v, causal(6)[-new:])
    assert_answer(step, (out[:, -new:], weights[:, -new:]))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="填充的位置放什麼都不該有影響：換掉那裡的鍵與值，或是把填充整個拿掉，結果都應該一樣。",
    en="What stands in the padding must not matter: with other keys and values there, or without padding, the result is the same.",
)
@pytest.mark.parametrize(("size", "scale"), [(1.0, None), (1e4, None), (1.0, -1e10)])
def test_what_is_in_the_padding_is_irrelevant(student: Student, randn: Draw, size: float, scale: float | None) -> None:
    q, k = randn(2, 3, 5, 4, dtype=FLOAT64).abs(), randn(2, 3, 7, 4, dtype=FLOAT64).abs()
    v, rubbish = randn(2, 3, 7, 6, dtype=FLOAT64), size * randn(2, 3, 7, 4, dtype=FLOAT64)
    real = torch.tensor([[1, 1, 1, 1, 0, 0, 0], [0, 1, 1, 0, 1, 1, 0]]).bool()
    mask, inside = real[:, None, None, :], real[:, None, :, None]
    out, weights = student.masked_attention(q, k, v, mask, scale=scale)
    others = torch.where(inside, k, rubbish), torch.where(inside, v, size)
    assert_answer(student.masked_attention(q, *others, mask, scale=scale), (out, weights))
    for member in range(2):
        keep = real[member]
        deleted = student.masked_attention(q[member], k[member][:, keep], v[member][:, keep], scale=scale)
        assert_answer((out[member], weights[member][..., keep]), deleted)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="因果遮罩加上左邊的填充，會讓前幾個查詢什麼都看不到：它們的輸出與權重應該是 0，而且輸出與梯度都不應有 NaN。",
    en="A causal mask and padding on the left leave the first queries with nothing to see: their outputs and weights must be 0, "
    "and there must be no NaN, forward or backward.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_causal_with_padding_on_the_left(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    q, k, v = (randn(3, 2, 6, 4, dtype=dtype).requires_grad_() for _ in range(3))
    real = torch.arange(6) >= torch.tensor([[2], [0], [6]])  # the last sentence is nothing but padding
    out, weights = student.masked_attention(q, k, v, causal(6) & real[:, None, None, :])
    for tensor in (out[0, :, :2], weights[0, :, :2], out[2], weights[2]):
        assert_equal(tensor.detach(), torch.zeros_like(tensor))
    alone, weights_alone = student.masked_attention(q[0, :, 2:], k[0, :, 2:], v[0, :, 2:], causal(4))
    assert_answer((out[0, :, 2:], weights[0, :, 2:, 2:]), (alone, weights_alone), dtype)
    cotangent = randn(3, 2, 6, 4).to(out.dtype)
    wanted = torch.autograd.grad(alone, (q, k, v), cotangent[0, :, 2:].to(alone.dtype))
    for one, other in zip(torch.autograd.grad(out, (q, k, v), cotangent), wanted, strict=True):
        assert one.isfinite().all()
        assert_equal(one[2], torch.zeros_like(one[2]))
        assert_equal(one[0, :, :2], torch.zeros_like(one[0, :, :2]))
        assert_close(one[0, :, 2:], other[0, :, 2:])


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩與各個批次維度（包括大小為 1 或缺少的維度）應該自動擴展，每個句子、每個頭只用自己的那一份。",
    en="The mask and all batch dimensions must broadcast, also those of size 1 and missing ones, "
    "each sentence and head using its own part.",
)
@pytest.mark.parametrize(
    ("q_batch", "kv_batch", "mask_shape"),
    [
        ((2, 3), (2, 3), (5, 6)), ((2, 3), (2, 3), (6,)), ((2, 3), (2, 3), (5,)), ((2, 3), (2, 3), (2, 1, 1, 6)),
        ((2, 3), (2, 3), (2, 1, 5, 6)), ((5,), (5,), (5, 6)),
        ((2, 2), (2, 2), (2, 2, 5, 6)), ((2, 3), (2, 1), (3, 5, 6)), ((), (4,), (5, 6)), ((), (), (3, 5, 6)),
        ((3,), (3,), (2, 1, 5, 6)), ((), (), (1, 5, 6)), ((), (), (1, 5)), ((2, 1, 3, 1), (1, 2, 3, 2), (3, 1, 5, 6)),
    ],
)  # fmt: skip
def test_mask_and_batches_broadcast(
    student: Student, randn: Draw, randint: DrawInt, q_batch: Shape, kv_batch: Shape, mask_shape: Shape
) -> None:
    k_len, mask = mask_shape[-1], drawn(randint, *mask_shape)
    q, k = randn(*q_batch, 5, 8, dtype=FLOAT64), randn(*kv_batch, k_len, 8, dtype=FLOAT64)
    for v_batch in (kv_batch, (), (4, 1, 1, 1, 1)):  # the weights have those of q, k and mask alone
        v = randn(*v_batch, k_len, 3, dtype=FLOAT64)
        for given in (mask, torch.ones_like(mask)):  # one that allows all has a shape all the same
            assert_answer(student.masked_attention(q, k, v, given), oracle(q, k, v, given))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="有遮罩時，輸出或權重對查詢、鍵與值的梯度，至少有一個不對或在途中被切斷了。",
    en="With a mask, of the gradients of output and weights to queries, keys and values, one at least is wrong or cut off.",
)
def test_gradients_reach_queries_keys_and_values(student: Student, randn: Draw, randint: DrawInt) -> None:
    shapes, mask = [(2, 3, 4), (2, 5, 4), (2, 5, 2)], drawn(randint, 2, 3, 5)
    q, k, v = (randn(*shape, dtype=FLOAT64).requires_grad_() for shape in shapes)
    cotangents = randn(2, 3, 2, dtype=FLOAT64), randn(2, 3, 5, dtype=FLOAT64)

    def gradients(out: Tensor, weights: Tensor) -> tuple[Tensor, ...]:
        assert_shape(out, (2, 3, 2))
        assert_shape(weights, (2, 3, 5))
        return torch.autograd.grad((out, weights), (q, k, v), cotangents)

    for found, expected in zip(gradients(*student.masked_attention(q, k, v, mask)), gradients(*oracle(q, k, v, mask)), strict=True):
        assert_close(found, expected)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="半精度的輸入：最後的輸出放得進半精度，中間的計算卻溢位了，或是捨入得太早。",
    en="Half precision input: the output would fit into it, but something on the way overflows or is rounded too early.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_survives_the_way(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    # ten members: with one, rounding too early made no difference in one seed of some 1,500
    (a, b), v, mask = randint(20, 43, (2, 10, 1, 3)).to(dtype), randn(10, 5, 2, dtype=dtype), drawn(randint, 10, 3, 5)
    expected = mask.double() / mask.sum(-1, keepdim=True)  # all scores of a query are the same, 28800, -28800 or 0
    q, k, signs = torch.cat([6 * a, 3 * b], -1), torch.cat([b, -2 * a], -1), torch.tensor([[1], [-1], [2], [-2], [1]])
    sixties = torch.full((10, 5, 64), 60.0, dtype=dtype)
    for queries, keys in ((sixties[:, :3], sixties), (-sixties[:, :3], sixties), (q.repeat(1, 3, 1), k * signs)):
        assert_answer(student.masked_attention(queries, keys, v, mask), (expected @ v.double(), expected), dtype)


@pytest.mark.points(1)
@pytest.mark.hint(zh="遮罩如果不是布林，應該引發 TypeError。", en="A mask that is not boolean must raise TypeError.")
@pytest.mark.parametrize("dtype", [torch.float32, FLOAT64, torch.uint8, torch.int8, torch.int32, torch.int64])
def test_mask_that_is_not_boolean_is_refused(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    for precision in (torch.float32, FLOAT64):
        q, k, v = (randn(2, length, 4, dtype=precision) for length in (3, 5, 5))
        with pytest.raises(TypeError):
            student.masked_attention(q, k, v, torch.ones(3, 5, dtype=dtype))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="長度為 0 或 1 的查詢或鍵、在記憶體中不連續的輸入都是合法的，結果的形狀與數值應與此相符。",
    en="Lengths of 0 and 1 and input scattered in memory are legal, and shape and values must follow from them.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(0, 3), (3, 0), (1, 1), (1, 4), (4, 1), (3, 5)])
def test_any_layout_and_length(student: Student, randn: Draw, q_len: int, k_len: int) -> None:
    q, mask = randn(2, 6, q_len, dtype=FLOAT64).transpose(-2, -1), torch.ones(k_len, q_len, dtype=torch.bool).T
    k, v = randn(k_len, 2, 6, dtype=FLOAT64).transpose(0, 1), randn(1, k_len, 8, dtype=FLOAT64)[..., ::2].expand(2, k_len, 4)
    assert_answer(student.masked_attention(q, k, v, mask), oracle(q, k, v))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；呼叫過什麼，不應影響下一次的結果。",
    en="The function must leave its arguments and the global random state alone, and what it was asked before must not matter.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, FLOAT64])
def test_nothing_outside_is_touched(student: Student, randn: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    for batch, scale in (((2,), None), ((2,), None), ((), 0.5), ((), None)):
        mask = torch.cat([drawn(randint, *batch, 3, 4), torch.zeros(*batch, 3, 1, dtype=torch.bool)], -1)
        q, k, v = (randn(*batch, length, 4, dtype=dtype) for length in (3, 5, 5))
        for masks in ((mask,), ()):
            seen = student.observe.masked_attention(q, k, v, *masks, scale=scale)
            for after, before in zip(seen.arguments, (q, k, v, *masks), strict=True):
                assert_equal(after, before)
            assert not seen.consumed_randomness
            assert_answer(seen.value, oracle(q, k, v, mask if masks else None, scale), dtype)
    mask[..., 1, :] = False  # a query that may see nothing
    for given in (mask, mask[..., 1, :]):
        assert_equal(student.observe.masked_attention(q, k, v, given).arguments[3], given)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="兩個結果都應該和查詢在同一個裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置的張量。",
    en="Both results must be on the device of the queries; on an accelerator, a GPU say, you use tensors of another device.",
)
def test_attention_on_an_accelerator(accelerator: Accelerator, randn: Draw, randint: DrawInt) -> None:
    q, k, v, mask = randn(2, 3, 4), randn(2, 5, 4), randn(2, 5, 6), drawn(randint, 3, 5)
    accelerator.masked_attention(q, k, v, mask)
    accelerator.masked_attention(q, k, v)
