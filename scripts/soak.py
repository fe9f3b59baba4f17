"""One long run over right, wrong and hostile submissions, watched for what it leaves behind: `make soak`.

    python scripts/soak.py --size 10000

The class is the bank's mix of an assignment, over and over, with an attack in every tenth place (what only uses up time in every
hundredth). `grader autograde` grades it in one run. Meanwhile its processes are looked at: how many there are, their descriptors,
the memory of those that stay. In the end each verdict must be the one that its file names, nobody may be left, nothing may lie in
the folder for temporary files, and the second half of the run may hold no more than the first.

Exits with 0 when nothing is found, and with 1 when something is.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grader.bank import KnownSubmission, attacks, known_submissions, notebook  # noqa: E402 - the package lies beside this folder
from grader.course import Assignment  # noqa: E402
from grader.result import Verdict  # noqa: E402
from grader.store import Store  # noqa: E402
from tests.attacks.canaries import Canaries, planted, with_names  # noqa: E402

LOOK_SECONDS = 2.0
SLOW = {Verdict.TIMEOUT, Verdict.MEMORY, Verdict.CRASHED, Verdict.TAMPERED}  # each costs seconds: its time, or a fresh lane
PATIENCE = 3.0  # seconds of a call: with 1 s, beside other work, two honest ones of 10,000 ran out of time
TEMPORARY = Path(".grader") / "temporary"  # where the run is told to put such files
MORE_MB = 24.0  # of all that stays; it moved by 12 between the halves of 200 submissions and by 10 between those of 10,000
MORE_DESCRIPTORS = 4.0
ENOUGH = 100  # looks; a shorter run is all start


@dataclass(frozen=True)
class Look:
    """The processes of the run at one moment, but for workers, which come and go."""

    processes: int
    descriptors: int
    megabytes: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="submissions (default: 10,000, which takes an hour or two)")
    parser.add_argument("--assignment", default="noise_schedule", help="whose bank (default: noise_schedule, the quickest)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak.") as folder, planted(Path(folder), chosen.assignment, PATIENCE) as canaries:
        assignment = canaries.course.assignment(chosen.assignment)
        students = _hand_in(canaries, assignment, chosen.size)
        outside = canaries.snapshot()
        looks, seconds = _graded(canaries, assignment)
        print(f"{len(students)} submissions in {seconds:.0f} s, {seconds / len(students):.3f} s each")
        found = [*_verdicts(canaries, assignment, students), *_growth(looks), *_left(canaries.course.root / TEMPORARY)]
        found += ["files outside have changed"] if canaries.snapshot() != outside else []
        found += ["somebody called the port"] if canaries.called() else []
    print(*(found or ["nothing is left behind, and each verdict is the one that its file names"]), sep="\n")
    return 1 if found else 0


def _hand_in(canaries: Canaries, assignment: Assignment, size: int) -> Mapping[str, KnownSubmission]:
    """The class, by student."""
    students = {f"s{number:05}": known for number, known in zip(range(size), _mix(assignment), strict=False)}
    texts: dict[Path, bytes] = {}
    for student, known in students.items():
        if known.path not in texts:
            given = notebook(known)
            texts[known.path] = json.dumps(with_names(given, canaries) if known.technique else given).encode()
        path = canaries.course.root / "submitted" / student / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(texts[known.path])
    return students


def _mix(assignment: Assignment) -> Iterator[KnownSubmission]:
    honest = [known for known in known_submissions(assignment) if known.verdict not in SLOW | {Verdict.PENDING}]
    hostile = [known for known in attacks(assignment) if known.verdict not in SLOW]
    slow = [known for known in (*known_submissions(assignment), *attacks(assignment)) if known.verdict in SLOW]
    usual, attackers, laggards = itertools.cycle(honest), itertools.cycle(hostile), itertools.cycle(slow)
    for number in itertools.count(1):
        yield next(laggards) if number % 100 == 0 else next(attackers) if number % 10 == 0 else next(usual)


def _graded(canaries: Canaries, assignment: Assignment) -> tuple[Sequence[Look], float]:
    began, looks = time.monotonic(), list[Look]()
    root = canaries.course.root
    log, temporary = root.parent / "log", root / TEMPORARY
    temporary.mkdir()
    with log.open("wb") as said:
        command = [sys.executable, "-m", "grader", "autograde", assignment.name]
        run = subprocess.Popen(command, cwd=root, stdout=said, stderr=said, env={**os.environ, "TMPDIR": str(temporary)})
        while run.poll() is None:
            time.sleep(LOOK_SECONDS)
            looks.append(_look(run.pid))
    if run.returncode not in (0, 1):
        raise RuntimeError(log.read_text(errors="replace")[-4000:])
    log.unlink()
    return looks, time.monotonic() - began


def _look(pid: int) -> Look:
    stays = [process for process in (pid, *_below(pid)) if not _is_worker(process)]
    return Look(len(stays), sum(map(_descriptors, stays)), sum(map(_megabytes, stays)))


def _below(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _read(path).split()):
            yield child
            yield from _below(child)


def _is_worker(pid: int) -> bool:
    """Whether it leads a session of its own inside a lane, as workers do."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return not fields or (fields[3] == str(pid) and "parent.main(" in _read(Path(f"/proc/{pid}/cmdline")) and fields[1] != "1")


def _descriptors(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def _megabytes(pid: int) -> float:
    fields = _read(Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if fields else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _verdicts(canaries: Canaries, assignment: Assignment, students: Mapping[str, KnownSubmission]) -> Iterator[str]:
    with Store(canaries.course.root) as store:
        kept = {one.student: one.report.result for one in store.all_newest(assignment.name)}
    for student, known in students.items():
        if student not in kept:
            yield f"{student} ({known.name}) was never graded"
        elif kept[student].verdict is not known.verdict:
            yield f"{student} ({known.name}) is {kept[student].verdict}, its file says {known.verdict}"
        elif known.technique and kept[student].score > known.earns:
            yield f"{student} ({known.name}) has {kept[student].score:g} points"


def _growth(looks: Sequence[Look]) -> Iterator[str]:
    """What the second half of a run holds beyond the first; its first and last twentieth are start and end."""
    steady = looks[len(looks) // 20 : len(looks) - len(looks) // 20] or looks
    halves = steady[: len(steady) // 2], steady[len(steady) // 2 :]
    for name, bound in (("processes", 0.0), ("descriptors", MORE_DESCRIPTORS), ("megabytes", MORE_MB)):
        first, second = (statistics.median(getattr(look, name) for look in half) for half in halves)
        print(f"{name}: {first:.0f} in the first half, {second:.0f} in the second")
        if second - first > bound and len(looks) >= ENOUGH:
            yield f"{second - first:.0f} more {name} in the second half"


def _left(temporary: Path) -> Iterator[str]:
    if left := sorted(path.name for path in temporary.iterdir()):
        yield f"{len(left)} temporary files are left: {', '.join(left[:5])}"
    if below := sum(1 for _ in _below(os.getpid())):
        yield f"{below} processes are left"


if __name__ == "__main__":
    sys.exit(main())
