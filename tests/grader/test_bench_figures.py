"""What `make bench` makes of what it measures."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time

import pytest
from rich.console import Console

from scripts.bench.figures import Bound, Figure, Times, as_json, show
from scripts.bench.memory import MAIN, Watch


@pytest.fixture
def times() -> Times:
    times = Times()
    for slow, fast in ((300.0, 10.0), (60.0, 4.0), (100.0, 2.0)):
        times.note("slow", slow, 100)
        times.note("fast", fast, 100)
    return times


def test_a_ratio_is_of_one_round(times: Times) -> None:
    found = times.ratio("slow / fast", ["slow"], ["fast"])
    assert found.rounds == pytest.approx([30.0, 15.0, 50.0])
    assert found.median == pytest.approx(30.0)
    assert times.ratio("both", ["slow", "fast"], ["fast"], by=2).rounds == pytest.approx([62.0, 32.0, 102.0])


@pytest.mark.parametrize(
    ("bound", "median", "met"),
    [
        (Bound("at least", 25), 25.0, True),
        (Bound("at least", 25), 24.9, False),
        (Bound("at most", 2), 2.0, True),
        (Bound("at most", 2), 2.1, False),
        (Bound("under", 400), 399.0, True),
        (Bound("under", 400), 400.0, False),
        (None, 1.0, None),
    ],
)
def test_the_median_is_held_against_what_is_required(bound: Bound | None, median: float, met: bool | None) -> None:
    assert Figure("it", [0.0, median, 1000.0], bound).met is met


def test_the_table_says_what_is_missed() -> None:
    console = Console(file=io.StringIO(), width=100)
    show({"ratio": [Figure("one", [30.0], Bound("at least", 25)), Figure("other", [3.0], Bound("at most", 2))]}, console)
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert ["met" in line for line in lines if "one" in line] == [True]
    assert ["missed" in line for line in lines if "other" in line] == [True]


def test_json_has_every_round() -> None:
    said = json.loads(as_json({"ratio": [Figure("one", [30.0, 20.0, 40.0], Bound("at least", 25))]}, {"submissions": 100}))
    assert said["submissions"] == 100
    assert said["ratio"]["one"] == {
        "rounds": [30.0, 20.0, 40.0], "median": 30.0, "least": 20.0, "most": 40.0, "required": "at least 25", "met": True,
    }  # fmt: skip


@pytest.mark.parametrize("exact", [False, True])
def test_memory_is_seen_while_a_process_holds_it(exact: bool) -> None:
    watch = Watch(0.02, exact=exact)
    code = "import sys; held = bytearray(64 << 20); print(len(held), flush=True); sys.stdin.read()"
    with watch.looking():
        with subprocess.Popen(
            [sys.executable, "-c", code, "nbgrader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.2)
        largest = watch.largest[MAIN]
    assert largest > 64
    assert watch.together > 64  # of other tests, too, that run beside this one
