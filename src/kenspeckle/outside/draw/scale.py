"""From a published number to a place on paper, and the round numbers beside the axis.

Ticks are exact, since they are printed. A place on paper is a float: it is written with one decimal, starts from a
published number, and is never read back into one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from kenspeckle.ground.frozen import dataclass

_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))
_STEADY = Fraction(1, 10)
"""An axis spans at least this share of its largest value, so that a wobble is not drawn as a cliff."""


@dataclass(frozen=True)
class Scale:
    """A linear axis: `low` is drawn at `start`, `high` at `end` (which may be the smaller coordinate)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: Decimal | Fraction | float) -> float:
        return self.start + (float(value) - self.low) * (self.end - self.start) / (self.high - self.low)


@lru_cache(maxsize=64)
def ticks(low: Fraction, high: Fraction, about: int, places: int) -> tuple[Decimal, ...]:
    """Return round numbers, evenly spaced, that enclose `low` to `high`: at least two, at most about + 2.

    No tick has more decimals than the values it stands beside. Kept for a while, because the wide and the narrow
    picture of a chart, and the charts of stories told together, stand on the same few axes.
    """
    top = low + 1 if low == high else high
    finest = Fraction(1, 10**places)
    step = next(s for s in _rising(finest) if (top - low) / s <= about)
    first, last = low // step, -(-top // step)
    decimals = _decimals(step)
    return tuple(Decimal(int(n * step * 10**decimals)).scaleb(-decimals) for n in range(first, last + 1))


def _rising(finest: Fraction) -> Iterable[Fraction]:
    power = finest
    while True:
        yield from (power * s for s in _STEPS if (power * s / finest).denominator == 1)
        power *= 10


def _decimals(step: Fraction) -> int:
    decimals = 0
    while (step * 10**decimals).denominator != 1:
        decimals += 1
    return decimals


def steady(numbers: Iterable[Decimal], *, from_zero: bool, ceiling: int = 0) -> tuple[Fraction, Fraction]:
    """Return the range an axis must show: with zero in it when asked for, or when zero is near anyway.

    ceiling: a value that cannot be exceeded, such as 100 per cent; 0 when there is none.
    """
    known = tuple(numbers)
    if not known:
        return Fraction(0), Fraction(1)
    low, high = Fraction(min(known)), Fraction(max(known))
    small, large = sorted((abs(low), abs(high)))
    if from_zero or low < 0 < high or small * 5 <= large * 2:
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    elif (short := large * _STEADY - (high - low)) > 0:
        low, high = low - short / 2, high + short / 2
        if ceiling and max(known) <= ceiling < high:
            low, high = low - (high - ceiling), Fraction(ceiling)
    return low, high
