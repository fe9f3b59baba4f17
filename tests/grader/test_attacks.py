"""A part of the attack suite that touches every layer, in the real sandbox; `make attacks` lets all of them loose.

And the suite itself: what it would say of an attack that wins. A suite that finds nothing whatever happens guards nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grader.bank import KnownSubmission, attacks, known_submissions
from grader.bench import at_bench
from grader.course import Course
from grader.grading import Graded, check_files
from grader.lane_keeper import LaneKeeper
from tests.attacks.arena import LAYERS, Arena
from tests.attacks.canaries import planted
from tests.attacks.outcome import Outcome
from tests.grader.temporary_course import ROOT

NAME = "noise_schedule"  # its checks are the quickest
ASSIGNMENT = Course(ROOT).assignment(NAME)
TECHNIQUES = {"lying values", "control flow", "patching", "reading", "forging", "harm", "between submissions"}
# One for each layer that stops it, and none that takes a second: of the network, the mounts, seccomp, Landlock, the limits.
PART = ("forks", "kills_everybody", "thread_bomb", "large_file", "devices", "keeps_the_inputs", "exception_that_lies")


def attack(stem: str) -> KnownSubmission:
    return next(known for known in attacks(ASSIGNMENT) if known.path.stem == stem)


RIGHT = next(known for known in known_submissions(ASSIGNMENT) if known.accepted)
ALONE = {"seccomp": "forks", "landlock": "devices", "rlimits": "thread_bomb"}  # by the layer that stops it by itself
READS = {
    "a file of the lane": "print(open('/lane/lane/worker.py').read())",
    "a token, printed": "print({token!r})",
    "a token, raised": "raise ValueError({token!r})",
    "the flag": "won('it')",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, keeper: LaneKeeper) -> Mapping[str, Outcome]:
    """What came of them all, in one arena."""
    with planted(tmp_path_factory.mktemp("canaries"), NAME) as canaries:
        made = {
            name: _made(tmp_path_factory.mktemp("made") / "made.py", act.format(token=canaries.tokens["gradebook"]))
            for name, act in READS.items()
        }
        return at_bench(
            check_files(canaries.course.assignment(NAME)), lambda bench: _let_loose(Arena(canaries, keeper, bench), made)
        )


def _made(path: Path, text: str) -> KnownSubmission:
    path.write_text(f'"""Is made for a test."""\n\n{text}\n', encoding="utf-8")
    return replace(attack("forks"), path=path)


def _let_loose(arena: Arena, made: Mapping[str, KnownSubmission]) -> Mapping[str, Outcome]:
    outcomes = {stem: arena.attacked(attack(stem)) for stem in PART}
    outcomes |= {name: arena.attacked(known) for name, known in made.items()}
    outcomes |= {f"right, {earns:g} honestly": arena.attacked(replace(RIGHT, earns=earns)) for earns in (99.0, 100.0)}
    outcomes["a file outside"] = Careless(arena.canaries, arena.keeper, arena.bench).attacked(attack("forks"))
    for layer, stem in ALONE.items():
        outcomes[f"without {layer}"] = replace(arena, without=layer).attacked(attack(stem))
    return outcomes


class Careless(Arena):
    """Lets every submission write outside."""

    def graded(self, given: NotebookNode) -> Graded:
        self.canaries.outside.write_text(secrets.token_hex())
        return super().graded(given)


def test_attacks_win_nothing_and_end_as_their_files_say(found: Mapping[str, Outcome]) -> None:
    part = [found[stem] for stem in PART]
    assert [(one.name, one.won) for one in part if one.won] == []
    assert [(one.name, one.verdict) for one in part if one.otherwise] == []


def test_there_are_attacks_by_every_technique_and_at_least_eighty() -> None:
    bank = [known for assignment in Course(ROOT).assignments for known in attacks(assignment)]
    assert len(bank) >= 80
    assert {known.technique for known in bank} == TECHNIQUES


def test_points_that_an_attack_does_not_earn_honestly_are_noticed(found: Mapping[str, Outcome]) -> None:
    assert found["right, 99 honestly"].gained
    assert not found["right, 100 honestly"].gained


@pytest.mark.parametrize("act", READS)
def test_what_comes_back_is_noticed(found: Mapping[str, Outcome], act: str) -> None:
    assert bool(found[act].learned) is (act != "a file of the lane")


def test_what_changes_outside_is_noticed(found: Mapping[str, Outcome]) -> None:
    assert "files outside have changed" in found["a file outside"].harmed


@pytest.mark.parametrize("layer", LAYERS)
def test_without_a_layer_an_attack_wins_that_it_alone_stops(found: Mapping[str, Outcome], layer: str) -> None:
    assert not found[ALONE[layer]].won
    assert found[f"without {layer}"].won
