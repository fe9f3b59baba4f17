"""Folders in submitted/ whose name is the weapon: it is a student's id, a path, a pattern and a word on a terminal."""

from __future__ import annotations

import os

from .texts import ESCAPES
from .weapon import Earns, Weapon, whole

NO_ID = "not graded: this can be no student's id"

WEAPONS = (
    Weapon("name-of-two-lines", whole, Earns.NOBODY, NO_ID, "eve\nann: 100 passed"),
    Weapon("name-with-escapes", whole, Earns.NOBODY, NO_ID, f"eve{ESCAPES}"),
    Weapon("name-with-bidi-marks", whole, Earns.NOBODY, NO_ID, "eve\u202enna"),
    Weapon("name-that-is-no-utf-8", whole, Earns.NOBODY, NO_ID, os.fsdecode(b"eve\xe9")),
    Weapon("name-with-a-zero-width-space", whole, Earns.ALL, "are graded as two students", "right\u200b"),
    Weapon("name-of-dots", whole, Earns.ALL, "", "..."),
    Weapon("name-with-dots", whole, Earns.ALL, "", "..eve"),
    Weapon("name-like-an-option", whole, Earns.ALL, "", "--force"),
    Weapon("name-of-spaces", whole, Earns.ALL, "", "  "),
    Weapon("name-of-255-bytes", whole, Earns.ALL, "", "e" * 255),
    Weapon("name-that-is-a-pattern", whole, Earns.ALL, "", "[e]*?"),
    Weapon("name-that-is-a-format", whole, Earns.ALL, "", "{student_id}%s$(reboot)`reboot`"),
    Weapon("name-that-is-a-query", whole, Earns.ALL, "", "eve'; DROP TABLE grade; --"),
    Weapon("name-with-a-comma", whole, Earns.ALL, "", "eve, right"),
    Weapon("name-with-a-backslash", whole, Earns.ALL, "", "..\\eve"),
    Weapon("name-with-markup", whole, Earns.ALL, "", "[bold red]eve[&<b>x"),
    Weapon("hidden-name", whole, Earns.ALL, "", ".eve"),
)
