"""What lies where it should not, or is not what it should be: each is told in a sentence, and nothing is lost."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from rich.console import Console

from grader.autograde import autograde
from grader.batch import Batch
from grader.build import nbgrader
from grader.course import Course, CourseError
from grader.fault import GraderFault
from grader.gradebook_file import inspect
from grader.handed_in import alike, folders, unfit
from grader.order import Report
from grader.store import Store
from grader.submission import read_bytes
from grader.unreadable import UnreadableSubmission
from tests.grader.quiz_course import QUIZ, form_cell, grades, hand_in, taken
from tests.grader.temporary_course import Run, copy_again
from tests.grader.test_nbgrader_plugin import command

RIGHT = {"test_verdict": 60.0, "test_judge": 30.0}
OTHER_FOLDERS = ("two\nlines", os.fsdecode(b"caf\xe9"), "nna\u202e")  # no gradebook can hold these
ODD_FILES = ("escape \x1b[2J.txt", "turned \u202etxt.exe", "two\nlines.txt", os.fsdecode(b"caf\xe9.txt"))
MADE_BEFORE = "50a4d84c131a"  # a revision of nbgrader's database of years ago


@pytest.fixture
def course(released_quiz: Course, tmp_path: Path) -> Course:
    """A released quiz of the test's own, with one right answer handed in."""
    course = copy_again(released_quiz, tmp_path / "course")
    hand_in(course, "ann", taken(course, student="ann"))
    return course


def grade(course: Course, *students: str) -> Run:
    said = io.StringIO()
    return Run(autograde(course, QUIZ, students, Console(file=said, width=1000), jobs=1), said.getvalue())


def scores(course: Course, student: str) -> dict[str, float | None]:
    return {name: score for name, (score, _, _) in grades(course, student).items() if name in RIGHT}


@dataclass(frozen=True)
class Said:
    course: Course
    ours: Run
    nbgraders: str


@pytest.fixture(scope="module")
def crowded(released_quiz: Course, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """A class with folders and files in it that are a mistake, graded both ways."""
    course = copy_again(released_quiz, tmp_path_factory.mktemp("crowded") / "course")
    for student in ("ann", "Ann", "bea", *OTHER_FOLDERS):
        hand_in(course, student, taken(course, student=student if student.isprintable() else "x"))
    for name in (f"{QUIZ} (1).ipynb", *(f"{QUIZ} {letter}\x1b.ipynb" for letter in "abcdef"), *ODD_FILES):
        (course.root / "submitted" / "bea" / QUIZ / name).write_text("{}")
    (course.root / "submitted" / "folder\x1b[2J" / QUIZ).mkdir(parents=True)
    nbgraders = command(course, "autograde", QUIZ).stderr
    return Said(course, grade(course), nbgraders)


@pytest.mark.parametrize(
    "sentence",
    [
        "submitted/two\\nlines/quiz: not graded: this can be no student's id",
        "submitted/caf\\udce9/quiz: not graded: this can be no student's id",
        "submitted/nna\\u202e/quiz: not graded: this can be no student's id: it has marks in it that turn the direction",
        "submitted/bea/quiz also holds quiz (1).ipynb, quiz a\\x1b.ipynb, ",
        "quiz d\\x1b.ipynb and 2 more: only quiz.ipynb is graded. If another is meant, give it that name",
        "Ann and ann are graded as two students. If they are one, keep one of the folders in submitted/",
    ],
)
def test_what_may_be_a_mistake_is_told_by_either_command(crowded: Said, sentence: str) -> None:
    assert sentence in crowded.ours.said
    assert sentence in crowded.nbgraders


def test_no_name_moves_the_cursor_turns_the_text_or_cannot_be_written(crowded: Said) -> None:
    """nbgrader itself writes each name as it is, of students and of files that it copies."""
    for said in (crowded.ours.said, crowded.nbgraders):
        assert {letter for letter in said if not letter.isprintable()} == {"\n"}
    for name in ("escape \\x1b[2J.txt", "turned \\u202etxt.exe", "caf\\udce9.txt", "folder\\x1b[2J"):
        assert name in crowded.nbgraders
    assert "Logging error" not in crowded.nbgraders
    assert "Traceback" not in crowded.nbgraders


def test_what_may_be_a_mistake_stops_nobodys_grading(crowded: Said) -> None:
    assert crowded.ours.status == 1, "folders could not be taken"
    for student in ("ann", "Ann", "bea"):
        assert scores(crowded.course, student) == RIGHT


@pytest.mark.parametrize("student", ["", "..", "../ann", "a/b", "a\0b", "a\nb", "\udce9", "a\u202eb", "a\u2066b", "a\u200fb"])
def test_an_id_that_is_no_name_of_a_folder_is_told(course: Course, student: str) -> None:
    with pytest.raises(CourseError, match=r"--student .*: this can be no student's id: it (is|has)"):
        grade(course, student)


@pytest.mark.parametrize("student", ["王小明", "O'Neil", "a b", "a\u3000b", "[x] %", ".x", "José", "علی\u200cرضا", "שרה"])
def test_a_name_is_an_id_whatever_the_letters_in_it(student: str) -> None:
    assert unfit(student) is None


def test_ids_that_differ_in_case_width_or_accents_as_they_are_written_are_alike() -> None:
    composed, decomposed = "Jos\u00e9", "Jose\u0301"
    found = list(alike(["Ann", composed, "bea", "ann", decomposed, "Ｂea", "cid"]))
    assert found == [("Ann", "ann"), ("bea", "Ｂea"), (composed, decomposed)]


def test_ids_that_differ_in_what_cannot_be_seen_are_alike() -> None:
    assert list(alike(["ann", "an\u200bn", "bea\u00ad", "bea"])) == [("ann", "an\u200bn"), ("bea\u00ad", "bea")]


def test_what_is_no_folder_or_cannot_be_looked_into_is_found_too(tmp_path: Path) -> None:
    for student in ("ann", "[x]", ".hidden", "none"):
        (tmp_path / "submitted" / student).mkdir(parents=True)
    for student in ("ann", "[x]", ".hidden"):
        (tmp_path / "submitted" / student / QUIZ).mkdir()
    (tmp_path / "submitted" / "file").mkdir()
    (tmp_path / "submitted" / "file" / QUIZ).touch()
    (tmp_path / "submitted" / "link").mkdir()
    (tmp_path / "submitted" / "link" / QUIZ).symlink_to(QUIZ)
    (tmp_path / "submitted" / "README").touch()
    relative = [f"submitted/{student}/{QUIZ}" for student in (".hidden", "[x]", "ann", "file", "link")]
    assert folders(f"submitted/*/{QUIZ}", tmp_path) == relative
    assert folders(str(tmp_path / "submitted" / "*" / QUIZ), tmp_path) == [str(tmp_path / path) for path in relative]


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder with a student's in it that only root may look into; for the length of the test we are not root."""
    with TemporaryDirectory() as name:
        root, before = Path(name), os.getresuid()
        root.chmod(0o755)
        (root / "submitted" / "ann" / QUIZ).mkdir(parents=True)
        (root / "submitted" / "ann").chmod(0)
        if before[1] == 0:
            os.setresuid(65534, 65534, 0)
        try:
            yield root
        finally:
            os.setresuid(*before)
            (root / "submitted" / "ann").chmod(0o700)


def test_a_student_whose_folder_cannot_be_looked_into_is_not_passed_over(locked: Path) -> None:
    assert folders(f"submitted/*/{QUIZ}", locked) == [f"submitted/ann/{QUIZ}"]
    with pytest.raises(UnreadableSubmission, match=r"quiz\.ipynb: the file cannot be opened \(Permission denied\)"):
        read_bytes(locked / "submitted" / "ann" / QUIZ / f"{QUIZ}.ipynb", locked / "submitted")


def test_a_timestamp_that_nobody_ever_writes_is_not_waited_for_when_nbgrader_decides_who_is_new(course: Course) -> None:
    os.mkfifo(course.root / "submitted" / "ann" / QUIZ / "timestamp.txt")
    grade(course)

    def too_long(*_: object) -> None:
        raise TimeoutError("nbgrader waits for a timestamp")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(30)
    try:
        with nbgrader(course) as nb:
            said = nb.api.autograde(QUIZ, "ann", force=False)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert said["success"], said
    assert scores(course, "ann") == RIGHT


def test_a_file_that_changes_while_it_is_graded_is_told_and_graded_the_next_time(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded = Batch.report

    def report(batch: Batch, student: str) -> Report:
        found = graded(batch, student)
        hand_in(course, student, taken(course, student=student, verdict=form_cell("verdict", "")))
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Batch, "report", report)
        run = grade(course)
    assert "submitted/ann/quiz/quiz.ipynb has changed since it was graded" in run.said
    assert scores(course, "ann") == RIGHT
    assert "has changed" not in grade(course).said
    assert scores(course, "ann") == {**RIGHT, "test_verdict": 0.0}


def _revised(course: Course, revision: str) -> None:
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("update alembic_version set version_num = ?", (revision,))


def _replaced(course: Course, content: bytes) -> None:
    (course.root / "gradebook.db").write_bytes(content)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (
            lambda course: _revised(course, MADE_BEFORE),
            r"made by an older nbgrader .* then run: nbgrader db up",
        ),
        (lambda course: _revised(course, "fedcba987654"), r"made by another nbgrader, newer than this one .* Use that version"),
        (
            lambda course: _replaced(course, b"no database " * 100),
            r"is not a gradebook \(file is not a database\)",
        ),
        (lambda course: _replaced(course, (course.root / ".grader" / "results.db").read_bytes()), r"nbgrader has not made it"),
    ],
    ids=["older", "newer", "no database", "another database"],
)
def test_a_gradebook_that_this_nbgrader_cannot_write_is_told_and_left_as_it_is(course: Course, made: object, sentence: str) -> None:
    Store(course.root).close()
    assert callable(made)
    made(course)
    before = (course.root / "gradebook.db").read_bytes()
    with pytest.raises(CourseError, match=rf"gradebook\.db .*{sentence}"):
        grade(course)
    assert (course.root / "gradebook.db").read_bytes() == before


def test_plain_nbgrader_tells_of_another_versions_gradebook_too(course: Course) -> None:
    _revised(course, MADE_BEFORE)
    done = command(course, "autograde", QUIZ)
    assert done.returncode != 0
    assert "gradebook.db was made by an older nbgrader" in done.stderr


def test_a_gradebook_that_is_yet_to_be_made_is_none_of_another_version(tmp_path: Path) -> None:
    inspect(f"sqlite:///{tmp_path / 'none.db'}")
    (tmp_path / "empty.db").touch()
    inspect(f"sqlite:///{tmp_path / 'empty.db'}")
    inspect("postgresql://somewhere/else")


def test_a_course_that_nbgrader_made_just_now_is_this_versions(course: Course) -> None:
    with nbgrader(course) as nb:
        inspect(nb.app.coursedir.db_url)


KILLED_WHILE_WRITING = """
import os, signal, sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("pragma cache_size = 1")  # so that what is not committed goes into the file before its time
book.execute("begin")
book.execute("create table half as select a.sql from sqlite_master a, sqlite_master b, sqlite_master c")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_gradebook_that_was_being_written_when_its_run_was_killed_is_no_bad_one(course: Course) -> None:
    path = course.root / "gradebook.db"
    subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], check=False)
    assert path.with_name("gradebook.db-journal").stat().st_size > 0
    inspect(f"sqlite:///{path}")
    assert grade(course).status == 0


def _store_of(course: Course) -> Path:
    Store(course.root).close()
    return course.root / ".grader" / "results.db"


def test_a_damaged_store_is_told_with_what_to_do(course: Course) -> None:
    path = _store_of(course)
    path.write_bytes(b"no database " * 100)
    with pytest.raises(GraderFault, match=r"results\.db is damaged .* move it away.* everybody is then graded again"):
        grade(course)
    path.unlink()
    Store(course.root).close()


def test_a_store_that_may_only_be_read_is_told(course: Course) -> None:
    """By its own header, which says so to whoever runs the test."""
    path = _store_of(course)
    whole = path.read_bytes()
    path.write_bytes(whole[:18] + b"\x03" + whole[19:])
    with pytest.raises(GraderFault, match=r"results\.db: attempt to write a readonly database\. What is graded so far is kept"):
        grade(course)


def test_a_store_that_another_program_holds_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _store_of(course)
    monkeypatch.setattr("grader.store.BUSY_SECONDS", 0.1)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("begin immediate")
        with pytest.raises(GraderFault, match=r"results\.db: database is locked.* run the same command again"):
            grade(course)
        other.execute("rollback")


def test_a_disk_that_is_full_is_told_and_the_run_goes_on_later(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is allowed no more pages, which is how it learns of a full disk, whoever runs the test."""
    students = ("ann", *(f"s{number}" for number in range(6)))
    for student in students:
        hand_in(course, student, taken(course, student=student))
    opened = Store.__init__

    def on_a_small_disk(store: Store, root: Path) -> None:
        opened(store, root)
        store._db.execute("pragma max_page_count = 10")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Store, "__init__", on_a_small_disk)
        with pytest.raises(GraderFault, match=r"results\.db: database or disk is full\. What is graded so far is kept; mend this"):
            grade(course)
    with Store(course.root) as store:
        kept = [one.student for one in store.all_newest(QUIZ)]
    assert 0 < len(kept) < len(students)
    assert f"{len(kept)} of {len(students)} are graded already" in grade(course).said
    assert all(scores(course, student) == RIGHT for student in students)


def test_who_comes_after_a_run_has_broken_off_keeps_what_there_is(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("bea", "cid"):
        hand_in(course, student, taken(course, student=student))
    grade(course)
    hand_in(course, "ann", taken(course, student="ann", verdict=form_cell("verdict", "")))

    def full(*_: object) -> None:
        raise GraderFault("the disk is full")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Store, "keep", full)
        with pytest.raises(GraderFault, match="the disk is full"):
            grade(course)
    assert scores(course, "ann") == dict.fromkeys(RIGHT)
    for student in ("bea", "cid"):
        assert scores(course, student) == RIGHT
        assert (course.root / "autograded" / student / QUIZ / f"{QUIZ}.ipynb").exists()


def test_who_comes_after_a_run_of_plain_nbgrader_has_broken_off_keeps_what_there_is_whatever_the_id(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """nbgrader is told whom to leave alone in a list with commas between the ids."""
    hand_in(course, "bea, jr.", taken(course, student="bea, jr."))
    grade(course)
    for student in ("ann", "bea, jr."):
        hand_in(course, student, taken(course, student=student, verdict=form_cell("verdict", "")))

    def full(*_: object) -> None:
        raise GraderFault("the disk is full")

    monkeypatch.setattr(Store, "keep", full)
    with nbgrader(course) as nb:
        nb.app.coursedir.assignment_id = QUIZ
        converter = Autograde(coursedir=nb.app.coursedir, parent=nb.api)
        converter.force = True
        with pytest.raises(NbGraderException):
            converter.start()
    assert scores(course, "ann") == dict.fromkeys(RIGHT)
    assert scores(course, "bea, jr.") == RIGHT
    assert (course.root / "autograded" / "bea, jr." / QUIZ / f"{QUIZ}.ipynb").exists()


def test_plain_nbgrader_grades_whose_folder_was_begun_and_never_finished(course: Course) -> None:
    begun = course.root / "autograded" / "ann" / QUIZ
    begun.mkdir(parents=True)
    (begun / "test_public.py").touch()
    command(course, "autograde", QUIZ)
    assert scores(course, "ann") == RIGHT
