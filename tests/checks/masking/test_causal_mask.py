"""Hidden checks of `causal_mask`: which keys each query may see when nobody may look ahead."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, Student, assert_equal, assert_shape

pytestmark = pytest.mark.task("causal_mask")


def allowed(mask: Tensor) -> Tensor:
    """True wherever the mask is not zero: what its entries are is a check of its own."""
    return mask != 0


def visible(q_len: int, k_len: int) -> Tensor:
    """Entry by entry: the last query sits on the last key, and nobody sees past the key it sits on."""
    rows = [[key - (k_len - 1) <= query - (q_len - 1) for key in range(k_len)] for query in range(q_len)]
    return torch.tensor(rows, dtype=torch.bool).reshape(q_len, k_len)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="查詢與鍵一樣多時：每個查詢看得到自己和前面的每個位置，後面的一個也看不到；你的遮罩多給了或少給了一些。",
    en="With as many queries as keys, each query sees itself and all that comes before, and nothing after: "
    "your mask gives away more than that, or less.",
)
@pytest.mark.parametrize("length", [2, 3, 8])
def test_each_query_sees_itself_and_what_came_before(student: Student, length: int) -> None:
    mask = allowed(student.causal_mask(length))
    assert_shape(mask, (length, length))
    assert mask.sum(-1).tolist() == list(range(1, length + 1))
    assert_equal(mask, visible(length, length))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩只回答「可以看」或「不可以看」，它的型別 (dtype) 應該是布林。",
    en="A mask says yes or no and nothing else, so its dtype must be boolean.",
)
@pytest.mark.parametrize("lengths", [(3,), (2, 5), (5, 2)])
def test_mask_is_boolean(student: Student, lengths: tuple[int, ...]) -> None:
    assert student.causal_mask(*lengths).dtype == torch.bool


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="鍵比查詢多時（例如用快取逐字生成），最後一個查詢應該對齊最後一個鍵；你的遮罩把查詢放在別的位置上。",
    en="With more keys than queries, as in decoding with a cache, the last query sits on the last key: "
    "your mask puts the queries somewhere else.",
)
@pytest.mark.parametrize("q_len", [1, 2, 5])
def test_fewer_queries_are_the_last_of_the_positions(student: Student, q_len: int) -> None:
    for k_len in (q_len + 1, q_len + 2, 9):
        mask = allowed(student.causal_mask(q_len, k_len))
        assert_equal(mask, visible(k_len, k_len)[-q_len:])


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="查詢比鍵多時，仍然是最後一個查詢對齊最後一個鍵；想一想，排在第一個鍵之前的查詢能看到什麼。",
    en="With more queries than keys, the last query still sits on the last key; "
    "think of what a query can see whose position lies before the first key.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(4, 1), (5, 3), (7, 2), (7, 6)])
def test_queries_before_the_first_key_see_nothing(student: Student, q_len: int, k_len: int) -> None:
    mask = allowed(student.causal_mask(q_len, k_len))
    assert_shape(mask, (q_len, k_len))
    assert not mask[: q_len - k_len].any()
    assert_equal(mask[q_len - k_len :], visible(k_len, k_len))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="沒有給 `k_len` 時，鍵和查詢一樣多；給了的話，不論是哪一個數字都要照用。",
    en="Without `k_len` there are as many keys as queries; where it is given, it must be obeyed, whatever number it is.",
)
def test_number_of_keys_is_the_callers_choice(student: Student) -> None:
    default = student.causal_mask(4)
    assert_shape(default, (4, 4))
    assert_equal(student.causal_mask(4, None), default)
    assert_equal(student.causal_mask(4, k_len=4), default)
    assert_shape(student.causal_mask(3, k_len=0), (3, 0))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="長度為 0 或 1 都是合法的，結果的形狀應與此相符。",
    en="Lengths of 0 and 1 are legal, and the result must have the shape that follows from them.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(0, 0), (0, 4), (4, 0), (1, 1)])
def test_lengths_zero_and_one_are_legal(student: Student, q_len: int, k_len: int) -> None:
    assert_equal(allowed(student.causal_mask(q_len, k_len)), visible(q_len, k_len))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="序列很長時，遮罩的大小不對，或是每個查詢不再比前一個恰好多看一個鍵。",
    en="For long sequences your mask has the wrong size, or a query no longer sees exactly one key more than the one before it.",
)
def test_long_sequences(student: Student) -> None:
    mask = allowed(student.causal_mask(3, 2102))
    assert_shape(mask, (3, 2102))
    seen = mask.sum(-1, keepdim=True)
    assert_equal(seen, seen[0] + torch.arange(3)[:, None])
    assert_equal(mask, torch.arange(2102) < seen)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應動用全域亂數；`device` 不論是字串還是 `torch.device` 都合法，也不應影響遮罩的內容。",
    en="The function must leave the global random state alone; `device` may be a string or a `torch.device`, "
    "and must not change what the mask says.",
)
def test_nothing_outside_is_touched(student: Student) -> None:
    seen = student.observe.causal_mask(3, 4)
    assert not seen.consumed_randomness
    for device in ("cpu", torch.device("cpu")):
        assert_equal(student.causal_mask(3, 4, device=device), seen.value)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩應該建立在呼叫者指定的裝置上；在加速器（例如 GPU）上，你的遮罩留在別的裝置。",
    en="The mask must be made on the device that the caller names; on an accelerator, a GPU say, yours is somewhere else.",
)
@pytest.mark.parametrize("lengths", [(4,), (2, 5), (5, 2)])
def test_mask_is_made_on_an_accelerator(accelerator: Accelerator, lengths: tuple[int, ...]) -> None:
    accelerator.causal_mask(*lengths, device=accelerator.device)
