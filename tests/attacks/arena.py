"""Attacks through the real grader: each in the lane that the one before it had, each followed by an honest submission that looks
around there.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import msgspec
from nbformat import NotebookNode

from grader.autograded import assemble, text_of
from grader.bank import KnownSubmission, known_submissions, notebook
from grader.bench import Bench, at_bench
from grader.cells import plain_cell
from grader.course import Assignment
from grader.grading import Graded, Grader, check_files
from grader.lane.control import Job
from grader.lane_keeper import LaneKeeper
from grader.lanes import Lane, Worker
from grader.precedent import remembering
from grader.result import Verdict
from grader.sandbox import Sandbox
from grader.secret import Secret
from grader.submission import read

from .canaries import Canaries, planted, with_names
from .outcome import Outcome
from .processes import descendants

LAYERS = ("rlimits", "landlock", "seccomp")
# The limits of the canaries' course are 4 seconds, and a task that builds on a lost one has 10 seconds more, four tasks at most.
# The slowest took 21 s beside two other passes of the suite.
SECONDS = 60.0

# What an honest notebook sees of the lane: it must be the same after every attack.
PROBE = """
import builtins, os, resource, signal, threading, torch

def _tree(folder):
    refused = []  # os.walk would pass over it in silence
    places = os.walk(folder, onerror=refused.append)
    found = [os.path.join(place, name) for place, folders, names in places for name in folders + names]
    return sorted(found) + [type(error).__name__ for error in refused]

def _read(path):
    try:
        return open(path).read()
    except OSError as error:
        return type(error).__name__

print("files", _tree("."), _tree("/tmp"), _tree("/dev/shm"), _tree("/dev/mqueue"), os.listdir("/proc/self/fd"))
for place in ("/tmp", "/dev/shm"):
    about = os.stat(place)
    print(place, oct(about.st_mode), os.listxattr(place), 7 in (about.st_mtime, about.st_atime))
print("threads", threading.active_count(), _read("/proc/self/status").count("Threads:\t1"))
print("shared", _read("/proc/net/unix"), _read("/proc/sysvipc/shm"), _read("/proc/locks"), _read("/proc/keys"))
print("environment", sorted(os.environ.items()), os.getcwd(), os.umask(0o77))
print("priority", os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0)))
print("limits", [resource.getrlimit(kind) for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC)])
print("signals", [str(signal.getsignal(number)) for number in (2, 15, 14)], signal.getitimer(signal.ITIMER_REAL))
print("torch", torch.get_num_threads(), torch.get_default_dtype(), torch.allclose.__name__, torch.initial_seed())
print("drawn", torch.rand(1).item())
print("names", sorted(set(dir(builtins))), sorted(name for name in globals() if "attack" in name))
"""


@dataclass(frozen=True)
class Unsealed:
    """A lane whose workers leave a layer of the wall out. Nothing but this suite can ask for that."""

    lane: Lane
    without: str

    def worker(self, job: Job) -> Worker:
        return self.lane.worker(msgspec.structs.replace(job, seal=tuple(layer for layer in LAYERS if layer != self.without)))

    def __getattr__(self, name: str) -> object:
        return getattr(self.lane, name)


@dataclass
class Arena:
    """Where attacks are let loose; use `opened`."""

    canaries: Canaries
    keeper: LaneKeeper
    bench: Bench
    without: str | None = None
    _clean: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._clean = self._seen_by_the_next()
        if not self._clean.startswith("files "):
            raise RuntimeError(f"an honest submission does not come through a clean lane: {self._clean[:1000]}")
        self._idle = self._processes()

    def lane(self) -> Lane:
        lane = self.keeper.lane()
        return lane if self.without is None else cast("Lane", Unsealed(lane, self.without))

    def graded(self, given: NotebookNode) -> Graded:
        """Handed in and graded as a student's."""
        assignment = self.canaries.course.assignment(self.canaries.name).limited()
        with tempfile.TemporaryDirectory(prefix="attack.") as folder:
            path = Path(folder) / f"{assignment.name}.ipynb"
            path.write_text(json.dumps(given), encoding="utf-8")
            grader = Grader(self.lane, Secret.of(self.canaries.course.root), bench=self.bench)
            return grader.grade(read(path, assignment, student_id="attacker"))

    def attacked(self, attack: KnownSubmission) -> Outcome:
        """Let `attack` loose, and look what it has done."""
        before = self.canaries.snapshot()
        began = time.monotonic()
        done = self.graded(with_names(notebook(attack), self.canaries))
        seconds = time.monotonic() - began
        said = f"{done.result!r}\n{text_of(assemble(done, None))}"
        return Outcome(
            attack,
            done.result.verdict,
            done.result.score,
            seconds,
            gained=_gained(done, attack.earns),
            learned=tuple(self.canaries.stolen(said)),
            harmed=tuple(self._harm(before, seconds)),
        )

    def _harm(self, before: object, seconds: float) -> Iterator[str]:
        if self.canaries.snapshot() != before:
            yield "files outside have changed"
        if self.canaries.called():
            yield "somebody called the port"
        if seconds > SECONDS:
            yield f"it took {seconds:.0f} seconds"
        if (seen := self._seen_by_the_next()) != self._clean:
            yield from (f"the next submission sees: {line}" for line in _differences(seen, self._clean))
        if (left := self._processes() - self._idle) > 0:
            yield f"{left} processes are left"

    def _seen_by_the_next(self) -> str:
        """What an honest submission gets in the lane, and what it sees there."""
        right = known_submissions(self.canaries.course.assignment(self.canaries.name))[0]
        given = notebook(right)
        given.cells.insert(len(given.cells) - 1, plain_cell("code", PROBE, "probe"))
        done = self.graded(given)
        if done.result.verdict is not Verdict.PASSED:
            return f"the verdict {done.result.verdict}: {done.result}"
        outputs = [output for cell in done.notebook.cells for output in cell.get("outputs", ())]
        return "\n".join(output.text for output in outputs if output.output_type == "stream")

    def _processes(self) -> int:
        """Those of the lane."""
        return len(descendants(os.getpid()))


def controls(assignment: Assignment) -> tuple[KnownSubmission, KnownSubmission]:
    """What is plainly right, which must get everything, and what is plainly wrong, which must get nothing."""
    known = known_submissions(assignment)
    right = next(one for one in known if one.accepted)
    wrong = next(one for one in known if one.path.stem == "plainly_wrong")
    return replace(right, earns=sum(task.points for task in assignment.tasks)), wrong


def _gained(done: Graded, earns: float) -> tuple[str, ...]:
    checks = [f"{task.task}: {check.check}" for task in done.result.tasks for check in task.checks if check.points > 0]
    return (f"{done.result.score:g} points, {earns:g} are its own: {', '.join(checks)}",) if done.result.score > earns else ()


def _differences(seen: str, clean: str) -> list[str]:
    lines = itertools.zip_longest(seen.splitlines(), clean.splitlines(), fillvalue="nothing")
    return [one[:300] for one, other in lines if one != other]


@contextmanager
def opened(name: str, without: str | None = None, lane: int = 0) -> Iterator[Callable[[Callable[[Arena], None]], None]]:
    """An arena for an assignment: `with opened("attention") as enter: enter(lambda arena: ...)`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="arena.")))
        canaries = stack.enter_context(planted(folder, name))
        keeper = stack.enter_context(LaneKeeper(Sandbox.here(), lane))
        files = check_files(canaries.course.assignment(name))
        yield lambda work: at_bench(files, lambda bench: work(Arena(canaries, keeper, remembering(bench), without)))


def outcomes(
    name: str, chosen: Sequence[KnownSubmission], heard: Callable[[Outcome], None], without: str | None = None, lane: int = 0
) -> tuple[Outcome, ...]:
    """What came of the two controls and of the attacks on one assignment; `heard` is told of each as it comes."""
    found: list[Outcome] = []

    def work(arena: Arena) -> None:
        for known in (*controls(arena.canaries.course.assignment(name)), *chosen):
            found.append(arena.attacked(known))
            heard(found[-1])

    with opened(name, without, lane) as enter:
        enter(work)
    return tuple(found)
