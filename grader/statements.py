"""Statements to judge, six for each student, drawn by the student's id from a bank that is given out without keys.

    source/<assignment>/statements.toml

    salt = "…"                   # of the course: another one gives other draws

    [[statements]]
    id = "scale_1"               # what the hidden keys go by
    topic = "scale"
    zh = "…"
    en = "…"

A draw has one statement each of six topics. It depends on the salt and the id alone, so the notebook shows a student the
statements that the grader will expect, and a statement that is added or mended leaves most draws as they were.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .course import CourseError
from .form import Fault, Form

STATEMENTS = "statements.toml"  # beside the notebook, in source/ and as it is given out
DRAWN = 6
ID_LABEL = "學號"  # of the line of a form that the student's id is filled in on: `學號 student id: ____`


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim to judge; what is right is not said here."""

    id: str
    topic: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Bank:
    """All statements of an assignment."""

    salt: str
    statements: tuple[Statement, ...]


def load(path: Path) -> Bank:
    """The bank in a statements.toml.

    Raises:
        CourseError: it is missing, malformed, or has fewer topics than a draw takes.
    """
    try:
        bank = msgspec.toml.decode(path.read_bytes(), type=Bank)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise CourseError(f"{path} is no bank of statements: {error}") from error
    twice = [name for name, times in Counter(one.id for one in bank.statements).items() if times > 1]
    if twice:
        raise CourseError(f"{path}: more than one statement has the id {', '.join(twice)}")
    topics = {one.topic for one in bank.statements}
    if len(topics) < DRAWN:
        raise CourseError(f"{path}: a draw takes {DRAWN} topics, and there are {len(topics)}")
    return bank


def normalised(student_id: str) -> str:
    """An id as it counts: neither the width nor the case of its letters matters, nor spaces around it."""
    return unicodedata.normalize("NFKC", student_id).strip().casefold()


def draw(bank: Bank, student_id: str) -> tuple[Statement, ...]:
    """The six statements of a student, numbered 1 to 6 in this order."""
    who = normalised(student_id)

    def rank(*names: str) -> bytes:
        return hashlib.sha256("\0".join((bank.salt, who, *names)).encode("utf-8", "replace")).digest()

    topics = sorted({one.topic for one in bank.statements}, key=lambda topic: rank("topic", topic))[:DRAWN]
    ranked = sorted(bank.statements, key=lambda one: rank("statement", one.id))
    firsts = {one.topic: one for one in reversed(ranked)}
    return tuple(one for one in ranked if one.topic in topics and firsts[one.topic] is one)


def id_in(form: Form) -> str:
    """The id that is filled in on a form, as it was written; "" for none."""
    return form.written(ID_LABEL)


def same_id(one: str, other: str) -> bool:
    return normalised(one) == normalised(other)


def other_draw(form: Form, student_id: str) -> Fault | None:
    """Why the answers on a form cannot be held against the draw of `student_id`: they were given to another id's; else None.

    For `Pending(zh=…, en=…)`, which hands them to a person; the sentences name both ids.
    """
    written = id_in(form)
    if same_id(written, student_id):
        return None
    if not written:
        return Fault(
            f"表單上沒有填學號（成績冊上是 {student_id}），不知道作答的是哪一組敘述，由人工核對。",
            f"The form has no student id (the gradebook says {student_id}), so it is not known which statements were judged;"
            " a person will look at it.",
        )
    return Fault(
        f"表單上的學號是 {written}，成績冊上是 {student_id}，作答的可能是另一組敘述，由人工核對。",
        f"The form says {written} and the gradebook {student_id}: other statements may have been judged; a person will look at it.",
    )
