"""Wants become a plan: which source, which fields, which asks; everything that cannot be met is named.

Definitions were checked when the workspace was loaded. What can still be wrong here is a want that no source
can meet (a dimension nobody has, years asked of a source that tells none): a want that names its cells gets an
absence with the reason for each, since a hole in a table has to say why it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kenspeckle.ground.expressions import Expression
from kenspeckle.ground.terms import (
    MAIN,
    Calendar,
    CellKey,
    Complaint,
    Complaints,
    Missing,
    Period,
    PeriodKind,
    Want,
    nearest,
)
from kenspeckle.ground.terms.protection import Method
from kenspeckle.ground.workspace.definitions import (
    Contract,
    FieldType,
    Level,
    Measure,
    MeasureKind,
    Workspace,
)

from .naming import unknown_places
from .places import Register
from .plans import (
    Ask,
    Axis,
    Clock,
    Column,
    Formula,
    Lookup,
    Made,
    Plan,
    SourcePlan,
    Tally,
    Unmet,
    asked,
    expand,
    keys_of,
    made_for,
)


def plan(
    wants: Sequence[Want],
    workspace: Workspace,
    registers: Mapping[str, Register],
    coverage: Mapping[str, tuple[Period, ...]] | None = None,
) -> Plan:
    """Return one plan for all `wants`, with one scan for each source however many wants there are.

    coverage: measure -> periods it covers; a cell that is wanted outside it is Missing with that reason.
    Raises Complaints for wants on measures or dimensions that do not exist, and for conditions that name no place.
    """
    made = _made(workspace.measures.values())
    asks: dict[str, set[Ask]] = {}
    unmet: dict[CellKey, Unmet] = {}
    complaints: list[Complaint] = []
    looked_at: set[str] = set()
    for want in expand(wants, made):
        measure = workspace.measures.get(want.measure)
        if measure is None:
            complaints += _unknown(want, workspace)
            continue
        contract = workspace.contracts[measure.source]
        complaints += _undimensioned(want, measure, contract, workspace)
        if measure.name not in looked_at:
            complaints += unknown_places(measure, contract, registers)
            looked_at.add(measure.name)
        clock = clock_of(measure, workspace)
        covered = (coverage or {}).get(measure.name)
        found = asked(_without_gaps(want, covered), clock, {MAIN, *(w.name for w in measure.ways)})
        asks.setdefault(measure.source, set()).update(found)
        for u in _unmet(want, found, clock, contract, covered):
            unmet[u.key] = u
    if complaints:
        raise Complaints(complaints)
    sources = tuple(_source(name, asks[name], workspace) for name in sorted(asks) if asks[name])
    levels = sorted({level for s in sources for level in s.levels})
    return Plan(
        sources,
        tuple(Lookup(level, registers[level].digest) for level in levels if level in registers),
        made_for(wants, made),
        tuple(unmet[k] for k in sorted(unmet, key=str)),
    )


def clock_of(measure: Measure, workspace: Workspace) -> Clock | None:
    """Return how the measure's source tells time, or None when it does not."""
    if not measure.when:
        return None
    contract = workspace.contracts[measure.source]
    field = contract.field(measure.when)
    calendar: Calendar = contract.calendar or workspace.settings.calendar
    if field.type is FieldType.DATE:
        return Clock(field.name, True, PeriodKind.SPLIT_YEAR, calendar.year_starts, calendar.terms)
    return Clock(field.name, False, field.period or PeriodKind.YEAR)


def axis_of(dimension: str, contract: Contract, levels: Mapping[str, Level]) -> Axis | None:
    """Return how `contract`'s source gives `dimension`: a field of its own, or a level above a field's places.

    Of several fields that lead there the one with the shortest way is taken, then the first in the contract.
    """
    for field in contract.fields:
        if field.name == dimension:
            return Axis(dimension, field.name, field.place if field.place in levels else "")
    best: tuple[int, Axis] | None = None
    for field in contract.fields:
        if field.place not in levels:
            continue
        steps = 0 if field.place == dimension else _steps(field.place, dimension, levels)
        if steps is not None and (best is None or steps < best[0]):
            best = steps, Axis(dimension, field.name, field.place, dimension if steps else "")
    return best[1] if best else None


def _steps(low: str, high: str, levels: Mapping[str, Level]) -> int | None:
    seen, edge, steps = {low}, [low], 0
    while edge:
        if high in edge:
            return steps
        edge = [p for name in edge for p in (levels[name].within if name in levels else ()) if p not in seen]
        seen |= set(edge)
        steps += 1
    return None


def _made(measures: Iterable[Measure]) -> tuple[Made, ...]:
    made = []
    for m in sorted(measures, key=lambda m: m.name):
        if m.kind is MeasureKind.RATIO and m.ratio:
            made.append(Made(m.name, m.ratio))
        elif m.kind is MeasureKind.INDEX and m.index:
            made.append(Made(m.name, (m.index[0],), Period.parse(m.index[1])))
    return tuple(made)


def _unknown(want: Want, workspace: Workspace) -> Iterable[Complaint]:
    yield Complaint(
        workspace.settings.spot,
        f"{want.measure} is wanted, and no measure has that name",
        "a measure of this workspace",
        nearest(want.measure, workspace.measures),
    )


def _undimensioned(want: Want, measure: Measure, contract: Contract, workspace: Workspace) -> Iterable[Complaint]:
    for dimension in sorted({*want.by, *(t.dimension for t in want.where)}):
        if axis_of(dimension, contract, workspace.levels) is None:
            yield Complaint(
                measure.spot,
                f"{measure.name} is wanted by {dimension}, which {contract.id} does not have",
                f"a field of {contract.id}, or a level of places that one of its fields leads to",
                nearest(dimension, [f.name for f in contract.fields] + list(workspace.levels)),
            )


def _unmet(
    want: Want,
    found: Sequence[Ask],
    clock: Clock | None,
    contract: Contract,
    covered: tuple[Period, ...] | None,
) -> Iterable[Unmet]:
    met = {p for ask in found for p in ask.periods}
    kinds = {p.kind for p in covered or ()}
    for key in keys_of(want):
        period = key.period
        assert period is not None, "the keys of a want are those of its periods"
        uncovered = period.years[0].kind in kinds and not set(period.years) <= set(covered or ())
        if period not in met and not uncovered:
            has = "tells no time" if clock is None else f"gives {' and '.join(sorted(_words(clock)))} only"
            yield Unmet(key, Missing(f"{contract.title} {has}"))
        elif uncovered:
            yield Unmet(key, Missing(f"{contract.title} does not cover {period}"))


def _without_gaps(want: Want, covered: tuple[Period, ...] | None) -> Want:
    """`want` without years together of which one is not covered: they would be told as more than they are."""
    gaps = {p for p in want.periods if len(p.years) > 1 and not set(p.years) <= set(covered or p.years)}
    if not gaps:
        return want
    # No period at all would ask for every one: the years that are covered are asked for instead.
    left = {p for p in want.periods if p not in gaps} or {y for p in gaps for y in p.years}
    return replace(want, periods=tuple(sorted(left)))


def _words(clock: Clock) -> Iterable[str]:
    return (f"{kind.value.replace('-', ' ')}s" for kind in clock.kinds)


def _source(name: str, asks: Iterable[Ask], workspace: Workspace) -> SourcePlan:
    contract = workspace.contracts[name]
    asks = tuple(sorted(asks, key=lambda a: (a.measure, a.way, a.where, a.by, a.over or "", a.periods)))
    tallies = [_tally(workspace.measures[m], way, workspace) for m, way in sorted({(a.measure, a.way) for a in asks})]
    named = {d for a in asks for d in (*a.by, *(t.dimension for t in a.where))}
    dimensions = sorted(named | {t.contributors for t in tallies if t.contributors})
    axes = tuple(a for a in (axis_of(d, contract, workspace.levels) for d in dimensions) if a is not None)
    clocks: dict[str, Clock] = {}
    for tally in tallies:
        clock = clock_of(workspace.measures[tally.measure], workspace)
        if clock is not None:
            clocks[clock.field] = clock
    columns = tuple(
        sorted(
            Column(
                f.name,
                f.type.value,
                not f.required,
                f.scale if f.type is FieldType.DECIMAL else 0,
                f.place if f.place in workspace.levels else "",
            )
            for f in contract.fields
        )
    )
    ticking = tuple(clocks[f] for f in sorted(clocks))
    whole = SourcePlan(name, contract.public, columns, axes, ticking, tuple(tallies), asks)
    return whole.only(frozenset(asks))


def _tally(measure: Measure, way_name: str, workspace: Workspace) -> Tally:
    way = next((w for w in measure.ways if w.name == way_name), None)
    where = (way.where if way else None) or measure.where
    of = (way.of if way else None) or measure.of
    out_of = (way.out_of if way else None) or measure.out_of
    # A way with a value of its own has no limits: those written are of the measure's value.
    low, high = (None, None) if way and way.of else (measure.low, measure.high)
    named = [e.fields for e in (of, out_of, where, measure.children, low, high) if e]
    reads = {f for fields in named for f in fields} | ({measure.counting} if measure.counting else set())
    return Tally(
        measure.name,
        way_name,
        measure.kind.value,
        _formula(of),
        _formula(out_of),
        where.text if where else "",
        measure.counting,
        _formula(measure.children),
        measure.when,
        measure.over_known,
        tuple(sorted(measure.by)),
        tuple(sorted(reads)),
        _formula(low),
        _formula(high),
        *_asked_by_rules(measure, workspace),
    )


def _asked_by_rules(measure: Measure, workspace: Workspace) -> tuple[str, int, bool]:
    """What disclosure control asks to be counted beside a measure: whose contributors, how many amounts, any keys."""
    contract = workspace.contracts[measure.source]
    if contract.public:
        return "", 0, False
    asked = workspace.settings.protect.and_(measure.protect)
    field = asked.contributors.field if asked.contributors else ""
    amounts = measure.kind in (MeasureKind.SUM, MeasureKind.MEAN) and measure.counting
    return (
        field if field and axis_of(field, contract, workspace.levels) else "",
        asked.dominance.needs if asked.dominance and amounts else 0,
        asked.method is Method.CELL_KEY and bool(measure.counting),
    )


def _formula(expression: Expression | None) -> Formula | None:
    return Formula(expression.text, expression.sums) if expression else None
