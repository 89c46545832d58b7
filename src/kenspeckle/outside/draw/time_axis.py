"""Where periods stand on an axis: as far apart as they are in time, so that a skipped year leaves a gap.

Categories, and school terms (whose number a year is a matter of each calendar), stand one step apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Period, PeriodKind

_A_YEAR = {
    PeriodKind.YEAR: Fraction(1),
    PeriodKind.SPLIT_YEAR: Fraction(1),
    PeriodKind.QUARTER: Fraction(4),
    PeriodKind.MONTH: Fraction(12),
    PeriodKind.DAY: Fraction(1461, 4),
}


@lru_cache(maxsize=256)
def periods(xs: tuple[str, ...]) -> tuple[Period, ...]:
    """Return the periods that `xs` name, or () unless all of them are periods of one kind."""
    try:
        found = tuple(Period.parse(x) for x in xs)
    except ValueError:
        return ()
    return found if len({p.kind for p in found}) == 1 else ()


@dataclass(frozen=True)
class TimeAxis:
    """The steps of an axis. at: the place of each x, in whole steps from the first."""

    xs: tuple[str, ...]
    at: tuple[int, ...]

    @classmethod
    def of(cls, xs: tuple[str, ...]) -> TimeAxis:
        found = periods(xs)
        if not found or found[0].kind is PeriodKind.TERM:
            return cls(xs, tuple(range(len(xs))))
        steps = [_ordinal(p) for p in found]
        return cls(xs, tuple(s - steps[0] for s in steps))

    @cached_property
    def step(self) -> int:
        """The usual distance between neighbours; two points further apart than this are not joined."""
        return min((b - a for a, b in zip(self.at, self.at[1:], strict=False)), default=1)

    @property
    def rhythm(self) -> Sequence[int]:
        """By how many steps names may stand apart: months by quarters and years, other steps by any number."""
        found = periods(self.xs)
        if found and found[0].kind is PeriodKind.MONTH and self.at[-1] == len(self.xs) - 1:
            return (1, 2, 3, *range(6, len(self.xs), 6))
        return range(1, len(self.xs))

    def place(self, label: str) -> Fraction | None:
        """Return where a date stands, or None when it is off the axis or no date that this axis can hold."""
        if label in self.xs:
            return Fraction(self.at[self.xs.index(label)])
        own, other = periods(self.xs), periods((label,))
        if not own or not other or own[0].kind not in _A_YEAR or other[0].kind not in _A_YEAR:
            return None
        place = (_middle(other[0]) - _middle(own[0])) * _A_YEAR[own[0].kind]
        half = Fraction(self.step, 2)
        return place if -half <= place <= self.at[-1] + half else None

    def cut(self, label: str) -> Fraction | None:
        """Return where a line is cut when what was counted changed at `label`: just before it."""
        place = self.place(label)
        if place is None or label not in self.xs or (index := self.xs.index(label)) == 0:
            return place
        return Fraction(self.at[index - 1] + self.at[index], 2)


def _ordinal(period: Period) -> int:
    match period.kind:
        case PeriodKind.QUARTER:
            return period.year * 4 + int(period.label[-1]) - 1
        case PeriodKind.MONTH:
            return period.year * 12 + int(period.label[-2:]) - 1
        case PeriodKind.DAY:
            return date.fromisoformat(period.label).toordinal()
        case _:
            return period.year


def _middle(period: Period) -> Fraction:
    """The middle of a period in years; a split year runs from August, which is near enough to place a note."""
    half = Fraction(1, 2)
    match period.kind:
        case PeriodKind.SPLIT_YEAR:
            return period.year + Fraction(7, 12) + half
        case PeriodKind.QUARTER:
            return period.year + Fraction(2 * int(period.label[-1]) - 1, 8)
        case PeriodKind.MONTH:
            return period.year + Fraction(2 * int(period.label[-2:]) - 1, 24)
        case PeriodKind.DAY:
            day = date.fromisoformat(period.label)
            return period.year + Fraction(2 * day.timetuple().tm_yday - 1, 2 * 366)
        case _:
            return period.year + half
