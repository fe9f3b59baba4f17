"""What an audit ends in: something that is not as it should be, by the part that found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["matrix", "mutation", "seeds"]
PARTS: tuple[Part, ...] = ("matrix", "mutation", "seeds")


@dataclass(frozen=True)
class Finding:
    """One thing to mend; `text` names it, in a sentence."""

    assignment: str
    part: Part
    text: str
    diff: str | None = None  # of a mutant
