"""A class whose grading is killed at random moments until it is through, and then compared row by row with an undisturbed run.

    python scripts/kill_runs.py --size 60 --kills 8

The command is started again and again. SIGKILL comes to its main process, to one of the processes that it has started (which
it must bear by itself), or to all of them at once. After the last kill it is let through. Then each student must have one result in
the store, delivered, and the same scores in the store, in the gradebook and in autograded/ as in the undisturbed run.

Leave the package alone meanwhile: a result of other code is another result, and would be won again.

Exits with 0 when nothing is found, with 1 when something is, and then keeps the two courses to look at.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grader.autograded import read_result  # noqa: E402 - the tests' courses lie beside this folder
from grader.course import Course  # noqa: E402
from grader.result import SubmissionResult  # noqa: E402
from grader.secret import Secret  # noqa: E402
from grader.store import Store  # noqa: E402
from tests.grader import quiz_course, temporary_course  # noqa: E402

COMMANDS = {"grader": [sys.executable, "-m", "grader", "autograde"], "nbgrader": [sys.executable, "-m", "nbgrader", "autograde"]}
VICTIMS = ("main", "one", "all")
GONE_SECONDS = 20.0  # for what a killed run has started to go, on a busy machine
UNREADABLE_EVERY = 25
ENDED = {0, 1}  # 1: a file could not be taken

CELLS = """from submitted_assignment a join student s on s.id = a.student_id join submitted_notebook n on n.assignment_id = a.id
    join {table} t on t.notebook_id = n.id join base_cell b on b.id = t.cell_id"""
GRADES = "select s.id, b.name, t.auto_score, t.manual_score, t.extra_credit, t.needs_manual_grade " + CELLS.format(table="grade")
COMMENTS = "select s.id, b.name, t.auto_comment, t.manual_comment " + CELLS.format(table="comment")


def hand_in_quizzes(course: Course, students: list[str]) -> None:
    """Right, wrong in part, and left blank in turns; a few are no notebooks."""
    for number, student in enumerate(students):
        blank = quiz_course.form_cell("verdict", "")
        right = quiz_course.taken(course, student=student if number % 3 else "somebody")
        notebook = quiz_course.taken(course, student=student, verdict=blank) if number % 3 == 1 else right
        quiz_course.hand_in(course, student, "no notebook" if number % UNREADABLE_EVERY == UNREADABLE_EVERY - 1 else notebook)


def hand_in_lessons(course: Course, students: list[str]) -> None:
    whole, half = temporary_course.filled(course), temporary_course.half_done(course)
    for number, student in enumerate(students):
        unreadable = number % UNREADABLE_EVERY == UNREADABLE_EVERY - 1
        temporary_course.hand_in(course, student, "no notebook" if unreadable else half if number % 2 else whole)


def the_class(name: str, size: int, folder: Path) -> Course:
    """A released course with `size` submissions, and the seeds that both runs are to have."""
    students = [f"s{number:04}" for number in range(size)]
    if name == quiz_course.QUIZ:
        course = quiz_course.quiz_course(folder)
        hand_in_quizzes(course, students)
    else:
        course = temporary_course.released_course(folder)
        hand_in_lessons(course, students)
    Secret.of(course.root)
    return course


@dataclass(frozen=True)
class Standing:
    """All that is known of a class when it is graded."""

    grades: tuple[tuple[object, ...], ...]
    comments: tuple[tuple[object, ...], ...]
    kept: Mapping[str, SubmissionResult]
    written: Mapping[str, SubmissionResult]  # in autograded/
    gradings: Mapping[str, int]  # results in the store
    undelivered: tuple[str, ...]

    @classmethod
    def of(cls, course: Course, name: str) -> Standing:
        assignment = course.assignment(name)
        with sqlite3.connect(course.root / "gradebook.db") as book:
            grades, comments = (tuple(sorted(book.execute(query), key=repr)) for query in (GRADES, COMMENTS))
        with Store(course.root) as store:
            newest = list(store.all_newest(name))
        with sqlite3.connect(course.root / ".grader" / "results.db") as book:
            gradings = dict(book.execute("select student, count(*) from results group by student"))
        students = sorted(path.name for path in (course.root / "submitted").iterdir())
        folder = course.root / "autograded"
        files = {student: folder / student / name / f"{name}.ipynb" for student in students}
        return cls(
            grades,
            comments,
            {kept.student: _bare(kept.report.result) for kept in newest},
            {student: _bare(read_result(path, assignment)) for student, path in files.items() if path.is_file()},
            gradings,
            tuple(kept.student for kept in newest if not kept.delivered),
        )


def _bare(result: SubmissionResult) -> SubmissionResult:
    """Without what differs from run to run, and without the path, which differs from course to course."""
    return replace(result, notebook="", seconds=0.0)


def differences(killed: Standing, undisturbed: Standing, size: int) -> Iterator[str]:
    """What is wrong with the class that was killed, in sentences."""
    if twice := {student: count for student, count in killed.gradings.items() if count != 1}:
        yield f"graded more than once: {twice}"
    if killed.undelivered:
        yield f"in the store, and not marked as delivered: {', '.join(killed.undelivered)}"
    for place, found, wanted in (
        ("store", killed.kept, undisturbed.kept),
        ("autograded/", killed.written, undisturbed.written),
    ):
        if len(found) != size:
            yield f"{place} has {len(found)} of {size} students"
        if wrong := [student for student, result in wanted.items() if found.get(student) != result]:
            yield f"{place} differs for {', '.join(wrong)}"
    for table in ("grades", "comments"):
        have, want = set(getattr(killed, table)), set(getattr(undisturbed, table))
        if have != want:
            yield f"gradebook, {table}: {sorted(map(repr, have ^ want))[:10]}"


def start(course: Course, command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as said:
        return subprocess.Popen(command, cwd=course.root, stdout=said, stderr=subprocess.STDOUT, start_new_session=True)


def descendants(pid: int) -> list[int]:
    """The processes that `pid` has started, and what those have."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in listed.read_text(encoding="ascii").split()]
        except OSError:  # gone meanwhile
            continue
        found += [one for child in children for one in (child, *descendants(child))]
    return found


def kill(run: subprocess.Popen[bytes], victim: str, luck: random.Random) -> tuple[list[int], bool]:
    """Send SIGKILL; gives what had been started, and whether the run itself must be over now."""
    started = descendants(run.pid)
    victims = [run.pid] if victim == "main" else [run.pid, *started] if victim == "all" else [luck.choice(started or [run.pid])]
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return started, run.pid in victims


def all_gone(pids: list[int]) -> list[int]:
    """Those that are still there after a while."""
    deadline = time.monotonic() + GONE_SECONDS
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_until_through(
    course: Course, command: list[str], kills: int, within: float, luck: random.Random, log: Path
) -> Iterator[str]:
    """Start, kill, start again; gives what went wrong on the way."""
    run, began = start(course, command, log), time.monotonic()
    for number in range(1, kills + 1):
        victim = VICTIMS[number % len(VICTIMS)]
        try:
            status = run.wait(luck.uniform(0.0, within))
        except subprocess.TimeoutExpired:
            started, over = kill(run, victim, luck)
            print(f"kill {number}: {victim}, {time.monotonic() - began:.1f} s after the start", flush=True)
            if over:
                run.wait()
                if left := all_gone(started):
                    yield f"still running after the run was killed: {left}"
        else:
            print(f"kill {number}: none, the run has ended with status {status}", flush=True)
            over, within = True, time.monotonic() - began  # the next one has as much left to do, or less
            if status not in ENDED:
                yield f"a run ended with status {status}; see {log}"
        if over:
            run, began = start(course, command, log), time.monotonic()
    if (status := run.wait()) not in ENDED:
        yield f"the last run ended with status {status}; see {log}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1000, help="students (1000)")
    parser.add_argument("--kills", type=int, default=20, help="how often something is killed (20)")
    parser.add_argument("--assignment", choices=(quiz_course.QUIZ, temporary_course.NAME), default=quiz_course.QUIZ,
                        help="quiz: quick to grade; attention: as in the course")  # fmt: skip
    parser.add_argument(
        "--command", choices=tuple(COMMANDS), default="grader", help="`grader autograde` or plain `nbgrader autograde`"
    )
    parser.add_argument("--seed", type=int, default=None, help="of the random moments; by default another one each time")
    given = parser.parse_args()
    seed = random.randrange(1 << 32) if given.seed is None else given.seed
    folder = Path(tempfile.mkdtemp(prefix="kill-runs-"))
    calm = the_class(given.assignment, given.size, folder / "undisturbed")
    shutil.copytree(calm.root, folder / "killed")
    killed = Course(folder / "killed")
    began = time.monotonic()
    command = [*COMMANDS[given.command], given.assignment]
    status = start(calm, command, folder / "undisturbed.log").wait()
    seconds = time.monotonic() - began
    print(f"undisturbed: {given.size} students in {seconds:.1f} s, status {status}; seed {seed}, in {folder}", flush=True)
    found = list(kill_until_through(killed, command, given.kills, seconds, random.Random(seed), folder / "killed.log"))
    found += differences(Standing.of(killed, given.assignment), Standing.of(calm, given.assignment), given.size)
    for sentence in found:
        print(f"FOUND: {sentence}")
    if not found:
        shutil.rmtree(folder)
        print(f"{given.size} students, {given.kills} kills: each has one result, and it is the one of the undisturbed run")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
