"""The checks over many run seeds: what is right must pass on each, and what is wrong must not get by on some.

Checks that draw nothing run once. A long run keeps its place in .grader/, so that it can be broken off and taken up again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from ..bank import KnownSubmission
from ..course import Assignment
from ..result import Verdict
from ..secret import FOLDER
from .finding import Finding
from .trial import Candidate, Check, Trial, Tried, of_bank, the_reference, title

BLOCK = 10  # seeds that are tried before the place is kept
WRONG_SHARE = 20  # wrong submissions are tried with a twentieth of the seeds


@dataclass(frozen=True)
class Case:
    """A candidate, and whether it should win or lose."""

    candidate: Candidate
    right: bool
    draws: bool  # whether any of its checks depends on the seed

    def trials(self, seeds: range, last_wrong: int) -> tuple[Trial, ...]:
        """What to try in this block of seeds."""
        if not self.draws:
            seeds = range(seeds.start, min(seeds.stop, 1))
        if not self.right:
            few = tuple(seed for seed in seeds if seed < last_wrong)
            return (Trial(self.candidate, few, "until one is lost"),) if few else ()
        first = (Trial(self.candidate, (0,), "every check"),) if 0 in seeds else ()
        rest = tuple(seed for seed in seeds if seed != 0)
        return (*first, Trial(self.candidate, rest, "checks that draw")) if rest else first


@dataclass
class Ledger:
    """What a run has met so far."""

    fingerprint: str
    done: int = 0  # seeds
    calls: int = 0  # of checks
    turned: dict[str, list[int]] = field(default_factory=dict)  # what turned against a right candidate, and on which seeds
    caught: dict[str, int] = field(default_factory=dict)  # on how many seeds each wrong candidate was caught
    missed: dict[str, list[int]] = field(default_factory=dict)  # on which seeds it was not

    def note(self, case: Case, trial: Trial, tried: Tried) -> None:
        """What came of one trial."""
        self.calls += tried.calls
        name = case.candidate.name
        if not case.right:
            missed = [seed for seed in trial.seeds if not tried.lost_on(seed)]
            self.caught[name] = self.caught.get(name, 0) + len(trial.seeds) - len(missed)
            self.missed.setdefault(name, []).extend(missed)
            return
        for loss in tried.losses:
            self.turned.setdefault(f"{loss.task}: {name} loses {title(loss.check, loss.public)}", []).append(loss.seed)
        if tried.ended is not None:
            self.turned.setdefault(f"{name} did not come through ({tried.ended})", []).extend(trial.seeds)


def cases(assignment: Assignment, bank: Sequence[KnownSubmission], checks: Sequence[Check]) -> tuple[Case, ...]:
    """The reference, and what of the bank can be judged in a process of ours."""
    drawing, tasks = {check.task for check in checks if check.draws}, {check.task for check in checks}
    bank = [known for known in bank if not tasks.isdisjoint(known.own_tasks)]
    reference = the_reference(assignment)
    reference = replace(reference, tasks=tuple(task for task in reference.tasks if task in tasks))
    right = [reference, *(_about(known, tasks) for known in bank if known.accepted)]
    wrong = [_about(known, tasks) for known in bank if known.verdict in (Verdict.FAILED, Verdict.ERROR)]
    return (
        *(Case(one, True, not drawing.isdisjoint(one.tasks)) for one in right),
        *(Case(one, False, not drawing.isdisjoint(one.tasks)) for one in wrong),
    )


def _about(known: KnownSubmission, tasks: set[str]) -> Candidate:
    candidate = of_bank(known)
    return replace(candidate, tasks=tuple(task for task in candidate.tasks if task in tasks))


def fingerprint(assignment: Assignment, count: int, tasks: frozenset[str] = frozenset()) -> str:
    """Of all that a run's outcome depends on, of its length, and of the tasks that it is about."""
    folders = (assignment.text.parent, assignment.public_checks.parent, assignment.hidden_checks, assignment.known_submissions)
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".toml")]
    digest = hashlib.sha256(f"{count} {sorted(tasks)}".encode())
    for path in [*files, *sorted(Path(__file__).parents[1].rglob("*.py"))]:
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def place_of(assignment: Assignment) -> Path:
    return assignment.root / FOLDER / f"audit-{assignment.name}.json"


def kept(assignment: Assignment, count: int, tasks: frozenset[str] = frozenset()) -> Ledger:
    """Where a run of `count` seeds was broken off; a blank one where nothing is kept, or something has changed since."""
    now = fingerprint(assignment, count, tasks)
    try:
        ledger = msgspec.json.decode(place_of(assignment).read_bytes(), type=Ledger)
    except (OSError, msgspec.MsgspecError):
        return Ledger(now)
    return ledger if ledger.fingerprint == now else Ledger(now)


def keep(assignment: Assignment, ledger: Ledger) -> None:
    path = place_of(assignment)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(ledger))
    draft.replace(path)


def judged(assignment: Assignment, ledger: Ledger) -> Iterator[Finding]:
    """Checks that turned against what is right, and wrong submissions that are caught by luck."""
    for what, seeds in sorted(ledger.turned.items()):
        yield Finding(assignment.name, "seeds", f"{what} on {_listed(seeds)}")
    for name, seeds in sorted(ledger.missed.items()):
        if seeds and ledger.caught[name]:  # one that no seed catches cheats in this process; the matrix judges it in the sandbox
            yield Finding(assignment.name, "seeds", f"{name} is caught by luck: not on {_listed(seeds)}")


def _listed(seeds: Sequence[int]) -> str:
    first = ", ".join(map(str, seeds[:5]))
    return f"seed {first}" if len(seeds) == 1 else f"{len(seeds)} seeds: {first}" + (", …" if len(seeds) > 5 else "")
