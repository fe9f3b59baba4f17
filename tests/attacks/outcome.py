"""What came of an attack."""

from __future__ import annotations

from dataclasses import dataclass

from grader.bank import KnownSubmission


@dataclass(frozen=True)
class Outcome:
    """One attack, and what it won; each of the three is a list of sentences, empty where it won nothing."""

    attack: KnownSubmission
    verdict: str
    score: float
    seconds: float
    gained: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    harmed: tuple[str, ...] = ()

    @property
    def won(self) -> tuple[str, ...]:
        return self.gained + self.learned + self.harmed

    @property
    def name(self) -> str:
        return f"{self.attack.assignment.name}/{self.attack.path.stem}"

    @property
    def otherwise(self) -> bool:
        """Whether it ended in another way than its file says."""
        return self.verdict != self.attack.verdict

    @property
    def bad(self) -> bool:
        return bool(self.won) or self.otherwise
