from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import torch

from grader.pictures import Picture, heat_map
from grader.pictures.drawing import _colour

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture: Picture) -> ET.Element:
    return ET.fromstring(picture._repr_svg_())


def written(picture: Picture) -> list[str]:
    return [element.text or "" for element in drawn(picture).iter(f"{SVG}text")]


def titles(picture: Picture) -> list[str]:
    return [element.text or "" for element in drawn(picture).iter(f"{SVG}title")]


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_shows_labels_title_captions_and_numbers() -> None:
    picture = heat_map(torch.tensor([[0.25, 0.75], [1.0, 0.0]]), ["貓", "魚"], ["我", "你"], "誰看誰")
    assert {"誰看誰", "貓", "魚", "我", "你", "查詢 query", "鍵 key", "0.25", "0.75"} <= set(written(picture))
    assert titles(picture)[0] == "誰看誰"
    assert "貓 → 你: 0.75" in titles(picture)


def test_captions_follow_the_language_and_may_be_given() -> None:
    assert {"query", "key"} <= set(written(heat_map([[1, 2]], language="en")))
    assert {"步", "像素"} <= set(written(heat_map([[1, 2]], captions=("步", "像素"))))


def test_a_plain_string_gives_a_label_a_character() -> None:
    assert {"我", "愛", "貓"} <= set(written(heat_map(torch.eye(3), "我愛貓", "我愛貓")))


@pytest.mark.parametrize(
    "weights",
    [
        torch.eye(2, dtype=torch.bfloat16),
        torch.eye(2, dtype=torch.bool),
        torch.eye(2, requires_grad=True),
        torch.eye(2).expand(2, 2).t(),
        np.eye(2),
        [[1, 0], [0, 1]],
    ],
)
def test_any_matrix_of_numbers_is_drawn(weights: object) -> None:
    assert {"1", "0"} <= set(written(heat_map(weights)))


def test_what_is_no_number_is_hatched_and_named() -> None:
    picture = heat_map(torch.tensor([[math.nan, -math.inf, 2.0]]))
    assert {"NaN", "−∞", "2"} <= set(written(picture))
    assert len(list(drawn(picture).iter(f"{SVG}path"))) == 3  # two cells and the legend's
    assert "?" in repr(picture)


def test_a_matrix_of_only_nan_or_only_zeros_is_drawn() -> None:
    assert "NaN" in written(heat_map([[math.nan]]))
    assert "0" in written(heat_map(torch.zeros(2, 2)))


def test_large_matrices_carry_no_numbers() -> None:
    numbers = written(heat_map(torch.full((13, 2), 0.5), [""] * 13, ["", ""]))
    assert numbers.count("0.50") == 1  # the legend's


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (torch.ones(3), r"shape \(3,\)"),
        (torch.ones(2, 3, 4), r"shape \(2, 3, 4\)"),
        (torch.ones(0, 3), "at least one entry"),
        (torch.ones(2, 0), "at least one entry"),
        ([[1, 2], [3]], r"\[2, 1\]"),
        ([["a"]], "real numbers"),
        (torch.ones(1, 1, dtype=torch.complex64), "real numbers"),
        (None, "real numbers"),
        (torch.ones(65, 2), "64"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(weights: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        heat_map(weights)


def test_labels_must_fit() -> None:
    with pytest.raises(ValueError, match="2 labels for 3 columns"):
        heat_map(torch.ones(2, 3), columns=["a", "b"])


def test_labels_are_escaped_and_cleaned() -> None:
    picture = heat_map([[1.0]], ["<script>"], ['"&\x00\x1b'], "</svg><script>alert(1)</script>")
    assert "<script" not in picture.svg
    assert "<script>" in written(picture)


def test_long_labels_are_cut() -> None:
    assert "自注意力機制…" in "".join(written(heat_map([[1.0]], ["自注意力機制的一個很長的名字"])))


def test_text_stands_in_where_there_is_no_browser() -> None:
    assert repr(heat_map([[0.0, 1.0], [0.5, 0.0]], "我你", "我你", "題")) == "題\n   我 你\n我    ██\n你 ▒▒   "


def test_colours_darken_evenly() -> None:
    shades = [luminance(_colour(step / 20)) for step in range(21)]
    assert shades == sorted(shades, reverse=True)
    steps = [first ** (1 / 3) - second ** (1 / 3) for first, second in itertools.pairwise(shades)]
    assert max(steps) < 3 * min(steps)


@pytest.mark.parametrize("share", [step / 100 for step in range(101)])
def test_numbers_can_be_read_on_every_colour(share: float) -> None:
    cell = next(drawn(heat_map([[share, 1.0]])).iter(f"{SVG}g"))
    back, ink = cell.find(f"{SVG}rect"), cell.find(f"{SVG}text")
    assert back is not None
    assert ink is not None
    light, dark = sorted((luminance(back.attrib["fill"]), luminance(ink.attrib["fill"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 4.5
