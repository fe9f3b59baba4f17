"""otter-grader, where it is installed: its own test files, which call the same checks, one for each task. No Docker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.course import Assignment, Task

from .classes import hand_in, handed_in, the_class, timed

ZIP = "autograder.zip"
GRADE = "import sys, otter.api\nfor path in sys.argv[1:]: otter.api.grade_submission(path, '{zip}', quiet=True)"
TEST_FILE = """OK_FORMAT = False
from pathlib import Path
from otter.test_files import test_case
name, points = {task!r}, {points!r}

@test_case(points=points)
def test_task(env):
    from grader import checks
    from grader.student import LocalStudent
    files = [Path({public!r}), Path({hidden!r})]
    (result,) = checks.run(files, LocalStudent(env), seed=1, task={task!r})
    assert result.score == result.max_score
"""


@dataclass(frozen=True)
class OtterWay:
    """A class for otter-grader."""

    folder: Path
    assignment: Assignment  # of ours that it is the same as
    few: int

    @classmethod
    def made(cls, folder: Path, ours: Assignment, few: int) -> OtterWay:
        (folder / "tests").mkdir(parents=True)
        for task in ours.checked:
            (folder / "tests" / f"{task.name}.py").write_text(_test_file(ours, task), encoding="utf-8")
        timed(folder, "otter", "generate", "-t", "tests", "-o", ZIP, "--no-config", "--no-environment", "--no-requirements")
        hand_in(folder, ours, the_class(ours, few))
        return cls(folder, ours, few)

    def seconds(self, size: int) -> float:
        """What a class of `size` takes in one process, as `Stock.seconds` has it."""
        one, several = self._run(1), self._run(self.few)
        return one + (several - one) / (self.few - 1) * (size - 1)

    def _run(self, count: int) -> float:
        paths = [str(handed_in(self.folder, self.assignment, number)) for number in range(count)]
        return timed(self.folder, "python", "-c", GRADE.format(zip=ZIP), *paths)


def _test_file(ours: Assignment, task: Task) -> str:
    return TEST_FILE.format(task=task.name, points=task.points, public=str(ours.public_checks), hidden=str(ours.hidden_checks))
