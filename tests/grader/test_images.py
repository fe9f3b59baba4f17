from __future__ import annotations

import base64
import math
import struct
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest
import torch

from grader.pictures import Picture
from grader.pictures.images import NO_PIXEL, images
from grader.pictures.png import png

SVG = "{http://www.w3.org/2000/svg}"
Rows = list[list[tuple[int, ...]]]


def decoded(image: bytes) -> Rows:
    """The pixels of a PNG, chunk by chunk as the standard has it; checksums must be right, and no filter used."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        kind, data = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        assert struct.unpack(">I", image[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 2, 0, 0, 0]
    raw, line = zlib.decompress(chunks[b"IDAT"]), 1 + 3 * width
    assert len(raw) == height * line
    lines = [raw[row * line : (row + 1) * line] for row in range(height)]
    assert all(line[0] == 0 for line in lines)
    return [[tuple(line[at : at + 3]) for at in range(1, len(line), 3)] for line in lines]


def elements(picture: Picture, kind: str) -> list[ET.Element]:
    return list(ET.fromstring(picture._repr_svg_()).iter(SVG + kind))


def shown(picture: Picture) -> list[Rows]:
    """The pixels of each image in the picture."""
    head = "data:image/png;base64,"
    uris = [element.attrib["href"] for element in elements(picture, "image")]
    assert all(uri.startswith(head) for uri in uris)
    return [decoded(base64.b64decode(uri.removeprefix(head))) for uri in uris]


def written(picture: Picture) -> list[str]:
    return [element.text or "" for element in elements(picture, "text")]


def grey(*levels: int) -> list[tuple[int, ...]]:
    return [(level,) * 3 for level in levels]


def test_a_png_holds_the_pixels_that_were_given() -> None:
    assert decoded(png([bytes(range(6)), bytes(range(6, 12))])) == [[(0, 1, 2), (3, 4, 5)], [(6, 7, 8), (9, 10, 11)]]


def test_the_bounds_are_black_and_white_and_what_lies_beyond_is_cut_off() -> None:
    row = torch.tensor([[-3.0, -1.0, 0.0, 1.0, 3.0]])
    assert shown(images({"a": row}, bounds=(-1, 1))) == [[grey(0, 0, 128, 255, 255)]]
    assert shown(images({"a": torch.tensor([[0.0, 1.0]])})) == [[grey(0, 255)]]
    assert shown(images({"a": torch.tensor([[7, 255]], dtype=torch.uint8)}, bounds=(0, 255))) == [[grey(7, 255)]]


@pytest.mark.parametrize("last", [False, True])
def test_channels_may_come_first_or_last(last: bool) -> None:
    image = torch.zeros(3, 2, 4)
    image[0, 0, 0] = image[1, 0, 1] = image[2, 1, 3] = 1.0
    [rows] = shown(images({"a": image.permute(1, 2, 0) if last else image}))
    assert rows[0] == [(255, 0, 0), (0, 255, 0), (0, 0, 0), (0, 0, 0)]
    assert rows[1] == [(0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 255)]


@pytest.mark.parametrize(
    "image",
    [
        torch.ones(2, 2, dtype=torch.bfloat16),
        torch.ones(2, 2, requires_grad=True),
        torch.ones(1, 2, 2),
        torch.ones(2, 2, 1),
        np.ones((2, 2)),
        [[1, 1], [1, 1]],
    ],
)
def test_one_channel_is_grey_whatever_holds_it(image: object) -> None:
    assert shown(images({"a": image})) == [[grey(255, 255)] * 2]


def test_each_image_stands_above_its_caption() -> None:
    picture = images({"乾淨": torch.zeros(2, 2), "t = 5": torch.ones(2, 2)}, "加噪")
    assert {"乾淨", "t = 5", "加噪"} <= set(written(picture))
    image, text = elements(picture, "image")[1], next(one for one in elements(picture, "text") if one.text == "t = 5")
    left, side = float(image.attrib["x"]), float(image.attrib["width"])
    assert left < float(text.attrib["x"]) < left + side
    assert float(text.attrib["y"]) > float(image.attrib["y"]) + side


def test_six_stand_side_by_side_and_more_begin_a_row() -> None:
    places = [
        (float(image.attrib["x"]), float(image.attrib["y"]))
        for image in elements(images({str(t): torch.zeros(2, 2) for t in range(8)}), "image")
    ]
    assert len({y for _, y in places[:6]}) == 1
    assert {x for x, _ in places[:2]} == {x for x, _ in places[6:]}
    assert places[6][1] > places[5][1] + 128


def test_an_image_keeps_its_proportions() -> None:
    [image] = elements(images({"wide": torch.zeros(2, 8)}), "image")
    assert float(image.attrib["width"]) == 4 * float(image.attrib["height"])


def test_pixels_that_are_nan_are_painted_and_told() -> None:
    picture = images({"odd": torch.tensor([[math.nan, 1.0, math.inf, -math.inf]])})
    assert shown(picture) == [[[NO_PIXEL, *grey(255, 255, 0)]]]
    assert "「odd」有 1 個值是 NaN，畫成紫紅色。" in written(picture)


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        (None, "NoneType"),
        (torch.zeros(12), "Tensor (12,)"),
        (torch.zeros(1, 3, 4, 4), "Tensor (1, 3, 4, 4)"),
        (torch.zeros(4, 4, 4), "Tensor (4, 4, 4)"),
        (torch.zeros(3, 0, 4), "Tensor (3, 0, 4)"),
        (torch.zeros(513, 2), "Tensor (513, 2)"),
        (torch.zeros(4, 4, dtype=torch.complex64), "Tensor (4, 4)"),
        (torch.zeros(4, 4, device="meta"), "Tensor (4, 4)"),
        ("cat.npy", "str"),
    ],
)
def test_what_is_no_image_is_a_line_of_text_and_the_others_are_drawn(odd: object, named: str) -> None:
    picture = images({"good": torch.zeros(2, 2), "odd": odd}, language="en")
    assert len(shown(picture)) == 1
    assert f"odd cannot be drawn: it should be an image, (C, H, W), (H, W, C) or (H, W), and is {named}." in written(picture)


def test_nothing_to_show_is_drawn_too() -> None:
    assert shown(images({})) == []
    assert shown(images({"odd": None})) == []


def test_captions_are_escaped_and_cut() -> None:
    picture = images({"<script>": torch.zeros(2, 2), "自注意力機制的一個很長的名字": torch.zeros(2, 2)})
    assert "<script" not in picture.svg
    assert "<script>" in written(picture)
    assert "自注意力機制的一…" in written(picture)


def test_text_stands_in_where_there_is_no_browser() -> None:
    assert repr(images({"x": torch.tensor([[0.0, 1.0]])}, "題")) == "題\nx：1 × 2，平均 0.50，標準差 0.50"
