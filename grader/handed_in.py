"""What lies in submitted/, looked at before anything is graded: names that no gradebook can hold, and what may be a mistake."""

from __future__ import annotations

import glob
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from .legible import written_out

NAMES = 5  # as many of a list as fit a line
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # bidirectional classes
MARKS = {"\u200e", "\u200f", "\u061c"}  # which do the same, in classes that have letters in them too


def folders(pattern: str, root: Path) -> list[str]:
    """What lies where a pattern of nbgrader's says, folder or not, and what may lie in a folder that cannot be looked into.

    nbgrader itself passes over hidden names, and over those with letters in them that mean something in a pattern. Each is named
    as nbgrader does, absolute or relative to `root`, where students' ids are read out of it.
    """
    relative = os.path.relpath(pattern, root) if os.path.isabs(pattern) else pattern
    place, name = os.path.split(relative)
    found = set(glob.glob(relative, root_dir=root, include_hidden=True))
    if "*" not in name:
        above = glob.glob(place, root_dir=root, include_hidden=True)
        found.update(os.path.join(one, name) for one in above if os.path.isdir(root / one) and not os.access(root / one, os.X_OK))
    return sorted(os.path.join(root, one) if os.path.isabs(pattern) else one for one in found)


def unfit(student: str) -> str | None:
    """Why `student` can be no student's id, which names a folder in submitted/ and a row of the gradebook; None where it can."""
    if not student:
        return "it is empty"
    if student in {".", ".."} or "/" in student:
        return "it is no name of a folder"
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in student):
        return "it has characters in it that cannot be written, such as a line break"
    if any(unicodedata.bidirectional(letter) in TURNING or letter in MARKS for letter in student):
        return "it has marks in it that turn the direction of writing, so that it is not what it looks like"
    return None


def alike(students: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Students whose ids differ in case, in how an accent is written or in what cannot be seen: two in the gradebook, and often
    one person.
    """
    for _, group in groupby(sorted(students, key=_folded), key=_folded):
        if len(same := tuple(group)) > 1:
            yield same


def _folded(student: str) -> str:
    seen = "".join(letter for letter in student if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", seen).casefold()


def other_notebooks(folder: Path, name: str) -> tuple[str, ...]:
    """Notebooks beside the one that is graded; a second download, say, or a copy under another name."""
    try:
        found = sorted(path.name for path in folder.iterdir() if path.suffix == ".ipynb")
    except OSError:  # no folder, or a link in a circle
        return ()
    return tuple(other for other in found if other != f"{name}.ipynb")


def listed(names: Sequence[str], between: str = ", ") -> str:
    """The first of some names, for a sentence."""
    shown = between.join(map(written_out, names[:NAMES]))
    return shown if len(names) <= NAMES else f"{shown} and {len(names) - NAMES:,} more"
