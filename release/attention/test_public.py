"""The checks that you have yourself: `check("attention_scores")` in the notebook runs those of one task.

Each holds the function against numbers that you can work out on paper, or against the contract in its docstring.
Your work is graded with more checks of the same contract, on other inputs.
"""

from __future__ import annotations

import math

import pytest
import torch

from grader.checking import Draw, Student, assert_close, assert_shape


def gave(call: str, result: torch.Tensor, expected: torch.Tensor) -> str:
    """What to compare with the numbers on paper."""
    return f"{call}\n  gave      {result.detach()}\n  expected  {expected}"


@pytest.mark.task("attention_scores")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="用紙筆算 q = (1, 2, 0, 1) 與兩個鍵的點積，再乘以預設倍率，和你的結果比一比。",
    en="Work out the dot products of q = (1, 2, 0, 1) with the two keys, apply the default scale, and compare.",
)
def test_scores_by_hand(student: Student) -> None:
    """手算例題的分數是 (2, −1)。/ The scores of the example on paper are (2, −1)."""
    q = torch.tensor([[1.0, 2.0, 0.0, 1.0]])
    k = torch.tensor([[2.0, 1.0, 1.0, 0.0], [0.0, -1.0, 3.0, 0.0]])
    scores, expected = student.attention_scores(q, k), torch.tensor([[2.0, -1.0]])
    assert_close(scores, expected, message=gave("attention_scores(q, k)", scores, expected))


@pytest.mark.task("attention_scores")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="呼叫的人給了 scale，就應該用它，而不是預設倍率。",
    en="When the caller gives a scale, that one should be used instead of the default.",
)
def test_scores_use_the_given_scale(student: Student) -> None:
    """指定的倍率會被採用。/ A scale that is given is used."""
    q, k = torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, 4.0]])
    scores, expected = student.attention_scores(q, k, scale=2.0), torch.tensor([[22.0]])
    assert_close(scores, expected, message=gave("attention_scores([[1, 2]], [[3, 4]], scale=2.0)", scores, expected))


@pytest.mark.task("attention_scores")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="每個查詢一列，每個鍵一欄；批次維度留在前面；型別和 q 一樣。",
    en="One row for each query, one column for each key; batch dimensions stay in front; the dtype is that of q.",
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_scores_shape_and_dtype(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    """結果的形狀是 (..., Lq, Lk)，型別和 q 相同。/ The result has the shape (..., Lq, Lk) and the dtype of q."""
    scores = student.attention_scores(randn(2, 3, 5, 8, dtype=dtype), randn(2, 3, 7, 8, dtype=dtype))
    assert_shape(scores, (2, 3, 5, 7))
    assert scores.dtype == dtype, f"dtype {scores.dtype}, expected {dtype}"


@pytest.mark.task("stable_softmax")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="softmax(0, ln 3) 可以手算：分子是 1 與 3，分母是 4。",
    en="softmax(0, ln 3) can be done by hand: the numerators are 1 and 3, the denominator is 4.",
)
def test_softmax_by_hand(student: Student) -> None:
    """softmax(0, ln 3) 等於 (¼, ¾)。/ softmax(0, ln 3) is (¼, ¾)."""
    result, expected = student.stable_softmax(torch.tensor([0.0, math.log(3.0)])), torch.tensor([0.25, 0.75])
    assert_close(result, expected, message=gave("stable_softmax([0, ln 3])", result, expected))


@pytest.mark.task("stable_softmax")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="分數很大或很小時，結果不應該是 nan 或 inf；重要的只有差距。",
    en="Very large or very small scores must not give nan or inf; only the differences matter.",
)
@pytest.mark.parametrize("offset", [1000.0, -1000.0])
def test_softmax_of_extreme_scores(student: Student, offset: float) -> None:
    """分數全部加上 1000 或減去 1000，結果不變。/ Adding 1000 to all scores, or subtracting it, changes nothing."""
    x = torch.tensor([0.0, math.log(3.0)], dtype=torch.float64) + offset
    result, expected = student.stable_softmax(x), torch.tensor([0.25, 0.75], dtype=torch.float64)
    assert_close(result, expected, message=gave(f"stable_softmax([0, ln 3] + {offset:g})", result, expected))


@pytest.mark.task("stable_softmax")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="加起來是 1 的，應該是呼叫的人用 dim 指定的那一維；形狀不變。",
    en="What adds up to 1 is the dimension that the caller names with dim; the shape stays.",
)
@pytest.mark.parametrize("dim", [0, 1, -1])
def test_softmax_sums_to_one(student: Student, randn: Draw, dim: int) -> None:
    """沿著指定的維度加起來是 1。/ Along the dimension that is named, the result adds up to 1."""
    result = student.stable_softmax(randn(3, 4, 5, dtype=torch.float64), dim=dim)
    assert_shape(result, (3, 4, 5))
    total = result.sum(dim)
    assert_close(total, torch.ones_like(total), message="sum along dim")


@pytest.mark.task("scaled_dot_product_attention")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="用紙筆照三個步驟算一次手算例題：比對、分配、混合。哪一步開始不一樣？",
    en="Do the example on paper in its three steps: compare, share out, mix. At which step do you part ways?",
)
def test_attention_by_hand(student: Student) -> None:
    """手算例題的權重是 (¼, ¾)，輸出是 (1, 6)。/ The example on paper gives the weights (¼, ¾) and the output (1, 6)."""
    q = torch.tensor([[2.0, 0.0, 0.0, 0.0]])
    k = torch.tensor([[0.0, 1.0, 0.0, 0.0], [math.log(3.0), 0.0, 5.0, 0.0]])
    v = torch.tensor([[4.0, 0.0], [0.0, 8.0]])
    out, weights = student.scaled_dot_product_attention(q, k, v)
    for name, result, numbers in [("weights", weights, [[0.25, 0.75]]), ("out", out, [[1.0, 6.0]])]:
        expected = torch.tensor(numbers)
        assert_close(result, expected, message=gave(name, result, expected))


@pytest.mark.task("scaled_dot_product_attention")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="每個查詢的注意力權重總和應為 1，而且不是負數。",
    en="Each query's attention weights must add up to 1, and none may be negative.",
)
def test_attention_weights_sum_to_one(student: Student, randn: Draw) -> None:
    """每個查詢的權重加起來是 1。/ The weights of each query add up to 1."""
    q, k, v = randn(2, 3, 4), randn(2, 5, 4), randn(2, 5, 4)
    _, weights = student.scaled_dot_product_attention(q, k, v)
    assert_shape(weights, (2, 3, 5))
    assert bool((weights >= 0).all()), "a weight is negative"
    assert_close(weights.sum(-1), torch.ones(2, 3), message="sum of the weights")


@pytest.mark.task("scaled_dot_product_attention")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="輸出的形狀是 (..., Lq, Dv)，權重的形狀是 (..., Lq, Lk)；查詢、鍵的個數與值的長度可以都不同。",
    en="out is (..., Lq, Dv) and weights is (..., Lq, Lk); the counts of queries and keys and Dv may all differ.",
)
def test_attention_shapes(student: Student, randn: Draw) -> None:
    """Lq、Lk、D、Dv 都不同時，兩個結果的形狀正確。/ Both shapes are right when Lq, Lk, D and Dv all differ."""
    out, weights = student.scaled_dot_product_attention(randn(2, 3, 8), randn(2, 5, 8), randn(2, 5, 6))
    assert_shape(out, (2, 3, 6))
    assert_shape(weights, (2, 3, 5))


@pytest.mark.task("multi_head_attention")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="照手算例題分別算兩個頭：每個頭有自己的分量、自己的權重和自己的倍率。",
    en="Work out the two heads of the example on paper: each has its own components, weights and scale.",
)
def test_two_heads_by_hand(student: Student) -> None:
    """手算例題的輸出是 (¾, ¼, 2, 4)。/ The output of the example on paper is (¾, ¼, 2, 4)."""
    x = torch.tensor([[[math.sqrt(2.0) * math.log(3.0), 0.0, 0.0, 0.0]]])
    context = torch.tensor([[[1.0, 0.0, 4.0, 0.0], [0.0, 1.0, 0.0, 8.0]]])
    eye = torch.eye(4)
    out = student.multi_head_attention(x, context, eye, eye, eye, eye, n_heads=2)
    expected = torch.tensor([[[0.75, 0.25, 2.0, 4.0]]])
    assert_close(out, expected, message=gave("multi_head_attention(…, n_heads=2)", out, expected))


@pytest.mark.task("multi_head_attention")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論 context 是 None 或另一個序列，輸出的形狀都和 x 相同。",
    en="Whether context is None or another sequence, the output has the shape of x.",
)
@pytest.mark.parametrize("context_length", [None, 5])
def test_multi_head_shape(student: Student, randn: Draw, context_length: int | None) -> None:
    """自注意力與交叉注意力的輸出都和 x 同形狀。/ Self-attention and cross-attention both give the shape of x."""
    context = None if context_length is None else randn(2, context_length, 6)
    weights = [randn(6, 6) for _ in range(4)]
    assert_shape(student.multi_head_attention(randn(2, 3, 6), context, *weights, n_heads=3), (2, 3, 6))


@pytest.mark.task("multi_head_attention")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="n_heads 不能整除 D 時，應該丟出 ValueError。",
    en="When n_heads does not divide D, a ValueError must be raised.",
)
@pytest.mark.parametrize("n_heads", [4, 5])
def test_heads_must_divide_the_width(student: Student, randn: Draw, n_heads: int) -> None:
    """D = 6 不能平分給 4 個頭或 5 個頭。/ D = 6 cannot be shared evenly among 4 heads, nor among 5."""
    weights = [randn(6, 6) for _ in range(4)]
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is yours to choose
        student.multi_head_attention(randn(1, 2, 6), None, *weights, n_heads=n_heads)
