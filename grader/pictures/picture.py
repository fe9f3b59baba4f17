"""What a drawing function gives: a picture that a notebook shows by itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture that a notebook draws by itself: SVG in a browser, text elsewhere."""

    svg: str
    text: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.text
