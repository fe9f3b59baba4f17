"""What a student's notebook imports: to try an answer, to draw, and to go on where an answer is not written yet.

    check("attention_scores")          the public checks of that task, as a small table
    with see():                        an answer that isn't written yet is one friendly line
        heat_map(weights, rows="我愛貓")
        curves({"linear": betas})
        images({"t = 0": image})
    statements(judgements())           the statements for the student id on that form

The notebook's global `LANG` ("zh-TW" or "en") says in which language they speak.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from markupsafe import Markup

from . import pictures, table
from .course import SETTINGS, forbids_of
from .mistake import Place, explained, message_of, place_of
from .result import CheckResult, Language, TaskResult, Verdict
from .shown_statements import shown_statements
from .wording import wording

if TYPE_CHECKING:
    from .signature import Signature

PUBLIC_CHECKS = "test_public.py"  # beside the notebook, as it is given out


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Something to read: HTML in a notebook, text elsewhere."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def check(task: str) -> None:
    """Show what the public checks say of the function called `task`. Never raises, except when it is interrupted."""
    namespace = sys._getframe(1).f_globals
    language = _language(namespace)
    name = task if isinstance(task, str) else getattr(task, "__name__", str(task))
    try:
        shown = _checked(name, namespace, language)
    except Exception as error:  # noqa: BLE001 - a lesson goes on, whatever is wrong with the checks or the machine
        shown = _note(wording(language).check_broke.format(error=message_of(error)))
    _show(shown)


def heat_map(
    weights: object,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    title: str | None = None,
    captions: tuple[str, str] | None = None,
) -> None:
    """Show a matrix as a heat map; see `pictures.heat_map`."""
    language = _language(sys._getframe(1).f_globals)
    _show(pictures.heat_map(weights, rows, columns, title, captions=captions, language=language))


def curves(
    series: Mapping[str, object],
    title: str | None = None,
    *,
    log: bool = False,
    share: bool = False,
    caption: str | None = None,
) -> None:
    """Show rows of numbers as lines over their steps; see `grader.pictures.curves`."""
    language = _language(sys._getframe(1).f_globals)
    _show(pictures.curves(series, title, log=log, share=share, caption=caption, language=language))


def images(named: Mapping[str, object], title: str | None = None, *, bounds: tuple[float, float] = (0.0, 1.0)) -> None:
    """Show images side by side; see `grader.pictures.images`."""
    language = _language(sys._getframe(1).f_globals)
    _show(pictures.images(named, title, bounds=bounds, language=language))


def statements(form: object) -> None:
    """Show the statements to judge for the student id that is filled in on a form, in the text that its function returned."""
    language = _language(sys._getframe(1).f_globals)
    _show(Shown(*shown_statements(form, Path.cwd(), language)))


def see() -> See:
    """For a `with` block: an answer not written yet, or a mistake in one, is one line, and the notebook goes on."""
    return See(sys._getframe(1).f_globals)


@dataclass(frozen=True, slots=True)
class See:
    """The context manager behind `see()`."""

    namespace: Mapping[str, object]

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        _show(_note(explained(error, self.namespace, _language(self.namespace))))
        return True


@dataclass
class _Watched:
    """The student's function, which remembers the line that raised, and stays interrupted once it was."""

    function: Callable[..., object]
    namespace: Mapping[str, object]
    places: dict[str, Place] = field(default_factory=dict)  # by what was said
    interrupted: bool = False

    def __call__(self, *args: object, **kwargs: object) -> object:
        if self.interrupted:
            raise KeyboardInterrupt
        try:
            return self.function(*args, **kwargs)
        except KeyboardInterrupt:
            self.interrupted = True
            raise
        except Exception as error:
            if place := place_of(error, self.namespace):
                self.places[message_of(error)] = place
            raise


def _checked(task: str, namespace: Mapping[str, object], language: Language) -> Shown:
    words = wording(language)
    path = Path.cwd() / PUBLIC_CHECKS
    if not path.is_file():
        return _note(words.no_checks_file)
    try:
        known, titles = table.tasks(path), table.sentences(path, language)
    except (OSError, SyntaxError, ValueError) as error:
        return _note(words.unreadable_checks.format(error=message_of(error)))
    function = namespace.get(task)
    if task not in known:
        unknown = words.no_public_checks if callable(function) else words.unknown_task
        return _note(unknown.format(name=task, known=", ".join(known)))
    if not callable(function):
        return _note(words.not_written_name.format(name=task))
    watched = _Watched(function, namespace)
    result = _run(path, task, watched, language)
    if result.verdict is Verdict.MISSING and all(one.verdict is Verdict.MISSING for one in result.checks):
        return _note(words.not_written_name.format(name=task))
    if result.max_score == 0 and result.verdict in (Verdict.PASSED, Verdict.FAILED):
        return _form_note(result, language)
    return _table(_located(result, watched, language), titles, language)


def _run(path: Path, task: str, watched: _Watched, language: Language) -> TaskResult:
    from . import checks
    from .student import LocalStudent

    student = LocalStudent(
        {**watched.namespace, task: watched}, _signatures(watched, task), forbids_of(path.with_name(SETTINGS), task)
    )
    results = checks.run([path], student, seed=secrets.randbits(62), language=language, task=task)
    if watched.interrupted:
        raise KeyboardInterrupt
    return results[0]


def _signatures(watched: _Watched, task: str) -> Mapping[str, Signature]:
    """What the stub's own annotation says that it returns; nothing where a student took it away."""
    from .signature import signatures

    try:
        return signatures({task: watched.function}, [task])
    except Exception:  # noqa: BLE001 - an annotation may be any expression, of names that don't exist too
        return {}


def _located(result: TaskResult, watched: _Watched, language: Language) -> TaskResult:
    """With the student's own line beside each exception that came from it."""

    def told(one: CheckResult) -> CheckResult:
        found = [said for said in watched.places if one.detail and said in one.detail]
        if one.verdict is not Verdict.ERROR or not found:
            return one
        said = max(found, key=len)
        return replace(one, detail=f"{said}\n{watched.places[said].told(language)}")

    return replace(result, checks=tuple(map(told, result.checks)))


def _table(result: TaskResult, titles: Mapping[str, str], language: Language) -> Shown:
    words = wording(language)
    passed = sum(one.verdict is Verdict.PASSED for one in result.checks)
    count = words.all_passed if passed == len(result.checks) else words.some_passed
    told = count.format(count=passed, passed=passed, total=len(result.checks))
    html, text = (make(result, language, titles, scored=False) for make in (table.html, table.text))
    return Shown(html + _note(told).html, f"{text}\n  {told}")


def _form_note(result: TaskResult, language: Language) -> Shown:
    """What checks without points say, which look at a form: whether it is filled in, and nothing of right and wrong."""
    words = wording(language)
    lacks = [one.detail or one.hint or "" for one in result.checks if one.verdict is not Verdict.PASSED]
    return _note("\n".join([words.form_incomplete, *lacks]) if lacks else words.form_complete)


def _language(namespace: Mapping[str, object]) -> Language:
    return "en" if namespace.get("LANG") == "en" else "zh-TW"


def _note(text: str) -> Shown:
    block = Markup('<div style="padding: 4px 2px; white-space: pre-wrap; line-height: 1.5;">{}</div>')
    return Shown(str(block.format(text)), text)


def _show(shown: object) -> None:
    """As a notebook shows it, or printed where there is none."""
    shell = sys.modules.get("IPython")
    if shell is not None and shell.get_ipython() is not None:
        from IPython.display import display

        display(shown)
    else:
        print(shown)
