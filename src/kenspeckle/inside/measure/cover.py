"""Which periods each measure covers, asked of each source once and cheaply: only its dates are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kenspeckle.ground.expressions import Expression
from kenspeckle.ground.terms import Calendar, Period, PeriodKind
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.ground.workspace.definitions import Measure, Workspace

from .places import Capsule
from .planning import clock_of
from .plans import Clock


def coverage(workspace: Workspace, capsule: Capsule) -> Mapping[str, tuple[Period, ...]]:
    """Return the periods that each measure has rows for, in order; empty for a source without time.

    Of a source of dates these are months, quarters, terms, years and, last, split years: the kind that its cells
    have when nobody names one. A period counts as covered when one row lies in it that the measure's own
    condition lets in. Ratios and indices have what all of their parts have.
    """
    found: dict[str, tuple[Period, ...]] = {}
    by_source: dict[str, list[Measure]] = {}
    for measure in workspace.measures.values():
        if measure.source and not measure.ratio and not measure.index:
            by_source.setdefault(measure.source, []).append(measure)
    for _, measures in sorted(by_source.items()):
        found |= _covered(measures, workspace, capsule)
    todo = [m for m in workspace.measures.values() if m.ratio or m.index]
    while todo:
        ready = [m for m in todo if all(part in found for part in _parts(m))]
        if not ready:
            break
        for measure in ready:
            first, *others = (found[part] for part in _parts(measure))
            found[measure.name] = tuple(p for p in first if all(p in other for other in others))
        todo = [m for m in todo if m not in ready]
    return found


def _parts(measure: Measure) -> tuple[str, ...]:
    return measure.ratio or (measure.index[0],) if measure.index or measure.ratio else ()  # type: ignore[index]


def _covered(measures: list[Measure], workspace: Workspace, capsule: Capsule) -> dict[str, tuple[Period, ...]]:
    timed = sorted((m for m in measures if m.when), key=lambda m: m.name)
    found: dict[str, tuple[Period, ...]] = {m.name: () for m in measures}
    if not timed:
        return found
    source = timed[0].source
    fields = sorted({m.when for m in timed})
    conditions = {m.where.text: m.where for m in timed if m.where}
    asked = sorted(conditions)
    about = canonical(["covered", fields, asked])
    rows = capsule.ask(
        (source,), about, lambda: _moments(source, fields, [conditions[text] for text in asked], capsule)
    )
    for measure in timed:
        clock = clock_of(measure, workspace)
        assert clock is not None, "a measure with `when` has a clock"
        at, text = fields.index(measure.when), measure.where.text if measure.where else ""
        seen = {row[at] for row in rows if row[at] is not None and (not text or row[len(fields) + asked.index(text)])}
        found[measure.name] = _periods(clock, seen)
    return found


def _moments(
    source: str, fields: Sequence[str], conditions: Sequence[Expression], capsule: Capsule
) -> Sequence[tuple[object, ...]]:
    """The combinations of `fields` that occur, each with whether any row of it meets each of `conditions`."""
    from sqlglot import exp

    columns = [exp.column(f, quoted=True) for f in fields]
    query = exp.select(*columns, *(exp.LogicalOr(this=condition.tree.copy()) for condition in conditions))
    query = query.from_(exp.table_(source, quoted=True))
    return capsule.run(query.group_by(*(exp.Literal.number(i + 1) for i in range(len(columns)))))


def _periods(clock: Clock, seen: set[object]) -> tuple[Period, ...]:
    if not clock.dated:
        return tuple(Period(clock.own, label) for label in sorted(str(v) for v in seen))
    calendar = Calendar(clock.year_starts, clock.terms)
    days = sorted(d for d in seen if isinstance(d, date))
    gathered: dict[PeriodKind, set[Period]] = {kind: set() for kind in _ORDER}
    for day in days:
        gathered[PeriodKind.MONTH].add(Period(PeriodKind.MONTH, f"{day:%Y-%m}"))
        gathered[PeriodKind.QUARTER].add(Period(PeriodKind.QUARTER, f"{day.year:04d}-Q{(day.month - 1) // 3 + 1}"))
        gathered[PeriodKind.YEAR].add(Period(PeriodKind.YEAR, f"{day.year:04d}"))
        gathered[PeriodKind.SPLIT_YEAR].add(calendar.split_year_of(day))
        for label, first, last in clock.terms:
            if first <= day <= last:
                gathered[PeriodKind.TERM].add(Period(PeriodKind.TERM, label))
    return tuple(p for kind in _ORDER for p in sorted(gathered[kind]))


_ORDER = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.TERM, PeriodKind.YEAR, PeriodKind.SPLIT_YEAR)
