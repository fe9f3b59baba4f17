"""Hidden checks of `multi_head_attention`: several small attentions side by side."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("multi_head_attention")

FLOAT64 = torch.float64


def oracle(x: Tensor, context: Tensor | None, weights: list[Tensor], n_heads: int) -> Tensor:
    """PyTorch's own multi-head attention with the same weights; float64, differentiable."""
    memory = x if context is None else context
    size = x.shape[-1]
    w_q, w_k, w_v, w_o = (weight.double() for weight in weights)
    out, _ = torch.nn.functional.multi_head_attention_forward(
        x.double().transpose(0, 1),
        memory.double().transpose(0, 1),
        memory.double().transpose(0, 1),
        size, n_heads, torch.cat([w_q, w_k, w_v]), None, None, None, False, 0.0, w_o, None, need_weights=False,
    )  # fmt: skip
    return out.transpose(0, 1)


def matrices(randn: Draw, size: int, dtype: torch.dtype = FLOAT64) -> list[Tensor]:
    """w_q, w_k, w_v and w_o (D, D) that keep what they project at order one."""
    return [(randn(size, size, dtype=FLOAT64) / size**0.5).to(dtype) for _ in range(4)]


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="結果與同樣權重的標準多頭注意力不符；請分別在自注意力與交叉注意力、一個頭與多個頭時檢查。",
    en="The result is not that of standard multi-head attention with the same weights; "
    "look at self- and at cross-attention, with one head and with several.",
)
@pytest.mark.parametrize("n_heads", [1, 2, 4, 8])
@pytest.mark.parametrize("k_len", [None, 4, 7])
def test_agrees_with_standard_multi_head_attention(student: Student, randn: Draw, n_heads: int, k_len: int | None) -> None:
    x, context = randn(3, 5, 8, dtype=FLOAT64), None if k_len is None else randn(3, k_len, 8, dtype=FLOAT64)
    weights = matrices(randn, 8)
    assert_close(student.multi_head_attention(x, context, *weights, n_heads=n_heads), oracle(x, context, weights, n_heads))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="各個頭應該互不相干，各用自己連續的一段特徵：只改變一個頭的投影，不應影響其他頭的輸出。",
    en="Heads must be independent, each with its own run of neighbouring features: "
    "what changes one head's projections must not change what the others give.",
)
@pytest.mark.parametrize("which", ["w_q", "w_k", "w_v"])
def test_heads_are_isolated(student: Student, randn: Draw, which: str) -> None:
    x, weights, identity = randn(2, 5, 12, dtype=FLOAT64), matrices(randn, 12)[:3], torch.eye(12, dtype=FLOAT64)
    before = student.multi_head_attention(x, None, *weights, identity, n_heads=3)
    assert_shape(before, (2, 5, 12))
    index = ["w_q", "w_k", "w_v"].index(which)
    weights[index] = weights[index].clone()
    weights[index][4:8] += 2 * randn(4, 12, dtype=FLOAT64)  # of the second of three heads
    after = student.multi_head_attention(x, None, *weights, identity, n_heads=3)
    assert_close(after[..., :4], before[..., :4])
    assert_close(after[..., 8:], before[..., 8:])
    assert (after[..., 4:8] - before[..., 4:8]).abs().amax() > 1e-4, "the changed head gives what it gave before"


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="四個投影都是單位矩陣時，每個頭就是在自己那一段特徵上做的一次完整注意力；你的頭在切分、縮放或併回時走了樣。",
    en="With four identities as projections, every head is one complete attention over its own features: "
    "yours are split, scaled or put together in another way.",
)
@pytest.mark.parametrize("n_heads", [2, 3])
def test_each_head_is_an_attention_of_its_own(student: Student, randn: Draw, n_heads: int) -> None:
    x, context, identity = (
        2 * randn(2, 4, 12, dtype=FLOAT64),
        2 * randn(2, 5, 12, dtype=FLOAT64),
        torch.eye(12, dtype=FLOAT64),
    )
    out = student.multi_head_attention(x, context, *[identity] * 4, n_heads=n_heads)
    parts = [
        torch.nn.functional.scaled_dot_product_attention(q, kv, kv)
        for q, kv in zip(x.chunk(n_heads, -1), context.chunk(n_heads, -1), strict=True)
    ]
    assert_close(out, torch.cat(parts, dim=-1))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="只有一個詞元時，注意力無從選擇，輸出只剩兩次線性投影；你的投影不是定義的 y = x @ w.T，或少了一次。",
    en="A single token leaves attention no choice, so only two linear projections remain: "
    "yours are not y = x @ w.T as defined, or one of them is missing.",
)
@pytest.mark.parametrize("n_heads", [1, 2, 6])
def test_a_single_token_is_only_projected(student: Student, randn: Draw, n_heads: int) -> None:
    x, (w_q, w_k, w_v, w_o) = randn(4, 1, 6, dtype=FLOAT64), matrices(randn, 6)
    out = student.multi_head_attention(x, None, w_q, w_k, w_v, w_o, n_heads=n_heads)
    assert_close(out, torch.nn.functional.linear(torch.nn.functional.linear(x, w_v), w_o))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="注意力本身沒有順序：打亂 x 的詞元，輸出應該跟著打亂；打亂 context 的詞元，輸出不應改變。",
    en="Attention knows no order: shuffling the tokens of x must shuffle the output alike, "
    "and shuffling the context change nothing.",
)
def test_tokens_have_no_order(student: Student, randn: Draw) -> None:
    x, context, weights = randn(2, 5, 8, dtype=FLOAT64), randn(2, 5, 8, dtype=FLOAT64), matrices(randn, 8)
    order = torch.tensor([2, 4, 0, 1, 3])
    alone = student.multi_head_attention(x, None, *weights, n_heads=2)
    crossed = student.multi_head_attention(x, context, *weights, n_heads=2)
    for out in (alone, crossed):
        assert_shape(out, (2, 5, 8))
        assert out.std() > 1e-3, "all outputs are the same"
    assert_close(student.multi_head_attention(x[:, order], None, *weights, n_heads=2), alone[:, order])
    assert_close(student.multi_head_attention(x[:, order], context, *weights, n_heads=2), crossed[:, order])
    assert_close(student.multi_head_attention(x, context[:, order], *weights, n_heads=2), crossed)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="想一想交叉注意力中誰在問、誰被問：每個 x 的詞元各得一個輸出，內容則全部來自 context。",
    en="Think of who asks and who is asked in cross-attention: every token of x gets one output, made of nothing but the context.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(3, 6), (6, 3), (4, 4), (4, 1)])
def test_context_is_what_is_attended_to(student: Student, randn: Draw, q_len: int, k_len: int) -> None:
    x, token, weights = randn(2, q_len, 8, dtype=FLOAT64), randn(2, 1, 8, dtype=FLOAT64), matrices(randn, 8)
    out = student.multi_head_attention(x, token.expand(2, k_len, 8), *weights, n_heads=2)
    assert_close(out, (token @ weights[2].T @ weights[3].T).expand(2, q_len, 8))
    alone = student.multi_head_attention(x, None, *weights, n_heads=2)
    assert_close(student.multi_head_attention(x, x.clone(), *weights, n_heads=2), alone)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="頭數無法整除特徵數時，函式應該明確地拒絕，而且是用規格說的那一種例外。",
    en="Where the number of heads does not divide the features, the function must refuse, "
    "and with the exception that is specified.",
)
@pytest.mark.parametrize("crossed", [False, True])
def test_heads_must_divide_the_features(student: Student, randn: Draw, crossed: bool) -> None:
    x, weights = randn(2, 6, 8, dtype=FLOAT64), matrices(randn, 8)
    odd, odd_weights = randn(2, 6, 9, dtype=FLOAT64), matrices(randn, 9)
    assert_shape(student.multi_head_attention(x, None, *weights, n_heads=4), (2, 6, 8))
    for n_heads in (3, 5, 16):
        with pytest.raises(ValueError):  # noqa: PT011 - what it says is the student's own
            student.multi_head_attention(x, x[:, 1:] if crossed else None, *weights, n_heads=n_heads)
    for n_heads in (2, 4, 15):
        with pytest.raises(ValueError):  # noqa: PT011
            student.multi_head_attention(odd, odd[:, 1:] if crossed else None, *odd_weights, n_heads=n_heads)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果的 dtype 應與 x 相同，而且 float64 的輸入不應在計算途中失去精度。",
    en="The result must have the dtype of x, and float64 must not lose its precision on the way.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_dtype_of_x_is_kept(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    x, weights = randn(2, 4, 8, dtype=dtype), matrices(randn, 8, dtype)
    for context in (randn(2, 6, 8, dtype=dtype), None):
        assert_close(student.multi_head_attention(x, context, *weights, n_heads=2), oracle(x, context, weights, 2).to(dtype))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="批次成員應互不相干；輸入在記憶體中怎麼排列、長度是不是 1，都不應影響結果。",
    en="Members of a batch must be independent, and neither the layout in memory nor a length of 1 may matter.",
)
@pytest.mark.parametrize(("batch", "q_len", "k_len"), [(1, 4, 3), (3, 1, 4), (2, 4, 1), (1, 1, 1)])
def test_any_layout_batch_and_length(student: Student, randn: Draw, batch: int, q_len: int, k_len: int) -> None:
    x = randn(q_len, batch, 6, dtype=FLOAT64).transpose(0, 1)
    context = randn(batch, 6, k_len, dtype=FLOAT64).transpose(1, 2)
    weights = [weight.T for weight in matrices(randn, 6)]
    for source in (context, None):
        out = student.multi_head_attention(x, source, *weights, n_heads=3)
        assert_shape(out, (batch, q_len, 6))
        for member in range(batch):
            one = slice(member, member + 1)
            assert_close(out[one], oracle(x[one], None if source is None else source[one], weights, 3))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="輸出對 x、context 與四個權重的梯度，至少有一個不對或在途中被切斷了。",
    en="Of the output's gradients to x, the context and the four matrices, at least one is wrong or cut off on the way.",
)
def test_gradients_reach_every_argument(student: Student, randn: Draw) -> None:
    x, context = randn(2, 3, 4, dtype=FLOAT64).requires_grad_(), randn(2, 5, 4, dtype=FLOAT64).requires_grad_()
    weights = [weight.requires_grad_() for weight in matrices(randn, 4)]
    cotangent = randn(2, 3, 4, dtype=FLOAT64)
    for source in (context, None):
        inputs = (x, *weights) if source is None else (x, source, *weights)
        out = student.multi_head_attention(x, source, *weights, n_heads=2)
        assert_shape(out, (2, 3, 4))
        found = torch.autograd.grad(out, inputs, cotangent)
        expected = torch.autograd.grad(oracle(x, source, weights, 2), inputs, cotangent)
        for one, other in zip(found, expected, strict=True):
            assert_close(one, other)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；相同的輸入應得到相同的結果。",
    en="The function must leave its arguments and the global random state alone, and answer the same when asked again.",
)
def test_nothing_outside_is_touched(student: Student, randn: Draw) -> None:
    x, context, weights = randn(2, 3, 6), randn(2, 4, 6), matrices(randn, 6, torch.float32)
    given = [x, context, *weights]
    seen = student.observe.multi_head_attention(*given, n_heads=2)
    for after, before in zip(seen.arguments, given, strict=True):
        assert_equal(after, before)
    assert not seen.consumed_randomness
    for out in (seen.value, student.multi_head_attention(*given, n_heads=2)):
        assert_close(out, oracle(x, context, weights, 2).float())


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="輸出應該在 x 所在的裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置上的張量。",
    en="The output must be on the device of x; on an accelerator, a GPU say, you use tensors of another device.",
)
@pytest.mark.parametrize("crossed", [False, True])
def test_heads_on_an_accelerator(accelerator: Accelerator, randn: Draw, crossed: bool) -> None:
    x, context = randn(2, 3, 6), randn(2, 5, 6) if crossed else None
    accelerator.multi_head_attention(x, context, *matrices(randn, 6, torch.float32), n_heads=2)
