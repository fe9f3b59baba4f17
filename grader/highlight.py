"""A student's code as HTML, its words marked as what they are, by pygments."""

from __future__ import annotations

from functools import cache, lru_cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatter import Formatter
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import PythonLexer


@lru_cache(maxsize=128)  # most cells of a class are the lesson's own; pygments took two thirds of a page's time
def highlighted(code: str) -> Markup:
    """`code` with a `<span class="…">` around each word that has a class; pygments escapes it."""
    lexer, formatter = _tools()
    return Markup(highlight(code, lexer, formatter))


@cache
def _tools() -> tuple[Lexer, Formatter]:
    return PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True)
