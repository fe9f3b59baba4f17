"""Judging by precedent: a case whose student answers, byte for byte, as one before did is judged as that one was.

A case is a function of the run's seed and of the answers that it gets. In a class most answers to a call are the same bytes, and
to make the inputs, ask the oracle and compare takes half of what grading takes on our side. So what a case asked, what it heard
and how it ended is remembered as a path:

    call ── answer ──▶ call ── answer ──▶ end
      └ other answer ──▶ end

The next case like it goes along that path one call at a time: none leaves before the answer to the one before it is there, so
that the student's side sees what it would see without a memory. An answer that nobody gave before leads off the path. Then the
case itself runs, is told what was answered already, and asks on from there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
import torch

from .bench import Bench
from .conversation import Serve, nothing_to_serve
from .errors import StudentError
from .lane import wire
from .letter import Heard, Letter
from .notebook_process import NotebookProcess
from .outcomes import Case, CaseEnd, Outcomes
from .result import Language
from .student import Student

MEMORY_BYTES = 64 << 20  # of letters and steps in a process; a class of 188, no two alike, leaves 7 to 13 MB
STEP_BYTES = 600  # that a step takes beside its letter
MAX_WORDS = 2000  # characters of what a public check's assertion says, as its student reads it; more is not worth keeping


@dataclass(eq=False)
class Step:
    """A call that a case makes, or how it ends; `after` tells what follows on which answer, by its seal."""

    letter: Letter | None
    end: CaseEnd | None = None
    after: dict[bytes, Step] = field(default_factory=dict)


class Precedents:
    """What was judged at one bench."""

    def __init__(self) -> None:
        self._first: dict[tuple[pytest.Item, int], Step | None] = {}  # by case and seed; None: it asks something else each time
        self._letters: dict[Letter, Letter] = {}  # a path shares most of its letters with others
        self.bytes_left = MEMORY_BYTES

    def gather(self, student: Student, seed: int, language: Language, cases: Sequence[Case]) -> Outcomes:
        return ByPrecedent(student, seed, language, cases, precedents=self)

    def first(self, case: Case, seed: int) -> Step | None:
        """Where the paths of a case begin; None where there is none to go."""
        return self._first.get((case.item, seed))

    def remember(self, case: Case, seed: int, path: Sequence[tuple[Letter, bytes]], end: CaseEnd) -> None:
        """That `case` asked this, heard answers with these seals, and came to `end`."""
        if self.bytes_left <= 0 or not path:
            return
        letters = [self._kept(letter) for letter, _ in path]
        step = self._first.setdefault((case.item, seed), self._step(letters[0]))
        for (_, seal), letter, following in zip(path, letters, [*letters[1:], None], strict=True):
            if step is None or step.letter != letter:
                self.forget(case, seed)
                return
            if seal not in step.after:
                step.after[seal] = self._step(following, end)
            step = step.after[seal]

    def forget(self, case: Case, seed: int) -> None:
        """It is no function of the seed and the answers."""
        self._first[case.item, seed] = None

    def _step(self, letter: Letter | None, end: CaseEnd | None = None) -> Step:
        self.bytes_left -= STEP_BYTES
        return Step(letter, end if letter is None else None)

    def _kept(self, letter: Letter) -> Letter:
        if letter not in self._letters:
            self._letters[letter] = letter
            self.bytes_left -= letter.size
        return self._letters[letter]


@dataclass(frozen=True)
class Told:
    """A call that was made along a path, and what came of it."""

    letter: Letter
    came: Heard | Exception

    @property
    def seal(self) -> bytes:
        """Of the answer; where there is none, one that no answer has."""
        return self.came.seal if isinstance(self.came, Heard) else b""

    def again(self) -> Heard:
        """What came of it, as it came."""
        if isinstance(self.came, Exception):
            raise self.came
        return self.came


class Trail:
    """A `Callee` that tells a case what was answered already, asks on, and notes the path."""

    def __init__(self, callee: NotebookProcess, told: deque[Told]) -> None:
        self._callee = callee
        self._told = told
        self.path: list[tuple[Letter, bytes]] = []
        self.astray = False  # the case asked something else than before
        self.spoiled = False  # its end does not follow from the answers alone
        self.raised = False  # an answer among them; what is said of it is told from the notebook's own lines

    def ask(self, call: wire.Call, tensors: list[torch.Tensor], serve: Serve) -> tuple[wire.Reply, list[torch.Tensor]]:
        letter = Letter.of(call, tensors)
        self.spoiled = self.spoiled or letter.lends
        try:
            heard = self._heard(letter, serve)
        except BaseException:
            self.spoiled = True
            raise
        self.path.append((letter, heard.seal))
        reply, given = heard.read()
        self.raised = self.raised or not isinstance(reply, wire.Returned)
        return reply, given

    def _heard(self, letter: Letter, serve: Serve) -> Heard:
        if self._told and self._told[0].letter != letter:
            self._told.clear()
            self.astray = True
        return self._told.popleft().again() if self._told else self._callee.hear(letter, serve)


@dataclass
class ByPrecedent(Outcomes):
    """Outcomes of cases that go by precedent where there is one."""

    precedents: Precedents = field(kw_only=True)

    def run(self, case: Case, wants: Sequence[str], student: Student) -> CaseEnd:
        callee = student.callee
        if not isinstance(callee, NotebookProcess) or "student_id" in wants:  # who is graded may decide too
            return super().run(case, wants, student)
        told, end = self._follow(callee, self.precedents.first(case, self.seed))
        if end is not None:
            return end
        trail = Trail(callee, told)
        end = super().run(case, wants, student.watched(lambda _: trail))
        if trail.astray:
            self.precedents.forget(case, self.seed)
        elif not trail.spoiled and (kept := _kept(end, case, raised=trail.raised)) is not None:
            self.precedents.remember(case, self.seed, trail.path, kept)
        return end

    @staticmethod
    def _follow(callee: NotebookProcess, step: Step | None) -> tuple[deque[Told], CaseEnd | None]:
        """What was answered along the path, and its end where the answers led there."""
        told = deque[Told]()
        while step is not None and step.letter is not None:
            told.append(_told(callee, step.letter, step))
            step = step.after.get(told[-1].seal)
        return told, None if step is None else step.end


def remembering(bench: Bench) -> Bench:
    """`bench`, where cases go by precedent from now on."""
    return replace(bench, gather=Precedents().gather)


def _told(callee: NotebookProcess, letter: Letter, step: Step) -> Told:
    try:
        return Told(letter, callee.hear(letter, nothing_to_serve, step.after))
    except Exception as error:  # noqa: BLE001 - it is the case that must meet it
        return Told(letter, error)


def _kept(end: CaseEnd, case: Case, *, raised: bool) -> CaseEnd | None:
    """`end` without what it came by; None where something beside the answers may have decided it, or its words."""
    error = end.error
    if error is None:
        return end
    if raised:
        return None
    if isinstance(error, AssertionError | pytest.fail.Exception):
        words = str(error) if case.public else ""
        return CaseEnd(AssertionError(words)) if len(words) <= MAX_WORDS else None
    if isinstance(error, StudentError):
        error.__traceback__ = error.__context__ = error.__cause__ = None
        return end
    return None
