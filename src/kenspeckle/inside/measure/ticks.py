"""Dates become periods inside the engine: small integers that group fast and turn into labels afterwards.

A tick is the number of a period: months since year 0, quarters, years, the place of a term in its calendar. A
source's rows are read at the coarsest grain that all wanted kinds can be made from, which is what keeps atoms
few. Dates in no declared term, and rows without a date, belong to no period.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from kenspeckle.ground.terms import Calendar, Period, PeriodKind, split_year

from .plans import Clock


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _month(day: exp.Expr) -> exp.Expr:
    # Much faster than truncating the date, and the same thing.
    return exp.Year(this=day.copy()) * _number(12) + exp.Month(this=day.copy()) - _number(1)


def _date(day: object) -> exp.Expr:
    return exp.cast(exp.Literal.string(str(day)), "date")


def grain(clock: Clock, kinds: frozenset[PeriodKind]) -> frozenset[PeriodKind]:
    """Return the kinds whose ticks have to be read from rows, so that all `kinds` can be made from them."""
    if not clock.dated or len(kinds) == 1:
        return kinds
    if PeriodKind.DAY in kinds:
        return frozenset({PeriodKind.DAY})
    by_month = {k for k in kinds if _from_month(clock, k)}
    others = kinds - by_month
    return frozenset(others | (by_month if len(by_month) == 1 else {PeriodKind.MONTH} if by_month else set()))


def _from_month(clock: Clock, kind: PeriodKind) -> bool:
    if kind is PeriodKind.SPLIT_YEAR:
        return clock.year_starts[1] == 1
    return kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


def of_row(clock: Clock, kind: PeriodKind) -> exp.Expr:
    """Return the tick of `kind` of a row of the source."""
    field = exp.column(clock.field, quoted=True)
    if not clock.dated:
        return field
    return _of_day(clock, kind, field)


def of_atom(clock: Clock, kind: PeriodKind, read: frozenset[PeriodKind], name: str) -> exp.Expr:
    """Return the tick of `kind` of an atom, whose ticks of the kinds `read` are in columns `name` + kind."""
    if kind in read:
        return exp.column(tick_name(name, kind))
    if PeriodKind.DAY in read:
        return _of_day(clock, kind, exp.column(tick_name(name, PeriodKind.DAY)))
    return _of_month(clock, kind, exp.column(tick_name(name, PeriodKind.MONTH)))


def tick_name(clock: str, kind: PeriodKind) -> str:
    return f"{clock}_{kind.name.lower()}"


def _of_day(clock: Clock, kind: PeriodKind, day: exp.Expr) -> exp.Expr:
    if kind is PeriodKind.DAY:
        return day
    if kind is PeriodKind.TERM:
        case = exp.case()
        for index, (_, opens, closes) in enumerate(clock.terms):
            case = case.when(day.copy().between(_date(opens), _date(closes)), _number(index))
        return case
    if kind is PeriodKind.SPLIT_YEAR and not _from_month(clock, kind):
        month, first = clock.year_starts
        in_year = exp.Month(this=day.copy()) * _number(100) + exp.Day(this=day.copy())
        before = exp.case().when(exp.LT(this=exp.paren(in_year), expression=_number(month * 100 + first)), _number(1))
        return exp.Year(this=day.copy()) - before.else_(_number(0))
    if kind is PeriodKind.YEAR:
        return exp.Year(this=day)
    return _of_month(clock, kind, _month(day))


def _of_month(clock: Clock, kind: PeriodKind, month: exp.Expr) -> exp.Expr:
    if kind is PeriodKind.MONTH:
        return month
    if kind is PeriodKind.SPLIT_YEAR:
        shifted = exp.paren(month) - _number(clock.year_starts[0] - 1)
        return exp.IntDiv(this=exp.paren(shifted), expression=_number(12))
    width = 3 if kind is PeriodKind.QUARTER else 12
    return exp.IntDiv(this=exp.paren(month), expression=_number(width))


def period(clock: Clock, kind: PeriodKind, tick: str) -> Period:
    """Return the period of a tick, as the engine gave it back in text."""
    if not clock.dated or kind is PeriodKind.DAY:
        return Period(kind, tick)
    n = int(tick)
    match kind:
        case PeriodKind.MONTH:
            return Period(kind, f"{n // 12:04d}-{n % 12 + 1:02d}")
        case PeriodKind.QUARTER:
            return Period(kind, f"{n // 4:04d}-Q{n % 4 + 1}")
        case PeriodKind.SPLIT_YEAR:
            return split_year(n)
        case PeriodKind.TERM:
            return Period(kind, clock.terms[n][0])
        case _:
            return Period(kind, f"{n:04d}")


def among(clock: Clock, years: Iterable[Period], tick: exp.Expr) -> exp.Expr:
    """Return the condition that a tick is one of `years`."""
    if not clock.dated:
        return tick.isin(*(year.label for year in years))
    return tick.isin(*(year.year for year in years))


def within(clock: Clock, periods: Iterable[Period]) -> exp.Expr | None:
    """Return the condition on a row that it may lie in one of `periods`, for reading no more than needed."""
    periods = tuple(periods)
    field = exp.column(clock.field, quoted=True)
    if not periods:
        return None
    if not clock.dated:
        return field.isin(*sorted({year.label for p in periods for year in p.years}))
    calendar = Calendar(clock.year_starts, clock.terms)
    known = {label for label, _, _ in clock.terms}
    spans = [calendar.span(p) for p in periods if p.kind is not PeriodKind.TERM or p.label in known]
    if not spans:
        return None
    return field.between(_date(min(first for first, _ in spans)), _date(max(last for _, last in spans)))
