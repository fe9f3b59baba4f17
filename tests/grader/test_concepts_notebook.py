"""What `check` says of a form in the notebook: whether it is filled in, in the student's language, and never if it is right."""

from __future__ import annotations

import re

import pytest

from grader.course import Course
from grader.form import blank
from grader.notebook import check
from grader.reference import reference
from tests.grader.temporary_course import ROOT

CONCEPTS = Course(ROOT).assignment("concepts")
FORMS = {task.name: vars(reference(CONCEPTS))[task.name]() for task in CONCEPTS.checked}


@pytest.fixture(autouse=True)
def _beside_the_public_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CONCEPTS.source.parent)


def said(capsys: pytest.CaptureFixture[str], task: str, answer: str, language: str = "en") -> str:
    """What `check(task)` prints below a cell with the source `answer`."""
    namespace: dict[str, object] = {"LANG": language, "check": check}
    exec(answer, namespace)
    exec(f"check({task!r})", namespace)
    return capsys.readouterr().out.strip()


def returning(task: str, form: str) -> str:
    return f"def {task}() -> str:\n    return {form!r}"


def exchanged(form: str) -> str:
    """The form with other boxes marked: in each row of boxes, and in each list of them, the marks move on by one."""
    boxes = iter(re.findall(r"[(\[][x ][)\]](?= [A-J]\.)", form)[-1:] + re.findall(r"[(\[][x ][)\]](?= [A-J]\.)", form)[:-1])
    return re.sub(r"([(\[])[x ]([)\]])(?= [A-J]\.)", lambda box: box[1] + next(boxes)[1] + box[2], form)


@pytest.mark.parametrize("task", FORMS)
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_a_blank_form_is_said_to_be_open_and_not_to_be_wrong(capsys: pytest.CaptureFixture[str], task: str, language: str) -> None:
    told = said(capsys, task, returning(task, blank(FORMS[task])), language)
    assert told.startswith("○")
    assert len(told.split("\n")) >= 3
    assert not re.search("不正確|錯|right|wrong|✗", told)
    assert bool(re.search("[\u4e00-\u9fff]還沒", told)) is (language == "zh-TW")


@pytest.mark.parametrize("task", FORMS)
def test_a_form_that_is_filled_in_wrongly_is_not_told_from_a_right_one(capsys: pytest.CaptureFixture[str], task: str) -> None:
    right = said(capsys, task, returning(task, FORMS[task]))
    other = FORMS[task].replace("1.040", "7").replace("reference", "b10901001")
    if task.startswith(("fresh", "objectives", "mask")):
        other = re.sub(r"(?m)^.*\(x\).*$", lambda row: exchanged(row[0]), other)
    elif task != "losses":
        other = other.replace("[ ] I.", "[x] I.").replace("[ ] D.", "[x] D.")
    assert other != FORMS[task]
    assert said(capsys, task, returning(task, other)) == right
    assert right.startswith("✓")


def test_an_open_question_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    form = FORMS["fresh_statements"].replace("3. (x)", "3. ( )")
    assert "Statement 3 has no answer yet." in said(capsys, "fresh_statements", returning("fresh_statements", form))
    assert "第 3 句還沒有作答。" in said(capsys, "fresh_statements", returning("fresh_statements", form), "zh-TW")


@pytest.mark.parametrize(
    "body",
    ["return None", "return 5", "print('a form')", "raise ValueError('oh')", "return ''", "return '(' * 30_000", "import os"],
)
def test_whatever_a_student_returns_check_does_not_raise(capsys: pytest.CaptureFixture[str], body: str) -> None:
    assert said(capsys, "losses", f"def losses():\n    {body}")
