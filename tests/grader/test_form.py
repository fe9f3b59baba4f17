from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.form import Expected, Fault, Form, blank, expected_of, faults, read_form

FILLED = """
學號 student id: __B10901001__
1. 只憑這段描述（見 2.5 節），看得出來嗎？ Can you tell?
( ) A. 可以 yes
(x) B. 不行 no
2. 哪些特性？ Which characteristics?
[x] A. 規模 scale
[ ] B. 顏色 colour (not 3)
[x] C. 通用性 generality
3. 同一行 in one line: ( ) A. CLM (x) B. MLM
損失 loss: __0.25__
"""
EXPECTED = Expected(one={"1": "AB", "3": "AB"}, several={"2": "ABC"}, lines=("學號 student id",), numbers=("損失 loss",))
CHOSEN = {"1": {"B"}, "2": {"A", "C"}, "3": {"B"}}


def told(text: object, expected: Expected = EXPECTED) -> list[str]:
    return [fault.en for fault in faults(text, expected)]


def changed(old: str, new: str) -> str:
    assert old in FILLED
    return FILLED.replace(old, new)


def test_a_form_is_read() -> None:
    form = read_form(FILLED)
    assert {number: form.chosen(number) for number in form.questions} == CHOSEN
    assert form.written("學號") == form.written("student id") == "B10901001"
    assert form.number("loss") == 0.25
    assert faults(FILLED, EXPECTED) == []


@pytest.mark.parametrize(
    "line",
    [
        "(x) B.", "(X)B.", "( v ) B.", "(✓) B.", "(✔) B.", "(O) B.", "(○) B.", "(*) B.", "(1) B.", "(ｘ) B.", "（✓）B．",
        "（　ｘ　） Ｂ.", "[x] B.", "【v】 B、", "( x) b.", "  (x)   B .", "- (x) B.", "> (x) B.", "(x)\u3000B.", "(xx) B.",
        "( )x B.", "x ( ) B.", "(我選) B.",
    ],
)  # fmt: skip
def test_any_mark_counts_however_it_is_made(line: str) -> None:
    form = read_form(changed("(x) B. 不行", f"{line} 不行"))
    assert form.chosen("1") == {"B"}


@pytest.mark.parametrize("box", ["( )", "()", "(　)", "( _ )", "(\u200b)", "(\t)", "（ ）"])
def test_an_empty_box_is_not_chosen(box: str) -> None:
    assert read_form(changed("(x) B. 不行", f"{box} B. 不行")).chosen("1") == frozenset()


@pytest.mark.parametrize("number", ["1.", "１．", "1、", "1)", "**1.**", "第 1 題.", " 1 ."])
def test_a_question_begins_with_its_number_however_it_is_written(number: str) -> None:
    assert read_form(changed("1. 只憑", f"{number} 只憑")).chosen("1") == {"B"}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("學號 student id: B1", "B1"),
        ("學號 student id：  Ｂ１ ", "B1"),
        ("學號 student id: ____B1____", "B1"),
        ("學號student id:__B1", "B1"),
        ("  學號 student id : 「B1」", "B1"),
        ("學號 student id: ____", ""),
        ("學號 student id:", ""),
        ("學號 student id B1", ""),
    ],
)
def test_a_line_is_read_however_it_is_filled_in(line: str, written: str) -> None:
    assert read_form(changed("學號 student id: __B10901001__", line)).written("學號") == written


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.25", 0.25),
        ("≈ .25 nats", 0.25),
        ("−1e-3", -0.001),
        ("１．５", 1.5),
        ("1 or 2", None),
        ("many", None),
        ("約0.25", 0.25),
        ("B10901001", None),
    ],
)
def test_a_number_is_the_only_one_on_its_line(text: str, number: float | None) -> None:
    assert read_form(f"損失 loss: {text}").number("損失") == number


def test_the_line_that_is_named_exactly_is_meant_before_one_that_begins_or_contains_it() -> None:
    form = read_form("a loss total: 1\nloss of MLM: 2\nloss: 3")
    assert [form.written(label) for label in ("loss", "loss of", "total")] == ["3", "2", "1"]


@pytest.mark.parametrize("text", [None, 3, ["1. (x) A."], b"1. (x) A.", "", "nothing of a form", "(" * 1000, "\0\ud800"])
def test_what_is_no_form_is_an_empty_one(text: object) -> None:
    form = read_form(text)
    assert form.chosen("1") == frozenset()
    assert form.written("學號") == ""
    assert told(text) == [
        "There is no form to read: the function returns the whole text between the triple quotes;"
        " you can copy this cell back from the notebook as it was given out."
    ]


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    assert isinstance(read_form(text), Form)
    assert faults(text, EXPECTED)


@given(st.text(alphabet="12.AB ()[]xv_:：學\n"))
@example("[1]v：")
def test_blanking_leaves_nothing_chosen_and_no_box_lost(text: str) -> None:
    before, after = read_form(text), read_form(blank(text))
    assert not any(option.mark for option in after.options)
    assert len(after.options) >= len(before.options)
    assert blank(blank(text)) == blank(text)


def test_a_blank_form_has_everything_but_answers() -> None:
    empty = blank(FILLED)
    assert blank(empty) == empty
    assert "學號 student id: ____\n" in empty
    assert "損失 loss: ____\n" in empty
    assert "[ ] C. 通用性" in empty
    assert "B. 顏色 colour (not 3)" in empty
    assert "（見 2.5 節）" in empty
    form = read_form(empty)
    assert all(form.chosen(number) == frozenset() for number in form.questions)
    assert told(empty) == [
        "“學號 student id” is not filled in yet.",
        "“損失 loss” is not filled in yet.",
        "Question 1 has no answer yet.",
        "Question 2 has no answer yet.",
        "Question 3 has no answer yet.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(x) B. 不行", "( ) B. 不行", "Question 1 has no answer yet."),
        ("( ) A. 可以", "(x) A. 可以", "Question 1 has two answers (A, B); keep one."),
        ("1. 只憑", "只憑", "The line that begins question 1 with “1.” is gone; put it back."),
        ("(x) B. 不行 no\n", "", "The line of option B of question 1 is gone or cannot be read; begin it with “( ) B.”."),
        ("(x) B. 不行", "(x B. 不行", "The line of option B of question 1 is gone or cannot be read; begin it with “( ) B.”."),
        ("[x] A. 規模", "[x] A. 規模\n[x] A. 規模", "Option A of question 2 is there 2 times; keep one line of it."),
        ("__0.25__", "about a quarter", "“損失 loss” wants one number, such as 0.25."),
        ("損失 loss: __0.25__\n", "", "The line “損失 loss: ____” is gone; put it back and fill it in."),
    ],
)
def test_a_fault_of_form_is_named(old: str, new: str, said: str) -> None:
    found = told(changed(old, new))
    assert said in found
    assert "Question 3 has no answer yet." not in found


def test_ticks_and_crosses_side_by_side_are_asked_about() -> None:
    mixed = changed("[ ] B. 顏色", "[✗] B. 顏色").replace("[x] A. 規模", "[✓] A. 規模")
    assert len(told(mixed)) == 1
    assert "both ticks and crosses" in told(mixed)[0]


def test_a_question_may_be_called_otherwise() -> None:
    expected = Expected(one={"1": "AB"}, called=("敘述 {}", "statement {}"))
    assert faults("1. ( ) A. ( ) B.", expected) == [Fault("敘述 1還沒有作答。", "Statement 1 has no answer yet.")]


def test_questions_are_told_of_in_the_order_of_their_numbers() -> None:
    expected = Expected(one=dict.fromkeys(("10", "2", "1"), "A"))
    assert [said.split()[1] for said in told("10. ( ) A.\n2. ( ) A.\n1. ( ) A.", expected)] == ["1", "2", "10"]


def test_what_a_form_has_is_known_from_its_filled_copy() -> None:
    assert expected_of(FILLED) == EXPECTED


def test_an_enormous_form_is_read_in_part() -> None:
    assert len(read_form("1. (x) A.\n" * 1_000_000).options) <= 2000


@pytest.mark.parametrize(
    "text", [" " * 20_000, "( )" + " " * 20_000, "1" + " " * 20_000, "(" * 20_000, "x " * 10_000, "a: " * 7_000]
)
def test_no_text_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    read_form(text)
    assert time.process_time() - began < 1.0  # it takes milliseconds; a pattern that goes back and forth took seconds
