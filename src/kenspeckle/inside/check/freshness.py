"""Freshness against each source's own rhythm.

A yearly file is not stale after a month, and a daily one is. A source that was delivered once and for all, or
whose series has ended, is complete and cannot be overdue.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from kenspeckle.ground.terms import Freshness
from kenspeckle.ground.workspace.definitions import Cadence

_DAYS = {"day": 1, "week": 7, "term": 122}


def next_due(cadence: Cadence, delivered: date) -> date | None:
    """Return the day by which the delivery after the one of `delivered` should be there; None when none is expected.

    A yearly source with a due day (MM-DD) is due on the first such day after its last delivery; without one, a
    year after it. Months end on their last day: a month after 31 January is the last day of February.
    """
    if cadence.every == "once" or cadence.ended is not None:
        return None
    if cadence.every in _DAYS:
        return delivered + timedelta(days=_DAYS[cadence.every])
    if cadence.every == "month":
        return _shift(delivered, 1)
    if not cadence.due:
        return _shift(delivered, 12)
    month, day = (int(part) for part in cadence.due.split("-"))
    due = _day(delivered.year, month, day)
    return due if due > delivered else _day(delivered.year + 1, month, day)


def freshness(cadence: Cadence, delivered: datetime | None, now: datetime) -> tuple[Freshness, date | None]:
    """Return how fresh a source is at `now`, and when its next delivery is due."""
    if delivered is None:
        return Freshness.NEVER, None
    due = next_due(cadence, delivered.date())
    if due is None:
        return Freshness.FINISHED, None
    late = now.date() > due + timedelta(days=cadence.grace_days)
    return (Freshness.OVERDUE if late else Freshness.FRESH), due


def _shift(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return _day(index // 12, index % 12 + 1, day.day)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
