"""What a student hands in beside the notebook. nbgrader copies it into autograded/, and from there to the feedback.

Left alone it copies what a link points to (a hidden check, the gradebook, another student's work), waits at a pipe for ever
and fails on what it cannot read; so it is told what to leave out.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from .engine import known

MAX_ENTRIES = 1_000  # files and folders; nbgrader looks at each one several times
MAX_BYTES = 64 << 20  # of all files together


class CourseFolders(CourseDirectory):  # type: ignore[misc]
    """nbgrader's folders of a course, read with care where students write."""

    @classmethod
    def like(cls, other: CourseDirectory) -> CourseFolders:
        """A copy of `other`, so that what is set on it ends with the converter."""
        copy = cls(parent=other.parent)
        for name in other.trait_names(config=True):
            setattr(copy, name, getattr(other, name))
        copy.db_url = known(copy.db_url)
        return copy

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """When the student says it was handed in; None without a legible timestamp.txt."""
        path = Path(dest_path) / "timestamp.txt"
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        with os.fdopen(file, "rb") as stream:
            said = stream.read(100) if stat.S_ISREG(os.fstat(file).st_mode) else b""
        try:
            when: datetime = parse_utc(said.decode().strip())
        except (ValueError, OverflowError, TypeError, AttributeError, LookupError):  # what dateutil raises on odd text
            self.log.warning("%s holds no time and counts for nothing", path)
            return None
        return when


def left_out(folder: str, below: Path, taken: Collection[str]) -> dict[str, str]:
    """What nbgrader must not copy from a student's `folder`: path and reason; `folder` itself when nothing is to be copied.

    Args:
        folder: as nbgrader names it.
        below: no folder between this one and `folder` may be a link.
        taken: names in the folder that the course's own files will have.
    """
    if any(path.is_symlink() for path in (Path(folder), *Path(folder).parents) if below in path.parents):
        return {folder: "is a symbolic link"}
    found, size = {}, 0
    for entries, (path, status) in enumerate(_walk(folder), start=1):
        size += status.st_size if status is not None and stat.S_ISREG(status.st_mode) else 0
        if entries > MAX_ENTRIES or size > MAX_BYTES:
            limit = f"{MAX_ENTRIES:,} entries" if entries > MAX_ENTRIES else f"{MAX_BYTES >> 20} MiB"
            return {folder: f"holds more than {limit} beside the notebook"}
        if reason := _fault(path, status, taken=os.path.dirname(path) == folder and os.path.basename(path) in taken):
            found[path] = reason
    return found


def patterns(paths: Collection[str]) -> list[str]:
    """For `CourseDirectory.ignore`: each names one path and nothing else, whatever the letters in it."""
    return [glob.escape(path) for path in paths]


def _walk(folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """All below `folder` as nbgrader names it, links not followed; None for what cannot be looked at."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = os.path.join(place, name)
            if name.endswith(".ipynb"):  # never copied
                continue
            try:
                yield path, os.lstat(path)
            except OSError:
                yield path, None


def _fault(path: str, status: os.stat_result | None, *, taken: bool) -> str | None:
    if taken:
        return "has the name of a file of the course"
    if status is not None and stat.S_ISDIR(status.st_mode):
        return None
    if status is None or not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return "is not a file"
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    return None if os.access(path, os.R_OK) else "cannot be read"
