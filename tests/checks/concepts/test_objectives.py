"""Exercise 2: what belongs to which objective, and where each is used."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.checking import Award, Student
from grader.form import read_form

KEYS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))


def ticked(form: str, question: str) -> float:
    """max(0, hits - wrong) / required of one question with several answers."""
    key, chosen = KEYS["architectures"][question], read_form(form).chosen(question)
    hits = len(chosen & set(key["needed"]))
    return max(0, hits - len(chosen - set(key["needed"]) - set(key["neutral"]))) / len(key["needed"])


def matched(form: str, rows: str) -> float:
    """max(0, right - wrong) of these rows, of which each has one answer; none or several are no answer."""
    read, keys = read_form(form), KEYS["objectives"]
    answers = [(read.chosen(row), keys[row]) for row in rows if len(read.chosen(row)) == 1]
    right = sum(key in chosen for chosen, key in answers)
    return max(0, right - (len(answers) - right)) / len(rows)


@pytest.mark.task("objectives")
@pytest.mark.points(4)
@pytest.mark.hint(
    zh="第 1 到 4 列沒有全部配對。重讀 2.2.1 節的「預訓練目標」，對每一列問兩件事：學的是什麼？學的時候看得到什麼？",
    en="Rows 1 to 4 are not all matched. Reread the pre-training objectives in section 2.2.1, and ask of each row what is learned,"
    " and what can be seen meanwhile.",
)
def test_the_first_four_behaviours_are_matched(student: Student, award: Award) -> None:
    award(matched(student.objectives(), "1234"))


@pytest.mark.task("objectives")
@pytest.mark.points(4)
@pytest.mark.hint(
    zh="第 5 到 8 列沒有全部配對。重讀 2.2.1 節的「預訓練目標」與 2.2.2 節，想想每一列在哪裡讀到過。",
    en="Rows 5 to 8 are not all matched. Reread the pre-training objectives in section 2.2.1, and section 2.2.2: where did you read"
    " of each?",
)
def test_the_last_four_behaviours_are_matched(student: Student, award: Award) -> None:
    award(matched(student.objectives(), "5678"))


@pytest.mark.task("architectures")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="CLM 的架構：重讀 2.2.1 節的「Transformer 架構」，哪一種在生成時只看得到前面？",
    en="Architectures for CLM: reread what section 2.2.1 says of Transformers. Which of them sees only what came before?",
)
def test_architectures_for_clm(student: Student, award: Award) -> None:
    award(ticked(student.architectures(), "1"))


@pytest.mark.task("architectures")
@pytest.mark.points(3)
@pytest.mark.hint(
    zh="MLM 的架構：重讀 2.2.1 節的「Transformer 架構」，哪些能讀到一個詞元前後兩邊的內容？",
    en="Architectures for MLM: reread what section 2.2.1 says of Transformers. Which can read both sides of a token?",
)
def test_architectures_for_mlm(student: Student, award: Award) -> None:
    award(ticked(student.architectures(), "2"))
