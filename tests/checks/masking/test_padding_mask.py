"""Hidden checks of `padding_mask`: which tokens of a batch are real and which only fill it up."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, DrawInt, Student, assert_equal, assert_shape

pytestmark = pytest.mark.task("padding_mask")

PLACES = {
    "right": [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0]],
    "left": [[1, 1, 1, 1, 1], [0, 0, 1, 1, 1], [0, 0, 0, 0, 1]],
    "between": [[1, 0, 1, 1, 1], [1, 1, 0, 0, 1], [1, 0, 1, 0, 1]],
    "both ends": [[0, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0, 1, 0, 1, 0]],
    "nowhere": [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]],
    "everywhere": [[0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]],
}


def sentences(randint: DrawInt, real: Tensor, pad_id: int = 0) -> Tensor:
    """Token ids from 10 to 59 where `real` is True, and `pad_id` elsewhere."""
    return torch.where(real, randint(10, 60, tuple(real.shape)), pad_id)


def table(mask: Tensor, token_ids: Tensor) -> Tensor:
    """The mask as (B, L), True where it is not zero: its shape and its dtype are checks of their own."""
    return mask.reshape(token_ids.shape) != 0


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="遮罩的形狀不對，和形狀是 (B, 頭, Lq, L) 的分數放在一起時，不能讓每個句子、每個頭、每個查詢各得其所。",
    en="The mask's shape is wrong: beside scores of shape (B, heads, Lq, L), "
    "it would not do the same for every head and query of the right sentence.",
)
@pytest.mark.parametrize(("batch", "length"), [(3, 5), (5, 5), (1, 4), (4, 1)])
def test_shape_fits_scores_of_many_heads(student: Student, randint: DrawInt, batch: int, length: int) -> None:
    assert_shape(student.padding_mask(randint(0, 3, (batch, length))), (batch, 1, 1, length))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩只回答「真的詞元」或「填充」，它的型別 (dtype) 應該是布林。",
    en="A mask says whether a token is real and nothing else, so its dtype must be boolean.",
)
def test_mask_is_boolean(student: Student, randint: DrawInt) -> None:
    assert student.padding_mask(randint(0, 3, (2, 5))).dtype == torch.bool


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="每個詞元是不是填充，只看它自己：填充可能在右邊、左邊、中間，可能一個都沒有，也可能整句都是。別忘了 True 代表什麼。",
    en="Whether a token is padding depends on that token alone: padding may stand on the right, on the left or in between, "
    "be missing, or fill a whole row. And mind what True stands for.",
)
@pytest.mark.parametrize("where", PLACES)
def test_padding_may_stand_anywhere(student: Student, randint: DrawInt, where: str) -> None:
    real = torch.tensor(PLACES[where]).bool()
    ids = sentences(randint, real)
    assert_equal(table(student.padding_mask(ids), ids), real)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="代表填充的編號由 `pad_id` 決定，可以是任何整數；其他編號全都是真的詞元，不論它多大、多小、別處拿它做什麼用。",
    en="It is `pad_id` that says which id is padding, any integer at all; "
    "every other id is a real token, however large or small, and whatever else it is used for elsewhere.",
)
@pytest.mark.parametrize("pad_id", [0, 1, -1, -100, 7, 50256])
def test_only_the_pad_id_is_padding(student: Student, randint: DrawInt, pad_id: int) -> None:
    others = [other for other in (0, 1, 2, -1, -2, -100, 7, 8, 100, 32000, 50256, 50257) if other != pad_id]
    real = torch.arange(11) < torch.tensor([[11], [10], [4], [1]])
    ids = torch.where(real, torch.tensor(others), pad_id)
    assert_equal(table(student.padding_mask(ids, pad_id), ids), real)
    assert_equal(table(student.padding_mask(ids, pad_id=pad_id), ids), real)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="任何整數型別的編號都合法，而且要精確比較；有些編號在途中被換成了別的數字。",
    en="Ids of any integer dtype are legal and must be compared exactly; on the way, some of yours turned into other numbers.",
)
@pytest.mark.parametrize(
    ("dtype", "pad_id", "others"),
    [
        (torch.uint8, 255, [0, 1, 127, 254]),
        (torch.int8, -1, [0, 1, 127, -128]),
        (torch.int16, 0, [1, -1, 256, 512]),
        (torch.int32, 3, [0, 259, 2**16 + 3, 2**24 + 3]),
        (torch.int64, 2**24, [0, 2**24 + 1, 2**24 - 1, 2**32 + 2**24]),
        (torch.int64, 2**53, [0, 2**53 + 1, 5, -(2**53)]),
    ],
)
def test_ids_of_any_integer_dtype(student: Student, dtype: torch.dtype, pad_id: int, others: list[int]) -> None:
    ids = torch.tensor([[*others, pad_id], [others[-1], *[pad_id] * 4]], dtype=dtype)
    assert_equal(table(student.padding_mask(ids, pad_id), ids), torch.arange(5) < torch.tensor([[4], [1]]))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="批次與句子的長度為 0 或 1 都是合法的，結果的形狀應與此相符。",
    en="Batches and sentences of 0 and 1 are legal, and the result must have the shape that follows from it.",
)
@pytest.mark.parametrize(("batch", "length"), [(2, 0), (0, 3), (1, 1), (1, 6), (6, 1)])
def test_lengths_zero_and_one_are_legal(student: Student, randint: DrawInt, batch: int, length: int) -> None:
    mask = student.padding_mask(randint(10, 60, (batch, length)))
    assert_equal(mask.reshape(-1) != 0, torch.ones(batch * length, dtype=torch.bool))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的引數，也不應動用全域亂數；輸入在記憶體中怎麼排列，不應影響結果。",
    en="The function must leave its argument and the global random state alone, "
    "whatever the argument's layout in memory and whatever it was asked before.",
)
def test_nothing_outside_is_touched(student: Student, randint: DrawInt) -> None:
    for ids in (randint(0, 2, (3, 5)), randint(0, 2, (5, 3)).T, randint(0, 2, (1, 5)).expand(3, 5)):
        seen = student.observe.padding_mask(ids, 1)
        assert_equal(seen.arguments[0], ids)
        assert not seen.consumed_randomness
        assert_equal(student.padding_mask(1 - ids, 1), ~(seen.value != 0))  # what was padding is real now, and the other way round


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="遮罩應該和 `token_ids` 在同一個裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置的張量。",
    en="The mask must be on the device of `token_ids`; on an accelerator, a GPU say, your function uses tensors of another device.",
)
def test_mask_is_made_on_an_accelerator(accelerator: Accelerator, randint: DrawInt) -> None:
    for pad_id in (0, 4):
        accelerator.padding_mask(randint(0, 9, (3, 5)), pad_id)
