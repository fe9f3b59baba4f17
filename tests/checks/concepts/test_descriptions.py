"""Exercise 1: what is said of a description, and which characteristics decide it. keys.toml has what is right, and why."""

from __future__ import annotations

import tomllib
from collections.abc import Set
from pathlib import Path
from typing import Any

import pytest

from grader.checking import Award, Student
from grader.form import read_form

KEYS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))["descriptions"]


def verdict(form: str, key: dict[str, Any]) -> float:
    """What the one marked option of question 1 is worth, 0 to 1."""
    chosen = read_form(form).chosen("1")
    return float(key["verdict"].get("".join(chosen), 0.0)) if len(chosen) == 1 else 0.0


def decisive(form: str, key: dict[str, Any]) -> float:
    """What the ticks of question 2 are worth, 0 to 1, by the way of being right that gives most."""
    chosen = read_form(form).chosen("2")
    return max(share(chosen, way["needed"], way.get("neutral", "")) for way in key["decisive"])


def share(chosen: Set[str], needed: list[str], neutral: str) -> float:
    """max(0, hits - wrong) / required; any letter of an entry of `needed` is its hit, and more of them gain nothing."""
    hits = sum(not chosen.isdisjoint(letters) for letters in needed)
    wrong = len(set(chosen) - set("".join(needed)) - set(neutral))
    return max(0, hits - wrong) / len(needed)


@pytest.mark.task("description_1")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="描述 1 的判斷：重讀 2.1.1 節的定義，再一個詞一個詞看描述：它說出了什麼，又否定了什麼？",
    en="The verdict on description 1: reread the definition in section 2.1.1, then the description word by word. What does it"
    " state, and what does it deny?",
)
def test_verdict_on_description_1(student: Student, award: Award) -> None:
    award(verdict(student.description_1(), KEYS["description_1"]))


@pytest.mark.task("description_1")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="描述 1 的特性：把 2.3.1 節的比較表一列一列和描述對照；每個勾都要在描述裡找得到字句。",
    en="The characteristics in description 1: hold the table of section 2.3.1 against it row by row. Each tick needs words of the"
    " description.",
)
def test_decisive_in_description_1(student: Student, award: Award) -> None:
    award(decisive(student.description_1(), KEYS["description_1"]))


@pytest.mark.task("description_2")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="描述 2 的判斷：把它和 2.1.1 節的定義逐句對照，看看還缺什麼。",
    en="The verdict on description 2: hold it against the definition in section 2.1.1, phrase by phrase, and see what is missing.",
)
def test_verdict_on_description_2(student: Student, award: Award) -> None:
    award(verdict(student.description_2(), KEYS["description_2"]))


@pytest.mark.task("description_2")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="描述 2 的特性：把句子拆成幾段，每一段各說出 2.1.1 節的哪一項？沒有說到的不要勾。",
    en="The characteristics in description 2: cut the sentence into phrases; which item of section 2.1.1 does each state? No tick"
    " for what is not said.",
)
def test_decisive_in_description_2(student: Student, award: Award) -> None:
    award(decisive(student.description_2(), KEYS["description_2"]))


@pytest.mark.task("description_3")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="描述 3 的判斷：重讀 2.1.1 節。只知道模型處理哪一種模態，足以說它具有那些特性嗎？",
    en="The verdict on description 3: reread section 2.1.1. Does the modality alone allow you to say that the model has all that?",
)
def test_verdict_on_description_3(student: Student, award: Award) -> None:
    award(verdict(student.description_3(), KEYS["description_3"]))


@pytest.mark.task("description_3")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="描述 3 的特性：重讀 2.1.1 與 2.2.3 節。描述說了什麼、沒說什麼？「單一模態」和「單一任務」是同一件事嗎？",
    en="The characteristics in description 3: reread sections 2.1.1 and 2.2.3. What does it say, and what not? Are one modality and"
    " one task the same?",
)
def test_decisive_in_description_3(student: Student, award: Award) -> None:
    award(decisive(student.description_3(), KEYS["description_3"]))


@pytest.mark.task("description_4")
@pytest.mark.points(2)
@pytest.mark.hint(
    zh="描述 4 的判斷：重讀 2.4.1 與 2.4.2 節，看看描述說出的事在那裡叫什麼。",
    en="The verdict on description 4: reread sections 2.4.1 and 2.4.2 and see what they call the things that are described.",
)
def test_verdict_on_description_4(student: Student, award: Award) -> None:
    award(verdict(student.description_4(), KEYS["description_4"]))


@pytest.mark.task("description_4")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="描述 4 的特性：重讀 2.4.2 節的定義，把它的每個條件在描述裡找出來；沒有說到的不要勾。",
    en="The characteristics in description 4: reread the definition in section 2.4.2 and find each of its conditions in the"
    " description. No tick for what is not said.",
)
def test_decisive_in_description_4(student: Student, award: Award) -> None:
    award(decisive(student.description_4(), KEYS["description_4"]))
