"""Hidden checks of `attention_scores`: how much each query has to do with each key."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("attention_scores")

FLOATS = [torch.float16, torch.bfloat16, torch.float32, torch.float64]


def dot_products(q: Tensor, k: Tensor, scale: float) -> Tensor:
    """Every query with every key, written as the sum that it is; float64 (..., Lq, Lk)."""
    return (q.double().unsqueeze(-2) * k.double().unsqueeze(-3)).sum(-1) * scale


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="查詢與鍵都是單位向量且彼此正交時，分數應該只剩預設的縮放值；你的縮放值不對，或是根本不隨向量的維度而變。",
    en="For orthonormal queries and keys only the default scale is left of the scores; yours is off, "
    "or it does not follow the size of the vectors.",
)
@pytest.mark.parametrize("features", [5, 16, 64])
def test_default_scale_follows_the_size_of_the_vectors(student: Student, randn: Draw, features: int) -> None:
    basis, _ = torch.linalg.qr(randn(features, features, dtype=torch.float64))
    scores = student.attention_scores(basis[:3], basis[:4])
    assert_close(scores, torch.eye(3, 4, dtype=torch.float64) / math.sqrt(features))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="第 i 列、第 j 行的分數，應該來自第 i 個查詢與第 j 個鍵；輸入在記憶體中怎麼排列，不應影響結果。",
    en="The score in row i, column j must come from query i and key j, however the arguments happen to lie in memory.",
)
@pytest.mark.parametrize("layout", ["contiguous", "transposed", "turned", "every second", "expanded"])
def test_each_score_belongs_to_its_query_and_key(student: Student, randn: Draw, layout: str) -> None:
    q, k = {
        "contiguous": lambda: (randn(2, 3, 5, 8, dtype=torch.float64), randn(2, 3, 7, 8, dtype=torch.float64)),
        "transposed": lambda: (
            randn(2, 5, 3, 8, dtype=torch.float64).transpose(1, 2),
            randn(2, 3, 8, 7, dtype=torch.float64).transpose(-2, -1),
        ),
        "turned": lambda: (randn(5, 2, 8, dtype=torch.float64).transpose(0, 1), randn(8, 7, dtype=torch.float64).T),
        "every second": lambda: (randn(5, 16, dtype=torch.float64)[:, ::2], randn(14, 8, dtype=torch.float64)[::2]),
        "expanded": lambda: (
            randn(1, 8, dtype=torch.float64).expand(5, 8),
            randn(1, 7, 8, dtype=torch.float64).expand(3, 7, 8),
        ),
    }[layout]()
    assert_close(student.attention_scores(q, k), dot_products(q, k, 1 / math.sqrt(8)))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="把所有查詢放大 a 倍，分數也應放大 a 倍；查詢與鍵互換，分數表應該轉置。分數還不是機率，也不是夾角。",
    en="Queries a times as long give scores a times as large, and swapping queries with keys transposes the table: "
    "scores are neither probabilities nor angles yet.",
)
def test_scores_are_linear_in_queries_and_in_keys(student: Student, randn: Draw) -> None:
    q, other, k = randn(4, 6, dtype=torch.float64), randn(4, 6, dtype=torch.float64), randn(3, 6, dtype=torch.float64)
    scores = student.attention_scores(q, k)
    assert_shape(scores, (4, 3))
    assert scores.std() > 1e-3, "all scores are the same"
    assert_close(student.attention_scores(2.5 * q - other, k), 2.5 * scores - student.attention_scores(other, k))
    assert_close(student.attention_scores(k, q), scores.transpose(0, 1))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="呼叫者指定了 `scale` 時，就必須照用；任何一個數字都是合法的縮放值。",
    en="A `scale` that the caller gives must be obeyed; every number is a legal scale.",
)
@pytest.mark.parametrize("scale", [0.0, -0.5, 1.0, 3.0, 2])
def test_explicit_scale_is_obeyed(student: Student, randn: Draw, scale: float) -> None:
    q, k = randn(2, 5, 6, dtype=torch.float64), randn(2, 4, 6, dtype=torch.float64)
    assert_close(student.attention_scores(q, k, scale=scale), dot_products(q, k, scale))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="批次維度（包括大小為 1 或某一邊缺少的維度）應該自動擴展，各個批次成員互不相干。",
    en="Batch dimensions must broadcast, also those of size 1 and those that one side lacks; members of a batch are independent.",
)
@pytest.mark.parametrize(
    ("q_batch", "k_batch"),
    [((), ()), ((2, 3), (2, 3)), ((2, 1), (3,)), ((), (4,)), ((1, 1), (1, 1)), ((2, 1, 3), (1, 4, 1))],
)
def test_batch_dimensions_broadcast(student: Student, randn: Draw, q_batch: tuple[int, ...], k_batch: tuple[int, ...]) -> None:
    q, k = randn(*q_batch, 5, 8, dtype=torch.float64), randn(*k_batch, 6, 8, dtype=torch.float64)
    assert_close(student.attention_scores(q, k), dot_products(q, k, 1 / math.sqrt(8)))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="分數的精度（dtype）應該與查詢相同，而且 float64 的輸入不應在計算途中失去精度。",
    en="Scores must have the dtype of the queries, and float64 must not lose its precision on the way.",
)
@pytest.mark.parametrize("dtype", FLOATS)
def test_dtype_of_the_queries_is_kept(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    q, k = randn(2, 5, 6, dtype=dtype), randn(2, 7, 6, dtype=dtype)
    for scale in (None, 0.75):
        scores = student.attention_scores(q, k, scale=scale)
        assert scores.dtype == dtype
        assert_close(scores, dot_products(q, k, scale or 1 / math.sqrt(6)).to(dtype))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="float16 的輸入：最後的分數放得進 float16，中間的計算卻溢位了。",
    en="float16 input: the scores would fit into float16, but something on the way to them overflows.",
)
@pytest.mark.parametrize("sign", [1, -1])
def test_half_precision_scores_do_not_overflow(student: Student, sign: int) -> None:
    sixties = torch.full((3, 64), 60.0, dtype=torch.float16)
    for scale in (None, 0.125):
        scores = student.attention_scores(sixties, sign * sixties[:2], scale=scale)
        assert_close(scores, torch.full((3, 2), sign * 28800.0, dtype=torch.float16))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="半精度的輸入：分數的誤差超過最後一次捨入該有的大小，查詢與鍵互相正交時甚至離 0 很遠；中間的計算捨入得太早。",
    en="Half precision input: scores are off by more than one last rounding, and far from 0 where query and key are orthogonal; "
    "something is rounded too early.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_not_rounded_on_the_way(student: Student, rand: Draw, randint: DrawInt, dtype: torch.dtype) -> None:
    a, b = randint(20, 43, (2, 8, 3)).to(dtype)  # so that all entries are exact, in bfloat16 too
    q, k = torch.cat([6 * a, 3 * b], dim=-1), torch.cat([b, -2 * a], dim=-1)
    scores = student.attention_scores(q, k)
    assert_close(scores, dot_products(q, k, 1 / math.sqrt(6)).to(dtype))
    # Products of up to 10584 that cancel: correct answers were off by at most 2e-3 over 2,000 seeds, those that
    # round anything to float16 on the way by at least 0.5.
    assert_close(scores.diagonal().float(), torch.zeros(8), atol=0.02, rtol=0.0)
    q, k = (1 + rand(40, 5)).to(dtype), (1 + rand(40, 5)).to(dtype)
    # Nothing cancels here. The last rounding is off by at most half an eps; with products rounded before they are scaled,
    # some score was off by at least 0.72 eps on each of 2,000 seeds.
    found, expected = student.attention_scores(q, k).double(), dot_products(q, k, 1 / math.sqrt(5))
    assert_close(found, expected, rtol=0.55 * torch.finfo(dtype).eps, atol=0.0)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="長度為 0 或 1 的查詢或鍵都是合法的輸入，結果的形狀應與此相符。",
    en="Length 0 or 1 is legal for queries and for keys, and the result must have the shape that follows from it.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(0, 3), (4, 0), (1, 1), (1, 6), (6, 1)])
def test_lengths_zero_and_one_are_legal(student: Student, randn: Draw, q_len: int, k_len: int) -> None:
    q, k = randn(2, q_len, 6, dtype=torch.float64), randn(2, k_len, 6, dtype=torch.float64)
    assert_close(student.attention_scores(q, k), dot_products(q, k, 1 / math.sqrt(6)))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="查詢與鍵的長度 D 不同、或批次維度無法互相擴展時，應該引發例外，而不是悄悄裁短或漏掉一部分。",
    en="Where queries and keys differ in D, or their batch dimensions do not broadcast, that must raise an error; "
    "nothing may quietly be cut or left out.",
)
@pytest.mark.parametrize(("q_shape", "k_shape"), [((3, 8), (4, 6)), ((2, 3, 8), (3, 3, 8))])
def test_what_does_not_fit_is_refused(student: Student, randn: Draw, q_shape: tuple[int, ...], k_shape: tuple[int, ...]) -> None:
    with pytest.raises((RuntimeError, ValueError, IndexError)):  # torch's word for it, numpy's, and a loop's
        student.attention_scores(randn(*q_shape), randn(*k_shape))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；相同的輸入應得到相同的結果。",
    en="The function must leave its arguments and the global random state alone, and answer the same when asked again.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_nothing_outside_is_touched(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    q, k = randn(2, 4, 6, dtype=dtype), randn(2, 5, 6, dtype=dtype)
    for scale in (3.0, None):
        seen = student.observe.attention_scores(q, k, scale=scale)
        assert_equal(seen.arguments[0], q)
        assert_equal(seen.arguments[1], k)
        assert not seen.consumed_randomness
    expected = dot_products(q, k, 1 / math.sqrt(6)).to(dtype)
    for scores in (seen.value, student.attention_scores(q, k)):
        assert_close(scores, expected)
    assert_close(student.attention_scores(-q, k), -expected)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="分數對查詢與鍵的梯度不對，或是在途中被切斷了；沒有梯度，模型就學不到東西。",
    en="The gradient of the scores to queries and keys is wrong or cut off on the way; without it a model cannot learn.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float64])
@pytest.mark.parametrize("scale", [None, -1.5])
def test_gradients_reach_queries_and_keys(student: Student, randn: Draw, dtype: torch.dtype, scale: float | None) -> None:
    q, k = randn(2, 3, 4, dtype=dtype).requires_grad_(), randn(2, 5, 4, dtype=dtype).requires_grad_()
    cotangent = randn(2, 3, 5, dtype=dtype)
    scores = student.attention_scores(q, k, scale=scale)
    assert_shape(scores, (2, 3, 5))
    found = torch.autograd.grad(scores, (q, k), cotangent.to(scores.dtype))
    expected = torch.autograd.grad(dot_products(q, k, scale or 1 / math.sqrt(4)), (q, k), cotangent.double())
    for one, other in zip(found, expected, strict=True):
        assert_close(one, other)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="分數應該在查詢所在的裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置上的張量。",
    en="Scores must be on the device of the queries; on an accelerator, a GPU say, you use tensors of another device.",
)
@pytest.mark.parametrize("scale", [None, 0.5])
def test_scores_on_an_accelerator(accelerator: Accelerator, randn: Draw, scale: float | None) -> None:
    accelerator.attention_scores(randn(2, 3, 4), randn(2, 5, 4), scale=scale)
