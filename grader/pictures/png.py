"""The one kind of PNG that we write: 8-bit RGB, without a library for images."""

from __future__ import annotations

import base64
import struct
import zlib


def png(rows: list[bytes]) -> bytes:
    """An image of `rows`, each 3 bytes a pixel and all of one length (W3C, Portable Network Graphics, sections 5 and 11)."""
    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)  # each row says which filter it went through: none
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def data_uri(image: bytes) -> str:
    """For the `href` of an image that is inside the page itself."""
    return "data:image/png;base64," + base64.b64encode(image).decode("ascii")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
