"""All weapons, by name."""

from __future__ import annotations

from collections.abc import Mapping

from . import beside, broken_files, irregular, labels, names, texts, vast, wrong_types
from .weapon import Weapon

KINDS = (broken_files, vast, wrong_types, labels, texts, irregular, beside, names)
WEAPONS: Mapping[str, Weapon] = {weapon.name: weapon for kind in KINDS for weapon in kind.WEAPONS}
