from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.secret import Secret


def test_a_secret_is_made_once_and_stays(tmp_path: Path) -> None:
    first = Secret.of(tmp_path)
    assert Secret.of(tmp_path) == first
    assert len(first.key) == 32
    assert [path.name for path in (tmp_path / ".grader").iterdir()] == ["secret"]


def test_two_courses_have_two_secrets(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    assert Secret.of(tmp_path / "a") != Secret.of(tmp_path / "b")


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    Secret.of(tmp_path)
    assert stat.S_IMODE((tmp_path / ".grader" / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / ".grader").stat().st_mode) == 0o700


def test_processes_that_come_at_once_agree(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from grader.secret import Secret; print(Secret.of(Path({str(tmp_path)!r})).seed('x'))"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(4)]
    assert len({process.communicate()[0] for process in running}) == 1


@given(st.text(), st.text())
def test_seeds_differ_by_purpose_and_fit_a_generator(one: str, other: str) -> None:
    secret = Secret(b"key")
    assert 0 <= secret.seed(one) < 2**62
    assert (secret.seed(one) == secret.seed(other)) == (one == other)


def test_a_secret_does_not_show_itself(tmp_path: Path) -> None:
    secret = Secret.of(tmp_path)
    assert secret.key.hex() not in repr(secret) + str(secret)
