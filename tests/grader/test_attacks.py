"""A part of the attack suite that touches every layer, in the real sandbox; `make attacks` lets all of them loose.

And the suite itself: what it would say of an attack that wins. A suite that finds nothing whatever happens guards nothing.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grader.bank import KnownSubmission, attacks, known_submissions
from grader.bench import at_bench
from grader.cells import plain_cell
from grader.course import Course
from grader.grading import Graded, check_files
from grader.lane_keeper import LaneKeeper
from grader.result import Verdict
from tests.attacks import processes
from tests.attacks.arena import LAYERS, Arena
from tests.attacks.canaries import planted
from tests.attacks.layers import idle
from tests.attacks.outcome import Outcome
from tests.attacks.side_by_side import _once
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
LITTER = {  # by the line of the probe that shows it
    "files": "open('left', 'w').close()",
    "environment": "import os; os.environ['left'] = ''",
    "torch": "import torch; torch.allclose = print",
    "names": "import builtins; builtins.left = 1",
}
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
    careless = Careless(arena.canaries, arena.keeper, arena.bench)
    outcomes["careless"] = careless.attacked(attack("forks"))
    careless.tidy()
    littered = Littered(arena.canaries, arena.keeper, arena.bench)
    littered.litter = "\n".join(LITTER.values())
    outcomes["littered"] = littered.attacked(attack("forks"))
    for layer, stem in ALONE.items():
        outcomes[f"without {layer}"] = replace(arena, without=layer).attacked(attack(stem))
    return outcomes


class Careless(Arena):
    """Lets every submission write outside, call the port and leave a process."""

    def graded(self, given: NotebookNode) -> Graded:
        self.canaries.outside.write_text(secrets.token_hex())
        socket.create_connection(self.canaries.listener.getsockname()).close()
        self.left = [*getattr(self, "left", []), subprocess.Popen(["sleep", "600"])]
        return super().graded(given)

    def tidy(self) -> None:
        for process in self.left:
            process.kill()
            process.wait()


class Littered(Arena):
    """Lets every submission find something in its lane."""

    litter = ""

    def graded(self, given: NotebookNode) -> Graded:
        given.cells.insert(0, plain_cell("code", self.litter, "litter"))
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


def test_what_is_done_outside_is_noticed(found: Mapping[str, Outcome]) -> None:
    harmed = found["careless"].harmed
    assert {"files outside have changed", "somebody called the port"} <= set(harmed)
    assert any("processes are left" in sentence for sentence in harmed)


@pytest.mark.parametrize("place", LITTER)
def test_what_the_next_submission_finds_is_noticed(found: Mapping[str, Outcome], place: str) -> None:
    assert [sentence for sentence in found["littered"].harmed if sentence.startswith(f"the next submission sees: {place}")]


def test_a_process_that_outlives_a_class_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GOING_SECONDS", 0.2)
    before = processes.descendants(os.getpid())
    with subprocess.Popen(["sleep", "600"]) as left:
        named = processes.left_behind(before)
        left.kill()
    assert named == ["sleep"]
    assert processes.left_behind(before) == []


def outcome(stem: str, **won: tuple[str, ...]) -> Outcome:
    return Outcome(attack(stem), "failed", 0.0, 1.0, **won)


def test_a_layer_without_which_nothing_more_is_won_is_named() -> None:
    found = {
        "": [outcome("forks"), outcome("devices", learned=("it",))],
        "seccomp": [outcome("forks", harmed=("a child",)), outcome("devices")],
        "landlock": [outcome("forks"), outcome("devices", learned=("it",))],
    }
    assert idle(found) == ["landlock"]


def test_a_control_that_fails_on_one_of_several_lanes_is_shown() -> None:
    right = Outcome(RIGHT, Verdict.PASSED, 100.0, 1.0)
    late = replace(right, verdict=Verdict.TIMEOUT)
    assert _once(iter([right, outcome("forks"), late, right])) == (late, outcome("forks"))


@pytest.mark.parametrize("layer", LAYERS)
def test_without_a_layer_an_attack_wins_that_it_alone_stops(found: Mapping[str, Outcome], layer: str) -> None:
    assert not found[ALONE[layer]].won
    assert found[f"without {layer}"].won
