"""The results of a course on disk, in `.grader/results.db`: written as they are won, so that a killed run loses nothing.

SQLite in WAL mode: a result is there whole or not at all, whoever is killed, and a reader never waits for a writer. The newest
result of a student counts; the ones before it stay, for `regrade --undo` and for an appeal.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .fault import AGAIN, GraderFault
from .order import Report
from .secret import FOLDER

VERSION = 1
BUSY_SECONDS = 10.0  # another run may be writing; a write takes a millisecond
FILE = "results.db"

_SCHEMA = (
    """create table results (
        id integer primary key,
        assignment text not null,
        student text not null,
        made real not null,
        report blob not null,
        delivered real,
        regrade integer
    )""",
    "create index by_student on results (assignment, student, id)",
    """create table proposals (
        assignment text not null,
        student text not null,
        report blob not null,
        primary key (assignment, student)
    )""",
    "create table regrades (id integer primary key, assignment text not null, made real not null)",
)


@dataclass(frozen=True)
class Kept:
    """A result in the store."""

    id: int
    student: str
    made: float  # seconds since 1970
    report: Report
    delivered: bool  # whether the gradebook and autograded/ have it


class Store:
    """The results of one course; use it as a context manager. For one thread."""

    def __init__(self, root: Path) -> None:
        """Open, and make where there is none.

        Raises:
            GraderFault: it cannot be opened, or another version of ours has made it.
        """
        self.path = root / FOLDER / FILE
        with self._telling():
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            self._make_private()
            self._db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            self._settle()

    def _make_private(self) -> None:
        """Students' work and their scores: for its owner alone.

        A file that is there is not opened: closing it would give up the locks of every connection that this process has to it,
        and the next process to look in would take the log of the run away from under it.
        """
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    def _settle(self) -> None:
        with self._transaction():  # another process may be making it at this moment
            (version,) = self._db.execute("pragma user_version").fetchone()
            if version == 0:
                for statement in (*_SCHEMA, f"pragma user_version = {VERSION}"):
                    self._db.execute(statement)
            elif version != VERSION:
                raise GraderFault(
                    f"{self.path} was made by another version of the grader (its format is {version}, ours {VERSION}); "
                    "nothing was changed. Use that version, or move the file away: everybody is then graded again"
                )

    def newest(self, assignment: str, student: str) -> Kept | None:
        """The result that counts."""
        newest = "select {} from results where assignment = ? and student = ? order by id desc limit 1"
        return next(self._read(newest, assignment, student), None)

    def history(self, assignment: str, student: str) -> Iterator[Kept]:
        """All results of a student, the one that counts first."""
        return self._read("select {} from results where assignment = ? and student = ? order by id desc", assignment, student)

    def all_newest(self, assignment: str) -> Iterator[Kept]:
        """The results that count, by student; one at a time in memory."""
        newest = "select max(id) from results where assignment = ? group by student"
        return self._read(f"select {{}} from results where id in ({newest}) order by student", assignment)

    def keep(self, student: str, report: Report, *, regrade: int | None = None) -> None:
        """Add a result, which counts from now on.

        Raises:
            GraderFault: it cannot be written.
        """
        values = (report.result.assignment, student, time.time(), _packed(report), regrade)
        with self._telling():
            self._db.execute("insert into results (assignment, student, made, report, regrade) values (?, ?, ?, ?, ?)", values)

    def delivered(self, assignment: str, student: str) -> None:
        """The gradebook and autograded/ have the newest result of `student`."""
        newest = "select max(id) from results where assignment = ? and student = ?"
        with self._telling():
            self._db.execute(f"update results set delivered = ? where id = ({newest})", (time.time(), assignment, student))

    def withdrawn(self, assignment: str, student: str) -> None:
        """The gradebook and autograded/ have it no longer, or not whole."""
        newest = "select max(id) from results where assignment = ? and student = ?"
        with self._telling():
            self._db.execute(f"update results set delivered = null where id = ({newest})", (assignment, student))

    def propose(self, student: str, report: Report) -> None:
        """Keep a result that does not count yet, in place of an earlier proposal."""
        with self._telling():
            values = (report.result.assignment, student, _packed(report))
            self._db.execute("insert or replace into proposals (assignment, student, report) values (?, ?, ?)", values)

    def proposals(self, assignment: str) -> Iterator[tuple[str, Report]]:
        """What is proposed, by student."""
        with self._telling():
            query = "select student, report from proposals where assignment = ? order by student"
            for student, blob in self._db.execute(query, (assignment,)):
                yield student, _unpacked(blob)

    def accept(self, reports: Mapping[str, Report], assignment: str) -> None:
        """Let proposed results count, all or none of them; the regrade that they make can be taken back."""
        with self._telling(), self._transaction():
            regrade = self.begin_regrade(assignment)
            for student, report in reports.items():
                self.keep(student, report, regrade=regrade)
                self._db.execute("delete from proposals where assignment = ? and student = ?", (assignment, student))

    def begin_regrade(self, assignment: str) -> int:
        """Open a regrade; results that are kept under its number can be taken back together."""
        with self._telling():
            cursor = self._db.execute("insert into regrades (assignment, made) values (?, ?)", (assignment, time.time()))
            return int(cursor.lastrowid or 0)

    def undo_regrade(self, assignment: str) -> tuple[str, ...]:
        """Take the last regrade back: the students whose results of before count again, and are to be delivered. None: ()."""
        with self._telling(), self._transaction():
            (last,) = self._db.execute("select max(id) from regrades where assignment = ?", (assignment,)).fetchone()
            if last is None:
                return ()
            rows = self._db.execute("delete from results where regrade = ? returning student", (last,)).fetchall()
            students = tuple(sorted(row[0] for row in rows))
            for student in students:
                newest = "select max(id) from results where assignment = ? and student = ?"
                self._db.execute(f"update results set delivered = null where id = ({newest})", (assignment, student))
            self._db.execute("delete from regrades where id = ?", (last,))
            return students

    def _read(self, query: str, *values: object) -> Iterator[Kept]:
        with self._telling():
            for row in self._db.execute(query.format("id, student, made, report, delivered"), values):
                yield Kept(row[0], row[1], row[2], _unpacked(row[3]), row[4] is not None)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in words why the file cannot be used."""
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            raise GraderFault(f"{self.path}: {error}. {AGAIN}") from error
        except (sqlite3.Error, msgspec.MsgspecError, zlib.error) as error:
            raise GraderFault(
                f"{self.path} is damaged ({error}); nothing was changed. Put back a copy, or move it away, with {FILE}-wal and "
                f"{FILE}-shm if they are there, and run the same command again: everybody is then graded again, on the same inputs"
            ) from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _packed(report: Report) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(report), 1)  # 60 KB of notebook become 15 in a millisecond


def _unpacked(blob: bytes) -> Report:
    return msgspec.msgpack.decode(zlib.decompress(blob), type=Report)
