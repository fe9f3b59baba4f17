from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.course import Assignment, Course, CourseError
from grader.devices import DeviceUnavailable
from grader.grade_command import as_object, grade_files, student_of
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict
from tests.grader.quiz_course import hand_in as quiz_hand_in
from tests.grader.quiz_course import taken
from tests.grader.temporary_course import NAME, TASKS, copy_again, copy_course, filled, half_done, hand_in, points

KEYS = {"notebook", "assignment", "score", "max_score", "verdict", "isolation", "device", "seconds", "repairs", "tasks"}
MORE_KEYS = {"fault", "suspicion"}  # which the contract does not name
MORE_TASK_KEYS = {"served"}
TASK_KEYS = {"task", "score", "max_score", "verdict", "checks"}
ODD = os.fsdecode(b"d\xe9\x1b[2J\xe2\x80\xae")  # no text, a terminal's escape, a mark that turns the direction
CHECK_KEYS = {"check", "public", "verdict", "points", "max_points", "hint", "detail"}


@dataclass(frozen=True)
class Report:
    """What `grader grade --json` printed over a good notebook, a bad file and another good notebook."""

    status: int
    objects: Mapping[str, dict[str, Any]]
    lines: list[str]
    complaints: str
    before: Mapping[str, tuple[int, int]]
    after: Mapping[str, tuple[int, int]]


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every path below `folder` with its size and when it was last written."""
    paths = (folder, *folder.rglob("*"))
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in paths}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    course = copy_course(tmp_path_factory.mktemp("grade") / "course")
    files = [
        hand_in(course, "ann", filled(course, "en")),
        hand_in(course, "bea", "not a notebook"),
        hand_in(course, "cy", half_done(course)),
        hand_in(course, ODD, half_done(course)),
        course.root / "\x1b[2J.ipynb",
        course.root / "circle.ipynb",
    ]
    files[-1].symlink_to("circle.ipynb")
    before = listing(course.root)
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        complaints: list[str] = []
        patch.setattr("sys.stdout", _Sink(printed))
        patch.setattr("sys.stderr", _Sink(complaints))
        status = grade_files(course, files, None, "auto", as_json=True)
    lines = "".join(printed).splitlines()
    objects = {Path(found["notebook"]).parents[1].name: found for found in map(json.loads, lines)}
    return Report(status, objects, lines, "".join(complaints), before, listing(course.root))


class _Sink:
    """A stream into a list; pytest's own capture serves tests, not fixtures of a module."""

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def write(self, word: str) -> int:
        self._words.append(word)
        return len(word)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


def test_each_notebook_that_was_graded_is_an_object_on_a_line(report: Report) -> None:
    assert len(report.lines) == 3
    assert report.objects["ann"]["score"] == 100
    assert report.objects["ann"]["verdict"] == "passed"
    assert report.objects["cy"]["score"] == sum(points()[task] for task in TASKS[:2])
    assert report.objects["cy"]["verdict"] == "missing"


def test_a_file_that_cannot_be_taken_is_named_and_the_others_are_graded(report: Report) -> None:
    assert report.status == 1
    assert f"bea/{NAME}/{NAME}.ipynb: the file is not a notebook" in report.complaints


def test_a_file_of_which_nothing_says_what_it_is_is_named_and_the_others_are_graded(report: Report) -> None:
    for name in ("\\x1b[2J.ipynb", "circle.ipynb"):
        assert f"/{name}: which assignment is this? Name it with --assignment" in report.complaints


def test_a_line_can_be_shown_by_any_terminal_and_says_exactly_which_file_it_is(report: Report) -> None:
    assert report.objects[ODD]["score"] == report.objects["cy"]["score"]
    for said in (*report.lines, *report.complaints.splitlines()):
        assert said.isprintable()


def test_the_keys_are_those_of_the_contract(report: Report) -> None:
    for found in report.objects.values():
        assert KEYS <= found.keys() <= KEYS | MORE_KEYS
        for task in found["tasks"]:
            assert TASK_KEYS <= task.keys() <= TASK_KEYS | MORE_TASK_KEYS
            for check in task["checks"]:
                assert check.keys() == CHECK_KEYS


def test_the_values_are_those_of_the_contract(report: Report) -> None:
    found = report.objects["ann"]
    assert (found["assignment"], found["max_score"], found["isolation"]) == (NAME, 100.0, "sandbox")
    assert [task["task"] for task in found["tasks"]] == list(TASKS)
    assert {check["public"] for task in found["tasks"] for check in task["checks"]} == {True, False}
    assert 0 < found["seconds"] < 60


def test_nothing_is_written(report: Report) -> None:
    assert report.after == report.before


def test_a_fault_of_ours_is_no_score() -> None:
    check = CheckResult("test_it", False, Verdict.INTERNAL, 0.0, 2.0)
    for fault, tasks in (("a check is broken", ()), (None, (TaskResult("softmax", (check,)),))):
        found = as_object(SubmissionResult("a.ipynb", NAME, "en", tasks, "sandbox", "cpu", 0.1, fault=fault))
        assert (found["score"], found["verdict"], found["fault"]) == (None, "internal", fault)


def test_what_is_not_here_is_said_before_anything_is_graded(tmp_path: Path) -> None:
    course = Course(tmp_path)
    with pytest.raises(DeviceUnavailable, match="--device tpu"):
        grade_files(course, [tmp_path / "a.ipynb"], None, "tpu", as_json=False)
    with pytest.raises(CourseError, match="no assignment 'recursion'"):
        grade_files(course, [tmp_path / "a.ipynb"], "recursion", "auto", as_json=False)


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("submitted/ann/attention/attention.ipynb", "ann"),
        ("/course/submitted/ann/attention/mine.ipynb", "ann"),
        ("submitted/ann/masking/attention.ipynb", None),
        ("downloads/ann/attention/attention.ipynb", None),
        ("attention.ipynb", None),
    ],
)
def test_whose_work_it_is_is_told_from_the_folder_that_nbgrader_collects_into(path: str, student: str | None) -> None:
    assert student_of(Path(path), Assignment(NAME, Path("/course"))) == student


def test_the_student_that_is_named_is_who_is_graded(
    released_quiz: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = copy_again(released_quiz, tmp_path / "course")
    path = quiz_hand_in(course, "ann", taken(course, student="bea"))
    verdicts = []
    for student in (None, "bea", "cy"):
        assert grade_files(course, [path], None, "cpu", student=student, as_json=True) == 0
        tasks = json.loads(capsys.readouterr().out)["tasks"]
        verdicts.append({task["task"]: task["verdict"] for task in tasks}["judge"])
    assert verdicts == ["pending", "passed", "pending"]


def test_an_answer_in_words_is_a_task_with_one_check_that_waits(
    released_quiz: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = copy_again(released_quiz, tmp_path / "course")
    assert grade_files(course, [quiz_hand_in(course, "ann", taken(course, student="ann"))], None, "cpu", as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["score"], found["max_score"], found["verdict"]) == (90, 100, "pending")
    words = next(task for task in found["tasks"] if task["task"] == "reason")
    assert (words["score"], words["max_score"], words["verdict"], len(words["checks"])) == (0, 4, "pending", 1)
    assert set(words["checks"][0]) == CHECK_KEYS


def test_a_file_that_cannot_be_read_stops_nobody_else(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line asks the system whether a file may be read, and would refuse the whole class for one that may not."""
    bad = hand_in(course, "bea", "not a notebook")
    monkeypatch.setattr(os, "access", lambda path, mode, **_: not str(path).endswith(bad.name))  # as for who is not root
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(app, ["grade", str(bad)])
    assert done.exit_code == 1
    assert "Usage" not in done.output
    assert "the file is not a notebook" in done.output
