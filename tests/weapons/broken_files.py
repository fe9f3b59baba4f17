"""Files whose bytes are no notebook, or only nearly one."""

from __future__ import annotations

import json

from .weapon import Earns, Ground, Weapon

NOT_JSON = "the file is not a notebook (it is not JSON); save the notebook again in JupyterLab"
NOT_TEXT = "the file is not a notebook (it is not UTF-8 text); save the notebook again in JupyterLab"
NO_OBJECT = "the file is not a notebook (its JSON is not an object); save the notebook again in JupyterLab"


def _bytes_of(name: str, content: bytes, said: str) -> Weapon:
    def lay(ground: Ground) -> None:
        ground.notebook.write_bytes(content)

    lay.__doc__ = f"The bytes {content[:30]!r}."
    return Weapon(name, lay, Earns.NONE, said)


def truncated(ground: Ground) -> None:
    """The first half of a notebook, as a full disk leaves it."""
    text = json.dumps(ground.whole)
    ground.notebook.write_text(text[: len(text) // 2])


def twice(ground: Ground) -> None:
    """Two notebooks in one file, one after the other."""
    ground.notebook.write_text(json.dumps(ground.whole) * 2)


def utf16(ground: Ground) -> None:
    """A notebook saved as UTF-16."""
    ground.notebook.write_text(json.dumps(ground.whole), encoding="utf-16")


def latin1(ground: Ground) -> None:
    """A notebook with one accent in Latin-1."""
    ground.notebook.write_bytes(json.dumps(ground.whole).encode() + b"\n" + "\u00e9".encode("latin-1"))


def invalid_utf8(ground: Ground) -> None:
    """A surrogate written out in UTF-8, which no decoder takes."""
    ground.notebook.write_bytes(json.dumps({"metadata": {"x": "HERE"}}).encode().replace(b"HERE", b"\xed\xa0\x80"))


def raw_nul(ground: Ground) -> None:
    """NUL bytes between the tokens, as a crash of the disk leaves them."""
    ground.notebook.write_bytes(json.dumps(ground.whole).encode() + b"\0" * 4096)


def byte_order_mark(ground: Ground) -> None:
    """A whole notebook behind a byte order mark."""
    ground.notebook.write_text(json.dumps(ground.whole), encoding="utf-8-sig")


def carriage_returns(ground: Ground) -> None:
    """A whole notebook with the line ends of Windows."""
    ground.notebook.write_bytes(json.dumps(ground.whole, indent=1).replace("\n", "\r\n").encode())


def conflict_markers(ground: Ground) -> None:
    """A notebook in the middle of a merge."""
    text = json.dumps(ground.whole, indent=1)
    ground.notebook.write_text(text.replace("\n", "\n<<<<<<< HEAD\n", 1))


WEAPONS = (
    _bytes_of("empty-file", b"", "the file is empty; save the notebook again in JupyterLab"),
    _bytes_of("blank-lines", b" \n\t\n", "the file is empty; save the notebook again in JupyterLab"),
    _bytes_of("a-list", b"[]", NO_OBJECT),
    _bytes_of("a-number", b"-1e999", NO_OBJECT),
    _bytes_of("a-string", b'"import os"', NO_OBJECT),
    _bytes_of("null", b"null", NO_OBJECT),
    _bytes_of("a-zip-archive", b"PK\x03\x04\xff\xfe" * 99, NOT_TEXT),
    _bytes_of("a-login-page", b"<!DOCTYPE html><script>alert(1)</script>", NOT_JSON),
    _bytes_of("a-script", b"import os\nos.abort()\n", NOT_JSON),
    Weapon("truncated", truncated, Earns.NONE, NOT_JSON),
    Weapon("twice-in-a-file", twice, Earns.NONE, NOT_JSON),
    Weapon("conflict-markers", conflict_markers, Earns.NONE, NOT_JSON),
    Weapon("raw-nul", raw_nul, Earns.NONE, NOT_JSON),
    Weapon("utf-16", utf16, Earns.NONE, NOT_TEXT),
    Weapon("latin-1", latin1, Earns.NONE, NOT_TEXT),
    Weapon("invalid-utf-8", invalid_utf8, Earns.NONE, NOT_TEXT),
    Weapon("byte-order-mark", byte_order_mark, Earns.ALL),
    Weapon("carriage-returns", carriage_returns, Earns.ALL),
)
