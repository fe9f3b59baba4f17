"""What students are given holds no answer and no hidden check."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from grader.build import release
from grader.course import Course
from grader.form import blank
from grader.result import Language
from tests.grader.temporary_course import ROOT, TASKS, cell_of

CHECKS = ROOT / "tests" / "checks"
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def hidden_code() -> set[str]:
    """The names of hidden checks and every line of theirs that is long enough to be nobody else's."""
    found: set[str] = set()
    for path in CHECKS.glob("*/test_*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text))
        found |= {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
        found |= distinctive(text)
    return not_public(found)


def hidden_hints() -> set[str]:
    marks = [
        node
        for path in CHECKS.glob("*/test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg in ("zh", "en")
    ]
    texts = [str(part.value) for mark in marks for part in ast.walk(mark.value) if isinstance(part, ast.Constant)]
    return not_public({text for text in texts if len(text) >= 10})  # what stands between fields of an f-string, too


def not_public(texts: set[str]) -> set[str]:
    """Without what students have in their public checks."""
    public = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("source/*/test_public.py"))
    return {text for text in texts if text not in public}


def solution_lines() -> set[str]:
    """The lines of the reference's answers that do not stand elsewhere in the lesson too; of a form, those that are filled in."""
    found: set[str] = set()
    for path in ROOT.glob("solutions/*/*.py"):
        text = path.read_text(encoding="utf-8")
        lesson = SOLUTION.sub(lambda region: blank(region[1]) if '"""' in region[1] else "", text)
        found |= {line for region in SOLUTION.findall(text) for line in distinctive(region, 12) if line not in lesson}
    return found


def distinctive(text: str, length: int = 25) -> set[str]:
    lines = {line.strip() for line in text.splitlines()}
    return {line for line in lines if len(line) >= length and not re.match(r"from |import |@pytest", line)}


@cache
def secrets() -> frozenset[str]:
    return frozenset(hidden_code() | hidden_hints() | solution_lines())


def leaked(text: str) -> list[str]:
    return sorted(secret for secret in secrets() if secret in text)


def test_there_is_something_that_could_leak() -> None:
    assert len(hidden_code()) > 100
    assert len(hidden_hints()) > 50
    assert len(solution_lines()) >= len(TASKS)


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_release_holds_no_answer_and_no_hidden_check(course: Course, language: Language) -> None:
    for given in course.assignments:
        folder = release(course, given, language)
        assert {path.name for path in folder.rglob("*")} == {path.name for path in given.source.parent.iterdir()} - {"__pycache__"}
        for path in folder.iterdir():
            assert not leaked(everything_in(path))


def everything_in(path: Path) -> str:
    """A file's text; of a notebook, the text of its cells as it was before JSON put it into quotes, too."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix != ".ipynb":
        return text
    notebook = nbformat.reads(text, as_version=4)
    outputs = [str(cell.get("outputs", "")) for cell in notebook.cells]
    return "\n".join([text, *(cell.source for cell in notebook.cells), *outputs])


def test_a_release_has_every_task_to_be_done_and_nothing_run(released: Course) -> None:
    notebook = nbformat.read(released.root / "release" / "attention" / "attention.ipynb", as_version=4)
    for task in TASKS:
        assert "raise NotImplementedError()" in cell_of(notebook, task).source
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_a_release_is_one_edition(released: Course) -> None:
    notebook = nbformat.read(released.root / "release" / "attention" / "attention.ipynb", as_version=4)
    tags = {tag for cell in notebook.cells for tag in cell.metadata.get("tags", ())}
    assert "lang-zh" in tags
    assert "lang-en" not in tags
