"""Exercise 2: three masks among six pictures."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from grader.checking import Student
from grader.form import read_form

KEYS: dict[str, str] = tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))["mask_pictures"]
pytestmark = pytest.mark.task("mask_pictures")


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="純解碼器的遮罩：重讀 2.2.1 節。看第一列（第一個查詢）：它看得到幾個詞元？最後一列呢？",
    en="The mask of a decoder: reread section 2.2.1. Look at the first row, the first query: how many tokens may it see? And the"
    " last one?",
)
def test_the_mask_of_a_decoder(student: Student) -> None:
    assert read_form(student.mask_pictures()).chosen("1") == {KEYS["1"]}


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="純編碼器的遮罩：填充不該被看。被看的是列還是欄？讀讀題目上面那一段。",
    en="The mask of an encoder: padding is not to be looked at. Are rows looked at, or columns? Read the text above the pictures.",
)
def test_the_mask_of_a_padded_encoder(student: Student) -> None:
    assert read_form(student.mask_pictures()).chosen("2") == {KEYS["2"]}


@pytest.mark.points(2)
@pytest.mark.hint(
    zh="交叉注意力的遮罩：重讀 2.2.2 節的「條件生成」。先數查詢和鍵各有幾個，決定圖有幾列幾欄。",
    en="The mask of cross-attention: reread conditional generation in section 2.2.2. Count queries and keys first: how many rows"
    " and columns must the picture have?",
)
def test_the_mask_of_cross_attention(student: Student) -> None:
    assert read_form(student.mask_pictures()).chosen("3") == {KEYS["3"]}
