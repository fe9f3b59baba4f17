"""Hidden checks of `combine_masks`: several reasons to forbid, one mask."""

from __future__ import annotations

from itertools import permutations

import pytest
import torch
from torch import Tensor

from grader.checking import Accelerator, DrawInt, Student, assert_equal, assert_shape

pytestmark = pytest.mark.task("combine_masks")


def drawn(randint: DrawInt, *shape: int) -> Tensor:
    """A mask that allows three entries of four, on average."""
    return randint(0, 4, shape) > 0


def everywhere(*masks: Tensor) -> Tensor:
    """True where all of `masks`, broadcast, are True: counted, entry by entry."""
    return torch.stack(torch.broadcast_tensors(*masks)).long().sum(0) == len(masks)


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="只有每個遮罩都允許的位置才可以看：有一個說不行就是不行，即使某個查詢因此什麼都看不到。結果的型別是布林。",
    en="Only what every mask allows may be seen: one no is a no, even if a query is left with nothing. The result is boolean.",
)
@pytest.mark.parametrize("second", [[[0, 1], [0, 1]], [[0, 0], [0, 0]], [[1, 1], [1, 1]], [[1, 0], [0, 1]]])
def test_one_no_is_a_no(student: Student, second: list[list[int]]) -> None:
    a, b = torch.tensor([[0, 0], [1, 1]]).bool(), torch.tensor(second).bool()
    assert_equal(student.combine_masks(a, b), torch.tensor([[0, 0], second[1]]).bool())
    assert_equal(student.combine_masks(b, a), torch.tensor([[0, 0], second[1]]).bool())


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="遮罩的形狀可能不同，例如因果遮罩 (L, L) 與填充遮罩 (B, 1, 1, L)；結果的形狀應由兩者自動擴展而來，順序不拘。",
    en="Masks may differ in shape, a causal one (L, L) and a padding mask (B, 1, 1, L) say; "
    "the result must have the shape to which they broadcast, in whichever order they come.",
)
@pytest.mark.parametrize(
    "shapes",
    [
        [(5, 5), (3, 1, 1, 5)],
        [(5, 5), (5, 1, 1, 5)],
        [(1, 4), (3, 1)],
        [(4,), (4,)],
        [(4,), (2, 3, 4)],
        [(2, 1, 3, 4), (5, 1, 4), (3, 1)],
        [(1, 1), (3, 4)],
    ],
)
def test_masks_of_different_shapes_broadcast(student: Student, randint: DrawInt, shapes: list[tuple[int, ...]]) -> None:
    masks = [drawn(randint, *shape) for shape in shapes]
    masks[0].view(-1)[0] = False  # also where it is of one entry
    for order in permutations(masks):
        assert_equal(student.combine_masks(*order), everywhere(*masks))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="可以一次合併任意多個遮罩，順序與重複都不應影響結果；你的結果漏掉了其中幾個，或是和順序有關。",
    en="Any number of masks may be combined, and neither their order nor repeating one may matter; "
    "your result misses some of them, or depends on the order.",
)
@pytest.mark.parametrize("count", [3, 4, 7])
def test_any_number_of_masks_in_any_order(student: Student, count: int) -> None:
    masks = list(torch.ones(count, 6, 5, dtype=torch.bool))
    for number, mask in enumerate(masks):
        mask.view(-1)[3 * number + 1] = False  # each forbids what no other does
    for order in (masks, masks[::-1], masks[1:] + masks[:1], masks * 2):
        assert_equal(student.combine_masks(*order), everywhere(*masks))
    assert_equal(student.combine_masks(masks[0], masks[0]), masks[0])


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="None 代表沒有限制：不論出現在哪個位置、出現幾次，結果都應該和沒有它的時候一樣。",
    en="None means no constraint: wherever and however often it appears, the result must be what it is without it.",
)
@pytest.mark.parametrize("places", [(0,), (1,), (2,), (0, 0), (0, 2, 4), (2, 2)])
def test_none_forbids_nothing(student: Student, randint: DrawInt, places: tuple[int, ...]) -> None:
    a, b = drawn(randint, 3, 4), drawn(randint, 3, 4)
    arguments: list[Tensor | None] = [a, b]
    for place in places:
        arguments.insert(place, None)
    assert_equal(student.combine_masks(*arguments), a & b)
    for one in (a, b.reshape(1, 1, 3, 4), b.reshape(12, 1, 1)):
        for alone in ((one,), (one, None), (None, one)):
            assert_equal(student.combine_masks(*alone), one)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="完全沒有限制的時候，結果也應該是「沒有限制」，而不是某一個遮罩。",
    en="Where there is no constraint at all, the result must say just that, and not be a mask.",
)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_no_constraint_stays_none(student: Student, count: int) -> None:
    assert student.combine_masks(*[None] * count) is None


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="形狀無法互相擴展的遮罩不能合併：應該引發例外，而不是悄悄漏掉其中一個，或把它裁短。",
    en="Masks whose shapes do not broadcast cannot be combined: that must raise an error, and none may quietly be left out or cut.",
)
@pytest.mark.parametrize(("one", "other"), [((4, 3), (2, 3)), ((4,), (3,)), ((2, 1, 1, 5), (6, 6))])
def test_shapes_that_do_not_broadcast_are_refused(
    student: Student, randint: DrawInt, one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    masks = drawn(randint, *one), drawn(randint, *other)
    for given in (masks, masks[::-1], (masks[0], None, masks[1])):
        with pytest.raises((RuntimeError, ValueError)):  # which numpy, if it does the work, calls ValueError
            student.combine_masks(*given)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="函式不應改動傳進來的遮罩，也不應動用全域亂數；呼叫過什麼，不應影響下一次的結果。",
    en="The function must leave the masks that it is given and the global random state alone, "
    "and what it was asked before must not matter.",
)
def test_nothing_outside_is_touched(student: Student, randint: DrawInt) -> None:
    for one, other in [((4, 5), (4, 5)), ((2, 4, 5), (4, 5)), ((4, 5), (2, 4, 5))]:
        masks = [drawn(randint, *one), drawn(randint, *other)]
        seen = student.observe.combine_masks(*masks)
        for after, before in zip(seen.arguments, masks, strict=True):
            assert_equal(after, before)
        assert not seen.consumed_randomness
        for mask in (masks[0], ~masks[0]):
            assert_equal(student.combine_masks(mask, mask), mask)


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="長度為 0 或 1、在記憶體中不連續的遮罩都是合法的，結果的形狀與內容應與此相符。",
    en="Masks with lengths of 0 or 1, or scattered in memory, are legal, and shape and content must follow from them.",
)
@pytest.mark.parametrize(("q_len", "k_len"), [(0, 3), (3, 0), (1, 1), (1, 4), (4, 1), (4, 6)])
def test_any_layout_and_length(student: Student, randint: DrawInt, q_len: int, k_len: int) -> None:
    turned, narrow = drawn(randint, k_len, q_len).T, drawn(randint, 2, 1, 1, 2 * k_len)[..., ::2]
    result = student.combine_masks(turned, narrow)
    assert_shape(result, (2, 1, q_len, k_len))
    assert_equal(result, everywhere(turned, narrow))
    expanded = drawn(randint, 1, k_len).expand(q_len, k_len)
    assert_equal(student.combine_masks(expanded, turned), everywhere(expanded, turned))


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="結果應該和遮罩在同一個裝置上；在加速器（例如 GPU）上，你的函式用到了別的裝置的張量。",
    en="The result must be on the device of the masks; on an accelerator, a GPU say, your function uses tensors of another device.",
)
def test_masks_are_combined_on_an_accelerator(accelerator: Accelerator, randint: DrawInt) -> None:
    causal, padding = drawn(randint, 5, 5), drawn(randint, 3, 1, 1, 5)
    accelerator.combine_masks(causal, padding)
    accelerator.combine_masks(padding)
