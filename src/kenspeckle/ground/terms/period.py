"""Periods: a year, a split year such as 2024/25, a quarter, a term, a month, a day; or several years together.

A period is its kind and its canonical label. Labels of one kind sort as text in the order of time, so an
engine can store, sort and compare them without knowing the calendar. Which day a split year or a term begins
is a matter of the source's calendar (school years in August, money years in April), see `Calendar`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from kenspeckle.ground.frozen import dataclass


class PeriodKind(StrEnum):
    YEAR = "year"
    SPLIT_YEAR = "split-year"
    QUARTER = "quarter"
    TERM = "term"
    MONTH = "month"
    DAY = "day"
    YEARS = "years"


GATHERED = tuple(kind for kind in PeriodKind if kind is not PeriodKind.YEARS)
"""The kinds that a delivery can hold and dates are gathered into; several years together are only asked for."""

_CANONICAL = {
    PeriodKind.YEAR: re.compile(r"(\d{4})"),
    PeriodKind.SPLIT_YEAR: re.compile(r"(\d{4})/(\d{2})"),
    PeriodKind.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    PeriodKind.TERM: re.compile(r"(\d{4})-T([1-6])"),
    PeriodKind.MONTH: re.compile(r"(\d{4})-(\d{2})"),
    PeriodKind.DAY: re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
    PeriodKind.YEARS: re.compile(r"(\d{4}(?:/\d{2})?) to (\d{4}(?:/\d{2})?)"),
}


@dataclass(frozen=True, order=True)
class Period:
    """One stretch of time, by kind and canonical label, such as (split-year, "2024/25")."""

    kind: PeriodKind
    label: str

    def __str__(self) -> str:
        return self.label

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a canonical label: 2024, 2024/25, 2024-Q3, 2024-T1, 2024-08, 2024-08-19, 2022/23 to 2024/25.

        Raises ValueError when `text` is none of them, or names a month, day, split year or stretch that cannot be.
        """
        for kind, shape in _CANONICAL.items():
            if (m := shape.fullmatch(text)) is None:
                continue
            if kind is PeriodKind.SPLIT_YEAR and int(m[2]) != (int(m[1]) + 1) % 100:
                raise ValueError(f"{text} is not a split year: {m[1]} is followed by {(int(m[1]) + 1) % 100:02d}")
            if kind is PeriodKind.MONTH and not 1 <= int(m[2]) <= 12:
                raise ValueError(f"{text} is not a month")
            if kind is PeriodKind.DAY:
                date.fromisoformat(text)
            if kind is PeriodKind.YEARS:
                return together(cls.parse(m[1]), cls.parse(m[2]))
            return cls(kind, text)
        raise ValueError(f"{text!r} is not a period such as 2024, 2024/25, 2024-Q3, 2024-T1, 2024-08 or 2024-08-19")

    @property
    def year(self) -> int:
        """The (first) calendar year in the label."""
        return int(self.label[:4])

    @property
    def years(self) -> tuple[Period, ...]:
        """The years that are taken together, in order; of any other period itself alone."""
        if self.kind is not PeriodKind.YEARS:
            return (self,)
        first, last = map(Period.parse, self.label.split(" to "))
        return tuple(first.shift(n) for n in range(last.year - first.year + 1))

    def shift(self, steps: int) -> Period:
        """Return the period `steps` later (earlier when negative) of the same kind; terms and years together are not
        shifted."""
        match self.kind:
            case PeriodKind.YEAR:
                return Period(self.kind, f"{self.year + steps:04d}")
            case PeriodKind.SPLIT_YEAR:
                return split_year(self.year + steps)
            case PeriodKind.QUARTER:
                index = self.year * 4 + int(self.label[-1]) - 1 + steps
                return Period(self.kind, f"{index // 4:04d}-Q{index % 4 + 1}")
            case PeriodKind.MONTH:
                index = self.year * 12 + int(self.label[-2:]) - 1 + steps
                return Period(self.kind, f"{index // 12:04d}-{index % 12 + 1:02d}")
            case PeriodKind.DAY:
                return Period(self.kind, (date.fromisoformat(self.label) + timedelta(days=steps)).isoformat())
            case PeriodKind.YEARS:
                raise ValueError("what comes before or after several years is not settled")
            case _:
                raise ValueError("how many terms a year has is a matter of the calendar")


def split_year(first: int) -> Period:
    """Return the split year that begins in calendar year `first`."""
    return Period(PeriodKind.SPLIT_YEAR, f"{first:04d}/{(first + 1) % 100:02d}")


def together(first: Period, last: Period) -> Period:
    """Return the years from `first` to `last` taken together; raises ValueError unless these are years in order."""
    if first.kind is not last.kind or first.kind not in (PeriodKind.YEAR, PeriodKind.SPLIT_YEAR):
        raise ValueError(f"only years are taken together, and {first} and {last} are not two years of one kind")
    if first >= last:
        raise ValueError(f"{last} does not come after {first}")
    return Period(PeriodKind.YEARS, f"{first} to {last}")


def read_period(text: str, kind: PeriodKind) -> Period | None:
    """Read a period of one kind as sources write it, or return None.

    Years of one feed are written many ways: 2021/2022, 2021-22, 2021/22, 202122, 2021-2022 are all the split
    year 2021/22. Since 2010-11 is a split year to one source and a November to another, the contract names
    the kind and nothing is guessed.
    """
    text = text.strip()
    if kind is PeriodKind.SPLIT_YEAR:
        m = re.fullmatch(r"(\d{4})\s*[-/–]?\s*(\d{2}|\d{4})", text)
        if m and int(m[2]) % 100 == (int(m[1]) + 1) % 100 and (len(m[2]) == 2 or int(m[2]) == int(m[1]) + 1):
            return split_year(int(m[1]))
        return None
    if kind is PeriodKind.YEAR and (m := re.fullmatch(r"(\d{4})(?:\.0+)?", text)):
        return Period(kind, m[1])
    try:
        period = Period.parse(text)
    except ValueError:
        return None
    return period if period.kind is kind else None


@dataclass(frozen=True)
class Calendar:
    """When the split years of a workspace or source begin, and its terms, in days that school is open."""

    year_starts: tuple[int, int] = (8, 1)
    terms: tuple[tuple[str, date, date], ...] = ()

    def span(self, period: Period) -> tuple[date, date]:
        """Return the first and last day of `period`; raises ValueError for a term that is not declared."""
        y = period.year
        match period.kind:
            case PeriodKind.YEARS:
                years = period.years
                return self.span(years[0])[0], self.span(years[-1])[1]
            case PeriodKind.YEAR:
                return date(y, 1, 1), date(y, 12, 31)
            case PeriodKind.SPLIT_YEAR:
                return date(y, *self.year_starts), date(y + 1, *self.year_starts) - timedelta(days=1)
            case PeriodKind.QUARTER:
                month = 3 * (int(period.label[-1]) - 1) + 1
                return date(y, month, 1), _month_end(y, month + 2)
            case PeriodKind.MONTH:
                month = int(period.label[-2:])
                return date(y, month, 1), _month_end(y, month)
            case PeriodKind.DAY:
                day = date.fromisoformat(period.label)
                return day, day
            case _:
                for label, first, last in self.terms:
                    if label == period.label:
                        return first, last
                raise ValueError(f"the calendar has no term {period.label}")

    def split_year_of(self, day: date) -> Period:
        """Return the split year in which `day` falls."""
        return split_year(day.year if (day.month, day.day) >= self.year_starts else day.year - 1)


def _month_end(year: int, month: int) -> date:
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
