"""What there is room for in a notebook, of all that a student may have put into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .cells import StudentCell
from .pasted import size

MAX_CELL_CHARACTERS = 128 << 10  # a cell that long is no answer: the longest of the course has 3,000 characters
MAX_CHARACTERS = 512 << 10  # of all cells together; a whole lesson has 60,000. At worst they take 5 s to parse
MAX_PICTURES = 12 << 20  # characters, in base64: three photographs as a phone makes them


def short(cells: Sequence[StudentCell]) -> list[StudentCell]:
    """The cells of a length that can be handled; the later ones make way."""
    kept, room = [], MAX_CHARACTERS
    for cell in cells:
        if len(cell.source) <= min(room, MAX_CELL_CHARACTERS):
            kept.append(cell)
            room -= len(cell.source)
    return kept


def light(cells: Sequence[StudentCell]) -> list[StudentCell]:
    """The cells without the pictures that are too many; the later ones make way."""
    kept, room = [], MAX_PICTURES
    for cell in cells:
        fits = size(cell.pictures) <= room
        kept.append(cell if fits else replace(cell, pictures={}))
        room -= size(kept[-1].pictures)
    return kept
