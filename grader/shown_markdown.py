"""Markdown as Formgrader shows it to staff, who are logged in there: nothing of a student's that runs, loads or covers the page.

nbgrader's template for Formgrader writes the HTML of markdown as it comes, whatever `HTMLExporter.sanitize_html` says; only the
filter that makes it can be put right. What is not allowed is shown as text, for a person to see what was tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import bleach
from bs4 import BeautifulSoup
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

from .pasted import pasted, sources
from .patience import affordable

TAGS = frozenset(
    "a b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s span strong sub "
    "summary sup table tbody td tfoot th thead tr ul".split()
)
PLAIN = {"a": {"title"}, "img": {"alt", "title"}, "th": {"align"}, "td": {"align"}, "details": {"open"}}
MAX_TAGS = 2_000  # in a cell, where the longest of the course has 162; 40,000 that are not closed take the cleaner 16 s
COLOURS = frozenset(STANDARD_TYPES.values()) | {"highlight"}  # a class of the page's own could lay a cell over all others
# Never to the Jupyter server that shows the page: one GET there runs the configuration in a folder, a student's too, and a file
# handed in beside the notebook is a page with the login of staff. So no relative link, no address that is a number or has no dot,
# no localhost. And the template takes "files/" off a link after it was cleaned: files/javascript: would come out as javascript:.
LINK = re.compile(r"https?://(?:[a-z0-9_-]+\.)+(?!localhost\b)[a-z][a-z0-9-]*(?::\d+)?(?:[/?#]|$)|mailto:", re.IGNORECASE)
# What a formula may not ask of MathJax: a link, a style (a cursor of which loads a picture), a name in the page, more of itself.
COMMAND = re.compile(r"\\(?=(?:href|style|class|cssId|require|mmlToken|bbox)(?![A-Za-z]))")
VERBATIM = ("pre", "code")  # where MathJax does not look
# A formula with a rule of a thousand em in it, or moved by as much, stays in its cell; what is wide can be scrolled.
FRAME = '<div style="contain: paint; overflow-x: auto">{}</div>'
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")  # in an <img>, even SVG neither runs nor loads
NUMBERED = "picture-{}"  # stands for the data of a pasted picture while the text is rendered and cleaned
TIMES = 3  # that a cell may show each of them: a page with 2,000 of one photograph has 8 GB
# A target that is named once and meant often comes out as long each time: of 128 KiB of text, 700 MB of HTML could be made.
TARGET, MAX_TARGETS = "]:", 2 << 20  # characters
# Each bracket has what is after it looked at once more, and each of these signs is escaped: 1 s for 90,000 of them.
OPENING, ESCAPED = re.compile(r"\[|\\begin|<!"), re.compile('[&"<>]')
STEPS_TO_ESCAPE = 1_000


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """The HTML of a markdown cell. Takes the place of nbconvert's filter of this name, in `nbgrader_config.py`."""
    pictures = pasted(context.get("cell", {}).get("attachments"))
    made = _rendered(source, list(pictures)) if affordable(_steps(source), context.get("resources", {})) else None
    if made is None or made.count("<") > MAX_TAGS:
        return _framed(f"<pre>{escape(source)}</pre>")
    cleaned = bleach.clean(made, tags=TAGS, attributes=_allowed, protocols={"http", "https", "mailto", "data"})
    page = BeautifulSoup(cleaned, "html.parser")
    _let_links_leave_the_page_open(page)
    _disarm_formulas(page)
    _put_pictures_in(page, sources(pictures))
    return _framed(str(page))


def _framed(html: str) -> str:
    """`html` as it goes into the template, which looks for files of [links](files/…) there: after 120,000 brackets, for minutes."""
    return FRAME.format(html.replace("[", "&#91;"))


def _steps(source: str) -> int:
    return len(source) * len(OPENING.findall(source)) + STEPS_TO_ESCAPE * len(ESCAPED.findall(source))


def _rendered(source: str, names: Sequence[str]) -> str | None:
    """The HTML that `source` asks for; None where there is none to be had."""
    if TARGET in source and source.count("[") * max(map(len, source.split())) > MAX_TARGETS:
        return None
    stand_ins = {name: {"image/png": NUMBERED.format(number)} for number, name in enumerate(names)}
    renderer = IPythonRenderer(escape=False, attachments=stand_ins, exclude_anchor_links=True)
    try:
        return str(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # noqa: BLE001 - a picture that is not there, say; the page must open all the same
        return None


def _let_links_leave_the_page_open(page: BeautifulSoup) -> None:
    """In a window of their own, and without telling where they were followed."""
    for link in page.find_all("a", href=True):
        link["target"], link["rel"] = "_blank", "noopener noreferrer"


def _disarm_formulas(page: BeautifulSoup) -> None:
    """A command that is not allowed is shown in place of obeyed: another sign takes the place of its backslash."""
    for text in page.find_all(string=COMMAND):
        if text.find_parent(VERBATIM) is None:
            text.replace_with(COMMAND.sub("∖", text))


def _put_pictures_in(page: BeautifulSoup, addresses: Sequence[str]) -> None:
    """Each at its place, the first few times."""
    for number, address in enumerate(addresses):
        for time, picture in enumerate(page.find_all("img", src=f"data:image/png;base64,{NUMBERED.format(number)}")):
            picture["src"] = address if time < TIMES else ""


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return set(value.split()) <= COLOURS
    if tag == "img" and name == "src":
        return PICTURE.match(value) is not None
    if tag == "a" and name == "href":
        return LINK.match(value) is not None
    return name in PLAIN.get(tag, ())
