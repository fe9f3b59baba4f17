"""What lies in submitted/, looked at before anything is graded: names that no gradebook can hold, and what may be a mistake."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path


def unfit(student: str) -> str | None:
    """Why `student` can be no student's id, which names a folder in submitted/ and a row of the gradebook; None where it can."""
    if not student:
        return "it is empty"
    if student in {".", ".."} or "/" in student:
        return "it is no name of a folder"
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in student):
        return "it has characters in it that cannot be written, such as a line break"
    return None


def alike(students: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Students whose ids differ in case or in how an accent is written: two in the gradebook, and often one person."""
    for _, group in groupby(sorted(students, key=_folded), key=_folded):
        if len(same := tuple(group)) > 1:
            yield same


def _folded(student: str) -> str:
    return unicodedata.normalize("NFKC", student).casefold()


def other_notebooks(folder: Path, name: str) -> tuple[str, ...]:
    """Notebooks beside the one that is graded; a second download, say, or a copy under another name."""
    try:
        found = sorted(path.name for path in folder.iterdir() if path.suffix == ".ipynb")
    except OSError:  # no folder, or a link in a circle
        return ()
    return tuple(other for other in found if other != f"{name}.ipynb")
