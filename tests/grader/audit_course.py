"""A course whose checks are to be audited, for tests: nothing is wrong with `sound`, and `planted` has a fault of each kind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from grader.build import build
from grader.course import Course

ROOT = Path(__file__).parents[2]
SOUND, PLANTED = "sound", "planted"

LESSON = '''# %% [markdown]
# # Two functions

# %%
import torch
from torch import Tensor
from grader.notebook import check

# %% nbgrader=MARK_double
def double(x: Tensor) -> Tensor:
    """Twice x."""
    ### BEGIN SOLUTION
    return x * 2.0
    ### END SOLUTION

# %% nbgrader=MARK_test_double
check("double")

# %% nbgrader=MARK_shifted
def shifted(x: Tensor, by: float = 1.0) -> Tensor:
    """Twice x, and `by` more."""
    ### BEGIN SOLUTION
    return double(x) + by
    ### END SOLUTION

# %% nbgrader=MARK_test_shifted
check("shifted")
'''

PUBLIC = '''import pytest
import torch

from grader.checking import Student, assert_close


@pytest.mark.task("double")
@pytest.mark.points(1)
@pytest.mark.hint(zh="手算。", en="By hand.")
def test_double_by_hand(student: Student) -> None:
    """手算 / By hand"""
    assert_close(student.double(torch.tensor(3.0)), torch.tensor(6.0))


@pytest.mark.task("shifted")
@pytest.mark.points(1)
@pytest.mark.hint(zh="手算。", en="By hand.")
def test_shifted_by_hand(student: Student) -> None:
    """手算 / By hand"""
    assert_close(student.shifted(torch.tensor(3.0), 2.0), torch.tensor(8.0))
'''

HEAD = """import pytest
import torch

from grader.checking import Draw, Student, assert_close

HINT = pytest.mark.hint(zh="再想想。", en="Think again.")


@pytest.mark.task("double")
@pytest.mark.points(POINTS)
@HINT
def test_double_of_many(student: Student, randn: Draw) -> None:
    x = randn(3, 4)
    assert_close(student.double(x), x + x)


@pytest.mark.task("shifted")
@pytest.mark.points(POINTS)
@HINT
def test_shifted_many(student: Student, randn: Draw) -> None:
    x = randn(3, 4)
    assert_close(student.shifted(x, 0.5), x + x + 0.5)
"""

DEFAULT = """

@pytest.mark.task("shifted")
@pytest.mark.points(1)
@HINT
def test_default(student: Student) -> None:
    assert_close(student.shifted(torch.zeros(2)), torch.ones(2))
"""

PLANTED_CHECKS = """

@pytest.mark.task("double")
@pytest.mark.points(1)
@HINT
def test_nobody_loses_this(student: Student) -> None:
    assert isinstance(student.double(torch.ones(2)), torch.Tensor)


@pytest.mark.task("shifted")
@pytest.mark.points(1)
@HINT
def test_some_seeds_are_unlucky(student: Student, randn: Draw) -> None:
    student.shifted(torch.ones(2), 1.0)
    assert randn(1).item() < 1.0
"""

MANY = "def double(x: Tensor) -> Tensor:\n    return 2 * x if x.dim() else x\n"
ONE = "def double(x: Tensor) -> Tensor:\n    return x if x.dim() else 2 * x\n"
SHIFTS_MANY = "def shifted(x: Tensor, by: float = 1.0) -> Tensor:\n    return double(x) + (by if x.dim() else 0)\n"
SHIFTS_ONE = "def shifted(x: Tensor, by: float = 1.0) -> Tensor:\n    return double(x) + (0 if x.dim() else by)\n"
DEFAULT_TWO = "def shifted(x: Tensor, by: float = 2.0) -> Tensor:\n    return double(x) + by\n"

BANK = {
    "accepted/adds.py": "def double(x: Tensor) -> Tensor:\n    return x + x\n",
    "wrong_answer/double_of_many_alone.py": MANY,
    "wrong_answer/double_of_one_alone.py": ONE,
    "wrong_answer/shifted_of_many_alone.py": SHIFTS_MANY,
    "wrong_answer/shifted_of_one_alone.py": SHIFTS_ONE,
}
SOUND_BANK = {
    "wrong_answer/shifted_by_two.py": DEFAULT_TWO,
    "error/double_raises.py": "def double(x: Tensor) -> Tensor:\n    raise ValueError\n",
}
PLANTED_BANK = {
    "accepted/double_of_small.py": "def double(x: Tensor) -> Tensor:\n    return (2 * x).clamp(max=5.0)\n",  # loses
    "wrong_answer/double_of_huge.py": "def double(x: Tensor) -> Tensor:\n    return x + x if x.sum() < 1e6 else x\n",  # not caught
    "error/double_triples.py": "def double(x: Tensor) -> Tensor:\n    return 3 * x\n",  # raises nothing
}

SURVIVORS = """
[[survivor]]
function = "double"
before = "return x * 2.0"
after = ["return (x * 2.0).detach()"]
reason = "Gradients are not asked for."

[[survivor]]
function = "shifted"
before = "return double(x) + by"
after = ["return (double(x) + by).detach()"]
reason = "Gradients are not asked for."
"""
STALE = """
[[survivor]]
function = "double"
before = "return x * 2.0"
after = ["return x"]
reason = "Once it lived."
"""


def audit_course(folder: Path) -> Course:
    """The course in `folder`, with source/ built."""
    _write(folder, SOUND, points=3, checks=HEAD.replace("POINTS", "2", 1).replace("POINTS", "1") + DEFAULT, bank=BANK | SOUND_BANK)
    _write(folder, PLANTED, points=3, checks=HEAD.replace("POINTS", "1") + PLANTED_CHECKS, bank=BANK | PLANTED_BANK)
    settings = folder / "source" / SOUND / "assignment.toml"
    settings.write_text('[tasks.shifted]\nbuilds_on = ["double"]\n', encoding="utf-8")
    mutants = folder / "tests" / "mutants"
    mutants.mkdir()
    (mutants / f"{SOUND}.toml").write_text(SURVIVORS, encoding="utf-8")
    (mutants / f"{PLANTED}.toml").write_text(SURVIVORS + STALE, encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    course = Course(folder)
    for assignment in course.assignments:
        build(assignment)
    return course


def _write(folder: Path, name: str, *, points: int, checks: str, bank: dict[str, str]) -> None:
    files = {
        f"solutions/{name}/{name}.py": _marked(LESSON, points),
        f"source/{name}/test_public.py": PUBLIC,
        f"tests/checks/{name}/test_hidden.py": checks,
        **{f"tests/submissions/{name}/{path}": f'"""Planted."""\n\n{text}' for path, text in bank.items()},
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _marked(text: str, points: int) -> str:
    for task in ("double", "shifted"):
        answer = {"grade": False, "grade_id": task, "locked": False, "schema_version": 3, "solution": True, "task": False}
        grade = {**answer, "grade": True, "grade_id": f"test_{task}", "locked": True, "points": points, "solution": False}
        text = text.replace(f"MARK_{task}\n", json.dumps(answer) + "\n").replace(f"MARK_test_{task}\n", json.dumps(grade) + "\n")
    return text
