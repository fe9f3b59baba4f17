"""Text of strangers for a terminal: what moves a cursor, turns the direction of writing or cannot be seen is written out."""

from __future__ import annotations

import logging
import traceback


def written_out(text: str, *, but: str = "") -> str:
    """`text` with line breaks, terminal escapes, bidi marks and the like written out, those in `but` excepted."""
    return "".join(c if c.isprintable() or c in but else c.encode("unicode_escape").decode() for c in text)


class Legible(logging.Filter):
    """For nbgrader's log, where names of students and of their files stand as they are. nbgrader_config.py puts it there.

    A line break stays: nbgrader's own messages have some, and what follows one is indented.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = written_out(record.getMessage(), but="\n"), None
        if record.exc_info:
            record.exc_text = written_out("".join(traceback.format_exception(*record.exc_info)).rstrip(), but="\n")
        return True
