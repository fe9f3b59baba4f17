"""Results on disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.fault import GraderFault
from grader.order import Report
from grader.provenance import Provenance
from grader.result import CheckResult, SubmissionResult, TaskResult, Verdict
from grader.store import Store
from tests.grader.temporary_course import ROOT

MADE_OF = Provenance("n", "l", "c", "m", "s", "v", "cpu", "sandbox")


def report(points: float = 1.0, notebook: str = "{}") -> Report:
    check = CheckResult("test_it", False, Verdict.PASSED, points, 2.0, detail="看看 🐈")
    result = SubmissionResult("s.ipynb", "play", "zh-TW", (TaskResult("f", (check,)),), "sandbox", "cpu", 0.5, ("mended",))
    return Report(result, MADE_OF, notebook, frozenset({"g"}))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as store:
        yield store


def test_what_is_kept_comes_back_as_it_was(store: Store) -> None:
    store.keep("ann", report())
    kept = store.newest("play", "ann")
    assert kept is not None
    assert kept.report == report()
    assert not kept.delivered


OPEN_TWICE = """
import sys
from pathlib import Path
from grader.store import Store
from tests.grader.test_store import report
root = Path(sys.argv[1])
with Store(root) as delivers, Store(root) as keeps:
    for student in sys.stdin:
        keeps.keep(student.strip(), report())
        print(delivers.newest("play", student.strip()) is not None, flush=True)
"""


def test_nothing_is_lost_when_others_look_in_while_a_run_has_the_store_open_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN_TWICE, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for number, student in enumerate(("ann", "bea", "cid"), start=1):
            print(student, file=run.stdin, flush=True)
            assert run.stdout.readline() == "True\n"
            with Store(tmp_path) as other:
                assert len(list(other.all_newest("play"))) == number
        run.kill()
    with Store(tmp_path) as other:
        assert [kept.student for kept in other.all_newest("play")] == ["ann", "bea", "cid"]


def test_nothing_is_known_of_who_was_never_graded(store: Store) -> None:
    store.keep("ann", report())
    assert store.newest("play", "bea") is None
    assert store.newest("work", "ann") is None


def test_the_newest_result_counts_for_each_student(store: Store) -> None:
    for student, points in (("bea", 1.0), ("ann", 1.0), ("ann", 2.0)):
        store.keep(student, report(points))
    assert [(kept.student, kept.report.result.score) for kept in store.all_newest("play")] == [("ann", 2.0), ("bea", 1.0)]


def test_a_newer_result_is_not_delivered_because_an_older_one_was(store: Store) -> None:
    store.keep("ann", report())
    store.delivered("play", "ann")
    assert [kept.delivered for kept in store.all_newest("play")] == [True]
    store.keep("ann", report(2.0))
    assert [kept.delivered for kept in store.all_newest("play")] == [False]


def test_a_regrade_can_be_taken_back_once(store: Store) -> None:
    for student in ("ann", "bea"):
        store.keep(student, report(2.0))
        store.delivered("play", student)
    store.keep("ann", report(0.5), regrade=store.begin_regrade("play"))
    assert store.undo_regrade("play") == ("ann",)
    assert [(kept.report.result.score, kept.delivered) for kept in store.all_newest("play")] == [(2.0, False), (2.0, True)]
    assert store.undo_regrade("play") == ()


def test_it_is_for_its_owner_alone(store: Store) -> None:
    assert store.path.stat().st_mode & 0o077 == 0


def test_a_store_of_another_version_is_left_alone_and_says_what_to_do(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.keep("ann", report())
    with sqlite3.connect(store.path) as other:
        other.execute("pragma user_version = 99")
    with pytest.raises(GraderFault, match=r"another version of the grader .* move the file away"):
        Store(tmp_path)
    with sqlite3.connect(store.path) as other:
        assert other.execute("select count(*) from results").fetchone() == (1,)


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "results.db").write_text("no database" * 100)
    with pytest.raises(GraderFault, match=r"results\.db is damaged \(file is not a database\)"):
        Store(tmp_path)


def test_a_store_that_another_program_holds_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep("ann", report())
    store._db.execute("pragma busy_timeout = 50")
    with sqlite3.connect(store.path, isolation_level=None) as other:
        other.execute("begin immediate")
        with pytest.raises(GraderFault, match=r"locked.* run the same command again"):
            store.keep("bea", report())


WRITER = """
import sys
from pathlib import Path
from tests.grader.test_store import report
from grader.store import Store
with Store(Path(sys.argv[1])) as store:
    for number in range(10_000):
        store.keep(f"s{number:05}", report(notebook="x" * 50_000))
        print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_it_had_kept(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    said += writer.communicate()[0].split()
    with Store(tmp_path) as store:
        kept = [entry.student for entry in store.all_newest("play")]
        assert all(entry.report == report(notebook="x" * 50_000) for entry in store.all_newest("play"))
    assert kept == [f"s{number:05}" for number in range(len(kept))]
    assert len(kept) - len(said) in (0, 1), "one may be kept that was not told yet"


def test_parts_that_differ_are_named() -> None:
    assert MADE_OF.differences(replace(MADE_OF, checks="other", device="cuda")) == ("checks", "device")
    assert MADE_OF.differences(MADE_OF) == ()
