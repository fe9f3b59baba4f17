"""The keys of the losses are those of the tables that students see, and no other way of counting comes near them."""

from __future__ import annotations

import math
import re

import pytest

from grader.cells import label
from grader.edition import release
from grader.form import blank
from grader.result import LANGUAGES, Language
from tests.grader.concepts_forms import ANSWERS, CONCEPTS, KEYS, score


def tables(language: Language) -> list[list[list[str]]]:
    """The markdown tables above the form of the losses, rows of cells."""
    cells = release(CONCEPTS, language).cells
    place = next(number for number, cell in enumerate(cells) if label(cell) == "losses")
    text = cells[place - 1].source
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[[part.strip() for part in row.strip("|").split("|")] for row in table.strip().split("\n")] for table in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_losses_are_those_of_the_tables(language: Language) -> None:
    (head, _, *rows), (_, _, shown, right, chances) = tables(language)
    sentence = right[1:]
    following = [float(row[head.index(token)]) for row, token in zip(rows, sentence[1:], strict=True)]
    hidden = [float(chance) for token, chance in zip(shown[1:], chances[1:], strict=True) if token == "▢"]
    assert all(sum(map(float, row[1:])) == pytest.approx(1.0) for row in rows)
    assert [row[0].split() for row in rows] == [sentence[: number + 1] for number in range(len(rows))]
    assert (len(following), len(hidden)) == (KEYS["losses"]["clm_positions"], KEYS["losses"]["mlm_positions"])
    assert KEYS["losses"]["clm_loss"] == pytest.approx(-sum(map(math.log, following)) / len(following))
    assert KEYS["losses"]["mlm_loss"] == pytest.approx(-sum(map(math.log, hidden)) / len(hidden))


def loss_score(clm: object, mlm: object) -> float:
    form = blank(ANSWERS["losses"]()).replace("CLM loss: ____", f"CLM loss: {clm}").replace("MLM loss: ____", f"MLM loss: {mlm}")
    return score("losses", form)


def test_losses_may_be_rounded_and_cut_off() -> None:
    for clm, mlm in [("1.04", "1.73"), ("1.0397", "1.7329"), ("1.03", "1.74"), ("≈ 1.040 nats", "1.733")]:
        assert loss_score(clm, mlm) == 6, (clm, mlm)


def test_other_ways_of_counting_are_not_near_enough() -> None:
    clm, mlm = [0.5, 0.25, 0.25, 0.5], [0.25, 0.125]
    everywhere = [0.90, 0.25, 0.80, 0.95, 0.125]
    wrong = [
        (-sum(map(math.log, clm)), -sum(map(math.log, mlm))),
        (-sum(map(math.log2, clm)) / 4, -sum(map(math.log2, mlm)) / 2),
        (-sum(map(math.log10, clm)) / 4, -sum(map(math.log10, mlm)) / 2),
        (-sum(map(math.log, clm)) / 5, -sum(map(math.log, mlm)) / 5),
        (-math.log(sum(clm) / 4), -math.log(sum(mlm) / 2)),
        (sum(map(math.log, clm)) / 4, sum(map(math.log, mlm)) / 2),
        (-sum(map(math.log, [0.5, 0.6, 0.6, 0.5])) / 4, -sum(map(math.log, everywhere)) / 5),
        (KEYS["losses"]["mlm_loss"], KEYS["losses"]["clm_loss"]),
    ]
    for pair in wrong:
        assert loss_score(*pair) == 0, pair
