"""Hidden checks of `scaled_dot_product_attention`: every query's own mixture of the values."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("scaled_dot_product_attention")

FLOAT64 = torch.float64


def oracle(q: Tensor, k: Tensor, v: Tensor, scale: float | None = None) -> tuple[Tensor, Tensor]:
    """Vaswani et al. 2017, Eq. 1, with PyTorch's own softmax; float64."""
    factor = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    weights = torch.softmax(q.double() @ k.double().transpose(-2, -1) * factor, -1)
    return weights @ v.double(), weights


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="當各個值就是單位矩陣的各列時，輸出應該就等於權重；你回傳的權重，並不是實際拿去混合值的權重。",
    en="Where the values are the rows of the identity, the output is the weights themselves: "
    "the weights that you return are not those that mixed the values.",
)
def test_identity_as_values_shows_the_weights(student: Student, randn: Draw) -> None:
    q, k = randn(2, 5, 8, dtype=FLOAT64), randn(2, 7, 8, dtype=FLOAT64)
    out, weights = student.scaled_dot_product_attention(q, k, torch.eye(7, dtype=FLOAT64).expand(2, 7, 7))
    assert_close(out, weights)
    assert weights.std() > 1e-3, "all weights are the same"
    v = randn(2, 7, 3, dtype=FLOAT64)
    out, weights = student.scaled_dot_product_attention(q, k, v)
    assert_close(out, weights @ v)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="每個查詢的權重不得為負，總和應為 1；因此輸出不可能超出所有值的最小與最大範圍。",
    en="A query's weights must not be negative and must sum to 1, so no output may lie outside the range of the values.",
)
def test_outputs_stay_within_the_values(student: Student, randn: Draw) -> None:
    q, k, v = 3 * randn(3, 6, 4, dtype=FLOAT64), randn(3, 9, 4, dtype=FLOAT64), randn(3, 9, 5, dtype=FLOAT64)
    out, weights = student.scaled_dot_product_attention(q, k, v)
    assert_shape(out, (3, 6, 5))
    assert (weights >= 0).all()
    assert_close(weights.sum(-1), torch.ones(3, 6, dtype=FLOAT64))
    assert (out <= v.amax(-2, keepdim=True) + 1e-9).all()
    assert (out >= v.amin(-2, keepdim=True) - 1e-9).all()


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="查詢為零向量時，它對每個鍵一視同仁，輸出應該是所有值的平均。",
    en="A query of zeros prefers no key to another, so its output must be the mean of all values.",
)
@pytest.mark.parametrize("k_len", [1, 3, 8])
def test_query_of_zeros_gets_the_mean(student: Student, randn: Draw, k_len: int) -> None:
    k, v = randn(2, k_len, 4, dtype=FLOAT64), randn(2, k_len, 3, dtype=FLOAT64)
    out, weights = student.scaled_dot_product_attention(torch.zeros(2, 5, 4, dtype=FLOAT64), k, v)
    assert_close(weights, torch.full((2, 5, k_len), 1 / k_len, dtype=FLOAT64))
    assert_close(out, v.mean(-2, keepdim=True).expand(2, 5, 3))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="鍵與值成對：把它們以同樣的順序重新排列，輸出不應改變，權重則跟著鍵換位置。",
    en="Keys and values come in pairs: reordering both alike must leave the output as it is, and move the weights along.",
)
def test_keys_and_values_are_pairs_in_no_order(student: Student, randn: Draw) -> None:
    q, k, v = randn(2, 4, 6, dtype=FLOAT64), randn(2, 5, 6, dtype=FLOAT64), randn(2, 5, 3, dtype=FLOAT64)
    order = torch.tensor([3, 0, 4, 1, 2])
    out, weights = student.scaled_dot_product_attention(q, k, v)
    moved_out, moved_weights = student.scaled_dot_product_attention(q, k[:, order], v[:, order])
    assert_shape(weights, (2, 4, 5))
    assert out.std() > 1e-3, "all outputs are the same"
    assert_close(moved_out, out)
    assert_close(moved_weights, weights[..., order])


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="每個查詢各自得到答案：單獨問一個查詢，應與和其他查詢一起問時相同。",
    en="Every query is answered on its own: asked alone, it must get what it gets among others.",
)
def test_queries_do_not_see_each_other(student: Student, randn: Draw) -> None:
    q, k, v = randn(4, 6, dtype=FLOAT64), randn(5, 6, dtype=FLOAT64), randn(5, 3, dtype=FLOAT64)
    out, weights = student.scaled_dot_product_attention(q, k, v)
    alone = [student.scaled_dot_product_attention(q[i : i + 1], k, v) for i in range(4)]
    assert_shape(out, (4, 3))
    assert out.std() > 1e-3, "all outputs are the same"
    assert_close(out, torch.cat([one for one, _ in alone]))
    assert_close(weights, torch.cat([one for _, one in alone]))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="輸出或權重與論文的式 (1) 不符；查詢與鍵的個數、值的寬度都可能各不相同，dtype 應與查詢一致。",
    en="Output or weights do not agree with the paper's Eq. 1; mind that there may be more or fewer queries than keys, "
    "values of another width, and that the dtype of the queries is kept.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_agrees_with_equation_one(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    for q_len, k_len, width, features in [(5, 7, 3, 8), (7, 4, 10, 6), (3, 3, 3, 3), (6, 6, 4, 5)][: 4 if dtype == FLOAT64 else 2]:
        q, k = randn(2, q_len, features, dtype=dtype), randn(2, k_len, features, dtype=dtype)
        v = randn(2, k_len, width, dtype=dtype)
        out, weights = student.scaled_dot_product_attention(q, k, v)
        expected_out, expected_weights = oracle(q, k, v)
        assert_close(out, expected_out.to(dtype))
        assert_close(weights, expected_weights.to(dtype))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="呼叫者指定了 `scale` 時，就必須照用；任何一個數字都是合法的縮放值。",
    en="A `scale` that the caller gives must be obeyed; every number is a legal scale.",
)
@pytest.mark.parametrize("scale", [0.0, -1.5, 1.0, 4.0, 2])
def test_explicit_scale_is_obeyed(student: Student, randn: Draw, scale: float) -> None:
    q, k, v = randn(2, 4, 6, dtype=FLOAT64), randn(2, 5, 6, dtype=FLOAT64), randn(2, 5, 3, dtype=FLOAT64)
    out, weights = student.scaled_dot_product_attention(q, k, v, scale=scale)
    expected_out, expected_weights = oracle(q, k, v, scale)
    assert_close(out, expected_out)
    assert_close(weights, expected_weights)
    for answer in student.scaled_dot_product_attention(q.half(), k.half(), v.half(), scale=scale):
        assert answer.dtype == torch.float16


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="批次維度（包括大小為 1 或某一邊缺少的維度）應該自動擴展，而且每個成員只看得到自己的鍵與值。",
    en="Batch dimensions must broadcast, also those of size 1 and those that one side lacks, "
    "and every member must see no keys and values but its own.",
)
@pytest.mark.parametrize(
    ("q_batch", "kv_batch", "other"),  # values have `other` the second time: the weights have the dimensions of q and k alone
    [
        ((), (), (3, 1, 1, 1)), ((3,), (3,), ()), ((1,), (1,), (3, 1, 1, 1)), ((2, 3), (2, 3), ()),
        ((2, 1), (3,), ()), ((), (4,), (3, 1, 1, 1)), ((4,), (), (3, 1, 1, 1)), ((1, 2), (3, 1), (3, 1, 1, 1)),
    ],
)  # fmt: skip
def test_batch_members_are_independent(
    student: Student, randn: Draw, q_batch: tuple[int, ...], kv_batch: tuple[int, ...], other: tuple[int, ...]
) -> None:
    q, k = randn(*q_batch, 4, 6, dtype=FLOAT64), randn(*kv_batch, 5, 6, dtype=FLOAT64)
    for v_batch in (kv_batch, other):
        v = randn(*v_batch, 5, 3, dtype=FLOAT64)
        out, weights = student.scaled_dot_product_attention(q, k, v)
        expected_out, expected_weights = oracle(q, k, v)
        assert_close(out, expected_out)
        assert_close(weights, expected_weights)


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="輸出對查詢、鍵與值的梯度，至少有一個不對或在途中被切斷了。",
    en="Of the output's gradients to queries, keys and values, at least one is wrong or cut off on the way.",
)
@pytest.mark.parametrize("dtype", [torch.float16, FLOAT64])
def test_gradients_reach_queries_keys_and_values(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    shapes = [(2, 3, 4), (2, 5, 4), (2, 5, 2)]
    q, k, v = (randn(*shape, dtype=dtype).requires_grad_() for shape in shapes)
    out_cotangent, weights_cotangent = randn(2, 3, 2, dtype=dtype), randn(2, 3, 5, dtype=dtype)

    def gradients(out: Tensor, weights: Tensor) -> tuple[Tensor, ...]:
        assert_shape(out, (2, 3, 2))
        assert_shape(weights, (2, 3, 5))
        return torch.autograd.grad((out, weights), (q, k, v), (out_cotangent.to(out.dtype), weights_cotangent.to(weights.dtype)))

    for found, expected in zip(gradients(*student.scaled_dot_product_attention(q, k, v)), gradients(*oracle(q, k, v)), strict=True):
        assert_close(found, expected)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="分數相差懸殊時，最相符的鍵應獨得全部的注意力；結果不該出現 NaN 或 inf。",
    en="Where scores lie far apart, the key that fits best must get all the attention, and nothing may turn into NaN or inf.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, FLOAT64])
def test_a_dominant_key_takes_all(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    directions, v = 160 * torch.eye(4, dtype=dtype), randn(4, 3, dtype=dtype)
    out, weights = student.scaled_dot_product_attention(directions[[2, 0]], directions, v)
    assert_close(out, v[[2, 0]])
    assert_close(weights, torch.eye(4, dtype=dtype)[[2, 0]])
    far = torch.tensor([[160.0], [-160.0], [0.0]], dtype=dtype)  # scores of 25600, 24000 and of opposite signs; and of 0
    out, _ = student.scaled_dot_product_attention(far, torch.tensor([[160.0], [150.0], [-160.0]], dtype=dtype), v[:3])
    assert_close(out, torch.cat([v[[0, 2]], v[:3].double().mean(0, keepdim=True).to(dtype)]))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="輸入在記憶體中怎麼排列、長度是不是 0 或 1，都不應影響結果的形狀與數值。",
    en="Neither the layout of the arguments in memory nor a length of 0 or 1 may change the shapes and values that follow.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(0, 3), (1, 1), (1, 4), (4, 1), (3, 5)])
def test_any_layout_and_length(student: Student, randn: Draw, q_len: int, k_len: int) -> None:
    q = randn(2, 6, q_len, dtype=FLOAT64).transpose(-2, -1)
    k, v = (
        randn(k_len, 2, 6, dtype=FLOAT64).transpose(0, 1),
        randn(1, k_len, 8, dtype=FLOAT64)[..., ::2].expand(2, k_len, 4),
    )
    out, weights = student.scaled_dot_product_attention(q, k, v)
    expected_out, expected_weights = oracle(q, k, v)
    assert_close(out, expected_out)
    assert_close(weights, expected_weights)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；相同的輸入應得到相同的結果。",
    en="The function must leave its arguments and the global random state alone, and answer the same when asked again.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, FLOAT64])
def test_nothing_outside_is_touched(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    q, k, v = (randn(2, length, 4, dtype=dtype) for length in (3, 5, 5))
    for scale in (0.5, None):
        seen = student.observe.scaled_dot_product_attention(q, k, v, scale=scale)
        for after, before in zip(seen.arguments, (q, k, v), strict=True):
            assert_equal(after, before)
        assert not seen.consumed_randomness
        for answer in (seen.value, student.scaled_dot_product_attention(q, k, v, scale=scale)):
            for found, expected in zip(answer, oracle(q, k, v, scale), strict=True):
                assert_close(found, expected.to(dtype))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="輸出與權重都應該在查詢所在的裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置上的張量。",
    en="Both results must be on the device of the queries; on an accelerator, a GPU say, you use tensors of another device.",
)
@pytest.mark.parametrize("scale", [None, 0.5])
def test_attention_on_an_accelerator(accelerator: Accelerator, randn: Draw, scale: float | None) -> None:
    accelerator.scaled_dot_product_attention(randn(2, 3, 4), randn(2, 5, 4), randn(2, 5, 6), scale=scale)
