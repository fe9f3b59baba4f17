"""A class that is graded in several goes: what is known is not graded again, and what was broken off goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grader.course import Course
from grader.interruption import INTERRUPTED, SENTENCE
from grader.store import Store
from tests.grader.temporary_course import (
    NAME,
    ROOT,
    Standing,
    cell_of,
    copy_again,
    filled,
    grade_class,
    half_done,
    hand_in,
    standing,
)

STUDENTS = ("ann", "bea", "王小明", "[x'; y] %")  # and names that a gradebook, a shell or a pattern may stumble over
PROGRAM = "from grader.__main__ import main; main()"


@pytest.fixture(scope="module")
def handed_in(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = copy_again(released, tmp_path_factory.mktemp("class") / "course")
    for number, student in enumerate(STUDENTS):
        hand_in(course, student, filled(course) if number % 2 else half_done(course))
    return course


@pytest.fixture
def course(handed_in: Course, tmp_path: Path) -> Course:
    return copy_again(handed_in, tmp_path / "course")


@pytest.fixture(scope="module")
def undisturbed(handed_in: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Standing]:
    course = copy_again(handed_in, tmp_path_factory.mktemp("undisturbed") / "course")
    assert grade_class(course).status == 0
    return standings(course)


def standings(course: Course) -> dict[str, Standing]:
    return {student: standing(course, student) for student in STUDENTS}


def gradings(course: Course) -> dict[str, int]:
    """How many results each student has in the store."""
    with sqlite3.connect(course.root / ".grader" / "results.db") as book:
        return dict(book.execute("select student, count(*) from results group by student"))


def test_what_is_graded_already_is_not_graded_again_unless_it_or_its_checks_have_changed(
    course: Course, undisturbed: dict[str, Standing]
) -> None:
    grade_class(course)
    assert standings(course) == undisturbed
    hand_in(course, "ann", filled(course))
    assert "3 of 4 are graded already, with nothing changed since" in grade_class(course).said
    assert gradings(course) == {**dict.fromkeys(STUDENTS, 1), "ann": 2}
    assert standing(course, "ann").tasks == undisturbed["bea"].tasks
    with (course.root / "tests" / "checks" / NAME / "test_stable_softmax.py").open("a", encoding="utf-8") as changed:
        changed.write("\n# changed\n")
    grade_class(course, "ann", "bea")
    assert gradings(course) == {**dict.fromkeys(STUDENTS, 1), "ann": 3, "bea": 2}


@contextmanager
def running(course: Course, jobs: int = 2) -> Iterator[subprocess.Popen[str]]:
    """`grader autograde` in a process group of its own."""
    command = [sys.executable, "-c", PROGRAM, "autograde", NAME, "--course", str(course.root), "--jobs", str(jobs)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as run:
        try:
            yield run
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)


def wait_for_results(course: Course, count: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if (course.root / ".grader" / "results.db").exists():
            with Store(course.root) as store:
                if sum(1 for _ in store.all_newest(NAME)) >= count:
                    return
    pytest.fail(f"no {count} results in two minutes")


def test_a_run_that_is_killed_leaves_nothing_running_and_goes_on_where_it_was(
    course: Course, undisturbed: dict[str, Standing]
) -> None:
    """By nbgrader's own command: without --force it passes over whoever has a folder in autograded/, finished or not."""
    with running(course, jobs=1) as run:
        wait_for_results(course, 2)
        os.kill(run.pid, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while (left := _processes_of(course)) and time.monotonic() < deadline:
            time.sleep(0.1)
    assert left == []
    program = Path(sys.executable).with_name("nbgrader")
    subprocess.run([program, "autograde", NAME], cwd=course.root, check=True, capture_output=True)
    assert standings(course) == undisturbed
    assert gradings(course) == dict.fromkeys(STUDENTS, 1), "nobody is graded twice, nobody is left out"


def _endless(course: Course) -> NotebookNode:
    notebook = filled(course)
    cell_of(notebook, "attention_scores").source = "def attention_scores(q, k, *, scale=None):\n    while True: pass"
    return notebook


def _processes_of(course: Course) -> list[int]:
    """The processes whose working folder is the project's and that hold the store open: those that grade for this course."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            targets = {os.readlink(entry) for entry in (folder / "fd").iterdir()}
        except OSError:
            continue
        if any(target.startswith(str(course.root)) for target in targets):
            found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid()]


def test_ctrl_c_stops_at_once_and_says_how_to_go_on(course: Course, undisturbed: dict[str, Standing]) -> None:
    hand_in(course, "ann", _endless(course))
    with running(course) as run:
        wait_for_results(course, 1)
        os.kill(run.pid, signal.SIGINT)
        said, _ = run.communicate(timeout=60)  # at once; the endless one has a minute
    assert run.returncode == INTERRUPTED
    assert "results of this run are kept. Run the same command to go on." in said
    assert "Traceback" not in said
    assert _processes_of(course) == []
    hand_in(course, "ann", half_done(course))
    grade_class(course)
    assert standings(course) == undisturbed


def test_ctrl_c_while_a_run_comes_up_stops_it_with_all_that_it_has_started(course: Course) -> None:
    with running(course) as run:
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
        while len(children.read_text().split()) < 2:  # the server of grading processes is there, and begins with its imports
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        said, _ = run.communicate(timeout=10)
    assert run.returncode == INTERRUPTED
    assert said.strip() == f"grader: {SENTENCE}"


def test_a_locked_gradebook_is_told_and_the_run_can_go_on(course: Course, undisturbed: dict[str, Standing]) -> None:
    with sqlite3.connect(course.root / "gradebook.db", isolation_level=None) as other:
        other.execute("begin exclusive")
        with running(course, jobs=1) as run:
            said, _ = run.communicate(timeout=120)
        other.execute("rollback")
    assert run.returncode == 2
    assert "the gradebook cannot be written: database is locked" in said
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert grade_class(course).status == 0
    assert standings(course) == undisturbed
