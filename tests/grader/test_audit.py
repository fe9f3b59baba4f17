"""`grader audit` over a course with a fault of each kind, and over one without."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader import cli
from grader.audit import command
from grader.audit.pipeline import Audited, Plan, audit
from grader.audit.progress import Reporter
from grader.audit.report import as_object, show
from grader.course import Course
from grader.secret import Secret
from tests.grader.audit_course import PLANTED, SOUND, audit_course


def audited(*words: str) -> tuple[int, str, str]:
    """What `grader audit …` exits with, and what it says on standard output and on standard error."""
    said, told = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        patch.setattr(sys, "argv", ["grader", "audit", "--jobs", "1", *words])
        patch.setenv("COLUMNS", "100")
        with pytest.raises(SystemExit) as end:
            cli.main()
    return int(end.value.code or 0), said.getvalue(), told.getvalue()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return audit_course(tmp_path_factory.mktemp("audit") / "course")


@pytest.fixture(scope="module")
def audits(course: Course) -> list[Audited]:
    """A whole audit of both assignments."""
    quiet = Reporter(Console(file=io.StringIO()))
    return list(audit(course.assignments, Plan(Secret(bytes(32)), jobs=1), quiet))


@pytest.fixture(scope="module")
def report(audits: list[Audited]) -> dict[str, Any]:
    """What it says to a machine."""
    found: dict[str, Any] = json.loads(json.dumps(as_object(audits)))
    return found


def findings(report: dict[str, Any], part: str) -> list[str]:
    return [finding["text"] for finding in report["findings"] if finding["part"] == part]


def test_of_a_sound_assignment_nothing_is_found(report: dict[str, Any]) -> None:
    assert {finding["assignment"] for finding in report["findings"]} == {PLANTED}


def test_the_matrix_finds_all_that_is_wrong_with_the_checks_and_the_bank(report: dict[str, Any]) -> None:
    assert sorted(findings(report, "matrix")) == sorted(
        [
            "accepted/double_of_small should get everything, and loses the public check test_double_by_hand of double (failed)",
            "accepted/double_of_small should get everything, and loses the public check test_shifted_by_hand of shifted (failed)",
            "error/double_triples gets the verdict failed, its folder says error",
            "error/double_triples costs points in shifted, which it does not answer",
            "wrong_answer/double_of_huge gets the verdict passed, its folder says failed",
            "wrong_answer/double_of_huge is caught by no check of double",
            "wrong_answer/double_of_many_alone costs points in shifted, which it does not answer",
            "wrong_answer/double_of_one_alone costs points in shifted, which it does not answer",
            "double: no known submission is caught by the hidden check test_nobody_loses_this",
            "shifted: no known submission is caught by the hidden check test_some_seeds_are_unlucky",
        ]
    )


def test_mutation_finds_unlisted_survivors_and_stale_entries(report: dict[str, Any]) -> None:
    found = {finding["diff"] or finding["text"] for finding in report["findings"] if finding["part"] == "mutation"}
    default = "- def shifted(x: Tensor, by: float = 1.0) -> Tensor:\n+ def shifted(x: Tensor, by: float = {}) -> Tensor:"
    assert found == {
        *(default.format(value) for value in ("0.0", "-1.0", "1.01")),
        "double: a mutant is listed as a survivor and is none: 'return x * 2.0' to 'return x'",
    }


def test_the_seeds_find_a_check_that_turns_against_what_is_right(report: dict[str, Any]) -> None:
    unlucky = [text for text in findings(report, "seeds") if "test_some_seeds_are_unlucky" in text]
    assert len(unlucky) == 1
    assert unlucky[0].startswith("shifted: the reference loses the hidden check test_some_seeds_are_unlucky on 4 seeds: ")
    assert "double: accepted/double_of_small loses the public check test_double_by_hand on seed 0" in findings(report, "seeds")


def test_the_object_tells_what_each_check_catches(report: dict[str, Any]) -> None:
    sound = next(entry for entry in report["assignments"] if entry["assignment"] == SOUND)
    assert {check["check"]: check["catches"] for check in sound["checks"]} == {
        "test_double_by_hand": ["wrong_answer/double_of_many_alone"],
        "test_double_of_many": ["wrong_answer/double_of_one_alone"],
        "test_shifted_by_hand": ["wrong_answer/shifted_of_many_alone"],
        "test_shifted_many": ["wrong_answer/shifted_of_one_alone"],
        "test_default": ["wrong_answer/shifted_by_two", "wrong_answer/shifted_of_one_alone"],
    }
    assert {check["check"] for check in sound["checks"] if check["public"]} == {"test_double_by_hand", "test_shifted_by_hand"}
    assert {check["check"] for check in sound["checks"] if check["draws"]} == {"test_double_of_many", "test_shifted_many"}
    assert sound["seeds"] == 20
    assert {survivor["reason"] for survivor in sound["survivors"]} == {"Gradients are not asked for."}


@pytest.mark.parametrize(("width", "line"), [(100, "error/double_triples failed ✗ ✗"), (58, "error/double_triples failed 1 2")])
def test_a_person_reads_tables_on_wide_and_on_narrow_terminals(audits: list[Audited], width: int, line: str) -> None:
    said = io.StringIO()
    show(audits[0], Console(file=said, width=width))
    lines = [" ".join(line.split()) for line in said.getvalue().splitlines()]
    assert line in lines
    assert "3 hidden test_nobody_loses_this catches none" in lines
    assert "finding matrix: error/double_triples gets the verdict failed, its folder says error" in lines
    assert '"def shifted(x: Tensor, by: float = 0.0) -> Tensor:",' in lines


def test_nothing_found_exits_with_0(
    audits: list[Audited], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = [found for found in audits if found.assignment.name == SOUND]
    monkeypatch.setattr(command, "audit", lambda *_: sound)
    assert command.run((), Plan(Secret(bytes(32))), as_json=False) == 0
    assert "nothing found" in capsys.readouterr().out


def test_a_finding_exits_with_1_and_standard_output_holds_one_object(course: Course) -> None:
    code, said, told = audited(PLANTED, "--only", "mutation", "--json", "--course", str(course.root))
    assert code == 1
    assert "planted: mutation: 16 mutants in " in told
    assert {finding["part"] for finding in json.loads(said)["findings"]} == {"mutation"}


def test_one_task_can_be_audited_alone(course: Course) -> None:
    _, said, _ = audited(
        PLANTED, "--task", "shifted", "--only", "matrix", "--only", "seeds", "--json", "--course", str(course.root)
    )
    (whole,) = json.loads(said)["assignments"]
    assert {row["task"] for row in whole["checks"]} == {"shifted"}
    assert all("double" not in finding["text"] for finding in json.loads(said)["findings"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "luck"), "the parts are matrix, mutation, seeds"),
        (("nothing",), "no assignment 'nothing'"),
        ((SOUND, "--task", "nothing"), "the tasks of sound that checks grade are double, shifted"),
    ],
)
def test_what_cannot_be_audited_is_a_sentence(course: Course, words: tuple[str, ...], said: str) -> None:
    code, _, told = audited(*words, "--course", str(course.root))
    assert code == 1
    assert said in told


def test_an_assignment_without_known_submissions_is_refused(tmp_path: Path) -> None:
    course = audit_course(tmp_path / "course")
    for path in course.assignment(SOUND).known_submissions.glob("*/*.py"):
        path.unlink()
    code, _, told = audited(SOUND, "--course", str(course.root))
    assert code == 1
    assert "no known submissions to try the checks on" in told
