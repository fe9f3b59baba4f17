"""Wrong turns in a form that a function returns: another box marked, a box more or less ticked, another number."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROUND = re.compile(r"\(([ x])\)")  # one of a group is marked
SQUARE = re.compile(r"\[([ x])\]")  # any number of them is ticked
NUMBER = re.compile(r"(?<=__)\d+(?:\.\d+)?(?=__)")
TENTH = 1.1  # a number that is off by a tenth; one that counts something is off by one

Change = tuple[int, int, str]  # from, to, and what stands there instead; in characters


def changes(form: str) -> Iterator[Change]:
    """Each small change of a filled form that makes it say something else."""
    for match in SQUARE.finditer(form):
        yield match.start(1), match.end(1), " " if match[1] == "x" else "x"
    for match in NUMBER.finditer(form):
        yield from ((match.start(), match.end(), other) for other in _others(match[0]))
    for start, end in _groups(form):
        yield from _other_marks(form, start, end)


def _others(number: str) -> Iterator[str]:
    if "." in number:
        yield f"{float(number) * TENTH:.3f}"
    else:
        yield from (str(int(number) + 1), str(int(number) - 1))


def _groups(form: str) -> Iterator[tuple[int, int]]:
    """Where boxes stand of which one is marked: a line that has several, or lines that have one each, up to an empty one."""
    for block in re.finditer(r"(?:.+\n?)+", form):
        lines = [(block.start() + line.start(), block.start() + line.end()) for line in re.finditer(r".+", block[0])]
        if any(len(ROUND.findall(form[start:end])) > 1 for start, end in lines):
            yield from lines
        else:
            yield block.span()


def _other_marks(form: str, start: int, end: int) -> Iterator[Change]:
    """The mark in each box of a group that is empty now."""
    boxes = list(ROUND.finditer(form, start, end))
    if not any(box[1] == "x" for box in boxes):
        return
    for chosen in boxes:
        if chosen[1] == " ":
            first, last = boxes[0].start(), boxes[-1].end()
            text = "".join(
                f"({'x' if box is chosen else ' '}){form[box.end() : following]}"
                for box, following in zip(boxes, [*(box.start() for box in boxes[1:]), last], strict=True)
            )
            yield first, last, text
