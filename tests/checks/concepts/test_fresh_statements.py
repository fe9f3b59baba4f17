"""The six statements, drawn again from the gradebook's id: an id in the form decides nothing, but another one is for a person."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.checking import Award, Pending, Student
from grader.course import Course
from grader.form import Form, read_form
from grader.statements import STATEMENTS, Statement, draw, load, other_draw

HERE = Path(__file__).resolve().parent
KEYS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "keys.toml").read_text(encoding="utf-8"))["statements"]


def drawn_for(student_id: str) -> tuple[Statement, ...]:
    source = Course.find(HERE).assignment(HERE.name).source
    return draw(load(source.with_name(STATEMENTS)), student_id)


def marks(form: Form, count: int) -> list[frozenset[str]]:
    return [form.chosen(str(number)) for number in range(1, count + 1)]


def share(given: list[frozenset[str]], drawn: tuple[Statement, ...]) -> float:
    """max(0, right - wrong) / 6; both boxes of a statement, or neither, are no answer."""
    keys = ["A" if KEYS[statement.id]["holds"] else "B" for statement in drawn]
    answers = [(chosen, key) for chosen, key in zip(given, keys, strict=True) if len(chosen) == 1]
    right = sum(key in chosen for chosen, key in answers)
    return max(0, right - (len(answers) - right)) / len(drawn)


@pytest.mark.task("fresh_statements")
@pytest.mark.points(20)
@pytest.mark.hint(
    zh="六句敘述沒有全部判斷對。請重讀這些小節，再一句一句想：課本真的這樣說嗎？",
    en="Not all six statements are judged right. Reread these sections and ask of each statement: is that what the chapter says?",
)
def test_the_statements_are_judged_by_the_chapter(student: Student, student_id: str, award: Award) -> None:
    form, drawn = read_form(student.fresh_statements()), drawn_for(student_id)
    given = marks(form, len(drawn))
    other = other_draw(form, student_id)
    if other is not None and any(given):
        raise Pending(zh=other.zh, en=other.en)
    sections = sorted(
        {str(KEYS[statement.id]["section"]) for statement in drawn}
    )  # of all six: which were lost would be the answers
    award(
        share(given, drawn),
        zh=f"六句敘述沒有全部判斷對。它們出自 {'、'.join(sections)} 節；請重讀這些小節，再一句一句想：課本真的這樣說嗎？",
        en=f"Not all six statements are judged right. They come from sections {', '.join(sections)}: reread these and ask of each"
        " statement whether that is what the chapter says.",
    )
