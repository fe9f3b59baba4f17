from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.pictures import Picture
from grader.pictures.curves import LEFT, STYLES, TALL, WIDE, curves

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.lists(st.floats(width=64), max_size=4)


def drawn(picture: Picture) -> ET.Element:
    return ET.fromstring(picture._repr_svg_())


def written(picture: Picture) -> list[str]:
    return [element.text or "" for element in drawn(picture).iter(f"{SVG}text")]


def strokes(picture: Picture) -> list[list[list[tuple[float, float]]]]:
    """The points of each curve, in its unbroken parts."""
    paths = [element.attrib["d"] for element in drawn(picture).iter(f"{SVG}path")]
    parts = [[part for part in path.split("M") if part] for path in paths]
    return [[[(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", part)] for part in path] for path in parts]


def test_shows_each_name_the_title_and_what_the_axis_counts() -> None:
    picture = curves({"線性": [1, 2, 3], "cosine": [3, 2, 1]}, "兩種排程")
    assert {"線性", "cosine", "兩種排程", "步 t"} <= set(written(picture))
    assert drawn(picture).attrib["aria-label"] == "兩種排程"


def test_captions_follow_the_language_and_may_be_given() -> None:
    assert "step t" in written(curves({"a": [1, 2]}, language="en"))
    assert "share of the way, t / (T − 1)" in written(curves({"a": [1, 2]}, share=True, language="en"))
    assert "層 layer" in written(curves({"a": [1, 2]}, caption="層 layer"))


@pytest.mark.parametrize(
    "row",
    [
        torch.tensor([0.0, 1.0], dtype=torch.bfloat16),
        torch.tensor([0.0, 1.0], requires_grad=True),
        torch.tensor([0.0, 9.0, 1.0])[::2],
        torch.tensor([False, True]),
        np.array([0, 1]),
        [0, 1],
    ],
)
def test_any_row_of_real_numbers_is_drawn(row: object) -> None:
    [[[first, last]]] = strokes(curves({"row": row}))
    assert first == (LEFT, 24 + TALL)
    assert last == (LEFT + WIDE, 24)


def test_a_logarithmic_axis_draws_equal_factors_as_equal_heights() -> None:
    [[points]] = strokes(curves({"a": [1000.0, 100.0, 10.0, 1.0]}, log=True))
    assert [later[1] - earlier[1] for earlier, later in itertools.pairwise(points)] == pytest.approx([TALL / 3] * 3)


def test_series_of_different_length_are_equally_wide_when_asked() -> None:
    for share, ends in ((False, [LEFT + WIDE, LEFT + WIDE / 9]), (True, [LEFT + WIDE] * 2)):
        picture = curves({"long": range(10), "short": [1, 2]}, share=share)
        assert [path[0][-1][0] for path in strokes(picture)] == pytest.approx(ends, abs=0.1)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_leaves_a_gap_and_is_told(odd: float) -> None:
    picture = curves({"β": [1, 2, odd, odd, 3, 4]})
    assert [len(part) for part in strokes(picture)[0]] == [2, 2]
    assert "「β」有 2 個值畫不出來：是 NaN 或無限大。" in written(picture)


def test_what_a_logarithmic_axis_has_no_place_for_leaves_a_gap_and_is_told() -> None:
    picture = curves({"snr": [1.0, 0.0, -1.0, 2.0, 3.0]}, log=True, language="en")
    assert [len(part) for part in strokes(picture)[0]] == [1, 2]
    assert any(text.startswith("snr: 2 of its values") for text in written(picture))


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        (None, "NoneType"),
        (torch.ones(3, 4), "Tensor (3, 4)"),
        (torch.ones(0), "Tensor (0,)"),
        (torch.ones(2, dtype=torch.complex64), "Tensor (2,)"),
        (torch.ones(2, device="meta"), "Tensor (2,)"),
        ("abc", "str"),
        ([1, [2]], "list"),
        ({"betas": [1]}, "dict"),
    ],
)
def test_what_is_no_row_of_numbers_is_a_line_of_text_and_the_others_are_drawn(odd: object, named: str) -> None:
    picture = curves({"good": [1, 2], "odd": odd})
    assert f"「odd」畫不出來：要的是一列實數，拿到的是 {named}。" in written(picture)
    assert len(strokes(picture)) == 1
    assert "good" in written(picture)


@given(first=NUMBERS, second=NUMBERS, log=st.booleans(), share=st.booleans())
def test_no_numbers_whatever_raise(first: list[float], second: list[float], log: bool, share: bool) -> None:
    picture = curves({"first": first, "second": second}, log=log, share=share)
    assert drawn(picture).tag == f"{SVG}svg"
    assert "nan" not in picture.svg
    assert repr(picture)


def test_nothing_to_draw_is_a_card_without_axes() -> None:
    assert strokes(curves({})) == []
    assert list(drawn(curves({"a": None})).iter(f"{SVG}line")) == []


def test_few_points_are_marked_and_many_are_not() -> None:
    assert len(list(drawn(curves({"a": range(5)})).iter(f"{SVG}circle"))) == 5
    assert list(drawn(curves({"a": range(1000)})).iter(f"{SVG}circle")) == []


def test_a_long_series_is_thinned_but_keeps_its_ends() -> None:
    [[points]] = strokes(curves({"a": torch.linspace(0, 1, 100_000)}))
    assert len(points) < 2000
    assert (points[0], points[-1]) == ((LEFT, 24 + TALL), (LEFT + WIDE, 24))


def test_names_stand_apart_where_curves_end_together() -> None:
    picture = curves({name: [1.0, 2.0] for name in "abcdef"})
    heights = sorted(float(text.attrib["y"]) for text in drawn(picture).iter(f"{SVG}text") if text.text in list("abcdef"))
    assert min(later - earlier for earlier, later in itertools.pairwise(heights)) >= 15


def test_each_curve_has_its_own_colour_and_dashes() -> None:
    paths = list(drawn(curves({name: [1, 2] for name in "abcdef"})).iter(f"{SVG}path"))
    assert len({path.attrib["stroke"] for path in paths}) == 6
    assert len({path.attrib["stroke-dasharray"] for path in paths}) == 6


def test_more_curves_than_colours_are_all_drawn() -> None:
    assert len(strokes(curves({str(index): [1, index] for index in range(9)}))) == 9


@pytest.mark.parametrize("colour", [colour for colour, _ in STYLES])
def test_lines_stand_out_from_the_card(colour: str) -> None:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) > 4.5  # contrast with white, as WCAG defines it


def test_names_and_titles_are_escaped() -> None:
    picture = curves({"<script>": [1, 2]}, "</svg><script>alert(1)</script>\x00")
    assert "<script" not in picture.svg
    assert "<script>" in written(picture)


def test_text_stands_in_where_there_is_no_browser() -> None:
    lines = repr(curves({"up": [0, 0.5, 1], "odd": None}, "題", language="en")).splitlines()
    assert lines[0] == "題"
    assert re.fullmatch(r"up  0 ▁+.+█+ 1", lines[1])
    assert lines[2] == "odd cannot be drawn: it should be a row of real numbers, and is NoneType."
