from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from grader.course import CourseError
from grader.form import read_form
from grader.shown_statements import shown_statements
from grader.statements import DRAWN, STATEMENTS, Bank, Statement, draw, load, other_draw, same_id
from tests.grader.quiz_course import BANK

CLASS = [f"B109010{number:02}" for number in range(100)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / STATEMENTS
    path.write_text(BANK, encoding="utf-8")
    return path


@pytest.fixture
def bank(path: Path) -> Bank:
    return load(path)


def ids(bank: Bank, student: str) -> list[str]:
    return [one.id for one in draw(bank, student)]


def test_a_bank_is_read(bank: Bank) -> None:
    assert len(bank.statements) == 24
    assert bank.statements[0] == Statement("a_0", "a", "敘述 a 0", "Claim a 0")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no bank"),
        ("salt = ", "no bank"),
        ("statements = []", "no bank"),
        (BANK.replace('topic = "a"\n', "", 1), "no bank"),
        (BANK.replace('"a_1"', '"a_0"'), "more than one statement has the id a_0"),
        (
            BANK.replace('topic = "f"', 'topic = "e"').replace('topic = "g"', 'topic = "e"').replace('topic = "h"', 'topic = "e"'),
            "there are 5",
        ),
    ],
)
def test_a_bank_that_cannot_be_drawn_from_is_named(path: Path, text: str | None, words: str) -> None:
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=rf"statements\.toml.*{words}"):
        load(path)


def test_a_draw_has_six_statements_of_six_topics(bank: Bank) -> None:
    for student in CLASS:
        drawn = draw(bank, student)
        assert len(drawn) == len({one.topic for one in drawn}) == DRAWN == 6


def test_a_draw_is_the_same_for_every_way_to_write_an_id(bank: Bank) -> None:
    assert ids(bank, "B10901001") == ids(bank, " b10901001\n") == ids(bank, "Ｂ１０９０１００１")
    assert same_id("B10901001", " ｂ10901001")
    assert not same_id("B10901001", "B10901002")


def test_another_salt_gives_other_draws(bank: Bank) -> None:
    other = Bank("another", bank.statements)
    assert sum(ids(bank, student) == ids(other, student) for student in CLASS) <= 1


def test_neighbours_share_few(bank: Bank) -> None:
    """Six of 24 at random share 1.5 on average."""
    shared = [len(set(ids(bank, one)) & set(ids(bank, other))) for one, other in pairwise(CLASS)]
    assert sum(shared) / len(shared) < 2
    assert max(shared) < 6


def test_every_statement_is_drawn_about_as_often(bank: Bank) -> None:
    """Of 2,000 draws each of 24 statements is expected in 500; the standard deviation is 19."""
    counted = Counter(name for number in range(2000) for name in ids(bank, f"student {number}"))
    assert len(counted) == 24
    assert min(counted.values()) > 400
    assert max(counted.values()) < 600


def test_a_draw_stays_as_it_is_when_a_statement_is_mended(bank: Bank) -> None:
    mended = Bank(bank.salt, tuple(Statement(one.id, one.topic, one.zh + "！", one.en) for one in reversed(bank.statements)))
    assert all(ids(bank, student) == ids(mended, student) for student in CLASS)


def test_a_new_statement_changes_few_draws(bank: Bank) -> None:
    grown = Bank(bank.salt, (*bank.statements, Statement("a_9", "a", "新", "new")))
    assert sum(ids(bank, student) != ids(grown, student) for student in CLASS) < 40


def test_answers_to_another_draw_are_told_of_with_both_ids() -> None:
    assert other_draw(read_form("學號 student id: Ｂ1"), "b1") is None
    fault = other_draw(read_form("學號 student id: B2"), "b1")
    assert fault is not None
    assert all(name in said for said in (fault.zh, fault.en) for name in ("B2", "b1"))
    assert other_draw(read_form("學號 student id: ____"), "b1") is not None


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_a_student_sees_the_statements_in_the_notebooks_language(path: Path, bank: Bank, language: str) -> None:
    html, text = shown_statements("學號 student id: <B1>", path.parent, "en" if language == "en" else "zh-TW")
    wanted = [one.en if language == "en" else one.zh for one in draw(bank, "b1")]
    assert [line.strip() for line in text.splitlines()[1:]] == [f"{number}. {said}" for number, said in enumerate(wanted, 1)]
    assert all(said in html for said in wanted)


def test_what_a_student_writes_is_escaped(path: Path) -> None:
    html, _ = shown_statements("學號: <b>x</b><script>", path.parent, "zh-TW")
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("form", [None, "", "學號 student id: ____", lambda: 1 / 0, lambda: None, 3])
def test_without_an_id_it_is_a_friendly_line(path: Path, form: object) -> None:
    assert "先在表單的「學號」那一行填上你的學號" in shown_statements(form, path.parent, "zh-TW")[1]


def test_without_a_bank_it_is_a_friendly_line(tmp_path: Path) -> None:
    assert "statements.toml" in shown_statements(lambda: "學號: B1", tmp_path, "en")[1]
