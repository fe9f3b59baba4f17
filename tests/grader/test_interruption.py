"""Ctrl-C, in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from grader.interruption import INTERRUPTED, SENTENCE, raising, told
from tests.grader.temporary_course import ROOT

BEGIN = """
import os, subprocess, time, weakref
from grader.interruption import at_once, told

def say_now():
    os.write(1, b"now\\n")  # print is not for handlers: one may come while another is at it

def wait(*_):
    say_now()
    time.sleep(30)

class Thing: ...
"""
# Where KeyboardInterrupt would be swallowed, with a traceback; while all that was begun still runs.
IN_A_FINALISER = "thing = Thing(); weakref.finalize(thing, wait)\nwith at_once(): del thing"
WITH_A_CHILD = "child = subprocess.Popen(['sleep', '30'])\nwith at_once(): wait()"
HEARD = "flags = []\nwith told(lambda: flags.append(1)):\n    say_now()\n    while not flags: time.sleep(0.01)"
GOING_DOWN = "import atexit, sys\natexit.register(wait)\nsys.argv = ['grader', '--help']\nfrom grader.__main__ import main\nmain()"
DEAF = "with told(say_now):\n    wait()"


def interrupted(source: str, times: int = 1) -> tuple[int, str]:
    """The exit status of a process that gets Ctrl-C whenever it says "now", and what it said on the other channel."""
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + source], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        for _ in range(times):
            assert "now\n" in iter(run.stdout.readline, "")
            os.kill(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=20)  # a child that is left would hold the channels for longer
        return run.returncode, said


@pytest.mark.parametrize("source", [IN_A_FINALISER, WITH_A_CHILD, GOING_DOWN])
def test_a_command_with_nothing_in_hand_ends_where_it_is_in_one_sentence(source: str) -> None:
    assert interrupted(source) == (INTERRUPTED, f"\ngrader: {SENTENCE}\n")


def test_a_command_that_is_told_goes_on_to_a_good_place() -> None:
    assert interrupted(HEARD) == (0, "")


def test_a_second_ctrl_c_ends_it_all_the_same() -> None:
    assert interrupted(DEAF, times=2) == (INTERRUPTED, f"\ngrader: {SENTENCE}\n")


def test_what_was_before_comes_back() -> None:
    heard: list[int] = []
    with raising():
        with told(lambda: heard.append(1)):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert heard == [1]
