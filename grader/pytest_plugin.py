"""The marks and fixtures of a check, and its outcome as a `CheckResult`.

Loaded with `-p grader.pytest_plugin` a check file runs against the reference (`--student FILE` for another module): that is for
authors. Graded runs go through `checks.run`, which registers `Outcomes` beside it.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
import torch

from .accelerator import Accelerator
from .checking import Award, Draw, DrawInt
from .course import Assignment, Course
from .inputs import Inputs, Share
from .reference import load, reference_signatures, reference_student
from .student import LocalStudent, Student

STUDENT = pytest.StashKey[Student]()
SEED = pytest.StashKey[int]()
SHARE = pytest.StashKey[Share]()
MARKS = (
    "task(name): the task that this check belongs to",
    "points(n): what it is worth; a parametrised check counts once, and wins when all its cases pass",
    "hint(zh, en): what a student reads when it fails",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("grader")
    group.addoption("--student", type=Path, help="a python file to check in place of the reference")
    group.addoption("--seed", type=int, help="of the inputs that checks draw (default: a fresh one)")


def pytest_configure(config: pytest.Config) -> None:
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    given: int | None = config.getoption("--seed")
    config.stash.setdefault(SEED, secrets.randbits(62) if given is None else given)


def pytest_report_header(config: pytest.Config) -> str:
    return f"grader: --seed {config.stash[SEED]}"


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """The student of a graded run; otherwise the reference, or the file given with --student."""
    if STUDENT in request.config.stash:
        return request.config.stash[STUDENT]
    assignment = _assignment_of(request.path)
    path: Path | None = request.config.getoption("--student")
    if path is None:
        return reference_student(assignment)
    forbids = {task.name: task.forbids for task in assignment.tasks}
    return LocalStudent(vars(load(path, path.stat().st_mtime_ns)), reference_signatures(assignment), forbids)


@pytest.fixture
def inputs(student: Student, request: pytest.FixtureRequest) -> Inputs:
    """All that a check can ask for."""

    def give(share: Share) -> None:
        request.node.stash[SHARE] = share

    return Inputs(student, request.config.stash[SEED], request.path.name, request.node.name, give)


@pytest.fixture
def accelerator(inputs: Inputs) -> Accelerator:
    return inputs.accelerator


@pytest.fixture
def student_id(inputs: Inputs) -> str:
    return inputs.student_id


@pytest.fixture
def award(inputs: Inputs) -> Award:
    return inputs.award


@pytest.fixture
def generator(inputs: Inputs) -> torch.Generator:
    return inputs.generator


@pytest.fixture
def randn(inputs: Inputs) -> Draw:
    return inputs.randn


@pytest.fixture
def rand(inputs: Inputs) -> Draw:
    return inputs.rand


@pytest.fixture
def randint(inputs: Inputs) -> DrawInt:
    return inputs.randint


def _assignment_of(path: Path) -> Assignment:
    return Course.find(path.parent).assignment(path.parent.name)
