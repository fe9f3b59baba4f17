"""Pictures that a student has pasted into a text cell: a sheet of calculations, say. nbformat calls them attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# By the name that the text has for each (`![](attachment:name)`): base64 by its type, as nbformat has it.
Pictures = Mapping[str, Mapping[str, str]]

TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")  # what a browser draws and no more: SVG has scripts and links in it
MAX_NAME = 200

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


def pasted(attachments: object) -> Pictures:
    """The pictures in what may be anything; what is none is left out. Never raises."""
    return dict(_pictures(attachments)) if isinstance(attachments, dict) else {}


def _pictures(attachments: dict[str, object]) -> Iterator[tuple[str, dict[str, str]]]:
    for name, bundle in attachments.items():
        if not isinstance(bundle, dict) or not name.isprintable() or len(name) > MAX_NAME:
            continue
        kept = {kind: text for kind in TYPES if (text := _base64(bundle.get(kind))) is not None}
        if kept:
            yield name, kept


def _base64(data: object) -> str | None:
    text = "".join(data) if isinstance(data, list) and all(isinstance(line, str) for line in data) else data
    return text if isinstance(text, str) and _BASE64.fullmatch(text) else None


def size(pictures: Pictures) -> int:
    """In characters."""
    return sum(len(text) for bundle in pictures.values() for text in bundle.values())


def sources(pictures: Pictures) -> tuple[str, ...]:
    """Addresses that hold the pictures themselves, for an <img>."""
    firsts = (next(iter(bundle.items())) for bundle in pictures.values())
    return tuple(f"data:{kind};base64,{''.join(text.split())}" for kind, text in firsts)
