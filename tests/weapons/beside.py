"""A whole notebook, and beside it what nbgrader would copy, follow, wait for or choke on."""

from __future__ import annotations

import os
from collections.abc import Callable

from .texts import BIDI, ESCAPES
from .vast import MIB
from .weapon import Earns, Ground, Weapon

NAMES = (
    "two\nlines.txt",
    f"bidi {BIDI}txt.exe",
    f"escapes {ESCAPES}.txt",
    "x" * 251 + ".txt",
    os.fsdecode(b"latin \xe9.txt"),
    "..hidden",
    "...",
    "-rf",
    "[a]*?.txt",
    "back\\..\\slash.txt",
    " ",
)


def many_files(ground: Ground) -> None:
    """Five thousand files."""
    ground.hand_in(ground.whole)
    for number in range(5_000):
        (ground.folder / f"{number}.txt").touch()


def many_notebooks(ground: Ground) -> None:
    """Five thousand further notebooks."""
    ground.hand_in(ground.whole)
    for number in range(5_000):
        (ground.folder / f"{number}.ipynb").touch()


def many_folders(ground: Ground) -> None:
    """Five thousand folders, side by side."""
    ground.hand_in(ground.whole)
    for number in range(5_000):
        (ground.folder / str(number)).mkdir()


def many_links(ground: Ground) -> None:
    """Nine hundred links, and a file."""
    ground.hand_in(ground.whole)
    (ground.folder / "file").touch()
    for number in range(900):
        (ground.folder / f"link{number}").symlink_to("/etc/passwd")


def _deep(levels: int) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        ground.hand_in(ground.whole)
        place = os.open(ground.folder, os.O_RDONLY)
        for _ in range(levels):  # step by step: as one path it would be longer than a path may be
            os.mkdir("d", dir_fd=place)
            above, place = place, os.open("d", os.O_RDONLY, dir_fd=place)
            os.close(above)
        os.close(place)

    lay.__doc__ = f"Folders, {levels:,} deep."
    return lay


def odd_names(ground: Ground) -> None:
    """Files whose names no list can show as they are."""
    ground.hand_in(ground.whole)
    for name in NAMES:
        (ground.folder / name).write_text("mine")


def locked_folder(ground: Ground) -> None:
    """A folder that nobody but root may look into, and a file that nobody but root may read."""
    ground.hand_in(ground.whole)
    (ground.folder / "locked").mkdir()
    (ground.folder / "locked" / "inside.txt").touch()
    (ground.folder / "locked").chmod(0)
    (ground.folder / "locked.txt").touch()
    (ground.folder / "locked.txt").chmod(0)


def links_and_pipes(ground: Ground) -> None:
    """Links to the gradebook, to the checks, to everybody's work and in a circle; a pipe."""
    ground.hand_in(ground.whole)
    root = ground.folder.parents[2]
    for name in ("gradebook.db", "tests", "submitted", "nbgrader_config.py"):
        (ground.folder / f"my-{name}").symlink_to(root / name)
    (ground.folder / "circle").symlink_to(".")
    os.mkfifo(ground.folder / "pipe")


def huge_file(ground: Ground) -> None:
    """A file of 500 MB with a hole in it."""
    ground.hand_in(ground.whole)
    with (ground.folder / "data.bin").open("wb") as stream:
        stream.truncate(500 * MIB)


def files_of_ours(ground: Ground) -> None:
    """Files that Python, pytest or nbgrader would read where they lie."""
    ground.hand_in(ground.whole)
    for name in ("conftest.py", "sitecustomize.py", "nbgrader_config.py", "torch.py", "json.py", "grader.py", "pytest.ini"):
        (ground.folder / name).write_text("raise SystemExit('owned')")
    (ground.folder / "test_public.py").mkdir()
    (ground.folder / ".ipynb_checkpoints").mkdir()
    (ground.folder / ".ipynb_checkpoints" / ground.notebook.name).write_text("{")


def _timestamp(about: str, content: bytes) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        ground.hand_in(ground.whole)
        (ground.folder / "timestamp.txt").write_bytes(content)

    lay.__doc__ = about
    return lay


def timestamp_that_is_a_pipe(ground: Ground) -> None:
    """A timestamp that nobody ever writes."""
    ground.hand_in(ground.whole)
    os.mkfifo(ground.folder / "timestamp.txt")


def timestamp_that_is_a_link(ground: Ground) -> None:
    """A timestamp that never ends."""
    ground.hand_in(ground.whole)
    (ground.folder / "timestamp.txt").symlink_to("/dev/zero")


def timestamp_that_is_a_folder(ground: Ground) -> None:
    """A timestamp that is a folder."""
    ground.hand_in(ground.whole)
    (ground.folder / "timestamp.txt").mkdir()


NO_TIME = "timestamp.txt holds no time and counts for nothing"
WEAPONS = (
    Weapon("many-files", many_files, Earns.ALL, "holds more than 1,000 entries beside the notebook"),
    Weapon("many-notebooks", many_notebooks, Earns.ALL, "holds more than 1,000 entries beside the notebook"),
    Weapon("many-folders", many_folders, Earns.ALL, "holds more than 1,000 entries beside the notebook"),
    Weapon("many-links", many_links, Earns.ALL, "holds more than 50 links and other things that are no files beside the notebook"),
    Weapon("400-deep", _deep(400), Earns.ALL, "holds folders more than 50 deep"),
    Weapon("900-deep", _deep(900), Earns.ALL, "holds folders more than 50 deep"),
    Weapon("3000-deep", _deep(3_000), Earns.ALL, "holds folders more than 50 deep"),
    Weapon("odd-names", odd_names, Earns.ALL),
    Weapon("locked-folder", locked_folder, Earns.ALL, "" if os.geteuid() == 0 else "cannot be read"),
    Weapon("links-and-pipes", links_and_pipes, Earns.ALL, "is a symbolic link"),
    Weapon("huge-file", huge_file, Earns.ALL, "holds more than 64 MiB beside the notebook"),
    Weapon("files-of-ours", files_of_ours, Earns.ALL, "has the name of a file of the course"),
    Weapon("timestamp-of-the-past", _timestamp("Handed in in 1970.", b"1970-01-01 00:00:00 UTC"), Earns.ALL),
    Weapon("timestamp-of-the-future", _timestamp("Handed in in 9999.", b"9999-12-31 23:59:59 UTC"), Earns.ALL),
    Weapon("timestamp-of-nowhere", _timestamp("A zone that is none.", b"2026-01-01 00:00:00 +99:99"), Earns.ALL),
    Weapon("timestamp-of-bytes", _timestamp("Bytes that are no text.", b"\xff\xfe\0\x1b[2J"), Earns.ALL, NO_TIME),
    Weapon("timestamp-without-end", _timestamp("Ten million digits.", b"9" * 10_000_000), Earns.ALL, NO_TIME),
    Weapon("timestamp-that-is-a-pipe", timestamp_that_is_a_pipe, Earns.ALL, NO_TIME),
    Weapon("timestamp-that-is-a-link", timestamp_that_is_a_link, Earns.ALL, "is a symbolic link"),
    Weapon("timestamp-that-is-a-folder", timestamp_that_is_a_folder, Earns.ALL),
)
