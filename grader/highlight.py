"""A student's code as HTML, its words marked as what they are: by pygments' names for their classes, in a tenth of its time.

It goes from token to token and knows no grammar, so that code which is cut off, or no Python at all, is shown as well.
"""

from __future__ import annotations

import builtins
import keyword
import re

from markupsafe import Markup, escape

_TOKEN = re.compile(
    r"""
    (?P<c1> \#[^\n]* )
  | (?P<s> (?: \b[rbfut]{1,2} )? (?: \"{3} .*? (?: \"{3} | \Z ) | '{3} .*? (?: '{3} | \Z ) ) )
  | (?P<s1> (?: \b[rbfut]{1,2} )? (?: "(?: \\. | [^"\\\n] )*"? | '(?: \\. | [^'\\\n] )*'? ) )
  | (?P<nd> (?<![\w)\]"']) @ [^\W\d][\w.]* )
  | (?P<mi> \b\d (?: [\w.] | (?<=e)[+-] )* )
  | (?P<word> [^\W\d]\w* )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_OPERATORS = frozenset({"and", "in", "is", "not", "or"})
_CONSTANTS = frozenset({"True", "False", "None"})
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"self", "cls"}
_NAMES = {"def": "nf", "class": "nc"}  # of what is named next


def highlighted(code: str) -> Markup:
    """`code`, escaped, with a `<span class="…">` around each word that has a class."""
    parts: list[str] = []
    end, before = 0, ""
    for token in _TOKEN.finditer(code):
        said = token[0]
        kind = _kind(said, before) if token.lastgroup == "word" else token.lastgroup
        parts += (escape(code[end : token.start()]), f'<span class="{kind}">{escape(said)}</span>' if kind else escape(said))
        end, before = token.end(), said
    return Markup("".join([*parts, escape(code[end:])]))  # all of it is escaped


def _kind(word: str, before: str) -> str | None:
    if before in _NAMES:
        return _NAMES[before]
    if word in _CONSTANTS:
        return "kc"
    if keyword.iskeyword(word):
        return "ow" if word in _OPERATORS else "k"
    return "nb" if word in _BUILTINS else None
