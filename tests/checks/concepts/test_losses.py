"""Exercise 2: both losses from tables of probabilities, and how many places each averages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from grader.checking import Student
from grader.form import read_form

KEYS: dict[str, float] = tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))["losses"]
pytestmark = pytest.mark.task("losses")

# Two decimals, rounded or cut off, are within 0.0100 of the loss. The nearest wrong way that we know, the logarithm of the mean
# probability, is 0.059 away in both tables.
TOLERANCE = 0.0101


def is_about(given: float | None, expected: float) -> bool:
    return given is not None and abs(given - expected) <= TOLERANCE


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="CLM 平均的位置數不對：哪些詞元是預測出來的？最前面那一個呢？看看「用紙筆算一次」。",
    en="The number of places for CLM is not right: which tokens are predicted? What of the very first? See the example on paper.",
)
def test_places_of_clm(student: Student) -> None:
    assert read_form(student.losses()).number("CLM places") == KEYS["clm_positions"]


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="CLM 的損失不對：用的是句子裡真正的下一個詞元的機率嗎？對數的底、正負號、平均了幾個位置，也各檢查一次。",
    en="The loss of CLM is not right: is each probability that of the token which really comes next? Look at the base of the"
    " logarithm, the sign and the number of places, too.",
)
def test_loss_of_clm(student: Student) -> None:
    assert is_about(read_form(student.losses()).number("CLM loss"), KEYS["clm_loss"])


@pytest.mark.points(1)
@pytest.mark.hint(
    zh="MLM 平均的位置數不對：看看「用紙筆算一次」，哪些位置的機率用到了？",
    en="The number of places for MLM is not right: in the example on paper, which places were used?",
)
def test_places_of_mlm(student: Student) -> None:
    assert read_form(student.losses()).number("MLM places") == KEYS["mlm_positions"]


@pytest.mark.points(3)
@pytest.mark.hint(
    zh="MLM 的損失不對：公式裡的 M 是哪些位置？對數的底、正負號、除以多少，也各檢查一次。",
    en="The loss of MLM is not right: which places are in the M of the formula? Look at the base of the logarithm, the sign and"
    " what you divide by, too.",
)
def test_loss_of_mlm(student: Student) -> None:
    assert is_about(read_form(student.losses()).number("MLM loss"), KEYS["mlm_loss"])
