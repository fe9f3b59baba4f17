"""The keys of `concepts` fit what students see, and its scoring is what the lesson says."""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from itertools import combinations

import pytest

from grader.cells import label
from grader.edition import release
from grader.form import blank, expected_of, read_form
from grader.result import LANGUAGES, Language, Verdict
from tests.grader.concepts_forms import ANSWERS, CONCEPTS, FORMS, KEYS, filled, results, score


def part(task: str, name: str, **chosen: str) -> float:
    """What one check of a task gives for the boxes that are marked."""
    found = results(task, filled(ANSWERS[task](), **chosen))
    return next(one.points for check, one in found.items() if name in check)


def test_a_form_with_all_boxes_ticked_earns_nothing() -> None:
    for task in set(FORMS) - {"losses"}:
        form: str = ANSWERS[task]()
        every = {f"q{number}": "ABCDEFGHIJ" for number in range(1, 9)}
        assert score(task, filled(form, **every)) == 0, task


def test_a_blank_form_earns_nothing() -> None:
    for task in FORMS:
        assert score(task, blank(ANSWERS[task]())) == 0, task


def test_what_can_be_said_for_each_description() -> None:
    worth = {"A": 0.0, "B": 0.0, "C": 0.0}
    expected = {1: worth | {"B": 2}, 2: worth | {"A": 2}, 3: worth | {"B": 2, "C": 2}, 4: worth | {"A": 2, "C": 1}}
    for number, verdicts in expected.items():
        for letter, points in verdicts.items():
            assert part(f"description_{number}", "verdict", q1=letter) == points, (number, letter)


@pytest.mark.parametrize(
    ("number", "ticks", "points"),
    [
        (1, "BFG", 3),
        (1, "ABC", 3),  # the same facts, called by what is missing
        (1, "ABCDFG", 3),
        (1, "FG", 2),
        (1, "ABCDE", 2),  # nothing is said of emergence
        (1, "FGJ", 1),
        (2, "ABCD", 3),
        (2, "ABC", 2.25),
        (2, "ABCDE", 2.25),
        (3, "H", 3),
        (3, "ACH", 3),
        (3, "AC", 3),  # as the printed answer has it
        (3, "C", 1.5),
        (3, "G", 0),  # one modality is not one task
        (3, "GH", 0),
        (3, "ABCDE", 0),
        (4, "AE", 3),
        (4, "AEH", 3),
        (4, "E", 1.5),
        (4, "ACE", 1.5),
        (4, "ABCDE", 0),
    ],
)
def test_what_ticks_are_worth(number: int, ticks: str, points: float) -> None:
    assert part(f"description_{number}", "decisive", q2=ticks) == pytest.approx(points)


def test_architectures_of_both_objectives() -> None:
    assert part("architectures", "clm", q1="A") == part("architectures", "clm", q1="AC") == 3
    assert part("architectures", "mlm", q2="BC") == 3
    assert part("architectures", "mlm", q2="B") == 1.5
    assert part("architectures", "mlm", q2="ABC") == 1.5


def test_each_wrong_statement_costs_as_much_as_a_right_one_earns() -> None:
    right = {f"q{number}": letter for number, letter in enumerate("BAABAB", start=1)}
    form: str = ANSWERS["fresh_statements"]()
    with_id = "student id: reference"
    assert score("fresh_statements", filled(form, **right).replace("student id: ____", with_id)) == 20
    one_wrong = filled(form, **(right | {"q3": "B"})).replace("student id: ____", with_id)
    assert score("fresh_statements", one_wrong) == pytest.approx(20 * 4 / 6)
    one_open = filled(form, **(right | {"q3": ""})).replace("student id: ____", with_id)
    assert score("fresh_statements", one_open) == pytest.approx(20 * 5 / 6)


def verdict_of_statements(form: str, who: str | None) -> Verdict:
    (found,) = results("fresh_statements", form, who).values()
    return found.verdict


def test_another_id_is_for_a_person_and_names_both() -> None:
    (found,) = results("fresh_statements", ANSWERS["fresh_statements"](), "b10901001").values()
    assert (found.verdict, found.points) == (Verdict.PENDING, 0)
    assert found.detail is not None
    assert "b10901001" in found.detail
    assert "reference" in found.detail


def test_marks_without_an_id_are_for_a_person_and_an_empty_form_is_not() -> None:
    form: str = ANSWERS["fresh_statements"]()
    assert verdict_of_statements(form.replace("__reference__", "____"), "b10901001") is Verdict.PENDING
    assert verdict_of_statements(blank(form), "b10901001") is Verdict.FAILED
    assert verdict_of_statements(form, None) is Verdict.PENDING


def test_the_hint_on_statements_names_sections_and_never_which_are_lost() -> None:
    form: str = ANSWERS["fresh_statements"]()
    hints = set()
    for number in range(1, 7):
        wrong = re.sub(rf"(?m)^{number}\..*$", lambda line: _other(line[0]), form)
        (found,) = results("fresh_statements", wrong).values()
        hints.add(found.hint)
    assert len(hints) == 1
    assert "2.5.3" in str(hints)


def _other(line: str) -> str:
    return line.replace("(x)", "(?)").replace("( )", "(x)").replace("(?)", "( )")


def grid(letter: str) -> list[list[bool]]:
    masks: Mapping[str, str] = ANSWERS["masks"]
    return [[cell == "1" for cell in row] for row in masks[letter].split()]


def test_each_mask_that_is_asked_for_is_one_of_the_pictures_and_no_other() -> None:
    wanted = {
        "1": [[key <= query for key in range(6)] for query in range(6)],
        "2": [[key < 4 for key in range(6)] for _ in range(6)],
        "3": [[key < 4 for key in range(7)] for _ in range(5)],
    }
    for question, mask in wanted.items():
        assert [letter for letter in "ABCDEF" if grid(letter) == mask] == [KEYS["mask_pictures"][question]]
    assert all(grid(one) != grid(other) for one, other in combinations("ABCDEF", 2))


def test_each_half_of_the_behaviours_is_counted_apart() -> None:
    right = {f"q{row}": letter for row, letter in KEYS["objectives"].items()}
    form: str = ANSWERS["objectives"]()
    assert score("objectives", filled(form, **right)) == 8
    assert score("objectives", filled(form, **(right | {"q3": "A"}))) == 6
    assert score("objectives", filled(form, **(right | {"q3": ""}))) == 7
    assert score("objectives", filled(form, **(right | {"q1": "B", "q2": "B", "q3": "A"}))) == 4


def test_every_answer_of_a_matching_is_asked_for_twice() -> None:
    assert sorted(KEYS["objectives"].values()) == list("AABBCCDD")


def test_the_public_checks_expect_the_forms_as_they_are_given_out() -> None:
    expected = runpy.run_path(str(CONCEPTS.public_checks))
    names = {"fresh_statements": "STATEMENTS", "objectives": "OBJECTIVES", "architectures": "ARCHITECTURES"}
    names |= {"mask_pictures": "MASKS", "losses": "LOSSES"} | {f"description_{number}": "DESCRIPTION" for number in range(1, 5)}
    for task in FORMS:
        form, told = expected_of(ANSWERS[task]()), expected[names[task]]
        assert (form.one, form.several, form.lines, form.numbers) == (told.one, told.several, told.lines, told.numbers), task


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_released_forms_are_blank_and_no_scheme_is_given_out(language: Language) -> None:
    for cell in release(CONCEPTS, language).cells:
        assert not any(word in cell.source for word in ("BEGIN SOLUTION", "要點 Key points", "參考答案 A model answer", "詳解"))
        if label(cell) in FORMS:
            form = read_form(cell.source)
            assert not any(option.mark for option in form.options)
            assert not form.written("student id")
