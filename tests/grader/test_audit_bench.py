"""The processes of an audit, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from grader.audit import bench
from grader.audit.bench import Order
from grader.audit.pipeline import Benches
from grader.audit.pipeline import tried as tried_together
from grader.audit.trial import Candidate, Check, Extent, Loss, Trial, Tried, of_bank, the_reference
from grader.bank import known_submissions
from grader.bench import at_bench
from grader.course import Assignment
from grader.crew import Crew
from grader.fault import GraderFault
from grader.grading import check_files
from grader.notebook_process import Cell
from grader.result import Verdict
from tests.grader.audit_course import PLANTED, SOUND, audit_course

SCRIBBLE = """import os
def double(x):
    for number in range(3, 64):
        try:
            os.write(number, b"{")
        except OSError:
            pass
"""


@pytest.fixture(scope="module")
def assignments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assignment]:
    return {assignment.name: assignment for assignment in audit_course(tmp_path_factory.mktemp("bench") / "course").assignments}


@pytest.fixture
def sound(assignments: dict[str, Assignment]) -> Assignment:
    return assignments[SOUND]


@pytest.fixture(scope="module")
def benches() -> Iterator[Benches]:
    with Benches(bench.serve, 1) as crew:
        yield crew


def tried(benches: Benches, assignment: Assignment, candidate: Candidate, *seeds: int, extent: Extent = "every check") -> Tried:
    ((_, (reply,)),) = benches.replies([Order(assignment, (Trial(candidate, seeds or (0,), extent),))])
    assert isinstance(reply, Tried)
    return reply


def double(source: str) -> Candidate:
    """A candidate whose `double` is this."""
    return Candidate("double", ("double",), (Cell("double", source),))


def test_a_bench_names_the_checks_and_which_of_them_draw(benches: Benches, sound: Assignment) -> None:
    ((_, checks),) = benches.replies([Order(sound)])
    assert checks == (
        Check("double", "test_double_by_hand", True, 1, False),
        Check("double", "test_double_of_many", False, 2, True),
        Check("shifted", "test_shifted_by_hand", True, 1, False),
        Check("shifted", "test_shifted_many", False, 1, True),
        Check("shifted", "test_default", False, 1, False),
    )


def test_the_reference_loses_nothing_on_any_seed(benches: Benches, sound: Assignment) -> None:
    assert tried(benches, sound, the_reference(sound), 0, 1, 2) == Tried(calls=15)


def test_checks_that_draw_can_be_tried_alone(benches: Benches, sound: Assignment) -> None:
    assert tried(benches, sound, the_reference(sound), 0, 1, 2, extent="checks that draw") == Tried(calls=6)


def test_every_loss_is_told_with_its_seed(benches: Benches, sound: Assignment) -> None:
    assert tried(benches, sound, double("def double(x: Tensor) -> Tensor:\n    return x if x.dim() else 2 * x"), 0, 1) == Tried(
        (
            Loss(0, "double", "test_double_of_many", False, Verdict.FAILED),
            Loss(1, "double", "test_double_of_many", False, Verdict.FAILED),
        ),
        calls=4,
    )


def test_one_loss_is_enough_where_nothing_more_is_asked(benches: Benches, sound: Assignment) -> None:
    wrong = double("def double(x: Tensor) -> Tensor:\n    return 3 * x")
    assert len(tried(benches, sound, wrong, 0, 1).losses) == 4
    outcome = tried(benches, sound, wrong, 0, 1, extent="until one is lost")
    assert [loss.seed for loss in outcome.losses] == [0, 1]
    assert outcome.lost_on(0)
    assert not outcome.lost_on(2)


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("import os\ndef double(x):\n    os._exit(0)", "exit status 0"),
        ("import os, signal\ndef double(x):\n    os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        (SCRIBBLE, "it wrote over our answer"),
    ],
)
def test_what_ends_its_process_ends_nothing_else(benches: Benches, sound: Assignment, source: str, ended: str) -> None:
    assert tried(benches, sound, double(source)) == Tried(ended=ended)
    assert tried(benches, sound, the_reference(sound)) == Tried(calls=5)


@pytest.mark.parametrize("source", ["def double(x):\n    while True: pass", "import time\ndef double(x):\n    time.sleep(1000)"])
def test_what_does_not_end_is_ended(benches: Benches, sound: Assignment, source: str) -> None:
    trial = Trial(double(source), (0,), "every check", patience=0.5)
    assert list(benches.replies([Order(sound, (trial,))])) == [(0, (Tried(ended="timeout"),))]


def test_trials_that_share_a_process_are_told_apart_when_one_of_them_ends_it(benches: Benches, sound: Assignment) -> None:
    ends = Trial(double("import os\ndef double(x):\n    os._exit(3)"), (0,), "every check")
    right = Trial(the_reference(sound), (0,), "every check")
    assert tried_together(benches, sound, [right, ends, right], together=3) == [
        Tried(calls=5),
        Tried(ended="exit status 3"),
        Tried(calls=5),
    ]


def test_an_endless_cell_is_left_out_as_in_grading(benches: Benches, sound: Assignment) -> None:
    cells = (Cell("student", "while True: pass"), Cell("double", "def double(x: Tensor) -> Tensor:\n    return x + x"))
    assert tried(benches, sound, Candidate("leftovers", ("double",), cells)) == Tried(calls=2)


def test_what_one_candidate_patches_the_next_does_not_meet(benches: Benches, sound: Assignment) -> None:
    patching = Candidate(
        "patches", ("double",), (Cell("student", "torch.testing.assert_close = None"), Cell("double", "def double(x): return x"))
    )
    assert tried(benches, sound, patching).lost_on(0)
    assert tried(benches, sound, the_reference(sound)) == Tried(calls=5)


def test_a_known_submission_is_tried_on_its_own_tasks_beside_the_reference(benches: Benches, sound: Assignment) -> None:
    bank = {known.name: known for known in known_submissions(sound)}
    outcome = tried(benches, sound, of_bank(bank["wrong_answer/double_of_many_alone"]))
    assert [(loss.task, loss.check) for loss in outcome.losses] == [("double", "test_double_by_hand")]


def test_a_bench_changes_its_assignment(benches: Benches, assignments: dict[str, Assignment]) -> None:
    orders = [Order(assignments[name]) for name in (SOUND, PLANTED, SOUND)]
    assert {place: len(checks) for place, checks in benches.replies(orders)} == {0: 5, 1: 6, 2: 5}


def test_a_check_file_that_cannot_be_collected_is_our_fault_and_named(tmp_path: Path) -> None:
    assignment = audit_course(tmp_path / "course").assignment(SOUND)
    (assignment.hidden_checks / "test_broken.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    with pytest.raises(GraderFault, match=r"test_broken\.py"):
        at_bench(check_files(assignment), lambda _: None)


# --- the crew


def squares(orders: Connection, _: int) -> None:
    while (order := orders.recv()) is not None:
        if order < 0:
            raise ValueError("a negative order")
        orders.send(order**2)


def test_a_crew_answers_every_order_once_and_says_why_it_cannot() -> None:
    with Crew[int, int](squares, 2) as crew:
        assert dict(crew.replies([3, 1, 2])) == {0: 9, 1: 1, 2: 4}
        assert dict(crew.replies([5])) == {0: 25}
        with pytest.raises(GraderFault, match="a negative order"):
            list(crew.replies([-1]))
