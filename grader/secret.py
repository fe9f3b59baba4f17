"""The course's secret: what the inputs of hidden checks are drawn from, so that every student gets the same and none knows them.

It lies in `.grader/secret`, made at first use, readable by its owner alone, and stays: a regrade repeats what a grade was won on.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = ".grader"


@dataclass(frozen=True)
class Secret:
    """A key; `repr` keeps it."""

    key: bytes

    @classmethod
    def of(cls, root: Path) -> Secret:
        """The secret of the course in `root`, made when there is none yet."""
        path = root / FOLDER / "secret"
        if not path.exists():
            _make(path)
        return cls(bytes.fromhex(path.read_text(encoding="ascii").strip()))

    def seed(self, purpose: str) -> int:
        """A seed of 62 bits for `purpose`; two purposes tell nothing of each other."""
        return int.from_bytes(hmac.digest(self.key, purpose.encode(), hashlib.sha256)[:8], "big") >> 2

    def __repr__(self) -> str:
        return "Secret(…)"


def _make(path: Path) -> None:
    """Write a fresh key; two processes that come at once agree on the first."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix="secret.", dir=path.parent)  # readable by its owner alone
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
