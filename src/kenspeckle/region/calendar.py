"""School years, terms and openings of the invented region.

A school year begins in August and is named by the year in which it begins. It has four terms and exactly 190 days on
which pupils come, each with two openings. The same rule makes every year, so no real council's calendar is copied.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.maths import Reals

Dates = npt.NDArray[np.datetime64]

YEARS = (2022, 2023, 2024)  # years with children, one by one
FIRST_HISTORY = 2016  # years with schools only, from here
PUPIL_DAYS = 190
TODAY = np.datetime64("2025-09-01")  # nothing is dated later
NEVER = np.datetime64("NaT", "D")

# How much more often children are away, by month (August first) and by day of the week.
_MONTHS = (0.72, 0.86, 0.95, 1.13, 1.42, 1.10, 1.10, 1.04, 0.95, 0.93, 1.02)
_WEEKDAYS = (1.05, 0.94, 0.93, 0.95, 1.14)


@dataclass(frozen=True)
class SchoolYear:
    """One school year: its days, the term of each, and how likely absence is on each (1 on average)."""

    year: int
    days: Dates
    terms: npt.NDArray[np.int64]
    pull: Reals

    @property
    def first(self) -> np.datetime64:
        """The day on which pupils come back."""
        return np.datetime64(self.days[0], "D")

    @property
    def last(self) -> np.datetime64:
        """The last day before the summer."""
        return np.datetime64(self.days[-1], "D")

    @property
    def label(self) -> str:
        """2022/23"""
        return f"{self.year}/{(self.year + 1) % 100:02}"


def day(year: int, month: int, number: int) -> np.datetime64:
    """A day, as it is kept in tables."""
    return np.datetime64(f"{year:04}-{month:02}-{number:02}", "D")


def on_or_after(date: np.datetime64, weekday: int) -> np.datetime64:
    """The first such weekday (Monday is 0) from this date on."""
    return date + np.timedelta64((weekday - _weekday(date)) % 7, "D")


def first_day(year: int) -> np.datetime64:
    """The day on which pupils come back in August."""
    return on_or_after(day(year, 8, 14), 2)


def first_days(years: npt.NDArray[np.int64]) -> Dates:
    """The same for many years."""
    low, high = int(years.min()), int(years.max())
    return np.array([first_day(year) for year in range(low, high + 1)])[years - low]


def census_day(year: int) -> np.datetime64:
    """The third Wednesday of September."""
    return on_or_after(day(year, 9, 15), 2)


def birthday_on(born: Dates, years: int) -> Dates:
    """The day on which those born on these days are so many years old (28 February for the 29th)."""
    months = born.astype("datetime64[M]")
    dates = (born - months.astype("datetime64[D]")).astype("int64")
    later = months + np.timedelta64(12 * years, "M")
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype("int64")
    return np.asarray(later.astype("datetime64[D]") + np.minimum(dates, length - 1))


@cache
def school_year(year: int) -> SchoolYear:
    """The year that begins in August of `year`."""
    closed = [_between(*holiday) for holiday in _holidays(year)]
    days = np.arange(first_day(year), day(year + 1, 7, 15))
    weekdays = _weekdays(days)
    open_days = days[(weekdays < 5) & ~np.isin(days, np.concatenate(closed))][:PUPIL_DAYS]
    ends = np.array([holiday[0] for holiday in _holidays(year) if holiday[2]])
    terms = 1 + np.searchsorted(ends, open_days, side="right")
    months = (open_days.astype("datetime64[M]").astype("int64") % 12 - 7) % 12
    pull = np.array(_MONTHS)[months] * np.array(_WEEKDAYS)[_weekdays(open_days)]
    return SchoolYear(year, open_days, terms.astype("int64"), pull / (np.cumsum(pull)[-1] / PUPIL_DAYS))


def next_opening(dates: Dates) -> Dates:
    """The first day from each date on that schools of the years shown are open (NaT after the last)."""
    days = np.concatenate([school_year(year).days for year in YEARS] + [np.array([NEVER])])
    place = np.searchsorted(days[:-1], dates)
    return np.where(np.isnat(dates), NEVER, days[place])


def _holidays(year: int) -> list[tuple[np.datetime64, int, bool]]:
    """First day, number of days, and whether a term ends with it."""
    autumn = on_or_after(day(year, 9, 22), 4)
    october = on_or_after(day(year, 10, 9), 0)
    winter = on_or_after(day(year + 1, 2, 8), 0)
    spring = on_or_after(day(year + 1, 4, 1), 0)
    may = on_or_after(day(year + 1, 5, 1), 0)
    return [
        (autumn, 4, False),
        (october, 5, True),
        (day(year, 12, 22), 16, True),
        (winter, 3, False),
        (spring, 12, True),
        (may, 1, False),
        (on_or_after(day(year + 1, 5, 20), 4), 4, False),
    ]


def _between(first: np.datetime64, days: int, _: bool) -> Dates:
    return np.arange(first, first + np.timedelta64(days, "D"))


def _weekday(date: np.datetime64) -> int:
    return int(_weekdays(np.array([date]))[0])


def _weekdays(dates: Dates) -> npt.NDArray[np.int64]:
    # 1 January 1970 was a Thursday.
    return (dates.astype("datetime64[D]").astype("int64") + 3) % 7
