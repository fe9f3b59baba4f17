"""How fast grading is, beside stock nbgrader, otter-grader and the bare checks: `make bench`.

One class, made from tests/submissions with its mix of accepted and wrong answers, is graded in several ways, in turns, in one run:

    stock   nbgrader as it comes: a kernel for each notebook, the same checks called by its grade cells
    otter   otter-grader, where it is installed, in one process and without Docker: the same checks called by its test files
    ours    `nbgrader autograde` and `nbgrader generate_feedback` of this course, nothing known beforehand
    stage   our grading stage alone: warm lanes, one for each core, from submitted files to results
    bare    the same checks in one warm process, no isolation: the limit

A figure is seconds a submission of the whole class, everybody's start-up included, once. Stock and otter are too slow for the whole
class: they grade one submission, then --few, and the rest is drawn out in a straight line. To divide the few by their number would
charge them their start many times over; to leave it out would spare them what we are charged. Their cost is that straight: each
notebook has a kernel of its own, and what one of them takes does not depend on those before it.

A ratio is of one round, so that a noisy machine slows both sides of it; what is held against what is required is the median of the
rounds. The stage uses all cores and the bare checks one, as the requirement has it; the same core for core stands below it.

With --linear we alone grade the class, and one ten times as large.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from grader.bench import Bench, at_bench
from grader.grading import check_files

from .figures import Bound, Figure, Tables, Times, as_json, show
from .memory import LANE, Watch
from .otter_way import OtterWay
from .ways import Ours, Stock, otter_way

TIMES, RATIOS, MEMORY, LINEAR = "seconds a submission", "ratio", "largest resident memory, MB", "linear cost"
LANE_MB = Bound("under", 400)
TIMES_AS_MANY = 10
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    assignment: str
    size: int  # submissions that we grade
    few: int  # that the slow ones grade
    rounds: int

    @property
    def lanes(self) -> int:
        return min(len(os.sched_getaffinity(0)), self.size)


def compare(plan: Plan, place: Path, say: Say) -> Tables:
    """The ways beside each other."""
    times, watch = Times(), Watch()
    ours = Ours.made(place / "ours", plan.assignment, plan.size)
    stock, otter = Stock.made(place / "stock", ours.assignment, plan.few), otter_way(place / "otter", ours.assignment, plan.few)

    def rounds(bench: Bench) -> None:
        ours.bare(bench)  # warm
        for number in range(plan.rounds):
            say(f"round {number + 1} of {plan.rounds}")
            _round(plan, times, watch, (stock, otter, ours), bench)

    at_bench(check_files(ours.assignment), rounds)
    held = [Figure(kind, [megabytes], LANE_MB if kind == LANE else None) for kind, megabytes in sorted(watch.largest.items())]
    return {TIMES: times.figures(), RATIOS: ratios(times, plan.lanes, with_otter=otter is not None), MEMORY: held}


def _round(plan: Plan, times: Times, watch: Watch, ways: tuple[Stock, OtterWay | None, Ours], bench: Bench) -> None:
    stock, otter, ours = ways
    times.note("stock autograde", stock.seconds("autograde", plan.size), plan.size)
    with watch.looking():
        times.note("ours autograde", ours.autograde(), plan.size)
    times.note("stock feedback", stock.seconds("generate_feedback", plan.size), plan.size)
    times.note("ours feedback", ours.feedback(), plan.size)
    if otter is not None:
        times.note("otter", otter.seconds(plan.size), plan.size)
    times.note("ours stage", ours.stage(), plan.size)
    times.note("bare", ours.bare(bench), plan.size)


def ratios(times: Times, lanes: int, *, with_otter: bool) -> list[Figure]:
    """What is required of a class of 100 on two cores."""
    graded, told = ["stock autograde", "stock feedback"], ["ours autograde", "ours feedback"]
    found = [
        times.ratio("stock / ours, graded", graded[:1], told[:1], Bound("at least", 25)),
        times.ratio("stock / ours, with feedback", graded, told, Bound("at least", 20)),
        times.ratio("our stage / bare", ["ours stage"], ["bare"], Bound("at most", 2)),
        times.ratio("our stage / bare, core for core", ["ours stage"], ["bare"], by=lanes),
    ]
    return [*found, *([times.ratio("otter / ours, graded", ["otter"], told[:1])] if with_otter else [])]


def linear(plan: Plan, place: Path, say: Say) -> Tables:
    """The class and one ten times as large: seconds and memory, round by round."""
    seconds: dict[int, list[float]] = {}
    together: dict[int, list[float]] = {}
    sizes = (plan.size, plan.size * TIMES_AS_MANY)
    classes = {size: Ours.made(place / str(size), plan.assignment, size) for size in sizes}
    for number in range(plan.rounds):
        for size, ours in classes.items():
            say(f"round {number + 1} of {plan.rounds}: {size} submissions")
            watch = Watch(exact=True)
            with watch.looking():
                seconds.setdefault(size, []).append(ours.autograde())
            together.setdefault(size, []).append(watch.together)
    few, many = sizes
    figures = [Figure(f"seconds for {size}", seconds[size]) for size in sizes]
    figures += [Figure(f"all processes together for {size}, MB", together[size]) for size in sizes]
    for name, found, bound in (
        (f"seconds, {many} / {few}", seconds, Bound("at most", 1.1 * TIMES_AS_MANY)),
        (f"memory, {many} / {few}", together, None),
    ):
        figures.append(Figure(name, [more / less for less, more in zip(found[few], found[many], strict=True)], bound))
    return {LINEAR: figures}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assignment", default="attention")
    parser.add_argument("--size", type=int, default=100, help="submissions that we grade (default 100)")
    parser.add_argument(
        "--few", type=int, default=8, help="submissions that stock nbgrader and otter-grader grade, 2 or more (default 8)"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--linear", action="store_true", help="grade --size submissions and ten times as many, with ours alone")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    if given.few < 2 or given.size < 1 or given.rounds < 1:
        parser.error("--few is 2 or more, --size and --rounds 1 or more")
    plan = Plan(given.assignment, given.size, given.few, given.rounds)
    with tempfile.TemporaryDirectory(prefix="bench.") as place:
        tables = (linear if given.linear else compare)(plan, Path(place), lambda said: print(said, file=sys.stderr, flush=True))
    about = {"assignment": plan.assignment, "submissions": plan.size, "few": plan.few, "lanes": plan.lanes}
    if given.json:
        print(as_json(tables, about))
    else:
        print(", ".join(f"{name}: {value}" for name, value in about.items()))
        show(tables, Console())


if __name__ == "__main__":
    main()
