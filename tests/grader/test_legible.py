from __future__ import annotations

import logging
import sys

from grader.legible import Legible, written_out

HOSTILE = "a\x1b[2J\u202eb\udce9\x9b"
SHOWN = "a\\x1b[2J\\u202eb\\udce9\\x9b"


def test_what_cannot_be_printed_is_written_out_and_all_else_stands() -> None:
    assert written_out(HOSTILE + "\n") == SHOWN + "\\n"
    assert written_out("王小明 é \\n [x]") == "王小明 é \\n [x]"
    assert written_out("one\ntwo\x1b", but="\n") == "one\ntwo\\x1b"


def record(message: str, *words: object) -> logging.LogRecord:
    return logging.LogRecord("nbgrader", logging.INFO, __file__, 1, message, words, None)


def test_a_line_of_a_log_is_legible_whatever_is_put_into_it() -> None:
    one = record("%s is %d", HOSTILE, 5)
    assert Legible().filter(one)
    assert one.getMessage() == f"{SHOWN} is 5"


def test_a_per_cent_sign_in_a_name_is_no_format() -> None:
    one = record("%s", "100%s\x1b")
    Legible().filter(one)
    assert one.getMessage() == "100%s\\x1b"


def test_a_traceback_in_a_log_is_legible_too() -> None:
    one = record("failed")
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        one.exc_info = sys.exc_info()
    Legible().filter(one)
    shown = logging.Formatter().format(one)
    assert f"ValueError: {SHOWN}" in shown
    assert all(line.isprintable() for line in shown.splitlines())
