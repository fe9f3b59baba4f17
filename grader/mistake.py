"""What was raised in a notebook, in the student's terms: which answer, which line, and whether it is only not written yet."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

from . import table
from .result import Language
from .wording import wording


def explained(error: Exception, namespace: Mapping[str, object], language: Language) -> str:
    """One line for what was raised in a `see` block."""
    words = wording(language)
    place = place_of(error, namespace)
    if isinstance(error, NotImplementedError) and place is not None and place.function:
        return words.not_written_name.format(name=place.function)
    if isinstance(error, NameError) and place is not None and not place.function and error.name not in namespace:
        return words.not_run_name.format(name=error.name)
    function = place.function if place else None
    said = (words.raised if function else words.cell_raised).format(name=function, error=message_of(error))
    return f"{said}{words.join}{place.told(language)}" if place else said


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the notebook something was raised."""

    function: str | None  # None: in no function, in the cell itself
    line: int
    text: str

    def told(self, language: Language) -> str:
        return wording(language).in_line.format(line=self.line, text=self.text)


def place_of(error: BaseException, namespace: Mapping[str, object]) -> Place | None:
    """The innermost line that was written in the notebook, by the namespace that it ran in."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_globals is namespace:
            name = frame.f_code.co_name  # "<module>" and the like where it is no function
            text = linecache.getline(frame.f_code.co_filename, line).strip()
            return Place(None if name.startswith("<") else name, line, text)
    return None


def message_of(error: BaseException) -> str:
    """Type and message; a student's own exception may even fail to say what it is."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - a student's own __str__
        message = ""
    return table.clean(f"{type(error).__name__}: {message}" if message else type(error).__name__, limit=400, lines=6)
