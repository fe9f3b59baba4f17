"""`grader replay`: one result again, with what a person needs to answer an appeal; hidden inputs, too, for that person alone."""

from __future__ import annotations

import contextlib
import json
import sys

from rich.console import Console
from rich.text import Text

from .account import Teller
from .course import Course
from .devices import resolve
from .evidence import Loss
from .exhibit import Exhibit
from .grade_command import as_object
from .lane_keeper import LaneKeeper
from .replay import Record, Replay, find, replay
from .replay_page import Page, View
from .report import legible
from .result import CheckResult, Verdict
from .sandbox import Sandbox

__all__ = ["View", "answer", "status_of"]

SAME, DIFFERS, OUR_FAULT = 0, 1, 2


def answer(course: Course, student: str, name: str, view: View, *, back: int = 0, as_json: bool = False) -> int:
    """Repeat the result of `student` in assignment `name` and show it; gives the exit status.

    Raises:
        CourseError: nothing is recorded, or it cannot be repeated here.
        GraderFault, SandboxUnavailable, DeviceUnavailable: it cannot be graded here.
    """
    record = find(course, student, name, back=back)
    view.refuse_unknown(record.result)
    told = Console(stderr=True)
    told.print(Text(_begins(record)), style="dim", soft_wrap=True)
    place = resolve(record.order.device)
    # what a check or the reference prints is no report
    with LaneKeeper(Sandbox.here(place.nodes)) as keeper, contextlib.redirect_stdout(sys.stderr):
        done = replay(record, keeper.lane)
    if as_json:
        print(json.dumps(_object(done, view)))  # in ASCII: what a student wrote cannot act on a terminal
    else:
        Page(Console(), done, view).print()
    return status_of(done)


def status_of(done: Replay) -> int:
    """The exit status."""
    if done.result.verdict is Verdict.INTERNAL and done.differences:
        return OUR_FAULT
    return DIFFERS if done.differences else SAME


def _begins(record: Record) -> str:
    slow = "; what ran into a limit does so again" if record.result.seconds > 5 else ""
    what = f"{record.result.assignment} of {legible(record.kept.student)}"
    return f"Repeating {what}: it took {record.result.seconds:.1f} s then{slow}."


def _object(done: Replay, view: View) -> dict[str, object]:
    """The object of `grader grade --json`, and what was found out beside it."""
    teller = Teller(done.record.order.assignment, done.result.language, Exhibit(view.full), view.full)
    evidence = [
        {"task": task.task, "check": check.check, "items": _items(teller, check, losses.get((check.check, check.public)))}
        for task, losses in ((task, done.witness.losses(task)) for task in done.result.tasks)
        for check in task.checks
        if check.verdict is not Verdict.PASSED and view.shows(task.task, check.check)
    ]
    return {
        **as_object(done.result),
        "student": done.record.kept.student,
        "repeated": not done.differences,
        "differences": [vars(difference) for difference in done.differences],
        "changed": list(done.changed),
        "from_file": done.from_file,
        "evidence": evidence,
    }


def _items(teller: Teller, check: CheckResult, loss: Loss | None) -> list[dict[str, object]]:
    return [{"label": item.label, "lines": list(map(legible, item.lines)), "depth": item.depth} for item in teller.of(check, loss)]
