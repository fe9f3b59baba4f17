"""The checks that you have yourself: `check("causal_mask")` in the notebook runs those of one task.

Each holds the function against numbers that you can work out on paper, or against the contract in its docstring.
Your work is graded with more checks of the same contract, on other inputs.
"""

from __future__ import annotations

import math

import pytest
import torch

from grader.checking import Draw, Student, assert_close, assert_equal, assert_shape


def table(*rows: str) -> torch.Tensor:
    """A mask as it is drawn on paper: table("10", "11") is [[True, False], [True, True]]."""
    return torch.tensor([[cell == "1" for cell in row] for row in rows])


def drawn(value: object) -> str:
    """A mask with 1 for True, as on paper; anything else as it is."""
    if isinstance(value, torch.Tensor) and value.dtype == torch.bool:
        return f"bool {value.int().tolist()}"
    return repr(value)


def gave(call: str, result: object, expected: torch.Tensor) -> str:
    """What to compare with the numbers on paper."""
    return f"{call}\n  gave      {drawn(result)}\n  expected  {drawn(expected)}"


@pytest.mark.task("causal_mask")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="在紙上畫一個 3 × 3 的表：第幾個詞元可以看到自己和前面的詞元？True 是「可以看」。",
    en="Draw a table of 3 × 3 on paper: each token sees itself and those before it. True means that it may look.",
)
def test_causal_by_hand(student: Student) -> None:
    """三個詞元的因果遮罩是下三角形。/ The causal mask of three tokens is a lower triangle."""
    mask, expected = student.causal_mask(3), table("100", "110", "111")
    assert_equal(mask, expected, message=gave("causal_mask(3)", mask, expected))


@pytest.mark.task("causal_mask")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="最後一個查詢坐在最後一個鍵的位置上。從右下角往回數，其他查詢各坐在哪裡？",
    en="The last query sits on the last key. Count back from the bottom right: where do the other queries sit?",
)
@pytest.mark.parametrize(("shape", "rows"), [((2, 4), ("1110", "1111")), ((1, 3), ("111",)), ((3, 2), ("00", "10", "11"))])
def test_causal_aligned_at_the_bottom_right(student: Student, shape: tuple[int, int], rows: tuple[str, ...]) -> None:
    """查詢與鍵的個數不同時，對齊右下角。/ With more keys than queries, or fewer, the mask is aligned at the bottom right."""
    mask, expected = student.causal_mask(*shape), table(*rows)
    assert_equal(mask, expected, message=gave(f"causal_mask{shape}", mask, expected))


@pytest.mark.task("padding_mask")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="True 代表真正的詞元。形狀是 (B, 1, 1, L)，型別是 bool。",
    en="True stands for a real token. The shape is (B, 1, 1, L) and the dtype bool.",
)
def test_padding_by_hand(student: Student) -> None:
    """手算例題：第二句後面兩個是填充。/ The example on paper: the second sentence ends in two paddings."""
    mask, expected = student.padding_mask(torch.tensor([[7, 3, 9], [5, 0, 0]])), table("111", "100").reshape(2, 1, 1, 3)
    assert_equal(mask, expected, message=gave("padding_mask([[7, 3, 9], [5, 0, 0]])", mask, expected))


@pytest.mark.task("padding_mask")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="填充的編號由呼叫的人決定；換了編號，0 就是普通的詞元。",
    en="The caller says which id is padding; with another one, 0 is a token like any other.",
)
def test_padding_with_another_id(student: Student) -> None:
    """pad_id 是 9 時，只有 9 是填充。/ When pad_id is 9, only 9 is padding."""
    mask, expected = student.padding_mask(torch.tensor([[9, 0, 4, 9]]), pad_id=9), table("0110").reshape(1, 1, 1, 4)
    assert_equal(mask, expected, message=gave("padding_mask([[9, 0, 4, 9]], pad_id=9)", mask, expected))


@pytest.mark.task("combine_masks")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="每一個遮罩都說可以，才是可以；None 沒有意見。",
    en="Allowed is what every mask allows; None has no opinion.",
)
def test_combine_by_hand(student: Student) -> None:
    """手算例題：兩個遮罩都允許的才留下。/ The example on paper: what both masks allow remains."""
    a, b, expected = table("10", "11"), table("01"), table("00", "01")
    mask = student.combine_masks(a, None, b)
    assert_equal(mask, expected, message=gave("combine_masks(a, None, b)", mask, expected))


@pytest.mark.task("combine_masks")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="沒有任何限制時，結果是 None，而不是一個張量。",
    en="Where there is no constraint at all, the result is None and not a tensor.",
)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_combine_nothing(student: Student, count: int) -> None:
    """全部都是 None，結果就是 None。/ When all are None, the result is None."""
    result = student.combine_masks(*[None] * count)
    assert result is None, f"combine_masks of {count} × None\n  gave      {result}\n  expected  None"


@pytest.mark.task("masked_softmax")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="把遮住的分數從紙上擦掉，再對剩下的算 softmax；遮住的地方填 0。",
    en="Rub out the masked scores, take the softmax of those that are left, and put 0 where the mask is.",
)
def test_masked_softmax_by_hand(student: Student) -> None:
    """遮住第三個分數，其餘是 (¼, ¾)。/ With the third score masked, the others get (¼, ¾)."""
    scores, expected = torch.tensor([[0.0, math.log(3.0), 9.0]]), torch.tensor([[0.25, 0.75, 0.0]])
    result = student.masked_softmax(scores, table("110"))
    assert_close(result, expected, message=gave("masked_softmax([[0, ln 3, 9]], [[1, 1, 0]])", result, expected))


@pytest.mark.task("masked_softmax")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="一整列都被遮住時，沒有人可以分：整列是 0，不是 nan，也不是平均。",
    en="When a whole row is masked there is nobody to share with: the row is 0, neither nan nor equal shares.",
)
def test_masked_softmax_of_an_empty_row(student: Student) -> None:
    """整列被遮住時，整列剛好是 0。/ A row that is masked throughout is exactly 0."""
    result, expected = student.masked_softmax(torch.full((2, 3), 5.0), table("000", "111")), torch.zeros(3)
    assert_equal(result[0], expected, message=gave("masked_softmax([5, 5, 5], [0, 0, 0])", result[0], expected))


@pytest.mark.task("masked_softmax")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩不是 bool 時，應該丟出 TypeError。",
    en="When the mask is not bool, a TypeError must be raised.",
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.int64])
def test_masked_softmax_wants_bool(student: Student, dtype: torch.dtype) -> None:
    """0 與 1 的遮罩不是 bool。/ A mask of 0 and 1 is not bool."""
    with pytest.raises(TypeError):
        student.masked_softmax(torch.zeros(2, 2), torch.ones(2, 2, dtype=dtype))


@pytest.mark.task("masked_attention")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="用紙筆照三個步驟算一次手算例題：比對、遮住再分配、混合。哪一步開始不一樣？",
    en="Do the example on paper in its three steps: compare, mask and share out, mix. At which step do you part ways?",
)
def test_masked_attention_by_hand(student: Student) -> None:
    """手算例題的權重是 (¼, ¾, 0)，輸出是 (1, 6)。/ The example on paper gives the weights (¼, ¾, 0) and the output (1, 6)."""
    q = torch.tensor([[2.0, 0.0, 0.0, 0.0]])
    k = torch.tensor([[0.0, 1.0, 0.0, 0.0], [math.log(3.0), 0.0, 5.0, 0.0], [9.0, 9.0, 9.0, 9.0]])
    v = torch.tensor([[4.0, 0.0], [0.0, 8.0], [100.0, 100.0]])
    out, weights = student.masked_attention(q, k, v, table("110"))
    for name, result, numbers in [("weights", weights, [[0.25, 0.75, 0.0]]), ("out", out, [[1.0, 6.0]])]:
        expected = torch.tensor(numbers)
        assert_close(result, expected, message=gave(name, result, expected))


@pytest.mark.task("masked_attention")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="被遮住的鍵與值換成別的數，輸出一點都不應該變。",
    en="Replace a masked key and its value by other numbers: the output must not change at all.",
)
def test_masked_attention_ignores_what_is_masked(student: Student, randn: Draw) -> None:
    """被遮住的詞元是什麼都沒有差別。/ What a masked token holds makes no difference."""
    q, k, v = randn(3, 4), randn(5, 4), randn(5, 2)
    mask = table("11011")
    before, _ = student.masked_attention(q, k, v, mask)
    k[2], v[2] = 100.0, -100.0
    after, _ = student.masked_attention(q, k, v, mask)
    assert_close(after, before, message="out, with another third key and value")


@pytest.mark.task("masked_attention")
@pytest.mark.points(1)
@pytest.mark.hint(
    zh="mask 會對分數廣播；輸出的形狀是 (..., Lq, Dv)，權重的形狀是 (..., Lq, Lk)。",
    en="The mask broadcasts against the scores; out is (..., Lq, Dv) and weights is (..., Lq, Lk).",
)
@pytest.mark.parametrize("mask_shape", [None, (3, 5), (2, 1, 1, 5)])
def test_masked_attention_shapes(student: Student, randn: Draw, mask_shape: tuple[int, ...] | None) -> None:
    """不論有沒有遮罩、遮罩有幾維，兩個結果的形狀正確。/ Both shapes are right without a mask, and with one of any rank."""
    mask = None if mask_shape is None else torch.ones(mask_shape, dtype=torch.bool)
    out, weights = student.masked_attention(randn(2, 7, 3, 4), randn(2, 7, 5, 4), randn(2, 7, 5, 6), mask)
    assert_shape(out, (2, 7, 3, 6))
    assert_shape(weights, (2, 7, 3, 5))
