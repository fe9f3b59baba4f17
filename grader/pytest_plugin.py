"""The marks and fixtures of a check, and its outcome as a `CheckResult`.

Loaded with `-p grader.pytest_plugin` a check file runs against the reference (`--student FILE` for another module): that is for
authors. Graded runs go through `checks.run`, which registers `Outcomes` beside it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

from .accelerator import Accelerator
from .checking import Award, Draw, DrawInt
from .course import Assignment, Course
from .errors import Pending
from .reference import load, reference_signatures, reference_student
from .student import LocalStudent, Student

STUDENT = pytest.StashKey[Student]()
SEED = pytest.StashKey[int]()
SHARE = pytest.StashKey["Share"]()
MARKS = (
    "task(name): the task that this check belongs to",
    "points(n): what it is worth; a parametrised check counts once, and wins when all its cases pass",
    "hint(zh, en): what a student reads when it fails",
)


@dataclass(frozen=True)
class Share:
    """The part of its points that a check has given itself."""

    share: float  # in [0, 1]
    zh: str | None
    en: str | None


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
def accelerator(student: Student) -> Accelerator:
    """The student's functions on the simulated accelerator. Checks that ask for it run last."""
    return Accelerator(student)


@pytest.fixture
def student_id(student: Student) -> str:
    """Who is graded, as the gradebook says; where nobody said, a person must decide."""
    if student.who is None:
        raise Pending(
            zh="批改時不知道這是誰的作業，這一項留給人工處理。", en="Nobody said whose work this is; a person will grade it."
        )
    return student.who


@pytest.fixture
def award(request: pytest.FixtureRequest) -> Award:
    """Give a part of the points; without it a check earns all of them or none."""

    def give(share: float, *, zh: str | None = None, en: str | None = None) -> None:
        request.node.stash[SHARE] = Share(min(max(share, 0.0), 1.0), zh, en)

    return give


def _assignment_of(path: Path) -> Assignment:
    return Course.find(path.parent).assignment(path.parent.name)


@pytest.fixture
def generator(request: pytest.FixtureRequest) -> torch.Generator:
    """The run's secret seed, joined with the check's name: no two cases share inputs, every student gets the same."""
    text = f"{request.config.stash[SEED]}:{request.path.name}:{request.node.name}"
    digest = hashlib.sha256(text.encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))


@pytest.fixture
def randn(generator: torch.Generator) -> Draw:
    """Standard normal, drawn in float64 and rounded, so that all dtypes of a seed see the same numbers."""

    def draw(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)

    return draw


@pytest.fixture
def rand(generator: torch.Generator) -> Draw:
    """Uniform in [0, 1)."""

    def draw(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        return torch.rand(shape, generator=generator, dtype=torch.float64).to(dtype)

    return draw


@pytest.fixture
def randint(generator: torch.Generator) -> DrawInt:
    def draw(low: int, high: int, shape: tuple[int, ...]) -> torch.Tensor:
        return torch.randint(low, high, shape, generator=generator)

    return draw
