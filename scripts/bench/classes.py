"""One class, handed in to several courses: ours, stock nbgrader's, otter-grader's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from grader.bank import KnownSubmission, known_submissions, notebook
from grader.build import release
from grader.course import Assignment, Course
from grader.result import Verdict

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
STOCK_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\nc.ExecutePreprocessor.timeout = 60\n'
GRADE_CELL = """from pathlib import Path as _Path
from grader import checks as _checks
from grader.student import LocalStudent as _Student
_files = [_Path({public!r}), _Path({hidden!r})]
sum(task.score for task in _checks.run(_files, _Student(globals()), seed=1, task={task!r}))
"""


def the_class(assignment: Assignment, size: int) -> list[KnownSubmission]:
    """Of the bank what answers, in its own proportion of right and wrong, evenly over all of it."""
    bank = [known for known in known_submissions(assignment) if known.verdict in (Verdict.PASSED, Verdict.FAILED)]
    bank = [known for known in bank if "endless" not in known.name]
    return [bank[index * len(bank) // size % len(bank)] for index in range(size)]


def student(number: int) -> str:
    return f"s{number:04}"


def hand_in(root: Path, assignment: Assignment, students: Sequence[KnownSubmission]) -> None:
    for number, known in enumerate(students):
        path = handed_in(root, assignment, number)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook(known)), encoding="utf-8")


def handed_in(root: Path, assignment: Assignment, number: int) -> Path:
    """Where the notebook of student `number` lies."""
    return root / "submitted" / student(number) / assignment.name / f"{assignment.name}.ipynb"


def our_course(folder: Path, name: str) -> Course:
    for part in ("solutions", "source", "tests/checks", "tests/submissions"):
        shutil.copytree(ROOT / part / name, folder / part / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    course = Course(folder)
    release(course, course.assignment(name), "zh-TW")
    return course


def stock_course(folder: Path, ours: Assignment) -> None:
    """The same lesson for nbgrader as it comes: each grade cell calls the checks of its task."""
    source = json.loads(ours.source.read_text(encoding="utf-8"))
    for cell in source["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") and not mark.get("solution"):
            task = mark["grade_id"].removeprefix("test_")
            cell["source"] = GRADE_CELL.format(public=str(ours.public_checks), hidden=str(ours.hidden_checks), task=task)
    path = folder / "source" / ours.name / f"{ours.name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(source), encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(STOCK_CONFIG)
    timed(folder, "nbgrader", "generate_assignment", ours.name, "--force")


def timed(folder: Path, program: str, *words: str) -> float:
    """The seconds that a command of this environment takes.

    Raises:
        RuntimeError: it failed; its log is in the message.
    """
    began = time.perf_counter()
    done = subprocess.run([PROGRAMS / program, *words], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    return time.perf_counter() - began


def afresh(folder: Path) -> None:
    """Forget all results: none of them may be known when the clock starts."""
    for name in ("autograded", "feedback"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in (folder / ".grader").glob("results.db*"):
        path.unlink()
