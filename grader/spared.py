"""Spares a process one second of imports.

nbformat imports jsonschema, and that a grammar of internationalised addresses, where it is installed, which is compiled at each
start. No notebook has a format that asks for it; without it jsonschema knows one format less.
"""

from __future__ import annotations

import sys


def spare() -> None:
    """Before nbformat is imported."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # what Python takes for "cannot be imported"
