"""What makes a result another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course
from grader.provenance import Provenance, provenance, versions
from grader.secret import Secret
from tests.grader.temporary_course import NAME, copy_course

SECRET = Secret(bytes(32))


def made_of(course: Course, secret: Secret = SECRET) -> Provenance:
    return provenance(Course(course.root).assignment(NAME), secret, "cpu", "sandbox")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return copy_course(tmp_path / "course")


@pytest.mark.parametrize(
    ("file", "part"),
    [
        (f"tests/checks/{NAME}/test_stable_softmax.py", "checks"),
        (f"tests/checks/{NAME}/a_new_file.toml", "checks"),
        (f"source/{NAME}/test_public.py", "checks"),
        (f"solutions/{NAME}/{NAME}.py", "checks"),
        (f"source/{NAME}/{NAME}.ipynb", "lesson"),
        (f"source/{NAME}/cat.npy", "lesson"),
        (f"source/{NAME}/assignment.toml", "limits"),
    ],
)
def test_a_changed_file_changes_one_part(course: Course, file: str, part: str) -> None:
    before = made_of(course)
    with (course.root / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert before.differences(made_of(course)) == (part,)


def test_what_python_leaves_behind_changes_nothing(course: Course) -> None:
    before = made_of(course)
    cache = course.root / "tests" / "checks" / NAME / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "test_stable_softmax.pyc").write_bytes(b"compiled")
    assert before == made_of(course)


def test_other_inputs_are_another_result(course: Course) -> None:
    assert made_of(course).differences(made_of(course, Secret(b"another" * 5))) == ("seed",)


def test_the_versions_name_torch_and_this_package() -> None:
    assert "torch 2" in versions()
    assert versions().startswith("grader ")
