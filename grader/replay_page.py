"""A repeated result on a terminal: whether it came out the same, and at length what was lost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rich.console import Console
from rich.text import Text

from .account import Item, Teller
from .course import CourseError
from .evidence import Loss
from .exhibit import Exhibit
from .provenance import Provenance
from .replay import Difference, Replay
from .report import COLOURS, legible
from .result import CheckResult, SubmissionResult, TaskResult, Verdict

LABEL = 12  # columns
NEAR = 4  # names that somebody may have meant
_PARTS = {
    "lesson": "the lesson (source/)", "checks": "the checks or the reference", "limits": "assignment.toml",
    "versions": "versions", "device": "the device", "isolation": "the isolation",
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """What is shown of a result.

    Args:
        tasks, checks: these alone, and everything of them; none: the lost checks at length, the won ones in a line.
    """

    full: bool = False
    tasks: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, full: bool, tasks: Sequence[str] | None, checks: Sequence[str] | None) -> View:
        return cls(full, frozenset(tasks or ()), frozenset(checks or ()))

    def shows(self, task: str, check: str) -> bool:
        return (not self.tasks or task in self.tasks) and (not self.checks or check in self.checks)

    def refuse_unknown(self, result: SubmissionResult) -> None:
        """Raise `CourseError` for a name that the result does not have."""
        known = [task.task for task in result.tasks], [check.check for task in result.tasks for check in task.checks]
        for option, wanted, names in (("--task", self.tasks, known[0]), ("--check", self.checks, known[1])):
            if strange := sorted(wanted.difference(names)):
                near = get_close_matches(strange[0], names, NEAR, cutoff=0.3) or names[:NEAR]
                raise CourseError(f"{option} {strange[0]}: the result has none of that name; it has {', '.join(near)}, …")


def sentences(done: Replay) -> Iterator[str]:
    """What was repeated, from what, and how that came out."""
    if not done.from_file:
        now = "has changed since it was graded" if done.now.notebook else "is not there any more"
        yield f"The file in submitted/ {now}: this repeats what was graded, from the notebook that the record keeps."
    if changed := _changed(done):
        yield f"Changed since then: {changed}."
    if not done.differences:
        yield "Repeated: the same result." if not changed else "Repeated: the same result even so."
        return
    yield f"NOT THE SAME: {_counted(done.differences)} from the record. Now it is {_score(done.result)}."
    other = "a time limit on a busy machine (repeat it), or code that hangs on the clock or on a race"
    if done.changed:
        yield f"It may be by what has changed (who else that touches: grader regrade {done.result.assignment}), or by {other}."
    else:
        yield f"Nothing that it is made of has changed, so it is something else: {other}."


def _counted(differences: tuple[Difference, ...]) -> str:
    return "1 part differs" if len(differences) == 1 else f"{len(differences)} parts differ"


def _changed(done: Replay) -> str:
    return "; ".join(_PARTS[part] + _then_and_now(part, done.record.report.provenance, done.now) for part in done.changed)


def _then_and_now(part: str, before: Provenance, after: Provenance) -> str:
    """For parts that are words and no digests."""
    if part not in ("versions", "device", "isolation"):
        return ""
    old, new = (set(getattr(made_of, part).split(", ")) for made_of in (before, after))
    return f" ({', '.join(sorted(old - new))} then, {', '.join(sorted(new - old))} now)"


class Page:
    """The report on a terminal. Everything goes through `_line`, which lets nothing act on it."""

    def __init__(self, console: Console, done: Replay, view: View) -> None:
        self._console = console
        self._done = done
        self._view = view
        exhibit = Exhibit(view.full, max(100, console.width - LABEL - 8))
        self._teller = Teller(done.record.order.assignment, done.result.language, exhibit, view.full)

    def print(self) -> None:
        result, kept = self._done.result, self._done.record.kept
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(kept.made))
        self._line(f"{result.assignment} of {kept.student}: {_score(self._done.record.result)}; graded on {when}", "bold")
        if self._done.record.later or self._done.record.earlier:
            self._line(self._place_among_others())
        for sentence in sentences(self._done):
            self._line(sentence, "bold red" if sentence.startswith("NOT") else "green" if sentence.startswith("Repeated") else "")
        self._differences()
        self._about_the_whole()
        self._line("Hidden inputs and expected values are for you alone: they serve the next class too.", "yellow")
        for task in result.tasks:
            if any(self._view.shows(task.task, check.check) for check in task.checks):
                self._task(task)

    def _place_among_others(self) -> str:
        record = self._done.record
        newer = f"{record.later} newer, " if record.later else "It is the newest: "
        return f"{newer}{record.earlier} older of this student in the store (--back 1 is the one before the newest)."

    def _about_the_whole(self) -> None:
        result, report = self._done.result, self._done.record.report
        for label, said in (("file", report.unreadable), ("our fault", result.fault), ("suspicion", result.suspicion)):
            if said is not None:
                self._item(Item(label, (said,)))
        for repair in result.repairs:
            self._item(Item("repaired", (repair,)))

    def _differences(self) -> None:
        for difference in self._done.differences:
            where = f"{difference.where}: " if difference.where else ""
            self._item(Item("differs", (f"{where}{difference.what}",)))
            self._item(Item("recorded", tuple(difference.before.split("\n")), 1))
            self._item(Item("now", tuple(difference.after.split("\n")), 1))

    def _task(self, task: TaskResult) -> None:
        self._line("")
        self._line(f"{task.task}: {task.verdict}, {task.score:g} of {task.max_score:g}", f"bold {_colour(task.verdict)}")
        if task.served:
            served = ", ".join(task.served)
            self._line(f"  graded once more with {served} answered by the reference; the better run counts, and is shown")
        if task.by_hand:
            self._line("  a person grades this" if task.verdict is Verdict.PENDING else "  the answer was never written")
            return
        losses = self._done.witness.losses(task)
        if (why := self._never_written(task, losses)) is not None:
            self._line(f"  all {len(task.checks)} checks: missing. {why}")
            return
        for check in task.checks:
            if self._view.shows(task.task, check.check):
                self._check(check, losses.get((check.check, check.public)))

    def _never_written(self, task: TaskResult, losses: Mapping[tuple[str, bool], Loss]) -> str | None:
        """One sentence for all checks of a task whose answer is not there, unless somebody asks for one of them."""
        if self._view.checks or self._view.full or any(check.verdict is not Verdict.MISSING for check in task.checks):
            return None
        return next((loss.said for loss in losses.values() if loss.said), "The answer was never written.")

    def _check(self, check: CheckResult, loss: Loss | None) -> None:
        public = "public" if check.public else "hidden"
        mark = {Verdict.PASSED: "✓", Verdict.PENDING: "?"}.get(check.verdict, "✗")
        said = f"  {mark} {check.check}: {check.verdict}, {public}, {check.points:g} of {check.max_points:g}"
        self._line(said, _colour(check.verdict))
        if check.verdict is not Verdict.PASSED:
            for item in self._teller.of(check, loss):
                self._item(item)

    def _item(self, item: Item) -> None:
        indent = 4 + 2 * item.depth
        label = f"{item.label:<{LABEL}}" if len(item.label) < LABEL else f"{item.label} "
        for number, line in enumerate(item.lines):
            self._line(" " * indent + (label if number == 0 else " " * LABEL) + line)

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Text(legible(text.expandtabs(4))), style=style or None, soft_wrap=True)


def _score(result: SubmissionResult) -> str:
    if result.verdict is Verdict.INTERNAL:
        return "internal, no score"
    return f"{result.verdict}, {result.score:g} of {result.max_score:g}"


def _colour(verdict: Verdict) -> str:
    return COLOURS.get(verdict, "red")
