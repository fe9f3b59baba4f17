"""The main job on real notebooks: build, release, a small class, `nbgrader autograde`, feedback, and a table at the end.

The class is made from tests/submissions, under student ids that begin with "demo-"; nothing of real students is touched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from grader.autograded import read_result
from grader.bank import KnownSubmission, attacks, known_submissions, notebook
from grader.build import build, release
from grader.course import Assignment, Course
from grader.report import Row, class_table

ASSIGNMENT = "attention"
STUDENTS = {
    "demo-an": "accepted/einsum_everywhere",
    "demo-bo": "accepted/numpy_inside",
    "demo-chun": "wrong_answer/attention_scaled_by_number_of_keys",
    "demo-de": "wrong_answer/softmax_without_maximum",
    "demo-en": "wrong_answer/heads_split_by_view_alone",
    "demo-fang": "error/misspells_a_name",
    "demo-gui": "timeout/endless_loop_in_an_answer",
    "demo-hui": "memory/materialises_everything",
    "demo-yi": "crashed/reads_address_zero",
    "demo-jun": "tampered/forged_frame",
    "demo-kai": "missing/untouched",
    "demo-lin": "missing/half_done",
}
PROGRAMS = Path(sys.executable).parent  # where this environment's nbgrader is


def main() -> int:
    course = Course.find(Path(__file__).parent)
    assignment = course.assignment(ASSIGNMENT)
    console = Console()
    console.print(f"[bold]1[/] build    source/{ASSIGNMENT}: {'written' if build(assignment) else 'up to date'}")
    console.print(f"[bold]2[/] release  {release(course, assignment, 'zh-TW').relative_to(course.root)}")
    _hand_in(course, assignment)
    console.print(f"[bold]3[/] submit   {len(STUDENTS)} notebooks in submitted/")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        graded = _nbgrader(course, "autograde", progress, "[bold]4[/] nbgrader autograde       ", "Autograding ")
        told = graded and _nbgrader(course, "generate_feedback", progress, "[bold]5[/] nbgrader generate_feedback", "Converting ")
    if not told:
        return 1
    console.print(class_table(ASSIGNMENT, [_row(course, assignment, student) for student in STUDENTS]))
    console.print("Feedback pages, to open in a browser:")
    for student in STUDENTS:
        console.print(
            f"  {course.root / 'feedback' / student / ASSIGNMENT / f'{ASSIGNMENT}.html'}", soft_wrap=True, highlight=False
        )
    return 0


def _hand_in(course: Course, assignment: Assignment) -> None:
    """Each student's notebook into submitted/, as they would have saved it."""
    known = {
        f"{entry.path.parent.name}/{entry.path.stem}": entry for entry in (*known_submissions(assignment), *attacks(assignment))
    }
    for student, name in STUDENTS.items():
        for folder in ("submitted", "autograded", "feedback"):
            shutil.rmtree(course.root / folder / student / ASSIGNMENT, ignore_errors=True)
        _save(known[name], course.root / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


def _save(known: KnownSubmission, path: Path) -> None:
    path.parent.mkdir(parents=True)
    nbformat.write(notebook(known), path)


def _nbgrader(course: Course, command: str, progress: Progress, label: str, sign: str) -> bool:
    """Run the real nbgrader, moving the bar at each line of its log that has `sign`; whether it came through."""
    bar = progress.add_task(label, total=len(STUDENTS))
    words = [str(PROGRAMS / "nbgrader"), command, ASSIGNMENT, "--student=demo-*", "--force"]
    said: list[str] = []
    with subprocess.Popen(words, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if sign in line:
                progress.advance(bar)
    if process.returncode != 0:
        progress.console.print("".join(said), markup=False)
        progress.console.print(f"[red]nbgrader {command} ended with {process.returncode}; its log is above[/]")
    return process.returncode == 0


def _row(course: Course, assignment: Assignment, student: str) -> Row:
    path = course.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return Row.of(student, read_result(path, assignment))


if __name__ == "__main__":
    raise SystemExit(main())
