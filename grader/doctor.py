"""`grader doctor`: what this machine can and cannot do, and how to mend it, in words."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console

from .course import Course, CourseError
from .devices import available
from .fault import GraderFault
from .lane_keeper import prove
from .lanes import Lane
from .report import printable
from .sandbox import Sandbox, SandboxUnavailable


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    well: bool
    what: str
    said: str
    needed: bool = True  # whether grading is refused without it


def report(console: Console, folder: Path | None) -> int:
    """Print the findings; 0 when nothing that grading needs is missing, else 1."""
    findings = [_system(), _python(), *_lane(), _accelerators(), _course(folder)]
    for finding in findings:
        mark = "[green]ok  [/]" if finding.well else "[red]no  [/]" if finding.needed else "[yellow]none[/]"
        console.print(f"{mark} {finding.what}: {printable(finding.said)}", soft_wrap=True)
    return 0 if all(finding.well or not finding.needed for finding in findings) else 1


def _system() -> Finding:
    who = "root (lanes drop to another user)" if os.geteuid() == 0 else "an ordinary user"
    return Finding(platform.system() == "Linux", "system", f"{platform.platform()}, as {who}")


def _python() -> Finding:
    return Finding(True, "python", f"{platform.python_version()}, torch {torch.__version__}")


def _lane() -> list[Finding]:
    """Start a lane and let it prove itself."""
    try:
        sandbox = Sandbox.here()
    except SandboxUnavailable as error:
        return [Finding(False, "sandbox", str(error))]
    try:
        with Lane(sandbox) as lane:
            prove(lane)
            landlock = lane.ready.landlock
    except (SandboxUnavailable, GraderFault) as error:
        return [Finding(False, "sandbox", str(error))]
    said = (
        f"ABI {landlock}" if landlock else "this kernel has none; bwrap and seccomp carry the wall (Linux 5.13 and later have it)"
    )
    return [Finding(True, "sandbox", "a lane starts and proves itself"), Finding(landlock > 0, "Landlock", said, needed=False)]


def _accelerators() -> Finding:
    names = [device.name for device in available() if device.name != "cpu"]
    return Finding(
        bool(names), "accelerator", ", ".join(names) or "no NVIDIA device; the CPU is enough for this course", needed=False
    )


def _course(folder: Path | None) -> Finding:
    def said(look: Callable[[], str]) -> Finding:
        try:
            return Finding(True, "course", look())
        except CourseError as error:
            return Finding(False, "course", str(error), needed=False)

    def look() -> str:
        course = Course.find(folder)
        return f"{course.root} with " + ", ".join(f"{entry.name} ({len(entry.tasks)} tasks)" for entry in course.assignments)

    return said(look)
