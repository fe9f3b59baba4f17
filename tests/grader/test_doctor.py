from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader import doctor
from grader.sandbox import Sandbox, SandboxUnavailable
from tests.grader.temporary_course import ROOT


def said(folder: Path | None) -> tuple[int, str]:
    page = io.StringIO()
    status = doctor.report(Console(file=page, width=200), folder)
    return status, page.getvalue()


def test_where_grading_works_the_doctor_says_so() -> None:
    status, page = said(ROOT)
    assert status == 0
    assert "ok   sandbox: a lane starts and proves itself" in page
    assert "with attention (4 tasks)" in page
    assert "accelerator" in page
    assert "Landlock" in page


def test_without_a_wall_the_doctor_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here(*_: object) -> Sandbox:
        raise SandboxUnavailable("bwrap is missing; apt-get install bubblewrap")

    monkeypatch.setattr(Sandbox, "here", none_here)
    status, page = said(ROOT)
    assert status == 1
    assert "no   sandbox: bwrap is missing; apt-get install bubblewrap" in page


def test_outside_a_course_the_doctor_still_speaks_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here(*_: object) -> Sandbox:
        raise SandboxUnavailable("not asked")

    monkeypatch.setattr(Sandbox, "here", none_here)
    _, page = said(tmp_path)
    assert "none course: no nbgrader_config.py in" in page
    assert "python" in page
