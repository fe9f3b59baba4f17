"""What is known of a check while its cases run, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .inputs import Share
from .result import CheckResult, Language, Verdict


@dataclass(frozen=True, slots=True)
class Key:
    """A check: all the cases of one test function."""

    path: Path
    name: str


@dataclass
class Tally:
    """What is known of a check while its cases run."""

    task: str
    public: bool
    max_points: float
    hint: dict[Language, str]
    worst: Verdict = Verdict.PASSED
    detail: str | None = None
    cases: int = 0
    share: float | None = None  # of its points, of the case that earned least, where a check awards parts

    @property
    def open(self) -> bool:
        """Whether it can still lose something."""
        return self.worst is Verdict.PASSED or self.share is not None

    def take(self, share: Share) -> None:
        """A case has awarded itself a part of the points; the smallest part counts."""
        if share.share < (1.0 if self.share is None else self.share):
            self.share, self.worst = share.share, Verdict.FAILED
            self.hint = {"zh-TW": share.zh or self.hint["zh-TW"], "en": share.en or self.hint["en"]}

    def result(self, check: str, language: Language) -> CheckResult:
        """What the check called `check` is worth. One whose cases never ran, for no reason that we know, is our fault."""
        won = self.worst is Verdict.PASSED and self.cases > 0
        verdict = self.worst if self.cases or self.worst is not Verdict.PASSED else Verdict.INTERNAL
        return CheckResult(
            check=check,
            public=self.public,
            verdict=verdict,
            points=self.max_points * (float(won) if self.share is None else self.share),
            max_points=self.max_points,
            hint=None if won or verdict is Verdict.PENDING else self.hint[language],
            detail=self.detail,
        )
