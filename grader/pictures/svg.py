"""The elements of which every picture is made: a white card, which is legible in a dark notebook, too, with text and shapes."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET

FONTS = 'system-ui, "Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif'
INK, QUIET, FAINT = "#1b1f24", "#57606a", "#e4e7ea"
EM = 13.0  # font size of labels, in pixels


def card(width: float, height: float, name: str, title: str = "") -> ET.Element:
    """The root of a drawing: `name` for those who cannot see it, `title` above it."""
    root = ET.Element("svg", _attributes(xmlns="http://www.w3.org/2000/svg", role="img", width=width, height=height))
    root.set("viewBox", f"0 0 {width:.0f} {height:.0f}")
    root.set("aria-label", name)
    root.set("style", f"max-width:100%;height:auto;font-family:{FONTS}")
    ET.SubElement(root, "title").text = name
    add(root, "rect", width=width, height=height, rx=6, fill="#ffffff")
    if title:
        write(root, title, 16, 30, font_size=16, font_weight=600)
    return root


def add(parent: ET.Element, name: str, **values: str | float) -> ET.Element:
    return ET.SubElement(parent, name, _attributes(**values))


def write(parent: ET.Element, text: str, x: float, y: float, **style: str | float) -> ET.Element:
    defaults: dict[str, str | float] = {"fill": INK, "font_size": EM}
    element = add(parent, "text", x=x, y=y, **(defaults | style))
    element.text = text
    return element


def markup(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode")


def breadth(text: str) -> int:
    """How many Latin letters wide `text` is; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def pixels(text: str) -> float:
    """About how wide `text` is in a label."""
    return breadth(text) * EM * 0.56


def printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def shortened(label: str, limit: int) -> str:
    """Cut, with a sign that it is, where it is wider than `limit` Latin letters."""
    while breadth(label) > limit:
        label = label.rstrip("…")[:-1] + "…"
    return label


def _attributes(**values: str | float) -> dict[str, str]:
    return {name.replace("_", "-"): value if isinstance(value, str) else _short(value) for name, value in values.items()}


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
