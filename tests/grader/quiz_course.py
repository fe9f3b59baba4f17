"""A course with one assignment that is answered with forms and in words, for tests: authored, built and released in a folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.build import build, release
from grader.cells import label
from grader.course import Assignment, Course
from grader.edition import release as edition
from grader.result import Language

ROOT = Path(__file__).parents[2]
QUIZ = "quiz"
SCHEME = "1 point for the fact, 3 for the link from the fact to the characteristic"
MODEL_ANSWER = "It reads only images, which says nothing of its scale."
STUB = "（請在這裡作答 Write your answer here）"

_TEXT = '''# %% [markdown] tags=["lang-zh"]
# # 小測驗

# %% [markdown] tags=["lang-en"]
# # A small quiz

# %%
from grader.notebook import check, statements

# %% tags=["lang-zh"]
LANG = "zh-TW"

# %% tags=["lang-en"]
LANG = "en"

# %% tags=["form"] nbgrader=MARK_verdict
def verdict() -> str:
    """The form, filled in."""
    ### BEGIN SOLUTION
    return """
1. 看得出來嗎？ Can you tell?
( ) A. 可以 yes
(x) B. 不行 no
2. 為什麼？ Why?
[x] A. 規模 scale
[ ] B. 顏色 colour
[x] C. 通用性 generality
損失 loss: __0.25__
"""
    ### END SOLUTION

# %% nbgrader=MARK_test_verdict
check("verdict")

# %% [markdown]
# ## 理由 Reason
#
# Say why, in 10 to 20 characters.

# %% [markdown] nbgrader=MARK_reason
# ### BEGIN SOLUTION
# SCHEME
#
# MODEL_ANSWER
# ### END SOLUTION

# %% tags=["form"] nbgrader=MARK_judge
def judge() -> str:
    """Six statements."""
    ### BEGIN SOLUTION
    return """
學號 student id: __reference__
1. ( ) A. 對 true (x) B. 錯 false
2. ( ) A. 對 true (x) B. 錯 false
3. ( ) A. 對 true (x) B. 錯 false
4. ( ) A. 對 true (x) B. 錯 false
5. ( ) A. 對 true (x) B. 錯 false
6. ( ) A. 對 true (x) B. 錯 false
"""
    ### END SOLUTION

# %%
statements(judge())

# %% nbgrader=MARK_test_judge
check("judge")

# %% [markdown] nbgrader=MARK_essay
# ### BEGIN SOLUTION
# Anything sensible.
# ### END SOLUTION
'''


def _text() -> str:
    """The lesson, with nbgrader's marks and the marking scheme in their places."""
    marks: dict[str, dict[str, object]] = {
        "verdict": {"grade": False, "locked": False, "solution": True},
        "judge": {"grade": False, "locked": False, "solution": True},
        "test_verdict": {"grade": True, "locked": True, "solution": False, "points": 60},
        "test_judge": {"grade": True, "locked": True, "solution": False, "points": 30},
        "reason": {"grade": True, "locked": False, "solution": True, "points": 4},
        "essay": {"grade": True, "locked": False, "solution": True, "points": 6},
    }
    text = _TEXT.replace("SCHEME", SCHEME).replace("MODEL_ANSWER", MODEL_ANSWER)
    for name, mark in marks.items():
        text = text.replace(f"MARK_{name}\n", json.dumps({"grade_id": name, "schema_version": 3, "task": False, **mark}) + "\n")
    return text


TEXT = _text()

PUBLIC = '''"""What students can try themselves."""

import pytest

from grader.checking import Award, Student
from grader.form import Expected, faults

VERDICT = Expected(one={"1": "AB"}, several={"2": "ABC"}, numbers=("損失 loss",))


@pytest.mark.task("verdict")
@pytest.mark.points(10)
@pytest.mark.hint(zh="表單還沒填完。", en="The form is not complete yet.")
def test_form(student: Student, award: Award) -> None:
    """表單填完了。/ The form is complete."""
    found = faults(student.verdict(), VERDICT)
    award(0 if found else 1, zh="".join(fault.zh for fault in found), en=" ".join(fault.en for fault in found))
'''

HIDDEN = """import pytest

from grader.checking import Award, Pending, Student
from grader.form import read_form
from grader.statements import other_draw


@pytest.mark.task("verdict")
@pytest.mark.points(20)
@pytest.mark.hint(zh="再看一次第 1 題。", en="Look at question 1 once more.")
def test_told(student: Student) -> None:
    assert read_form(student.verdict()).chosen("1") == {"B"}


@pytest.mark.task("verdict")
@pytest.mark.points(30)
@pytest.mark.hint(zh="再看一次第 2 題。", en="Look at question 2 once more.")
def test_why(student: Student, award: Award) -> None:
    chosen = read_form(student.verdict()).chosen("2")
    award(max(0, len(chosen & {"A", "C"}) - len(chosen - {"A", "C"})) / 2)


@pytest.mark.task("judge")
@pytest.mark.points(30)
@pytest.mark.hint(zh="再看一次你的敘述。", en="Look at your statements once more.")
def test_statements(student: Student, student_id: str) -> None:
    form = read_form(student.judge())
    if other := other_draw(form, student_id):
        raise Pending(zh=other.zh, en=other.en)
    assert all(form.chosen(str(number)) == {"B"} for number in range(1, 7))
"""

BANK = 'salt = "for tests"\n' + "".join(
    f'\n[[statements]]\nid = "{topic}_{number}"\ntopic = "{topic}"\nzh = "敘述 {topic} {number}"\nen = "Claim {topic} {number}"\n'
    for topic in "abcdefgh"
    for number in range(3)
)

ANSWERS = {
    "verdict": TEXT.partition('    return """')[2].partition('"""\n')[0],
    "judge": TEXT.rpartition('    return """')[2].partition('"""\n')[0],
}


def quiz_course(folder: Path) -> Course:
    """The course in `folder`, with source/ and release/ built and a gradebook that knows them."""
    files = {
        f"solutions/{QUIZ}/{QUIZ}.py": TEXT,
        f"source/{QUIZ}/test_public.py": PUBLIC,
        f"source/{QUIZ}/statements.toml": BANK,
        f"source/{QUIZ}/assignment.toml": "[tasks.reason]\ncharacters = [10, 20]\n",
        f"tests/checks/{QUIZ}/test_quiz.py": HIDDEN,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    course = Course(folder)
    build(quiz(course))
    release(course, quiz(course), "zh-TW")
    return course


def quiz(course: Course) -> Assignment:
    return course.assignment(QUIZ)


def form_cell(task: str, filled: str) -> str:
    return f'def {task}() -> str:\n    """The form, filled in."""\n    return """{filled}"""'


def taken(course: Course, language: Language = "zh-TW", *, student: str = "reference", **answers: str) -> NotebookNode:
    """The quiz as a student hands it in: right forms and two answers in words, but for the cells that are given."""
    right = {task: form_cell(task, text.replace("__reference__", student)) for task, text in ANSWERS.items()}
    words = {"reason": "只看圖像，看不出規模與通用性。", "essay": "Left to right."}
    written = right | words | answers
    notebook = edition(quiz(course), language)
    for cell in notebook.cells:
        cell.source = written.get(label(cell), cell.source)
    return notebook


def hand_in(course: Course, student: str, notebook: NotebookNode | str) -> Path:
    path = course.root / "submitted" / student / QUIZ / f"{QUIZ}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), encoding="utf-8")
    return path


def grades(course: Course, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    """What the gradebook says of each cell with points: automatic score, a person's score, whether a person is to look."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        found = book.find_submission_notebook(QUIZ, QUIZ, student).grades
        return {grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade) for grade in found}
