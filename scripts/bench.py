"""How fast grading is, beside stock nbgrader and beside the bare checks: `make bench`.

One class, made from tests/submissions with its mix of accepted and wrong answers, is graded four ways, in turns, in one run:

    stock   nbgrader as it comes: a kernel for each notebook, the same checks called by its grade cells
    ours    `nbgrader autograde` and `nbgrader generate_feedback` of this course, start-up included, nothing known beforehand
    stage   our grading stage alone: warm lanes, from submitted files to results
    bare    the same checks in one warm process, no isolation: the limit

A figure is seconds a submission; a ratio is of one round, so that a noisy machine slows both sides of it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.audit.trial import of_bank, staged
from grader.bank import KnownSubmission, known_submissions, notebook
from grader.batch import Batch, Settings
from grader.bench import Bench, at_bench
from grader.build import release
from grader.course import Assignment, Course
from grader.grading import check_files
from grader.result import Verdict

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
STOCK_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\nc.ExecutePreprocessor.timeout = 60\n'
GRADE_CELL = """from pathlib import Path as _Path
from grader import checks as _checks
from grader.student import LocalStudent as _Student
_files = [_Path({public!r}), _Path({hidden!r})]
sum(task.score for task in _checks.run(_files, _Student(globals()), seed=1, task={task!r}))
"""


@dataclass
class Times:
    """Seconds a submission, a figure for each round."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, seconds: float, submissions: int) -> None:
        self.rounds.setdefault(name, []).append(seconds / submissions)

    def ratios(self, slow: Sequence[str], fast: Sequence[str]) -> list[float]:
        """How often the `fast` ones together go into the `slow` ones together, round by round."""
        sums = [list(map(sum, zip(*(self.rounds[name] for name in names), strict=True))) for names in (slow, fast)]
        return [one / other for one, other in zip(*sums, strict=True)]


def the_class(assignment: Assignment, size: int) -> list[KnownSubmission]:
    """Of the bank what answers, in its own proportion of right and wrong, evenly over all of it."""
    bank = [known for known in known_submissions(assignment) if known.verdict in (Verdict.PASSED, Verdict.FAILED)]
    bank = [known for known in bank if "endless" not in known.name]
    return [bank[index * len(bank) // size % len(bank)] for index in range(size)]


def hand_in(root: Path, assignment: Assignment, students: Sequence[KnownSubmission]) -> None:
    for number, known in enumerate(students):
        path = root / "submitted" / f"s{number:04}" / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook(known)), encoding="utf-8")


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
    nbgrader(folder, "generate_assignment", ours.name, "--force")


def nbgrader(folder: Path, *words: str) -> float:
    """The seconds that `nbgrader …` takes.

    Raises:
        RuntimeError: it failed; its log is in the message.
    """
    began = time.perf_counter()
    done = subprocess.run([PROGRAMS / "nbgrader", *words], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    return time.perf_counter() - began


def afresh(folder: Path) -> None:
    """Forget all results: none of them may be known when the clock starts."""
    for name in ("autograded", "feedback"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in (folder / ".grader").glob("results.db*"):
        path.unlink()


def stage(course: Course, assignment: Assignment) -> float:
    """The seconds of our grading stage, once its lanes are warm."""
    afresh(course.root)
    batch = Batch(course, assignment, Settings())
    paths = {path.parts[-3]: path for path in sorted((course.root / "submitted").glob(f"*/{assignment.name}/*.ipynb"))}
    try:
        batch.begin(paths, course.root / "submitted")
        began = time.perf_counter()
        for student in paths:
            batch.wait_for(student)
        return time.perf_counter() - began
    finally:
        batch.close()


def bare(assignment: Assignment, students: Sequence[KnownSubmission], bench: Bench) -> float:
    """The seconds of the checks alone: the notebook's code and the checks share this process."""
    began = time.perf_counter()
    for known in students:
        student = staged(of_bank(known), assignment)
        bench.run(student, seed=1)
    return time.perf_counter() - began


def measure(name: str, size: int, few: int, rounds: int, say: Callable[[str], None]) -> Times:
    times = Times()
    with tempfile.TemporaryDirectory(prefix="bench.") as place:
        ours, stock = Path(place) / "ours", Path(place) / "stock"
        course = our_course(ours, name)
        assignment = course.assignment(name)
        students = the_class(assignment, size)
        hand_in(ours, assignment, students)
        stock_course(stock, assignment)
        hand_in(stock, assignment, the_class(assignment, few))

        def rounds_of(bench: Bench) -> None:
            bare(assignment, students[:2], bench)  # warm
            for number in range(rounds):
                say(f"round {number + 1} of {rounds}")
                times.note("stock autograde", nbgrader(stock, "autograde", name, "--force"), few)
                afresh(ours)
                times.note("ours autograde", nbgrader(ours, "autograde", name), size)
                times.note("stock feedback", nbgrader(stock, "generate_feedback", name, "--force"), few)
                times.note("ours feedback", nbgrader(ours, "generate_feedback", name, "--force"), size)
                times.note("ours stage", stage(course, assignment), size)
                times.note("bare", bare(assignment, students, bench), size)

        at_bench(check_files(assignment), rounds_of)
    return times


def show(times: Times, size: int, few: int) -> None:
    console = Console()
    table = Table(
        "seconds a submission", "median", "least", "most", title=f"{size} submissions (stock: {few})", title_justify="left"
    )
    for name, seconds in times.rounds.items():
        table.add_row(name, *(f"{value:.3f}" for value in (statistics.median(seconds), min(seconds), max(seconds))))
    console.print(table)
    table = Table("ratio", "median", "least", "most", "required", title="rounds compared", title_justify="left")
    for name, slow, fast, required in (
        ("stock / ours, graded", ["stock autograde"], ["ours autograde"], "at least 25"),
        ("stock / ours, with feedback", ["stock autograde", "stock feedback"], ["ours autograde", "ours feedback"], "at least 20"),
        ("our stage / bare", ["ours stage"], ["bare"], "at most 2"),
    ):
        found = times.ratios(slow, fast)
        table.add_row(name, *(f"{value:.2f}" for value in (statistics.median(found), min(found), max(found))), required)
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assignment", default="attention")
    parser.add_argument("--size", type=int, default=100, help="submissions that we grade (default 100)")
    parser.add_argument("--few", type=int, default=8, help="submissions that stock nbgrader grades (default 8)")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    times = measure(given.assignment, given.size, given.few, given.rounds, lambda said: print(said, file=sys.stderr, flush=True))
    show(times, given.size, given.few)


if __name__ == "__main__":
    main()
