"""Markdown as Formgrader shows it to staff, who are logged in there: nothing of a student's that runs, loads or covers the page.

nbgrader's template for Formgrader writes the HTML of markdown as it comes, whatever `HTMLExporter.sanitize_html` says; only the
filter that makes it can be put right. What is not allowed is shown as text, for a person to see what was tried.
"""

from __future__ import annotations

import re
from html import escape

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

TAGS = frozenset(
    "a b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s span strong sub "
    "summary sup table tbody td tfoot th thead tr ul".split()
)
PLAIN = {"a": {"href", "title"}, "img": {"alt", "title"}, "th": {"align"}, "td": {"align"}, "details": {"open"}}
COLOURS = frozenset(STANDARD_TYPES.values()) | {"highlight"}  # a class of the page's own could lay a cell over all others
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")  # in an <img>, even SVG neither runs nor loads


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """The HTML of a markdown cell. Takes the place of nbconvert's filter of this name, in `nbgrader_config.py`."""
    attachments: dict[str, dict[str, str]] = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        made = MarkdownWithMath(renderer=renderer).render(source)
    except Exception:  # noqa: BLE001 - a picture that is not there, say; the page must open all the same
        made = f"<pre>{escape(source)}</pre>"
    return str(bleach.clean(made, tags=TAGS, attributes=_allowed, protocols={"http", "https", "mailto", "data"}))


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return set(value.split()) <= COLOURS
    if tag == "img" and name == "src":
        return PICTURE.match(value) is not None
    return name in PLAIN.get(tag, ()) and not (name == "href" and value.lstrip().lower().startswith("data:"))
