"""What a weapon is: one thing that a student may hand in to break, block or deceive the grading."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from nbformat import NotebookNode


class Earns(Enum):
    """What the student must come out with."""

    ALL = "all"  # the answers are whole, so they are worth what they would be without the weapon
    NONE = "none"  # the file is no submission: no points, and a person is called
    BLANK = "blank"  # a notebook of this assignment without answers: no points, and nobody is called
    NOBODY = "nobody"  # no student's: it is not in the gradebook


@dataclass(frozen=True)
class Ground:
    """Where a weapon is laid: a student's own folder, made already, with nothing in it."""

    folder: Path  # submitted/<student>/<assignment>
    whole: NotebookNode  # the notebook with every answer right; the weapon's own copy
    neighbour: Path  # the notebook of somebody honest

    @property
    def notebook(self) -> Path:
        return self.folder / f"{self.folder.name}.ipynb"

    def hand_in(self, notebook: object) -> None:
        """Write it as JSON, lone surrogates and infinite numbers included."""
        self.notebook.write_text(json.dumps(notebook), encoding="ascii")


@dataclass(frozen=True)
class Weapon:
    """One kind of hostile hand-in."""

    name: str
    lay: Callable[[Ground], None]
    earns: Earns
    said: str = ""  # what the instructor must be told of it, beside the name of the file
    folder: str | None = None  # the student's, where it is itself the weapon

    @property
    def student(self) -> str:
        return self.folder or self.name

    @property
    def about(self) -> str:
        return (self.lay.__doc__ or "").partition("\n")[0]


def whole(ground: Ground) -> None:
    """Every answer right, and nothing else."""
    ground.hand_in(ground.whole)
