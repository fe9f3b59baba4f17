"""One axis of a picture of curves: where a value lies on it, and which numbers stand beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TINY, HUGE = 1e-300, 1e300  # beyond these, the arithmetic of an axis would not be finite
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high`, on a linear or a logarithmic scale."""

    low: float
    high: float
    log: bool = False
    whole: bool = False  # only whole numbers stand beside it

    @classmethod
    def around(cls, values: Sequence[float], *, log: bool = False, ticks: int = 5) -> Axis:
        """The axis that holds all `values`, from a tick to a tick; every value must be fit to be on it."""
        low, high = min(values, default=1.0), max(values, default=1.0)
        if log:
            first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
            return cls(10.0**first, 10.0 ** max(last, first + 1), True)
        if high - low <= 1e-12 * max(abs(low), abs(high), TINY):  # a level line lies in the middle
            around = abs(low) / 2 or 1.0
            low, high = low - around, high + around
        step = _round_step((high - low) / ticks)
        return cls(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)

    def share(self, value: float) -> float:
        """Where `value` lies, from 0 at `low` to 1 at `high`."""
        if self.log:
            return (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        return (value - self.low) / (self.high - self.low)

    def fits(self, value: float) -> bool:
        """Whether a scale of this kind has a place for `value`."""
        return (TINY if self.log else -HUGE) <= value <= HUGE

    def ticks(self, count: int = 5) -> list[tuple[float, str]]:
        """About `count` values, evenly spaced, each with its label; a logarithmic scale that holds 1 shows it."""
        if self.log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            every = max(1, math.ceil((last - first) / (count + 2)))
            return [(10.0**power, _power(power)) for power in range(-(-first // every) * every, last + 1, every)]
        step = _round_step((self.high - self.low) / count)
        step = max(step, 1.0) if self.whole else step
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(index * step, f"{index * step:.6g}".replace("-", "−")) for index in range(first, last + 1)]


def _power(power: int) -> str:
    return {0: "1", 1: "10"}.get(power, "10" + str(power).translate(_RAISED))


def _round_step(step: float) -> float:
    """1, 2 or 5 times a power of ten, the nearest from above."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))
