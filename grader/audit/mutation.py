"""Mutants against the checks: each must lose one, or be listed in tests/mutants/<assignment>.toml with the reason why it may live.

    [[survivor]]
    function = "stable_softmax"
    before = "return mask.clone()"
    after = ["return mask", "return mask.clone().detach()"]
    reason = "..."

A listed one that is caught, or that the reference no longer gives rise to, is stale and a finding too.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..course import Assignment, CourseError
from .finding import Finding
from .mutants import Mutant, mutants
from .trial import Trial, Tried, of_mutant

SEEDS = (0, 1, 2)  # a mutant is caught when each of these runs catches it; by one alone it is caught by luck


@dataclass(frozen=True)
class Allowed:
    """An entry of the list: mutants of one line that may live."""

    function: str
    before: str
    after: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Survivor:
    """A mutant that the checks do not catch."""

    mutant: Mutant
    caught_on: tuple[int, ...]  # the seeds on which it is caught nevertheless
    reason: str | None  # why it may live, where the list says so


def list_of(assignment: Assignment) -> Path:
    return assignment.root / "tests" / "mutants" / f"{assignment.name}.toml"


def allowed(assignment: Assignment) -> tuple[Allowed, ...]:
    """The mutants that may live; none where there is no list.

    Raises:
        CourseError: the list is malformed, or an entry gives no reason.
    """
    path = list_of(assignment)
    if not path.exists():
        return ()
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, tuple[Allowed, ...]])
    except (ValueError, msgspec.ValidationError) as error:
        raise CourseError(f"{path}: {error}") from error
    if set(entries) - {"survivor"} or any(not entry.reason.strip() for entry in entries.get("survivor", ())):
        raise CourseError(f"{path}: it holds [[survivor]] entries, each with a function, before, after and a reason")
    return entries.get("survivor", ())


def mutants_of(assignment: Assignment) -> tuple[Mutant, ...]:
    return mutants(assignment.text, tuple(task.name for task in assignment.checked))


def trial_of(mutant: Mutant) -> Trial:
    return Trial(of_mutant(mutant), SEEDS, "until one is lost")


def survivors(tried: Iterable[tuple[Mutant, Tried]], entries: Sequence[Allowed]) -> tuple[Survivor, ...]:
    """The mutants that some run did not catch."""
    reasons = _reasons(entries)
    return tuple(
        Survivor(mutant, tuple(seed for seed in SEEDS if outcome.lost_on(seed)), reasons.get(_key(mutant)))
        for mutant, outcome in tried
        if not all(outcome.lost_on(seed) for seed in SEEDS)
    )


def judged(assignment: Assignment, alive: Sequence[Survivor], entries: Sequence[Allowed]) -> Iterator[Finding]:
    """The survivors that are not listed, and the entries that are stale."""
    for survivor in alive:
        if survivor.reason is None:
            luck = f", but for the seeds {', '.join(map(str, survivor.caught_on))}" if survivor.caught_on else ""
            where = f"{survivor.mutant.function}, line {survivor.mutant.line}: a mutant survives{luck}"
            yield Finding(assignment.name, "mutation", where, survivor.mutant.diff)
    living = {_key(survivor.mutant) for survivor in alive}
    for function, before, after in _reasons(entries):
        if (function, before, after) not in living:
            text = f"{function}: a mutant is listed as a survivor and is none: {before!r} to {after!r}"
            yield Finding(assignment.name, "mutation", text)


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.function, mutant.before, mutant.after


def _reasons(entries: Sequence[Allowed]) -> Mapping[tuple[str, str, str], str]:
    return {(entry.function, entry.before, after): entry.reason for entry in entries for after in entry.after}


def as_entries(alive: Sequence[Survivor]) -> str:
    """Survivors that are not listed yet, as entries to paste; the reason is for a person to write."""
    lines = Counter((survivor.mutant.function, survivor.mutant.before) for survivor in alive if survivor.reason is None)
    return "\n".join(_entry(function, before, alive) for function, before in lines)


def _entry(function: str, before: str, alive: Sequence[Survivor]) -> str:
    same = [one for one in alive if one.reason is None and (one.mutant.function, one.mutant.before) == (function, before)]
    after = "\n".join(f"    {json.dumps(one.mutant.after)}," for one in same)
    return f'[[survivor]]\nfunction = "{function}"\nbefore = {json.dumps(before)}\nafter = [\n{after}\n]\nreason = ""\n'
