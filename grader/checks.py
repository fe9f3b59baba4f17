"""Runs check files over one student, with pytest in this process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from .bench import at_bench
from .result import CheckName, Language, TaskResult
from .student import Student


def run(  # noqa: PLR0913 - by name alone
    paths: Sequence[Path],
    student: Student,
    *,
    seed: int,
    language: Language = "zh-TW",
    task: str | None = None,
    only: Collection[CheckName] | None = None,
    control: Student | None = None,
) -> tuple[TaskResult, ...]:
    """Run the checks in `paths` (files or folders) over `student`, as `Bench.run` does, at a bench for this one.

    Raises:
        CheckFault: a check file cannot be collected, a check lacks its marks or met a fault of ours.
        KeyboardInterrupt: as it was pressed.
    """
    return at_bench(paths, lambda bench: bench.run(student, seed=seed, language=language, task=task, only=only, control=control))
