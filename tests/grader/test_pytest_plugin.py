"""A check file, run by an author: `pytest -p grader.pytest_plugin`, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = """
import pytest
import torch

pytestmark = [pytest.mark.task("double"), pytest.mark.points(1), pytest.mark.hint(zh="提示", en="hint")]
drawn = []


def test_it(student):
    assert student.double(2) == 4


@pytest.mark.parametrize("case", [1, 2])
def test_draws(randn, rand, randint, case):
    x, u, n = randn(3, dtype=torch.float16), rand(200), randint(5, 8, (200,))
    assert x.dtype == torch.float16 and 0 <= u.min() < u.max() < 1
    assert n.dtype == torch.int64 and sorted(set(n.tolist())) == [5, 6, 7]
    drawn.append(x.tolist())


def test_no_two_cases_draw_the_same():
    assert len(set(map(tuple, drawn))) == 2


def test_a_seed_is_the_same_numbers_in_every_dtype(generator, randn):
    state = generator.get_state()
    exact = randn(5, dtype=torch.float64)
    generator.set_state(state)
    assert torch.equal(randn(5, dtype=torch.bfloat16), exact.bfloat16())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course with a reference and a check."""
    (tmp_path / "nbgrader_config.py").touch()
    for part in ("solutions/small", "tests/checks/small", "source/small"):
        (tmp_path / part).mkdir(parents=True)
    small = Path(__file__).parent / "small_course" / "source" / "small" / "small.ipynb"
    (tmp_path / "source/small/small.ipynb").write_bytes(small.read_bytes())
    (tmp_path / "solutions/small/small.py").write_text("def double(x: int) -> int:\n    return 2 * x\n")
    (tmp_path / "tests/checks/small/test_double.py").write_text(CHECK)
    return tmp_path


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "grader.pytest_plugin", "--import-mode=importlib", "tests/checks/small"]
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)


def test_checks_run_against_the_reference(folder: Path) -> None:
    said = run(folder, "--strict-markers")
    assert said.returncode == 0, said.stdout
    assert "5 passed" in said.stdout


def test_checks_run_against_another_module_and_repeat_with_its_seed(folder: Path) -> None:
    (folder / "mine.py").write_text("def double(x):\n    return 3 * x\n")
    said = run(folder, "--student", "mine.py", "--seed", "7", "-v")
    assert "1 failed, 4 passed" in said.stdout
    assert "grader: --seed 7" in said.stdout
