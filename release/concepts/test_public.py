"""The checks that you have yourself: `check("description_1")` in the notebook looks whether that form is filled in.

They see the form and nothing else: never whether an answer is right. They carry no points.
"""

from __future__ import annotations

import pytest

from grader.checking import Award, Student
from grader.form import Expected, faults

DESCRIPTION = Expected(one={"1": "ABC"}, several={"2": "ABCDEFGHIJ"})
STATEMENTS = Expected(
    one={str(number): "AB" for number in range(1, 7)}, lines=("學號 student id",), called=("第 {} 句", "statement {}")
)
OBJECTIVES = Expected(one={str(number): "ABCD" for number in range(1, 9)}, called=("第 {} 列", "row {}"))
ARCHITECTURES = Expected(several={"1": "ABCD", "2": "ABCD"})
MASKS = Expected(one={"1": "ABCDEF", "2": "ABCDEF", "3": "ABCDEF"})
LOSSES = Expected(
    numbers=("平均了幾個位置 CLM places", "損失 CLM loss", "平均了幾個位置 MLM places", "損失 MLM loss"),
)


def look(award: Award, text: object, expected: Expected) -> None:
    """Say what is not filled in yet, in the language of the notebook."""
    found = faults(text, expected)
    award(0 if found else 1, zh="\n".join(fault.zh for fault in found), en="\n".join(fault.en for fault in found))


@pytest.mark.task("description_1")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="描述 1 的表單還沒有填好：一個判斷，至少一項特性。",
    en="The form on description 1 is not complete: one verdict, and at least one characteristic.",
)
def test_description_1_is_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.description_1(), DESCRIPTION)


@pytest.mark.task("description_2")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="描述 2 的表單還沒有填好：一個判斷，至少一項特性。",
    en="The form on description 2 is not complete: one verdict, and at least one characteristic.",
)
def test_description_2_is_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.description_2(), DESCRIPTION)


@pytest.mark.task("description_3")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="描述 3 的表單還沒有填好：一個判斷，至少一項特性。",
    en="The form on description 3 is not complete: one verdict, and at least one characteristic.",
)
def test_description_3_is_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.description_3(), DESCRIPTION)


@pytest.mark.task("description_4")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="描述 4 的表單還沒有填好：一個判斷，至少一項特性。",
    en="The form on description 4 is not complete: one verdict, and at least one characteristic.",
)
def test_description_4_is_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.description_4(), DESCRIPTION)


@pytest.mark.task("fresh_statements")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="六句敘述的表單還沒有填好：學號，以及每一句一個判斷。",
    en="The form of the six statements is not complete: your student id, and one verdict on each.",
)
def test_fresh_statements_are_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.fresh_statements(), STATEMENTS)


@pytest.mark.task("objectives")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="八種行為的表單還沒有填好：每一列選一個。",
    en="The form of the eight behaviours is not complete: choose one in each row.",
)
def test_objectives_are_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.objectives(), OBJECTIVES)


@pytest.mark.task("architectures")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="架構的表單還沒有填好：兩題都至少勾一項。",
    en="The form on architectures is not complete: tick at least one for each objective.",
)
def test_architectures_are_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.architectures(), ARCHITECTURES)


@pytest.mark.task("mask_pictures")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="遮罩的表單還沒有填好：三題各選一張圖。",
    en="The form on masks is not complete: choose one picture for each of the three.",
)
def test_mask_pictures_are_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.mask_pictures(), MASKS)


@pytest.mark.task("losses")
@pytest.mark.points(0)
@pytest.mark.hint(
    zh="損失的表單還沒有填好：四條線各要一個數字。",
    en="The form on losses is not complete: each of the four lines wants a number.",
)
def test_losses_are_filled_in(student: Student, award: Award) -> None:
    """表單填好了。/ The form is filled in."""
    look(award, student.losses(), LOSSES)
