"""A quiz of forms and answers in words: from the release to the feedback page, through the commands that instructors use."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console

from grader.autograde import autograde
from grader.autograded import read_result
from grader.build import build, nbgrader, release
from grader.cells import label
from grader.course import Course
from grader.edition import release as edition
from grader.grading import Grader
from grader.lanes import Lane
from grader.marking import FOR_THE_GRADER
from grader.notebook import check
from grader.report import Row
from grader.result import LANGUAGES, Language, SubmissionResult, TaskResult, Verdict
from grader.secret import Secret
from grader.submission import read
from tests.browser.hostile import DOT
from tests.grader.quiz_course import (
    ANSWERS,
    MODEL_ANSWER,
    QUIZ,
    SCHEME,
    form_cell,
    grades,
    hand_in,
    quiz,
    taken,
)
from tests.grader.temporary_course import copy_again
from tests.grader.test_nbgrader_plugin import command

HANDED_OUT = ("verdict", "judge", "reason", "essay")


@pytest.fixture(scope="module")
def course(released_quiz: Course) -> Course:
    """Not to be changed."""
    return released_quiz


@pytest.fixture
def graded(course: Course, tmp_path: Path, lanes: Callable[[], Lane]) -> Callable[..., SubmissionResult]:
    """`graded(notebook, "ann")`: what the submission is worth."""

    def grade(notebook: NotebookNode, student: str | None = "reference") -> SubmissionResult:
        path = tmp_path / f"{QUIZ}.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return Grader(lanes, Secret(bytes(32))).grade(read(path, quiz(course), student_id=student)).result

    return grade


def task(result: SubmissionResult, name: str) -> TaskResult:
    return next(found for found in result.tasks if found.task == name)


def blank_cell(course: Course, name: str) -> str:
    return str(next(cell.source for cell in nbformat.read(released_file(course), as_version=4).cells if label(cell) == name))


def released_file(course: Course) -> Path:
    return course.root / "release" / QUIZ / f"{QUIZ}.ipynb"


# the release


def test_a_release_has_the_forms_blank_and_the_words_unwritten(course: Course) -> None:
    assert "( ) B. 不行 no" in blank_cell(course, "verdict")
    assert "損失 loss: ____" in blank_cell(course, "verdict")
    assert "學號 student id: ____" in blank_cell(course, "judge")
    assert "NotImplementedError" not in blank_cell(course, "verdict")
    text = json.dumps(nbformat.read(released_file(course), as_version=4), ensure_ascii=False)
    for secret in (SCHEME, MODEL_ANSWER, "(x)", "[x]", "0.25", "__reference__", "SOLUTION", "Anything sensible"):
        assert secret not in text


def test_a_release_comes_with_the_statements(course: Course) -> None:
    assert (released_file(course).parent / "statements.toml").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_is_what_submissions_are_rebuilt_against(released_quiz: Course, tmp_path: Path, language: Language) -> None:
    course = copy_again(released_quiz, tmp_path / "course")
    release(course, quiz(course), language)
    assert nbformat.read(released_file(course), as_version=4) == edition(quiz(course), language)


def test_the_public_check_says_of_a_blank_form_what_is_not_answered_yet(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(released_file(course).parent)
    exec(compile(blank_cell(course, "verdict"), "cell", "exec"), namespace := {"check": check, "LANG": "en"})
    exec('check("verdict")', namespace)
    said = capsys.readouterr().out
    assert "Question 1 has no answer yet. Question 2 has no answer yet." in said
    assert "“損失 loss” is not filled in yet." in said


def test_a_form_without_its_region_is_not_released(released_quiz: Course, tmp_path: Path) -> None:
    course = copy_again(released_quiz, tmp_path / "course")
    authored = quiz(course).text
    text = authored.read_text(encoding="utf-8").replace("### END SOLUTION", "### END", 1)
    authored.write_text(text, encoding="utf-8")
    build(quiz(course))
    with pytest.raises(Exception, match="the form 'verdict' wants one solution region"):
        release(course, quiz(course), "en")


# what a submission is worth


def test_what_is_right_gets_everything_but_what_a_person_gives(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    result = graded(taken(course))
    assert [(found.task, found.score, found.max_score, found.verdict) for found in result.tasks] == [
        ("verdict", 60, 60, Verdict.PASSED),
        ("reason", 0, 4, Verdict.PENDING),
        ("judge", 30, 30, Verdict.PASSED),
        ("essay", 0, 6, Verdict.PENDING),
    ]
    assert (result.score, result.max_score, result.verdict, result.repairs) == (90, 100, Verdict.PENDING, ())


def test_the_release_itself_is_missing_throughout(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    result = graded(nbformat.read(released_file(course), as_version=4), "ann")
    assert {found.task: found.verdict for found in result.tasks} == dict.fromkeys(HANDED_OUT, Verdict.MISSING)
    assert result.score == 0


def test_marks_are_read_however_they_are_made(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    odd = ANSWERS["verdict"].replace("(x) B.", "（ ✓）Ｂ．").replace("[x] A.", "[ v ]A.").replace("[x] C.", "［Ｏ］ c.")
    assert task(graded(taken(course, verdict=form_cell("verdict", odd))), "verdict").verdict is Verdict.PASSED


def test_ticks_earn_their_share_and_ticking_everything_nothing(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    half = ANSWERS["verdict"].replace("[x] C.", "[ ] C.")
    everything = ANSWERS["verdict"].replace("[ ] B.", "[x] B.")
    assert task(graded(taken(course, verdict=form_cell("verdict", half))), "verdict").score == 45
    assert task(graded(taken(course, verdict=form_cell("verdict", everything))), "verdict").score == 45


def test_answers_to_another_ids_statements_go_to_a_person_with_both_ids(
    course: Course, graded: Callable[..., SubmissionResult]
) -> None:
    result = task(graded(taken(course, student="B10901002"), "b10901001"), "judge")
    assert (result.verdict, result.score) == (Verdict.PENDING, 0)
    assert "B10901002" in str(result.checks[0].detail)
    assert "b10901001" in str(result.checks[0].detail)


def test_an_id_counts_whatever_its_width_and_case(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    assert task(graded(taken(course, student="Ｂ１０９０１００１ "), "b10901001"), "judge").verdict is Verdict.PASSED


def test_where_nobody_said_whose_work_it_is_that_check_waits(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    result = graded(taken(course), None)
    assert task(result, "judge").verdict is Verdict.PENDING
    assert task(result, "verdict").verdict is Verdict.PASSED


def test_the_class_table_says_what_is_to_be_graded_and_not_that_it_was_lost(
    course: Course, graded: Callable[..., SubmissionResult]
) -> None:
    result = graded(taken(course, essay=""))
    assert Row.of("ann", result).tripped_over == "essay: missing; to be graded by hand: reason"


# answers in words, as they come back


def handed(course: Course, graded: Callable[..., SubmissionResult], notebook: NotebookNode) -> dict[str, Verdict]:
    return {found.task: found.verdict for found in graded(notebook).tasks}


@pytest.mark.parametrize("text", ["", "  \n", "（請在這裡作答  Write your answer here）"])
def test_a_cell_with_nothing_of_the_students_is_missing(course: Course, graded: Callable[..., SubmissionResult], text: str) -> None:
    assert handed(course, graded, taken(course, reason=text))["reason"] is Verdict.MISSING


def test_the_text_is_kept_exactly(course: Course, tmp_path: Path) -> None:
    text = "  第一行  \n\n\t**二** <b>三</b> 😀\n```\n### BEGIN SOLUTION\n```\n"
    path = tmp_path / f"{QUIZ}.ipynb"
    path.write_text(json.dumps(taken(course, reason=text)), encoding="utf-8")
    rebuilt = read(path, quiz(course)).notebook
    assert next(cell.source for cell in rebuilt.cells if label(cell) == "reason") == text


def without_labels(notebook: NotebookNode, name: str) -> NotebookNode:
    for cell in notebook.cells:
        if label(cell) == name:
            cell.metadata, cell.id = {}, "another"
    return notebook


def test_an_answer_that_lost_its_label_is_found_in_its_place(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    result = graded(without_labels(taken(course), "reason"))
    assert task(result, "reason").verdict is Verdict.PENDING
    assert result.repairs == ("answer cell 'reason' was missing; the text in its place was taken for it",)


def test_a_missing_answer_is_missing_and_nothing_else_is(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    notebook = taken(course)
    notebook.cells = [cell for cell in notebook.cells if label(cell) != "reason"]
    assert handed(course, graded, notebook) == {
        "verdict": Verdict.PASSED,
        "reason": Verdict.MISSING,
        "judge": Verdict.PASSED,
        "essay": Verdict.PENDING,
    }


def test_of_several_the_first_counts_and_the_others_stay_to_be_read(course: Course, tmp_path: Path) -> None:
    notebook = taken(course)
    index = next(n for n, cell in enumerate(notebook.cells) if label(cell) == "reason")
    again = nbformat.from_dict({**notebook.cells[index], "id": "again", "source": "又一個理由"})
    notebook.cells.insert(index + 1, again)
    path = tmp_path / f"{QUIZ}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    submission = read(path, quiz(course))
    sources = [cell.source for cell in submission.notebook.cells]
    assert sources[index : index + 2] == ["只看圖像，看不出規模與通用性。", "又一個理由"]
    assert submission.repairs == ("answer cell 'reason' appeared 2 times; the first one counts, the others are where they stood",)


def test_an_answer_that_became_code_is_still_words(course: Course, graded: Callable[..., SubmissionResult]) -> None:
    notebook = taken(course)
    for cell in notebook.cells:
        if label(cell) == "reason":
            cell.update(cell_type="code", outputs=[], execution_count=None, source="raise SystemExit")
    result = graded(notebook)
    assert {found.verdict for found in result.tasks} == {Verdict.PASSED, Verdict.PENDING}


# a class, with nbgrader's own commands


@pytest.fixture(scope="module")
def after(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """After `nbgrader autograde` over a class of three."""
    copy = copy_again(course, tmp_path_factory.mktemp("class") / "course")
    hand_in(copy, "ann", with_a_picture(taken(copy, student="ANN", reason="看不出規模，也看不出通用性。"), "essay"))
    hand_in(copy, "bea", taken(copy, "en", student="ann", essay=""))
    hand_in(copy, "cy", "not a notebook")
    done = command(copy, "autograde", QUIZ, "--force")
    assert done.returncode == 0, done.stderr
    return copy


def with_a_picture(notebook: NotebookNode, name: str) -> NotebookNode:
    """As JupyterLab pastes one."""
    for cell in notebook.cells:
        if label(cell) == name:
            cell.source += "\n\n![image.png](attachment:image.png)"
            cell.attachments = {"image.png": {"image/png": DOT}}
    return notebook


def give(course: Course, student: str, cell: str, points: float, comment: str = "") -> None:
    """As Formgrader does when a TA writes into its boxes."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        grade = book.find_grade(cell, QUIZ, QUIZ, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            book.find_comment(cell, QUIZ, QUIZ, student).manual_comment = comment
        book.db.commit()


def notebook_of(course: Course, student: str) -> Path:
    return course.root / "autograded" / student / QUIZ / f"{QUIZ}.ipynb"


def page(course: Course, student: str) -> str:
    with nbgrader(course) as nb:
        done = nb.api.generate_feedback(QUIZ, student, force=True)
    assert done["success"], done
    return (course.root / "feedback" / student / QUIZ / f"{QUIZ}.html").read_text(encoding="utf-8")


def test_the_gradebook_waits_for_a_person_where_one_is_needed(after: Course) -> None:
    assert grades(after, "ann") == {
        "test_verdict": (60, None, False),
        "reason": (None, None, True),
        "test_judge": (30, None, False),
        "essay": (None, None, True),
    }
    assert grades(after, "bea") == {
        "test_verdict": (60, None, False),
        "reason": (None, None, True),
        "test_judge": (0, None, True),
        "essay": (0, None, False),
    }
    assert grades(after, "cy") == dict.fromkeys(grades(after, "cy"), (0, None, True))


def test_the_ta_finds_scheme_and_length_above_each_answer(after: Course) -> None:
    cells = nbformat.read(notebook_of(after, "ann"), as_version=4).cells
    index = next(n for n, cell in enumerate(cells) if label(cell) == "reason")
    note = cells[index - 1]
    assert note.metadata[FOR_THE_GRADER] == "reason"
    assert SCHEME in note.source
    assert MODEL_ANSWER in note.source
    assert "14 個字元 characters (12 字 words)，要求 asked for 10–20" in note.source
    assert "⚠" not in note.source
    assert cells[index].source == "看不出規模，也看不出通用性。"


def test_what_was_graded_can_be_read_back(after: Course) -> None:
    result = read_result(notebook_of(after, "ann"), quiz(after))
    assert [(found.task, found.by_hand, found.verdict) for found in result.tasks] == [
        ("verdict", False, Verdict.PASSED),
        ("reason", True, Verdict.PENDING),
        ("judge", False, Verdict.PASSED),
        ("essay", True, Verdict.PENDING),
    ]


def test_feedback_waits_for_the_person_and_shows_no_scheme(after: Course) -> None:
    shown = page(after, "ann")
    assert "這一題由老師或助教親自批改" in shown
    assert "暫定分數" in shown
    assert '<strong>90</strong><span class="of"> / 100</span>' in shown
    for secret in (SCHEME, MODEL_ANSWER, "只有評分的人看得到"):
        assert secret not in shown


def test_a_picture_that_was_pasted_into_an_answer_is_there_for_ta_and_student(after: Course) -> None:
    cells = nbformat.read(notebook_of(after, "ann"), as_version=4).cells
    assert next(cell for cell in cells if label(cell) == "essay").attachments == {"image.png": {"image/png": DOT}}
    assert f'<img src="data:image/png;base64,{DOT}" alt="你貼上的圖片">' in page(after, "ann")


def test_feedback_names_both_ids_and_keeps_the_score_open(after: Course) -> None:
    shown = page(after, "bea")
    assert "The form says ann and the gradebook bea" in shown
    assert "This one has not been answered yet." in shown


def test_a_persons_points_and_comment_are_on_the_page_and_in_the_total(after: Course, tmp_path: Path) -> None:
    course = copy_again(after, tmp_path / "course")
    give(course, "ann", "reason", 3, "連結寫得清楚。")
    give(course, "ann", "essay", 5)
    shown = page(course, "ann")
    assert '<strong>98</strong><span class="of"> / 100</span>' in shown
    assert "連結寫得清楚。" in shown
    assert "由人工評分" in shown
    assert "暫定分數" not in shown


def test_a_manual_score_survives_grading_again_and_is_to_be_looked_at(after: Course, tmp_path: Path) -> None:
    course = copy_again(after, tmp_path / "course")
    give(course, "bea", "reason", 2)
    assert autograde(course, QUIZ, ["bea"], Console(file=io.StringIO())) == 0
    assert grades(course, "bea")["reason"] == (None, 2, True)


def test_a_person_can_settle_what_a_check_left_open(after: Course, tmp_path: Path) -> None:
    course = copy_again(after, tmp_path / "course")
    for cell, points in (("reason", 1), ("test_judge", 20)):
        give(course, "bea", cell, points)
    shown = page(course, "bea")
    assert '<strong>81</strong><span class="of"> / 100</span>' in shown
    assert "A provisional score" not in shown
