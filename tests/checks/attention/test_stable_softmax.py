"""Hidden checks of `stable_softmax`: from scores to weights, for any finite input."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Draw, DrawInt, Student, assert_close, assert_equal, assert_shape

pytestmark = pytest.mark.task("stable_softmax")

HALVES = [torch.float16, torch.bfloat16]
FLOATS = [*HALVES, torch.float32, torch.float64]


def oracle(x: Tensor, dim: int = -1) -> Tensor:
    """PyTorch's own softmax in float64, in the dtype of `x`."""
    return torch.softmax(x.double(), dim).to(x.dtype)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="沿著呼叫者指定的 `dim`，權重不得為負，總和應為 1；其他方向則沒有這個要求。",
    en="Along the `dim` that the caller names, weights must not be negative and must sum to 1; along no other need they.",
)
@pytest.mark.parametrize("dim", [None, -3, -2, -1, 0, 1, 2])
def test_weights_sum_to_one_along_the_named_dim(student: Student, randn: Draw, dim: int | None) -> None:
    x = randn(3, 4, 5, dtype=torch.float64)
    weights = student.stable_softmax(x) if dim is None else student.stable_softmax(x, dim=dim)
    assert_shape(weights, (3, 4, 5))
    assert (weights >= 0).all()
    total = weights.sum(-1 if dim is None else dim)
    assert_close(total, torch.ones_like(total))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="同一列的每個分數都加上同一個數，不論多大或多小，權重都不應改變。",
    en="Adding one number, however large or small, to all scores of a row must not change the weights.",
)
@pytest.mark.parametrize("shift", [-1e4, -700.0, 1.0, 100.0, 1e4])
def test_adding_a_constant_changes_nothing(student: Student, randint: DrawInt, shift: float) -> None:
    # Multiples of 1/256 stay exact under these shifts. In float32 a sum of logarithms, which is a right way too, would
    # round at 1e4 by 5e-4; in float64 by 1e-12.
    x = randint(-1024, 1024, (4, 6)).double() / 256
    assert_close(student.stable_softmax(x + shift), oracle(x))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="每一列都應獨立計算：某一列的分數特別大或特別小時，其他列的權重不應跟著改變或變成 NaN。",
    en="Every row stands alone: where one row's scores are far from another's, neither may change or turn into NaN.",
)
@pytest.mark.parametrize("dim", [-1, 0])
def test_rows_far_apart_do_not_disturb_each_other(student: Student, randn: Draw, dim: int) -> None:
    rows = randn(5, 4, dtype=torch.float64) + torch.tensor([[1e4], [-1e4], [0.0], [900.0], [-900.0]], dtype=torch.float64)
    x = rows if dim == -1 else rows.T
    assert_close(student.stable_softmax(x, dim=dim), oracle(x, dim))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="兩個權重的比值應該只由兩個分數的差決定，而且要符合 softmax 的定義。",
    en="The ratio of two weights must depend on the difference of the two scores alone, and as softmax defines it.",
)
def test_ratio_of_weights_follows_the_difference_of_scores(student: Student, rand: Draw) -> None:
    x = 60 * rand(7, 5, dtype=torch.float64) - 30  # weights down to 1e-26
    weights = student.stable_softmax(x)
    assert_shape(weights, (7, 5))
    assert_close((weights / weights[:, :1]).log(), x - x[:, :1])


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="輸入只要是有限的數，不論 dtype、不論多麼極端，輸出都應該是有限而正確的權重。",
    en="For finite input, however extreme and in whatever dtype, the weights must be finite and right.",
)
@pytest.mark.parametrize("dtype", FLOATS)
def test_extreme_scores_give_finite_weights(student: Student, dtype: torch.dtype) -> None:
    big, far = torch.finfo(dtype).max, 1e4
    x = torch.tensor(
        [[big, -big, 0, -big], [-big, -big, -big, 0], [far / 2, far, 0, -far], [-big, -2 * far, -far, -big]],
        dtype=dtype,
    )
    assert_close(student.stable_softmax(x), torch.eye(4, dtype=dtype)[[0, 3, 1, 2]])


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="分數為 -inf 的位置，權重應該剛好是 0，其餘位置照常分配。",
    en="Where a score is -inf the weight must be exactly 0, and the rest must share as if it were not there.",
)
@pytest.mark.parametrize("dtype", FLOATS)
def test_minus_infinity_gets_exactly_nothing(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    x = randn(4, 6, dtype=dtype)
    x[0, 0] = x[1, -1] = x[2, 1:5] = x[3, 1:] = -torch.inf  # at the ends, in the middle, all but one
    x[3, 0] = torch.finfo(dtype).min  # low, but finite
    weights = student.stable_softmax(x)
    assert_close(weights, oracle(x))
    assert_equal(weights[x == -torch.inf], torch.zeros(11, dtype=dtype))


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="半精度的輸入：權重的相對誤差遠超過最後一次捨入該有的大小；中間的計算精度不夠。",
    en="Half precision input: weights are off by far more than one last rounding; what happens on the way is not precise enough.",
)
@pytest.mark.parametrize("dtype", HALVES)
def test_half_precision_is_rounded_only_at_the_end(student: Student, rand: Draw, dtype: torch.dtype) -> None:
    x = (9 * rand(40, 64)).to(dtype)
    weights = student.stable_softmax(x)
    # The last rounding is off by at most half an eps, and by 3e-8 where float16 is subnormal. With powers or their sum rounded
    # before it, some weight was off by at least 0.67 eps on each of 2,000 seeds; with all in half precision, by 2.4 eps.
    assert weights.dtype == dtype
    assert_close(weights.double(), torch.softmax(x.double(), -1), rtol=0.55 * torch.finfo(dtype).eps, atol=1e-7)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="權重對分數的梯度不對或被切斷了；別忘了，一個分數會牽動同一列的每個權重。",
    en="The gradient of the weights to the scores is wrong or cut off; mind that one score moves every weight of its row.",
)
@pytest.mark.parametrize(("dim", "shift"), [(-1, 0.0), (0, 0.0), (-1, 300.0)])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float64])
def test_gradients_flow_to_the_scores(student: Student, randn: Draw, dim: int, shift: float, dtype: torch.dtype) -> None:
    x, cotangent = (randn(3, 4, dtype=dtype) + shift).requires_grad_(), randn(3, 4, dtype=dtype)
    weights = student.stable_softmax(x, dim=dim)
    assert_shape(weights, (3, 4))
    (found,) = torch.autograd.grad(weights, x, cotangent.to(weights.dtype))
    (expected,) = torch.autograd.grad(oracle(x, dim), x, cotangent)
    assert_close(found, expected)
    hidden = x.detach().masked_fill(torch.eye(3, 4).bool(), -torch.inf).requires_grad_()
    weights = student.stable_softmax(hidden, dim=dim)
    (found,) = torch.autograd.grad(weights, hidden, cotangent.to(weights.dtype))
    (expected,) = torch.autograd.grad(oracle(hidden, dim), hidden, cotangent)
    assert_close(found, expected)
    if dtype == torch.float64 and dim == -1 and shift == 0.0:  # and by finite differences, which trust no formula
        again = partial(student.stable_softmax, dim=dim)
        assert torch.autograd.gradcheck(again, (x,), nondet_tol=1e-9, raise_exception=False, fast_mode=True)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="不論輸入有幾個維度、在記憶體中怎麼排列、長度是不是 0 或 1，結果的形狀、dtype 與數值都應該正確。",
    en="Whatever the number of dimensions, the layout in memory, and lengths of 0 or 1: shape, dtype and values must be right.",
)
@pytest.mark.parametrize(
    ("shape", "dtype"),
    [((5,), torch.float64), ((1,), torch.float16), ((2, 0, 3), torch.float32), ((4, 1), torch.bfloat16)]
    + [((2, 3, 4, 5), dtype) for dtype in FLOATS],
)
def test_any_shape_in_any_dtype(student: Student, randn: Draw, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    x = randn(*shape, dtype=dtype)
    assert_close(student.stable_softmax(x), oracle(x))
    turned = x.transpose(0, -1)
    for dim in (0, -1):
        assert_close(student.stable_softmax(turned, dim=dim), oracle(turned, dim))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="輸入沒有 `dim` 這一維時，應該引發 IndexError，而不是悄悄換成另一維。",
    en="Where the input has no dimension `dim`, that must raise IndexError; do not quietly take another dimension.",
)
@pytest.mark.parametrize("dim", [2, 5, -3])
def test_dimension_that_does_not_exist_is_refused(student: Student, randn: Draw, dim: int) -> None:
    with pytest.raises((IndexError, ValueError)):  # numpy's error is both
        student.stable_softmax(randn(3, 4), dim=dim)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；相同的輸入應得到相同的結果。",
    en="The function must leave its argument and the global random state alone, and answer the same when asked again.",
)
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_nothing_outside_is_touched(student: Student, randn: Draw, dtype: torch.dtype) -> None:
    x = randn(4, 6, dtype=dtype)
    for dim in (0, -1):
        seen = student.observe.stable_softmax(x, dim)
        assert_equal(seen.arguments[0], x)
        assert not seen.consumed_randomness
        for weights in (seen.value, student.stable_softmax(x, dim)):
            assert_close(weights, oracle(x, dim))
    assert_close(student.stable_softmax(-x), oracle(-x))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="權重應該在分數所在的裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置上的張量。",
    en="Weights must be on the device of the scores; on an accelerator, a GPU say, you use tensors of another device.",
)
@pytest.mark.parametrize("dim", [-1, 0])
def test_softmax_on_an_accelerator(accelerator: Accelerator, randn: Draw, dim: int) -> None:
    accelerator.stable_softmax(randn(3, 4, 5), dim=dim)
