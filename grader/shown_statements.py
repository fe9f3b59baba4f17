"""The statements that a student is to judge, to read in the notebook."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from .course import CourseError
from .form import read_form
from .result import Language
from .statements import STATEMENTS, Statement, draw, id_in, load
from .table import clean
from .wording import wording

_PAGE = Markup('<div lang="{}" style="padding: 4px 2px; line-height: 1.6; max-width: 760px;">{}{}</div>')
_ITEM = Markup('<div style="margin: 6px 0; padding-left: 2em; text-indent: -1.4em;"><strong>{}.</strong> {}</div>')


def shown_statements(form: object, folder: Path, language: Language) -> tuple[str, str]:
    """HTML and text of the statements for the id that is filled in on `form`, or a sentence on what is still missing.

    Args:
        form: the text that the answer function returned, or the function itself.
        folder: that the notebook lies in, with the bank of statements.
    """
    words = wording(language)
    who = clean(id_in(read_form(_text(form))), limit=80, lines=1)
    if not who:
        return _page(words.no_id, [], language)
    try:
        drawn = draw(load(folder / STATEMENTS), who)
    except CourseError:
        return _page(words.no_statements, [], language)
    return _page(words.statements_of.format(id=who), [_said(one, language) for one in drawn], language)


def _text(form: object) -> object:
    if not callable(form):
        return form
    try:
        return form()
    except Exception:  # noqa: BLE001 - a lesson goes on, whatever a student's function does
        return ""


def _said(statement: Statement, language: Language) -> str:
    return statement.en if language == "en" else statement.zh


def _page(title: str, items: list[str], language: Language) -> tuple[str, str]:
    numbered = list(enumerate(items, start=1))
    html = _PAGE.format(language, title, Markup().join(_ITEM.format(number, item) for number, item in numbered))
    return str(html), "\n".join([title, *(f"  {number}. {item}" for number, item in numbered)])
