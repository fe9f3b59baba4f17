"""Every fixed sentence that a student reads, in both languages, and nothing else; words in pictures are in pictures/captions.py.

One field a sentence, so that a translation that was forgotten is a type error and not a gap on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..result import Language, Verdict
from .chinese import CHINESE
from .english import ENGLISH
from .fields import Wording

__all__ = ["SYMBOLS", "Wording", "wording"]

# What a verdict looks like beside its name, so that colour is never the only sign.
SYMBOLS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.INTERNAL: "…",
        Verdict.TAMPERED: "…",
        Verdict.CRASHED: "✗",
        Verdict.MEMORY: "✗",
        Verdict.TIMEOUT: "✗",
        Verdict.ERROR: "✗",
        Verdict.FAILED: "✗",
        Verdict.MISSING: "○",
        Verdict.PENDING: "…",
        Verdict.PASSED: "✓",
    }
)


def wording(language: Language) -> Wording:
    """The sentences of `language`; Chinese, the course's own language, for one that is not known."""
    return ENGLISH if language == "en" else CHINESE
