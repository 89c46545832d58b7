"""Which periods should be there and are not.

Between the first and the last period of a source every one is expected, except those in which school is not
open: a July without openings is no fall. A year without a delivery is missing, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence

from kenspeckle.ground.terms import Calendar, Period, PeriodKind


def missing_periods(covered: Sequence[Period], calendar: Calendar) -> tuple[Period, ...]:
    """Return the periods between the first and last of `covered` that are absent, in order.

    All of `covered` are of one kind. Days are not judged one by one, and terms only as the calendar lists them.
    """
    if len(covered) < 2 or covered[0].kind is PeriodKind.DAY:
        return ()
    have = set(covered)
    first, last = min(covered), max(covered)
    if first.kind is PeriodKind.TERM:
        listed = [Period(PeriodKind.TERM, label) for label, _, _ in calendar.terms]
        return tuple(p for p in sorted(listed) if first < p < last and p not in have)
    missing = []
    step = first
    while (step := step.shift(1)) < last:
        if step not in have and _is_expected(step, calendar):
            missing.append(step)
    return tuple(missing)


def _is_expected(period: Period, calendar: Calendar) -> bool:
    if period.kind is not PeriodKind.MONTH or not calendar.terms:
        return True
    start, end = calendar.span(period)
    return any(first <= end and start <= last for _, first, last in calendar.terms)
