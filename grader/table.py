"""The table of one task's checks, as HTML and as text: under a grade cell and in a student's notebook.

The HTML has no script, and only elements that Jupyter's sanitizer lets through; it reads well without its styles too.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import jinja2

from .result import CheckResult, Language, TaskResult, Verdict
from .wording import SYMBOLS, wording

# What a terminal would act upon: CSI and OSC sequences (also cut off in the middle), and single escapes.
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]?|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")
FOR_A_PERSON = frozenset({Verdict.INTERNAL, Verdict.TAMPERED, Verdict.PENDING})
DETAIL_LIMIT, DETAIL_LINES = 2000, 30


def clean(text: object, *, limit: int = DETAIL_LIMIT, lines: int = DETAIL_LINES, cut: str = "…") -> str:
    """`text` without terminal escapes, control and format characters (bidi marks among them), and not too long.

    Carriage returns act as line ends. The result is still to be escaped.
    """
    plain = _ANSI.sub("", str(text)[: 4 * limit + 4]).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    for hidden in {letter for letter in set(plain) if not _visible(letter)}:
        plain = plain.replace(hidden, "")
    plain = plain.strip("\n").rstrip()
    kept = "\n".join(plain[:limit].split("\n")[:lines])
    return kept if kept == plain else f"{kept.rstrip()}\n{cut}"


def _visible(letter: str) -> bool:
    return letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co")


def points(value: float | None) -> str:
    """At most two decimals, none that say nothing; a dash for none yet."""
    if value is None:
        return "–"
    return f"{round(value, 2):g}" if abs(value) < 1e5 else f"{value:.0f}"


@cache
def environment() -> jinja2.Environment:
    """The templates; everything that is filled in is escaped, and a name that is not given is an error."""
    loader = jinja2.FileSystemLoader(Path(__file__).with_name("templates"))
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["points"] = points
    return made


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    verdict: Verdict
    title: str  # what is checked, or what is wrong
    name: str | None  # of the test function; None for a hidden check
    hint: str | None
    detail: str | None
    points: float | None  # None where a person has yet to settle it
    max_points: float

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.verdict]


def rows(task: TaskResult, language: Language, titles: Mapping[str, str] | None = None) -> list[Row]:
    """The public checks in their order, then the hidden ones that did not pass, then those that did as one line.

    None for an answer that was never written: each would say the same.
    """
    if all(check.verdict is Verdict.MISSING for check in task.checks):
        return []
    public = [_public(check, (titles or {}).get(check.check)) for check in task.checks if check.public]
    hidden = [check for check in task.checks if not check.public]
    lost = [_hidden(check, language) for check in hidden if check.verdict is not Verdict.PASSED]
    won = [check for check in hidden if check.verdict is Verdict.PASSED]
    return [*public, *lost, *([_summary(won, language)] if won else [])]


def _public(check: CheckResult, title: str | None) -> Row:
    hint = _blame(check.hint, check)
    name = clean(check.check)
    shown = clean(title) if title else hint or name.removeprefix("test_").replace("_", " ")
    detail = _blame(check.detail, check) or _why_a_person(check)
    return Row(check.verdict, shown, name, hint if title else None, detail, _settled(check), check.max_points)


def _hidden(check: CheckResult, language: Language) -> Row:
    """By its hint alone: names and places in `detail` come from the student's process and could carry hidden inputs out."""
    title = _blame(check.hint, check) or _why_a_person(check) or wording(language).hidden
    return Row(check.verdict, title, None, None, None, _settled(check), check.max_points)


def _blame(said: str | None, check: CheckResult, *, limit: int = DETAIL_LIMIT, lines: int = DETAIL_LINES) -> str | None:
    """What is said to be wrong; nothing where it passed or where a person has yet to look."""
    if not said or check.verdict is Verdict.PASSED or check.verdict in FOR_A_PERSON:
        return None
    return clean(said, limit=limit, lines=lines)


def _why_a_person(check: CheckResult) -> str | None:
    """What a check that left it to a person says of that; nothing was weighed, so it blames nobody."""
    return clean(check.detail) if check.detail and check.verdict is Verdict.PENDING else None


def _settled(check: CheckResult) -> float | None:
    return None if check.verdict in FOR_A_PERSON else check.points


def _summary(won: list[CheckResult], language: Language) -> Row:
    words = wording(language)
    title = words.hidden_passed_one if len(won) == 1 else words.hidden_passed.format(count=len(won))
    gained, possible = sum(check.points for check in won), sum(check.max_points for check in won)
    return Row(Verdict.PASSED, title, None, None, None, gained, possible)


def advice(task: TaskResult, language: Language) -> str:
    """What to look at next: by the gravest verdict, and the first hint that goes with it."""
    sentence = wording(language).advice[task.verdict]
    if task.verdict in FOR_A_PERSON | {Verdict.PASSED, Verdict.MISSING}:
        return sentence
    hints = (check.hint for check in task.checks if check.verdict is task.verdict and check.hint)
    hint = next(hints, None)
    if hint is None:
        return sentence.rstrip("：:")
    parts = [sentence, clean(hint)] if task.verdict is Verdict.FAILED else [sentence, wording(language).at, clean(hint)]
    return ("" if language == "zh-TW" else " ").join(parts)


def served(task: TaskResult, language: Language) -> str | None:
    """That it was graded once more with the reference's functions in place of the student's own; None where it was not."""
    joint = "、" if language == "zh-TW" else ", "
    return wording(language).served.format(names=joint.join(map(clean, task.served))) if task.served else None


def html(task: TaskResult, language: Language, titles: Mapping[str, str] | None = None, *, scored: bool = True) -> str:
    """The table by itself; `scored` says whether it has points."""
    return environment().get_template("table.html.j2").render(_context(task, language, titles, scored))


def text(task: TaskResult, language: Language, titles: Mapping[str, str] | None = None, *, scored: bool = True) -> str:
    """The same without any markup."""
    words = wording(language)
    head = f"{clean(task.task)}{words.colon}{words.verdicts[task.verdict]}"
    lines = [f"{head}  {points(task.score)} / {points(task.max_score)}" if scored else head]
    lines += [f"  {said}" for said in filter(None, [served(task, language)])]
    for row in rows(task, language, titles):
        gained = f"  ({points(row.points)} / {points(row.max_points)})" if scored else ""
        lines.append(f"  {row.symbol} {row.title}{gained}")
        lines += [f"      {line}" for more in (row.hint, row.detail) if more for line in more.split("\n")]
    return "\n".join([*lines, f"  → {advice(task, language)}"])


def _context(task: TaskResult, language: Language, titles: Mapping[str, str] | None, scored: bool) -> dict[str, object]:
    return {
        "task": task,
        "name": clean(task.task),
        "rows": rows(task, language, titles),
        "words": wording(language),
        "next": advice(task, language),
        "served": served(task, language),
        "scored": scored,
        "symbols": SYMBOLS,
        "lang": language,
    }


def sentences(path: Path, language: Language) -> dict[str, str]:
    """What each check of a file says of itself in `language`: a docstring has Chinese, then English, on the next line
    or behind a slash.

    Raises:
        OSError, SyntaxError, ValueError: the file cannot be read.
    """
    return dict(_sentences(path.read_text(encoding="utf-8"), language))


@lru_cache(maxsize=64)
def _sentences(text: str, language: Language) -> Mapping[str, str]:
    """Parsing takes longer than making the rest of a page, and a class has one file."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said = [part for part in re.split(r"\s*\n\s*|(?<=[。！？])\s*/\s+", ast.get_docstring(node) or "") if part]
            if said:
                found[node.name] = said[min(1, len(said) - 1) if language == "en" else 0]
    return found


def tasks(path: Path) -> list[str]:
    """The names in the `task("…")` marks of a check file, in their order."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    marks = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "task" and call.args]
    marks.sort(key=lambda call: call.lineno)
    names = (call.args[0].value for call in marks if isinstance(call.args[0], ast.Constant))
    return list(dict.fromkeys(map(str, names)))
