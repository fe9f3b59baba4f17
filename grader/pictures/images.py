"""A row of small images, each with its caption, as one SVG that needs no other file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from ..result import Language
from .captions import Captions, captions_in
from .drawable import found, tensor_of
from .picture import Picture
from .png import data_uri, png
from .svg import EM, QUIET, add, card, markup, pixels, printable, shortened, write

SIDE = 128  # of an image as shown, in pixels, at least where it is square
GAP, LINE = 14.0, 19.0
A_ROW = 6  # images side by side
MAX_SIDE = 512  # pixels of an image along one side; beyond that a notebook gets too large to hand in
MAX_CAPTION = 17  # widths of a Latin letter
NO_PIXEL = (200, 0, 160)  # what NaN is painted with


@dataclass(frozen=True, slots=True)
class Image:
    """One image, ready to be shown."""

    name: str
    values: Tensor  # float64 (H, W, 3) or (H, W, 1), as they were given
    bounds: tuple[float, float]  # what is black, and what is white

    @property
    def uri(self) -> str:
        low, high = self.bounds
        levels = ((self.values - low) / (high - low)).nan_to_num(0.0).clamp(0, 1).mul(255).round().to(torch.uint8)
        levels = levels.expand(-1, -1, 3).clone()
        levels[self.values.isnan().any(-1)] = torch.tensor(NO_PIXEL, dtype=torch.uint8)
        return data_uri(png([bytes(row.flatten().tolist()) for row in levels]))

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height in the drawing."""
        height, width = self.values.shape[:2]
        return SIDE * width / max(height, width), SIDE * height / max(height, width)


def images(
    pictures: Mapping[str, object],
    title: str | None = None,
    *,
    bounds: tuple[float, float] = (0.0, 1.0),
    language: Language = "zh-TW",
) -> Picture:
    """Show images side by side, six a row.

    Args:
        pictures: by caption, images (C, H, W), (H, W, C) or (H, W) with one channel or three, as tensors or arrays.
        title: what stands above them.
        bounds: the values that are black and white, such as (-1, 1) or (0, 255). What lies beyond is cut off.

    Returns:
        The picture; what is no image is a line of text under it. Never raises because of an image.
    """
    words = captions_in(language)
    shown: list[Image] = []
    notes: list[str] = []
    for label, given in pictures.items():
        name, values = shortened(printable(str(label)), MAX_CAPTION), _channels_last(tensor_of(given))
        if values is None:
            notes.append(words.no_image.format(name=name, found=found(given)))
            continue
        if holes := int(values.isnan().sum()):
            notes.append(words.no_pixels.format(name=name, count=holes))
        shown.append(Image(name, values, bounds))
    heading = printable(title) if title else ""
    return Picture(_svg(shown, heading, notes, words), _text(shown, heading, notes, words))


def _channels_last(tensor: Tensor | None) -> Tensor | None:
    """(H, W, C) with one channel or three, or None where it is no image."""
    if tensor is None or tensor.dim() not in (2, 3) or 0 in tensor.shape:
        return None
    if tensor.dim() == 2:
        tensor = tensor.unsqueeze(-1)
    elif tensor.shape[0] in (1, 3):
        tensor = tensor.movedim(0, -1)
    fits = tensor.shape[-1] in (1, 3) and max(tensor.shape[:2]) <= MAX_SIDE
    return tensor if fits else None


def _svg(shown: list[Image], title: str, notes: list[str], words: Captions) -> str:
    top = 48.0 if title else 16.0
    rows = -(-len(shown) // A_ROW)
    across = min(len(shown), A_ROW) * (SIDE + GAP) - GAP
    bottom = top + rows * (SIDE + LINE + GAP)
    width = 32 + max(across, pixels(title) * 1.3, *(pixels(line) for line in ["", *notes]))
    root = card(width, bottom + LINE * len(notes) + 4, title or words.images, title)
    for index, image in enumerate(shown):
        down, along = divmod(index, A_ROW)
        _image(root, image, 16 + along * (SIDE + GAP), top + down * (SIDE + LINE + GAP))
    for index, note in enumerate(notes):
        write(root, note, 16, bottom + LINE * index + 10, fill=QUIET)
    return markup(root)


def _image(root: ET.Element, image: Image, x: float, y: float) -> None:
    width, height = image.shown
    left, top = x + (SIDE - width) / 2, y + (SIDE - height) / 2
    element = add(root, "image", x=left, y=top, width=width, height=height, href=image.uri, preserveAspectRatio="none")
    element.set("style", "image-rendering:pixelated")
    write(root, image.name, x + SIDE / 2, y + SIDE + EM + 4, text_anchor="middle")


def _text(shown: list[Image], title: str, notes: list[str], words: Captions) -> str:
    """Size, mean and spread of each image, where it cannot be seen."""
    lines = []
    for image in shown:
        height, width = image.values.shape[:2]
        mean, std = image.values.mean().item(), image.values.std(correction=0).item()
        lines.append(words.measured.format(name=image.name, height=height, width=width, mean=mean, std=std))
    return "\n".join([*([title] if title else []), *lines, *notes])
