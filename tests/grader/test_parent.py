from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.lane import parent


def test_a_folder_is_emptied_with_what_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    (tmp_path / "a/b/file").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    parent._empty(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_a_link_points_to_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    swept = tmp_path / "swept"
    swept.mkdir()
    (swept / "folder").symlink_to(kept)
    (swept / "file").symlink_to(kept / "file")
    parent._empty(str(swept))
    assert list(swept.iterdir()) == []
    assert (kept / "file").read_text() == "x"


def test_more_files_than_are_worth_a_lane_are_left(tmp_path: Path) -> None:
    for number in range(parent.MAX_LEFT_BEHIND + 1):
        (tmp_path / str(number)).touch()
    with pytest.raises(OSError, match="more files"):
        parent._empty(str(tmp_path))


def test_it_refuses_to_run_outside_a_sandbox() -> None:
    """It clears /tmp after each worker."""
    with pytest.raises(SystemExit, match="refusing"):
        parent._refuse_outside_a_sandbox()
