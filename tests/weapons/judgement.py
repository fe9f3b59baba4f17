"""What is wrong with how a class came out, in sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .battle import RIGHT, Battle, Lesson, Run, Standing
from .texts import deceives
from .weapon import Earns, Weapon

PEAK_MIB = 1200.0  # of the largest process: it was 880 over files of 30 MiB full of short strings, and 280 over honest notebooks
_BREACH = re.compile(r"<script|<[^>]*\son\w+\s*=|href\s*=\s*.javascript:", re.IGNORECASE)


def faults(battle: Battle, weapon: Weapon) -> Iterator[str]:
    """Of one weapon."""
    if said := came_out(battle.standing, weapon):
        yield said
    if not told(battle.autograde, weapon):
        yield f"nobody was told: {weapon.said}"
    if weapon.earns is not Earns.NOBODY:
        yield from faults_of_what_was_written(battle.lesson, weapon)


def came_out(standing: Standing, weapon: Weapon) -> str | None:
    """What is wrong with the scores."""
    earned = standing.earned(weapon.student)
    if earned is weapon.earns:
        return None
    return f"came out with {earned.value if earned else standing.scores[weapon.student]}, not {weapon.earns.value}"


def told(run: Run, weapon: Weapon) -> bool:
    """Whether a line names the file and says what there is to say."""
    return not weapon.said or any(weapon.said in line for line in run.lines_of(weapon))


def faults_of_what_was_written(lesson: Lesson, weapon: Weapon) -> Iterator[str]:
    """Of the page that the student reads, and of the notebook that staff opens."""
    autograded, page = lesson.autograded(weapon.student), lesson.page(weapon.student)
    if not autograded.is_file() or not page.is_file():
        yield "has no autograded notebook or no page of feedback"
        return
    text = page.read_text(encoding="utf-8")
    if found := deceives(text):
        yield f"the page has {sorted(found)} in it"
    if breach := _BREACH.search(text):
        yield f"the page has {breach[0]!r} in it"
    if weapon.earns is Earns.NONE and f"{lesson.name}.ipynb：" not in text:
        yield "the page does not say what was wrong with the file"
    cells = json.loads(autograded.read_text(encoding="utf-8"))["cells"]
    labels = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]]
    if len(set(labels)) < len(labels):
        yield "the autograded notebook has a label twice"


def faults_of_run(name: str, run: Run, statuses: tuple[int, ...] = (0,)) -> Iterator[str]:
    """Of a command as a whole."""
    if run.status not in statuses:
        yield f"{name} ended with {run.status}: {run.said[-2000:]}"
    if "Traceback" in run.said or "Logging error" in run.said:
        yield f"{name} showed a traceback: {run.said[run.said.index('rror') :][:2000]}"
    if found := deceives(run.said):
        lines = [line for line in run.said.splitlines() if deceives(line)]
        yield f"{name} printed {sorted(found)}, as in {lines[:1]!r} and {len(lines) - 1} more"
    if run.peak.mib > PEAK_MIB:
        yield f"{name}: {run.peak.of!r} held {run.peak.mib:.0f} MiB"


def faults_of_grade(battle: Battle) -> Iterator[str]:
    """Of `grader grade`: each file has a result or is named in a sentence, and what is whole earns everything."""
    given = [json.loads(line) for line in battle.grade.said.splitlines() if line.startswith("{")]
    results = {result["notebook"]: result["score"] for result in given}
    full = results[battle.lesson.path(RIGHT)]
    for weapon in battle.weapons:
        path = battle.lesson.path(weapon.student)
        if path not in results and not battle.grade.lines_of(weapon):
            yield f"grader grade says nothing of {weapon.name}"
        if weapon.earns in (Earns.ALL, Earns.NOBODY) and results.get(path) != full:
            yield f"grader grade gives {weapon.name} {results.get(path)}, not {full}"
        if weapon.earns is Earns.BLANK and results.get(path) != 0:
            yield f"grader grade gives {weapon.name} {results.get(path)}, not 0"
