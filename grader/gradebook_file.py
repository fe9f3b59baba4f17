"""Whether the file gradebook.db is one that this nbgrader can write: it would find out in the middle of a class, if at all."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path

from nbgrader import dbutil

from .course import CourseError

URL = "sqlite:///"
BUSY_SECONDS = 0.1  # a gradebook that another program holds is told where it is written


def inspect(db_url: str) -> None:
    """Look at the gradebook that nbgrader is going to open, and change nothing.

    Raises:
        CourseError: it is none, or another version's; the message says what to do.
    """
    path = Path(db_url.removeprefix(URL))
    if not db_url.startswith(URL) or not path.exists() or (path.is_file() and not path.stat().st_size):
        return  # another database, or a gradebook that is yet to be made
    try:
        found = _revision(path)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return
        raise CourseError(f"{path} cannot be opened ({error}); nothing was changed") from error
    except sqlite3.DatabaseError as error:
        raise _no_gradebook(path, str(error)) from error
    if found is None:
        raise _no_gradebook(path, "nbgrader has not made it")
    known, newest = _revisions()
    if found not in known:
        raise CourseError(
            f"{path} was made by another nbgrader, newer than this one ({version('nbgrader')} does not know its revision {found}); "
            "nothing was changed. Use that version of nbgrader"
        )
    if found != newest:
        raise CourseError(
            f"{path} was made by an older nbgrader (its revision is {found}, this one's {newest}); nothing was changed. "
            "Make a copy of the file, then run: nbgrader db upgrade"
        )


def _no_gradebook(path: Path, why: str) -> CourseError:
    return CourseError(
        f"{path} is not a gradebook ({why}); nothing was changed. Put back a copy of the gradebook, or move the file away and "
        "release the assignments again: grader release"
    )


def _revision(path: Path) -> str | None:
    # For writing, though nothing is written: what a killed run has left half done SQLite takes back before it reads, and refuses
    # where it may only read. A file that may only be read is opened all the same.
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as book:
        if not book.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchone():
            return None
        row = book.execute("select version_num from alembic_version").fetchone()
    return None if row is None else str(row[0])


def _revisions() -> tuple[set[str], str]:
    """All revisions that this nbgrader has migrations for, and the newest: what alembic says, without its half second."""
    texts = [path.read_text(encoding="utf-8") for path in Path(dbutil.ALEMBIC_DIR, "versions").glob("*.py")]
    made, replaced = (
        {found[1] for text in texts if (found := re.search(rf"^{name}\s*=\s*['\"](\w+)['\"]", text, re.MULTILINE))}
        for name in ("revision", "down_revision")
    )
    return made, next(iter(made - replaced))
