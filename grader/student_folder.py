"""What a student hands in beside the notebook. nbgrader copies it into autograded/, and from there to the feedback.

Left alone it copies what a link points to (a hidden check, the gradebook, another student's work), waits at a pipe for ever
and fails on what it cannot read; so it is told what to leave out. Since it walks through what it leaves out, too,
a folder with too much in it is shown to it as an empty one.
"""

from __future__ import annotations

import contextlib
import glob
import os
import stat
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from .engine import known

MAX_ENTRIES = 1_000  # files and folders, notebooks too; nbgrader compares each with all: 2 s for 1,000, 77 s for 5,000
MAX_BYTES = 64 << 20  # of all files together
MAX_DEPTH = 50  # of folders; at a thousand Python's own walk through them, which nbgrader uses, breaks down
MAX_FAULTS = 50  # each is told in a line
NOWHERE = os.devnull  # walked through as a folder, it is an empty one


class CourseFolders(CourseDirectory):  # type: ignore[misc]
    """nbgrader's folders of a course, read with care where students write."""

    closed: str | None = None  # a student's folder that nbgrader is not to walk through, until it asks for the timestamp in it

    @classmethod
    def like(cls, other: CourseDirectory) -> CourseFolders:
        """A copy of `other`, so that what is set on it ends with the converter."""
        copy = cls(parent=other.parent)
        for name in other.trait_names(config=True):
            setattr(copy, name, getattr(other, name))
        copy.db_url = known(copy.db_url)
        return copy

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str, escape: bool = False) -> str:
        """Where something lies; NOWHERE for the folder that is closed."""
        path: str = super().format_path(nbgrader_step, student_id, assignment_id, escape=escape)
        return NOWHERE if path == self.closed else path

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """When the student says it was handed in; None without a legible timestamp.txt."""
        if dest_path == NOWHERE and self.closed is not None:
            dest_path, self.closed = self.closed, None
        path = Path(dest_path) / "timestamp.txt"
        said = _beginning_of(path)
        if said is None:
            return None
        try:
            when: datetime = parse_utc(said.decode().strip())
        except (ValueError, OverflowError, TypeError, AttributeError, LookupError):  # what dateutil raises on odd text
            self.log.warning("%s holds no time and counts for nothing", path)
            return None
        return when


def _beginning_of(path: Path) -> bytes | None:
    """Of a file as much as a timestamp takes; nothing of what is none, and None where there is none."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return os.read(file, 100) if stat.S_ISREG(os.fstat(file).st_mode) else b""
    finally:
        os.close(file)


def left_out(folder: str, below: Path, taken: Collection[str]) -> dict[str, str]:
    """What nbgrader must not copy from a student's `folder`: path and reason; `folder` itself when nothing is to be copied.

    Args:
        folder: as nbgrader names it.
        below: no folder between this one and `folder` may be a link.
        taken: names in the folder that the course's own files will have.
    """
    if any(os.path.islink(path) for path in (Path(folder), *Path(folder).parents) if below in path.parents):
        return {folder: "is a symbolic link"}
    found, size = {}, 0
    for entries, (path, status, depth) in enumerate(_walk(folder), start=1):
        size += status.st_size if status is not None and _counts(path, status) else 0
        if (reason := _fault(path, status, taken=depth == 1 and os.path.basename(path) in taken)) is not None:
            found[path] = reason
        if (limit := _passed(entries, size, depth, len(found))) is not None:
            return {folder: f"holds {limit} beside the notebook"}
    return found


def _counts(path: str, status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and not path.endswith(".ipynb")


def _passed(entries: int, size: int, depth: int, faults: int) -> str | None:
    """The limit that a folder has passed."""
    if entries > MAX_ENTRIES:
        return f"more than {MAX_ENTRIES:,} entries"
    if size > MAX_BYTES:
        return f"more than {MAX_BYTES >> 20} MiB"
    if depth > MAX_DEPTH:
        return f"folders more than {MAX_DEPTH} deep"
    return f"more than {MAX_FAULTS} links and other things that are no files" if faults > MAX_FAULTS else None


def patterns(paths: Collection[str]) -> list[str]:
    """For `CourseDirectory.ignore`: each names one path and nothing else, whatever the letters in it."""
    return [glob.escape(path) for path in paths]


def _walk(folder: str) -> Iterator[tuple[str, os.stat_result | None, int]]:
    """All below `folder` as nbgrader names it, links not followed, with its depth; None for what cannot be looked at."""
    waiting = [(folder, 1)]
    while waiting:
        place, depth = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(place) as entries:  # as nbgrader, which passes over what it cannot open
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    status = None
                yield entry.path, status, depth
                if status is not None and stat.S_ISDIR(status.st_mode):
                    waiting.append((entry.path, depth + 1))


def _fault(path: str, status: os.stat_result | None, *, taken: bool) -> str | None:
    if path.endswith(".ipynb"):  # never copied
        return None
    if taken:
        return "has the name of a file of the course"
    if status is not None and stat.S_ISDIR(status.st_mode):
        return None
    if status is None or not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return "is not a file"
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    return None if os.access(path, os.R_OK) else "cannot be read"
