from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.grader.temporary_course import ROOT
from tests.grader.test_release import leaked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True, timeout=120)
    return zipfile.ZipFile(next(folder.glob("grader-*.whl")))


def test_the_wheel_holds_the_grader_and_its_licence_only(wheel: zipfile.ZipFile) -> None:
    with wheel:
        names = wheel.namelist()
    roots = {Path(name).parts[0] for name in names}
    assert {root.partition("-")[0] for root in roots} == {"grader"}
    assert {Path(name).suffix for name in names if name.startswith("grader/")} <= {".py", ".typed", ".j2", ".css", ".html"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "grader/lane/worker.py" in names


def test_the_wheel_holds_no_answer_and_no_hidden_check(wheel: zipfile.ZipFile) -> None:
    with zipfile.ZipFile(str(wheel.filename)) as opened:
        text = "\n".join(opened.read(name).decode(errors="replace") for name in opened.namelist())
    assert "class LaneKeeper" in text
    assert not leaked(text)
