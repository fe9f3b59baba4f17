"""What a person who answers an appeal is told of a lost check, item by item: hints, what was raised, inputs, expected values."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import torch

from .conversation import received
from .course import Assignment
from .errors import StudentError
from .evidence import Call, Loss, Place
from .exhibit import Exhibit, alike, apart
from .lane import wire
from .lane.values import unpack
from .reference import reference
from .result import LANGUAGES, CheckResult, Language
from .student import LocalCallee

CALLS = 3  # of a lost check that are shown; the others are counted
_SIMULATED = {
    "mismatch": "tensors of two devices met", "elsewhere": "the result did not lie on the accelerator",
    "unknown": "could not be judged", "fits": "went well",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A label and what stands beside it."""

    label: str
    lines: tuple[str, ...]
    depth: int = 0


@dataclass
class Teller:
    """Tells of the lost checks of one submission, one after another; what was raised again is not told twice.

    Args:
        language: the student's edition; its hint comes first.
        full: every call and every value.
    """

    assignment: Assignment
    language: Language
    exhibit: Exhibit
    full: bool = False
    _told: dict[str, str] = field(default_factory=dict)  # tracebacks, by the check that they were told of

    @property
    def _answers(self) -> Mapping[str, object]:
        return vars(reference(self.assignment))

    def of(self, check: CheckResult, loss: Loss | None) -> Iterator[Item]:
        """The items of one check that did not give all its points."""
        hints = () if loss is None else (loss.hint[other] for other in LANGUAGES if other != self.language)
        if check.hint:
            yield Item("hint", (check.hint, *hints))
        if check.detail and (loss is None or (check.public and check.detail != loss.said)):
            yield Item("detail", tuple(check.detail.split("\n")))
        if loss is None:
            return
        if loss.parameters:
            yield Item("case", tuple(self._parameters(loss)))
        yield from map(self._place, loss.places[-2:])
        if loss.said is not None:
            yield Item("because", tuple(line for line in loss.said.split("\n") if line.strip()))
        pairs = self._beside_the_reference(loss)
        if loss.compared is not None and not any(_are(loss.compared, call, answer) for call, answer in pairs):
            yield Item("found", tuple(self.exhibit.lines(loss.compared[0])))
            yield Item("expected", tuple(self.exhibit.lines(loss.compared[1])))
        yield from self._calls(check.check, pairs)

    def _parameters(self, loss: Loss) -> Iterator[str]:
        for name, value in loss.parameters.items():
            first, *more = self.exhibit.lines(value)
            yield f"{name} = {first}"
            yield from more

    def _place(self, place: Place) -> Item:
        return Item("at", (f"{_short(place.file, self.assignment.root)}:{place.line}", *dedent(place.source).split("\n")))

    def _beside_the_reference(self, loss: Loss) -> list[tuple[Call, Call]]:
        """Each call, and the same one of the reference."""
        callee = LocalCallee(self._answers)
        return [(call, call.again(callee)) for call in loss.calls]

    def _calls(self, check: str, calls: Sequence[tuple[Call, Call]]) -> Iterator[Item]:
        """The calls that went otherwise than the reference's; the last one where all went like it."""
        pairs = [(number, *pair) for number, pair in enumerate(calls, start=1)]
        off = [pair for pair in pairs if not _agree(pair[1], pair[2])]
        shown = pairs if self.full else off[:CALLS] or pairs[-1:]
        for number, call, answer in shown:
            yield Item(f"call {number} of {len(pairs)}", (self._spelled(call),))
            yield from self._call(check, call, answer)
        if rest := len(pairs) - len(shown):
            unlike = max(0, len(off) - len(shown))
            said = f"{unlike} of them unlike the reference's, too" if unlike else "which gave what the reference gives"
            yield Item("", (f"{rest} more {'call' if rest == 1 else 'calls'}, {said}; --full shows all",))

    def _spelled(self, call: Call) -> str:
        named = self._arguments(call)
        short = {name: lines[0] for name, lines in named.items() if len(lines) == 1 and len(lines[0]) <= 24}
        said = f"{call.asked.function}({', '.join(f'{name}={short[name]}' if name in short else name for name in named)})"
        return said if call.asked.cotangents is None else f"the gradients of {said} to its arguments"

    def _call(self, check: str, call: Call, answer: Call) -> Iterator[Item]:
        for name, lines in self._arguments(call).items():
            if len(lines) > 1 or len(lines[0]) > 24:
                yield Item(name, tuple(lines), 1)
        for value in call.asked.cotangents or ():
            yield Item("cotangent", tuple(self.exhibit.lines(_value(value, call.tensors))), 1)
        if _returned(call) and _returned(answer) and not _agree(call, answer):
            yield Item("returned", tuple(self.exhibit.lines(_outcome(call))), 1)
            difference = apart(_outcome(call), _outcome(answer))
            yield Item("reference", (*self.exhibit.lines(_outcome(answer)), *filter(None, [difference])), 1)
        else:
            yield self._came(check, "returned", call)
            yield Item("reference", ("the same",), 1) if _agree(call, answer) else self._came(check, "reference", answer)
        yield from self._observed(call)

    def _came(self, check: str, label: str, call: Call) -> Item:
        """What came of a call; a traceback is told once."""
        if _returned(call):
            return Item(label, tuple(self.exhibit.lines(_outcome(call))), 1)
        raised, trace = _raised(call)
        if label == "reference":
            return Item(label, (f"raises {raised}",), 1)
        if not trace:
            return Item("no answer", (raised,), 1)
        if (first := self._told.setdefault(trace, check)) != check:
            return Item("raised", (f"{raised.partition(':')[0]}, as in {first}, above",), 1)
        return Item("raised", (*raised.split("\n"), *trace.rstrip().split("\n")), 1)

    def _observed(self, call: Call) -> Iterator[Item]:
        """What else became of it, where the check asked."""
        if not isinstance(call.reply, wire.Returned):
            return
        after = [*call.reply.args, *(value for _, value in call.reply.kwargs)]
        before = [*call.asked.args, *(value for _, value in call.asked.kwargs)]
        for name, old, new in zip(self._arguments(call), before, after, strict=False):
            if not alike(_value(old, call.tensors), now := _value(new, call.given)):
                yield Item("changed", (f"{name}, which after the call was", *self.exhibit.lines(now)), 1)
        if call.reply.consumed_randomness:
            yield Item("besides", ("it used the global random state",), 1)
        if call.reply.forbidden:
            yield Item("used", tuple(call.reply.forbidden), 1)
        if call.reply.simulated is not None:
            yield Item("on a GPU", (f"{_SIMULATED[call.reply.simulated]} (simulated)",), 1)

    def _arguments(self, call: Call) -> dict[str, list[str]]:
        """Each argument in lines, by the name that the reference has for it."""
        args = [_value(value, call.tensors) for value in call.asked.args]
        kwargs = {name: _value(value, call.tensors) for name, value in call.asked.kwargs}
        try:
            bound = inspect.signature(self._answers[call.asked.function]).bind_partial(*args, **kwargs)  # type: ignore[arg-type]
            named: Mapping[str, object] = bound.arguments
        except (KeyError, TypeError, ValueError):
            named = {**{f"argument {place}": value for place, value in enumerate(args, start=1)}, **kwargs}
        return {name: self.exhibit.lines(value) for name, value in named.items()}


class _Function:
    """Stands where the check gave a function of its own."""

    def __repr__(self) -> str:
        return "a function of the check's"


def _value(value: wire.Value, tensors: Sequence[torch.Tensor]) -> object:
    return unpack(value, list(tensors), lambda _: _Function())


def _returned(call: Call) -> bool:
    return isinstance(call.reply, wire.Returned)


def _outcome(call: Call) -> object:
    assert isinstance(call.reply, wire.Returned)
    try:
        return received(call.reply.value, list(call.given))
    except StudentError as error:
        return error


def _raised(call: Call) -> tuple[str, str]:
    """What stands in place of a value, and the student's traceback where there is one."""
    match call.reply:
        case wire.Raised():
            kind = call.reply.types[0] if call.reply.types else "Exception"
            return f"{kind}: {call.reply.message}".removesuffix(": "), call.reply.traceback
        case wire.Undefined():
            return f"there is no {call.reply.function}", ""
    if call.error is None:
        return "something that is no answer", ""
    summary = call.error.summary("en")
    return summary if call.error.message in summary else f"{summary} {call.error.message}", call.error.traceback


def _agree(call: Call, answer: Call) -> bool:
    if isinstance(call.reply, wire.Raised) and isinstance(answer.reply, wire.Raised):
        return call.reply.types[:1] == answer.reply.types[:1]
    return _returned(call) and _returned(answer) and alike(_outcome(call), _outcome(answer))


def _are(compared: tuple[torch.Tensor, torch.Tensor], call: Call, answer: Call) -> bool:
    """Whether what was compared is just what came of a call and of the reference's."""
    return _returned(call) and _returned(answer) and alike(compared, (_outcome(call), _outcome(answer)))


def _short(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
