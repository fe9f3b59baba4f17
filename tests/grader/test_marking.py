from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from grader.cells import label, plain_cell
from grader.course import Course
from grader.edition import release
from grader.marking import FOR_THE_GRADER, length, schemes, with_schemes, without_schemes, written
from tests.grader.quiz_course import MODEL_ANSWER, SCHEME, quiz
from tests.grader.temporary_course import copy_again

GIVEN = "理由（60–120 字）：\n\n（請在這裡作答 Write your answer here）"


@pytest.mark.parametrize(
    ("answer", "characters", "words"),
    [
        ("", 0, 0),
        (GIVEN, 0, 0),
        ("理由（60–120 字）：\n只看圖像。", 5, 4),
        (f"{GIVEN}\n只看圖像。", 5, 4),
        ("用 Transformer 做 CLM，\n看得到左邊", 22, 9),
        ("It can't see the right-hand side.", 28, 6),
        ("２０２４年", 5, 2),
    ],
)
def test_only_what_the_student_wrote_is_counted(answer: str, characters: int, words: int) -> None:
    counted = length(answer, GIVEN)
    assert (counted.characters, counted.words) == (characters, words)


@pytest.mark.parametrize(
    ("answer", "fits"), [("四個字呢", False), ("五個字了吧", True), ("一二三四五六七", True), ("一二三四五六七八", False)]
)
def test_a_length_is_held_against_what_was_asked_for(answer: str, fits: bool) -> None:
    assert length(answer, "", (5, 7)).fits is fits
    assert length(answer, "").fits


def test_what_is_said_in_english_is_not_measured_in_characters() -> None:
    assert length("It reads only images, and a decoder (解碼器) is not named.", "", (5, 7)).fits


def test_a_line_of_the_release_is_no_work_of_the_students() -> None:
    assert written(f"  {GIVEN} \n我的理由", GIVEN) == "我的理由"


def test_the_scheme_is_the_region_of_the_authored_cell(released_quiz: Course) -> None:
    assert schemes(quiz(released_quiz)) == {"reason": f"{SCHEME}\n\n{MODEL_ANSWER}", "essay": "Anything sensible."}


def test_a_note_stands_above_each_answer_and_students_see_none(released_quiz: Course) -> None:
    notebook = release(quiz(released_quiz))
    before = [cell.source for cell in notebook.cells]
    notebook.cells.append(plain_cell("markdown", "mine", "marking-0"))  # a student's own, of the name that ours would have
    with_schemes(notebook, quiz(released_quiz), "zh-TW")
    nbformat.validate(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    noted = [n for n, cell in enumerate(notebook.cells) if FOR_THE_GRADER in cell.metadata]
    assert [label(notebook.cells[n + 1]) for n in noted] == ["reason", "essay"]
    assert "長度 length: 0 個字元 characters (0 字 words)，要求 asked for 10–20 ⚠" in notebook.cells[noted[0]].source
    assert [cell.source for cell in without_schemes(notebook.cells)] == [*before, "mine"]


def test_a_note_is_one_quotation_whatever_the_scheme_is_made_of(released_quiz: Course, tmp_path: Path) -> None:
    given = quiz(copy_again(released_quiz, tmp_path / "course"))
    table = "| 1 | fact |\\n| :-- | :-- |\\n\\n# a heading"
    given.source.write_text(given.source.read_text(encoding="utf-8").replace("Anything sensible.", table), encoding="utf-8")
    notebook = with_schemes(release(given), given, "en")
    note = next(cell for cell in notebook.cells if cell.metadata.get(FOR_THE_GRADER) == "essay")
    assert all(line.startswith(">") for line in note.source.splitlines())
    assert "> # a heading" in note.source
