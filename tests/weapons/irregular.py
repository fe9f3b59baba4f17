"""In place of the notebook something that is no file of the student's own."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

from .weapon import Earns, Ground, Weapon

NO_FILE = "this is a folder, a pipe or a device and not a file; hand in the notebook file itself"
LINK = "the file, or a folder that it is in, is a symbolic link; hand in the notebook file itself"
MISSING = "there is no such file; hand the notebook in again"
NO_FOLDER = "what it should lie in is no folder"


def _linked_to(about: str, target: Callable[[Ground], str | Path]) -> Callable[[Ground], None]:
    def lay(ground: Ground) -> None:
        ground.notebook.symlink_to(target(ground))

    lay.__doc__ = about
    return lay


def a_folder(ground: Ground) -> None:
    """A folder with the notebook's name, and the notebook in it."""
    ground.notebook.mkdir()
    (ground.notebook / ground.notebook.name).write_text("{}")


def a_pipe(ground: Ground) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(ground.notebook)


def a_socket(ground: Ground) -> None:
    """A socket."""
    before = os.getcwd()
    os.chdir(ground.folder)  # the address of a socket has room for 107 letters
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(ground.notebook.name)
    finally:
        os.chdir(before)


def a_device(ground: Ground) -> None:
    """A device that is read without an end; who may not make one links to it."""
    try:
        os.mknod(ground.notebook, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        ground.notebook.symlink_to("/dev/zero")


def unreadable(ground: Ground) -> None:
    """A whole notebook that nobody but root may read."""
    ground.hand_in(ground.whole)
    ground.notebook.chmod(0)


def no_notebook(ground: Ground) -> None:
    """Nothing but a letter."""
    (ground.folder / "sorry.txt").write_text("I was ill.")


def misnamed(ground: Ground) -> None:
    """The notebook under another name, with letters in it that deceive."""
    ground.hand_in(ground.whole)
    ground.notebook.rename(ground.folder / "final \u202e\x1b[2J\n(2).ipynb")


def five_thousand_misnamed(ground: Ground) -> None:
    """Five thousand notebooks, none of them under the right name."""
    for number in range(5_000):
        (ground.folder / f"{number:04}{'x' * 200}.ipynb").write_text("{}")


def no_folder_but_a_file(ground: Ground) -> None:
    """A file where the assignment's folder should be."""
    ground.folder.rmdir()
    ground.folder.write_text("{}")


def no_folder_but_a_pipe(ground: Ground) -> None:
    """A pipe where the assignment's folder should be."""
    ground.folder.rmdir()
    os.mkfifo(ground.folder)


def linked_folder(ground: Ground) -> None:
    """The folder of somebody honest, linked."""
    ground.folder.rmdir()
    ground.folder.symlink_to(ground.neighbour.parent)


def dangling_folder(ground: Ground) -> None:
    """A folder that leads nowhere."""
    ground.folder.rmdir()
    ground.folder.symlink_to("/nowhere/at/all")


def folder_in_a_circle(ground: Ground) -> None:
    """A folder that leads to itself."""
    ground.folder.rmdir()
    ground.folder.symlink_to(ground.folder.name)


def linked_student(ground: Ground) -> None:
    """The student's folder is a link to somebody honest."""
    ground.folder.rmdir()
    ground.folder.parent.rmdir()
    ground.folder.parent.symlink_to(ground.neighbour.parents[1].name)


def locked_student(ground: Ground) -> None:
    """A folder of a student that nobody but root may look into."""
    ground.hand_in(ground.whole)
    ground.folder.parent.chmod(0)


READABLE_BY_ALL = Earns.ALL if os.geteuid() == 0 else Earns.NONE
WEAPONS = (
    Weapon("a-folder", a_folder, Earns.NONE, NO_FILE),
    Weapon("a-pipe", a_pipe, Earns.NONE, NO_FILE),
    Weapon("a-socket", a_socket, Earns.NONE, NO_FILE),
    Weapon("a-device", a_device, Earns.NONE, NO_FILE if os.geteuid() == 0 else LINK),
    Weapon("link-to-passwd", _linked_to("A link to /etc/passwd.", lambda _: "/etc/passwd"), Earns.NONE, LINK),
    Weapon("link-to-zeros", _linked_to("A link to what never ends.", lambda _: "/dev/zero"), Earns.NONE, LINK),
    Weapon("link-to-a-neighbour", _linked_to("A link to an honest answer.", lambda ground: ground.neighbour), Earns.NONE, LINK),
    Weapon("link-to-nothing", _linked_to("A link to nothing.", lambda _: "/nowhere/at/all"), Earns.NONE, LINK),
    Weapon("link-to-itself", _linked_to("A link to itself.", lambda ground: ground.notebook.name), Earns.NONE, LINK),
    Weapon("unreadable", unreadable, READABLE_BY_ALL, "" if os.geteuid() == 0 else "the file cannot be opened"),
    Weapon("locked-student", locked_student, READABLE_BY_ALL, "" if os.geteuid() == 0 else "the file cannot be opened"),
    Weapon("no-notebook", no_notebook, Earns.NONE, MISSING),
    Weapon("misnamed", misnamed, Earns.NONE, MISSING),
    Weapon("five-thousand-misnamed", five_thousand_misnamed, Earns.NONE, MISSING),
    Weapon("no-folder-but-a-file", no_folder_but_a_file, Earns.NONE, NO_FOLDER),
    Weapon("no-folder-but-a-pipe", no_folder_but_a_pipe, Earns.NONE, NO_FOLDER),
    Weapon("linked-folder", linked_folder, Earns.NONE, LINK),
    Weapon("dangling-folder", dangling_folder, Earns.NONE, LINK),
    Weapon("folder-in-a-circle", folder_in_a_circle, Earns.NONE, LINK),
    Weapon("linked-student", linked_student, Earns.NONE, LINK),
)
