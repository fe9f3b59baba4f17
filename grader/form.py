"""A form: the plain text that an answer function returns, with boxes to mark and lines to fill in.

    def description_1() -> str:
        return \"\"\"
    學號 student id: ____
    1. 只憑這段描述，看得出來嗎？ Can you tell from this description alone?
    ( ) A. 是，它符合 Yes, it does
    ( ) B. 無法判斷 It cannot be told
    2. 是哪些特性決定的？ Which characteristics decide it?
    [ ] A. 規模 scale
    [ ] B. 通用性 generality
    \"\"\"

`1.` begins a question, `( ) A.` is an option of which one is chosen, `[ ] A.` one of several, `label: ____` a line to fill in.
In the authored text the boxes are marked and what is filled in stands between underscores: `學號 student id: __somebody__`;
`blank` makes of it what students get. In a student's text any mark in a box counts, and a line is read however it is spaced, in
whatever width its brackets, letters and digits are. Nothing here knows what is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

MAX_CHARACTERS = 20_000  # of a form that is read; the longest of the course has 3,000

Kind = Literal["one", "several"]
_OPTION = re.compile(
    r"(?:^[\s>•*+-]*(?:(?P<before>[xXvVoO✓✔√○●✗✘×])\s*)?|(?<=\s))"
    r"[(\[{【〔](?P<inside>[^()\[\]{}【】〔〕]{0,12})[)\]}】〕]"
    r"\s*(?:(?P<after>[xXvVoO✓✔√○●✗✘×])\s*)?(?P<letter>[A-Za-z])\s*[.、:：)）．]"
)
_QUESTION = re.compile(r"^[\s>*#_-]*(?:第\s*)?(?P<number>\d{1,2}[a-z]?)\s*(?:題\s*)?[.、):](?!\d)")
_FILLED = re.compile(r"(?P<label>[:：]\s*)_{2,}(?:[^\n]*?_{2,})?(?=[ \t]*$)", re.MULTILINE)
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TICKS, _CROSSES = frozenset("✓✔✅☑√vVoO○◯●⭕yY"), frozenset("xX×✗✘✕✖❌☒nN")


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence on how the form is filled in, in both languages; never on whether an answer is right."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Option:
    """One box of a form, with the letter behind it."""

    question: str  # the number that the question begins with; "" before the first
    letter: str  # upper case
    mark: str  # what stands in the box; "" for nothing
    kind: Kind  # by its brackets: "( )" one, "[ ]" several


@dataclass(frozen=True)
class Form:
    """What could be read of a form."""

    options: tuple[Option, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()  # label and what is filled in, "" for nothing
    questions: frozenset[str] = frozenset()

    def chosen(self, question: str) -> frozenset[str]:
        """The letters of the marked options of a question: `form.chosen("2") == {"A", "C"}`."""
        return frozenset(option.letter for option in self.options if option.question == question and option.mark)

    def written(self, label: str) -> str:
        """What is filled in behind `label`, of which a part is enough (`"學號"`); "" for nothing or where the line is gone.

        Full-width characters are given as plain ones, without space, quotes or underscores around them.
        """
        found = self._filled(label)
        return next(filter(None, found), "")

    def number(self, label: str) -> float | None:
        """The number behind `label`; None unless exactly one stands there: "≈ 1.39 nats" is 1.39, "B10" is none."""
        found = _NUMBER.findall(self.written(label).replace("−", "-"))
        return float(found[0]) if len(found) == 1 else None

    def has_line(self, label: str) -> bool:
        return bool(self._filled(label))

    def _filled(self, label: str) -> list[str]:
        """What stands behind the labels that are `label`, else behind those that begin with it, else that contain it."""
        wanted = _bare(label)
        labels = [(_bare(found), value) for found, value in self.lines]
        exact = [value for found, value in labels if found == wanted]
        begins = [value for found, value in labels if found.startswith(wanted)]
        return exact or begins or [value for found, value in labels if wanted in found]


@dataclass(frozen=True)
class Expected:
    """What a form has: `Expected(one={"1": "ABC"}, several={"2": "ABCDEFGHIJ"}, lines=("學號 student id",))`.

    `one` and `several` give the letters of each question's options, `numbers` the labels of lines that want one number. `called`
    is what a question is called in a sentence, with `{}` for its number.
    """

    one: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    called: tuple[str, str] = ("第 {} 題", "question {}")


def read_form(text: object) -> Form:
    """What can be read of `text`; anything that is no text gives an empty form. Never raises."""
    if not isinstance(text, str):
        return Form()
    options: list[Option] = []
    lines: list[tuple[str, str]] = []
    questions: dict[str, None] = {}
    number = ""
    for line in unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).splitlines():
        if begins := _QUESTION.match(line):
            number = begins["number"]
            questions[number] = None
        rest = line[begins.end() :] if begins else line
        found = [_option(number, match) for match in _OPTION.finditer(rest)]
        options += found
        if not found and ":" in rest:
            label, _, value = rest.rpartition(":")
            lines.append((label.strip(), _clean(value)))
    return Form(tuple(options), tuple(lines), frozenset(questions))


def _option(number: str, match: re.Match[str]) -> Option:
    mark = "".join(_clean(part) for part in (match["before"] or "", match["inside"], match["after"] or ""))
    return Option(number, match["letter"].upper(), mark, "one" if "(" in match[0].partition(match["letter"])[0] else "several")


def _clean(text: str) -> str:
    """What is written in a box or on a line; nothing where that is blank or cannot be seen."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Mn"))
    return seen.strip(" \t\u3000_`'\"「」<>")


def _bare(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def expected_of(text: str) -> Expected:
    """What a form has, by its filled copy: for tests that hold a check to the authored form."""
    read = read_form(text)
    letters: dict[Kind, dict[str, str]] = {"one": {}, "several": {}}
    for option in read.options:
        of_kind = letters[option.kind]
        of_kind[option.question] = of_kind.get(option.question, "") + option.letter
    filled = read_form("\n".join(line for line in text.splitlines() if _FILLED.search(line)))
    numbers = tuple(label for label, _ in filled.lines if filled.number(label) is not None)
    lines = tuple(label for label, _ in filled.lines if label not in numbers)
    return Expected(letters["one"], letters["several"], lines, numbers)


def blank(text: str) -> str:
    """A form without its marks and without what was filled in between underscores; all other text stays as it is."""
    unmarked = "\n".join(_OPTION.sub(_unmarked, line) for line in text.split("\n"))
    return _FILLED.sub(r"\g<label>____", unmarked)


def _unmarked(match: re.Match[str]) -> str:
    text = match[0]
    for name, empty in (("after", ""), ("inside", " "), ("before", "")):
        start, end = match.span(name)
        if start >= 0:
            text = text[: start - match.start()] + empty + text[end - match.start() :]
    return text


def faults(text: object, expected: Expected) -> list[Fault]:
    """What is not filled in yet, or cannot be read, in the order of the form; nothing when the form is complete."""
    form = read_form(text)
    asked = {**expected.one, **expected.several}
    labels = (*expected.lines, *expected.numbers)
    if not form.questions & set(asked) and not any(map(form.has_line, labels)):
        return [Fault("讀不到表單：函式要回傳三引號之間的整段文字；可以從發下來的筆記本把這一格複製回來。",
                      "There is no form to read: the function returns the whole text between the triple quotes;"
                      " you can copy this cell back from the notebook as it was given out.")]  # fmt: skip
    unfilled = [fault for label in labels for fault in _of_line(form, label, number=label in expected.numbers)]
    order = sorted(asked, key=lambda number: (int(re.sub(r"\D", "", number) or 0), number))
    return unfilled + [fault for number in order for fault in _of_question(form, number, expected)]


def _of_line(form: Form, label: str, *, number: bool) -> list[Fault]:
    if not form.has_line(label):
        return [Fault(f"「{label}: ____」這一行不見了，請補回來再填。",
                      f"The line “{label}: ____” is gone; put it back and fill it in.")]  # fmt: skip
    if not form.written(label):
        return [Fault(f"「{label}」還沒有填。", f"“{label}” is not filled in yet.")]
    if number and form.number(label) is None:
        return [Fault(f"「{label}」要填一個數字，例如 0.25。", f"“{label}” wants one number, such as 0.25.")]
    return []


def _of_question(form: Form, number: str, expected: Expected) -> list[Fault]:
    zh, en = (name.format(number) for name in expected.called)
    letters = expected.one.get(number) or expected.several[number]
    if number not in form.questions:
        return [Fault(f"{zh}開頭的「{number}.」那一行不見了，請補回來。",
                      f"The line that begins {en} with “{number}.” is gone; put it back.")]  # fmt: skip
    counted = Counter(option.letter for option in form.options if option.question == number)
    box = "( )" if number in expected.one else "[ ]"
    gone = [letter for letter in letters if letter not in counted]
    again = [letter for letter in letters if counted[letter] > 1]
    return [
        *(Fault(f"{zh}的選項 {letter} 那一行不見了或讀不到，請寫成「{box} {letter}.」開頭。",
                f"The line of option {letter} of {en} is gone or cannot be read; begin it with “{box} {letter}.”.")
          for letter in gone),
        *(Fault(f"{zh}的選項 {letter} 出現了 {counted[letter]} 次，請只留一行。",
                f"Option {letter} of {en} is there {counted[letter]} times; keep one line of it.") for letter in again),
        *_of_marks(form, number, (zh, en), only_one=number in expected.one),
    ]  # fmt: skip


def _of_marks(form: Form, number: str, called: Sequence[str], *, only_one: bool) -> list[Fault]:
    zh, en = called
    chosen = sorted(form.chosen(number))
    marks = {letter for option in form.options if option.question == number for letter in option.mark}
    if not chosen:
        return [Fault(f"{zh}還沒有作答。", f"{en[:1].upper()}{en[1:]} has no answer yet.")]
    if only_one and len(chosen) > 1:
        count = "two" if len(chosen) == 2 else str(len(chosen))
        return [Fault(f"{zh}選了 {len(chosen)} 個答案（{'、'.join(chosen)}），請只留一個。",
                      f"{en[:1].upper()}{en[1:]} has {count} answers ({', '.join(chosen)}); keep one.")]  # fmt: skip
    if marks & _TICKS and marks & _CROSSES:
        return [Fault(f"{zh}裡勾和叉都有；任何記號都算選了，不選的請讓括號空著。",
                      f"{en[:1].upper()}{en[1:]} has both ticks and crosses; any sign counts as chosen,"
                      " so leave the box of what you do not choose empty.")]  # fmt: skip
    return []
