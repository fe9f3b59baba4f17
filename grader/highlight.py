"""A student's code as HTML, its words marked as what they are, by pygments."""

from __future__ import annotations

from functools import cache, lru_cache

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatter import Formatter
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import PythonLexer

MAX_STEPS = 4_000_000  # of a text: 0.05 s; the longest answer that is known takes 160,000


def steps(code: str) -> int:
    """How long pygments takes, in characters that it looks at once more: after each dot of a.a.a.a, for the end of the name."""
    return 2 * len(code) * code.count(".")


@lru_cache(maxsize=128)  # most cells of a class are the lesson's own; pygments took two thirds of a page's time
def highlighted(code: str) -> Markup:
    """`code` with a `<span class="…">` around each word that has a class; pygments escapes it."""
    if steps(code) > MAX_STEPS:
        return escape(code)
    lexer, formatter = _tools()
    return Markup(highlight(code, lexer, formatter))


@cache
def _tools() -> tuple[Lexer, Formatter]:
    return PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True)
