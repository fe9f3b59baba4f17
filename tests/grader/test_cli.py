from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from grader import cli, grade_command
from grader.course import Course
from grader.fault import GraderFault
from grader.sandbox import SandboxUnavailable
from tests.grader.temporary_course import NAME, copy_course

COMMANDS = ("build", "release", "grade", "autograde", "replay", "doctor")


@pytest.fixture
def authored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course that we are in."""
    course = copy_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    return course


def status(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """What `grader …` exits with."""
    monkeypatch.setattr(sys, "argv", ["grader", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(monkeypatch, command, "--help") == 0
    said = " ".join(re.sub(r"[│╭╮╰╯─]", " ", capsys.readouterr().out).split())
    assert f"grader {command} [OPTIONS]" in said
    assert len(said.partition("Options")[0]) > 80


def test_the_program_lists_its_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(monkeypatch, "--help") == 0
    said = capsys.readouterr().out
    assert all(command in said for command in COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grade",), "Missing argument"),
        (("grade", "--frobnicate", "a.ipynb"), "No such option"),
        (("frobnicate",), "No such command"),
        (("autograde", NAME, "--jobs", "-1"), "--jobs"),
        (("autograde", NAME, "--cluster", "tcp://host:1"), "--cluster: this version grades on this machine only"),
        (("autograde", "recursion"), "no assignment 'recursion'"),
        (("build", "recursion"), "there is attention"),
        (("release", "--lang", "fr"), "--lang fr: the editions are zh-TW and en"),
        (("grade", "--device", "tpu", "a.ipynb"), "--device tpu"),
        (("grade", "--assignment", "recursion", "a.ipynb"), "no assignment 'recursion'"),
        (("autograde", NAME), "nothing to grade"),
        (("replay", "ann", "recursion"), "no assignment 'recursion'"),
        (("replay", "ann", NAME), "no result is recorded in this course"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
@pytest.mark.usefixtures("authored")
def test_a_usage_error_is_a_sentence_and_exits_with_1(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(monkeypatch, *words) == 1
    complaint = capsys.readouterr().err
    assert said in complaint
    assert "Traceback" not in complaint


def test_outside_a_course_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert status(monkeypatch, "build") == 1
    assert "run this inside a course folder, or name it with --course" in capsys.readouterr().err


@pytest.mark.usefixtures("authored")
@pytest.mark.parametrize("fault", [SandboxUnavailable("no bubblewrap here"), GraderFault("a lane died")])
def test_a_fault_of_ours_is_a_sentence_and_exits_with_2(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise fault

    monkeypatch.setattr(grade_command, "grade_files", fail)
    assert status(monkeypatch, "grade", "a.ipynb") == 2
    assert capsys.readouterr().err == f"grader: {fault}\n"


@pytest.mark.usefixtures("authored")
@pytest.mark.parametrize("code", [0, 1, 2])
def test_what_a_command_ends_in_is_the_exit_status(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grade_command, "grade_files", lambda *_, **__: code)
    assert status(monkeypatch, "grade", "a.ipynb") == code


@pytest.mark.usefixtures("authored")
def test_grade_is_told_whose_work_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    def take(*_: object, student: str | None, as_json: bool) -> int:
        told.extend((student, as_json))
        return 0

    monkeypatch.setattr(grade_command, "grade_files", take)
    assert status(monkeypatch, "grade", "a.ipynb", "--student", "B10901001") == 0
    assert told == ["B10901001", False]


def test_build_says_what_it_wrote(authored: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(monkeypatch, "build") == 0
    assert "unchanged source/attention/attention.ipynb" in capsys.readouterr().out.splitlines()
    (authored.root / "source" / NAME / f"{NAME}.ipynb").unlink()
    assert status(monkeypatch, "build", NAME) == 0
    assert capsys.readouterr().out == "wrote     source/attention/attention.ipynb\n"


def test_build_of_a_lesson_that_is_gone_names_it(
    authored: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(authored.root / "solutions")
    assert status(monkeypatch, "build", NAME) == 1
    assert f"no assignment '{NAME}'" in capsys.readouterr().err


def test_release_says_which_edition(authored: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(monkeypatch, "release", NAME, "--lang", "en", "--course", str(authored.root)) == 0
    assert capsys.readouterr().out == "released  release/attention  (en)\n"
