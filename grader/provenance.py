"""What made a result. Two results with one provenance are the same result, so that a run which was broken off can go on.

Compared part by part: what differs says why a result would be another one today.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path

from .course import SETTINGS, Assignment
from .secret import Secret

PACKAGES = ("torch", "numpy", "nbgrader", "pytest", "safetensors", "msgspec")
OURS = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a result depends on; each part is text, a digest in hexadecimal where it stands for files."""

    notebook: str  # the file, as it was handed in
    lesson: str  # the source notebook, and what is given out beside it
    checks: str  # the checks, public and hidden, and the reference that they lean on
    limits: str  # assignment.toml
    seed: str  # that the hidden inputs are drawn from
    versions: str
    device: str
    isolation: str

    def differences(self, other: Provenance) -> tuple[str, ...]:
        """The names of the parts that differ."""
        return tuple(part.name for part in fields(self) if getattr(self, part.name) != getattr(other, part.name))


def provenance(assignment: Assignment, secret: Secret, device: str, isolation: str) -> Provenance:
    """What results of `assignment` are made of now, but for the notebook that is handed in (`of`)."""
    beside = assignment.source.parent
    checks = [assignment.public_checks, *_files(assignment.hidden_checks), assignment.text]
    lesson = [path for path in _files(beside) if path not in checks and path.name != SETTINGS]
    return Provenance(
        notebook="",
        lesson=digest(lesson),
        checks=digest(checks),
        limits=digest([beside / SETTINGS]),
        seed=f"{secret.seed(assignment.name):x}",
        versions=versions(),
        device=device,
        isolation=isolation,
    )


def versions() -> str:
    """The libraries that a result may depend on, and this one to the letter."""
    ours = f"grader {version('grader')} ({digest(sorted(OURS.rglob('*.py')))[:8]})"
    return ", ".join([ours, f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)])


def digest(paths: Iterable[Path]) -> str:
    """Of some files, their names included; a file that is not there counts as one."""
    whole = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        whole.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def _files(folder: Path) -> list[Path]:
    """All files below `folder`, but for what Python leaves there."""
    found = {path: path.relative_to(folder).parts for path in folder.rglob("*") if path.is_file()}
    return sorted(path for path, parts in found.items() if not any(part.startswith((".", "__pycache__")) for part in parts))
