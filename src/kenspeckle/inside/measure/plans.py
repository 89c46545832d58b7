"""A plan: what is to be counted, as data.

A plan says which cells are asked of which source and how each measure is counted; it says nothing of an engine.
`canonical(plan)` is what is hashed and sealed, and a slice of it is what one story's bundle carries, so a
verifier inside the walls counts exactly that story's cells again. Nothing in it depends on the order in which
stories were read: everything is sorted, and equal asks are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import GATHERED, MAIN, Absence, CellKey, Period, PeriodKind, Test, Want


@dataclass(frozen=True, order=True)
class Column:
    """A field of a source that the plan reads.

    optional: its values can be absent, and a companion says why. scale: decimals kept of a number, else 0.
    place: the level of places whose codes or names it holds, or empty.
    """

    name: str
    type: str
    optional: bool
    scale: int = 0
    place: str = ""


@dataclass(frozen=True, order=True)
class Axis:
    """A dimension as one source gives it.

    field: the field of the source. level: the level of places whose codes or names it holds, or empty. climb:
    the level that is reached from there (school -> council), or empty when the field's own value is meant.
    """

    name: str
    field: str
    level: str = ""
    climb: str = ""


@dataclass(frozen=True, order=True)
class Clock:
    """How a source tells time: a date, gathered into periods by the calendar, or periods of one kind.

    own: the kind that cells have when nobody names one.
    """

    field: str
    dated: bool
    own: PeriodKind
    year_starts: tuple[int, int] = (8, 1)
    terms: tuple[tuple[str, date, date], ...] = ()

    @property
    def kinds(self) -> frozenset[PeriodKind]:
        """The kinds of period that this source can be gathered into, several years together left aside."""
        if not self.dated:
            return frozenset({self.own})
        return frozenset(GATHERED) - (frozenset() if self.terms else frozenset({PeriodKind.TERM}))

    def tells(self, period: Period) -> bool:
        """Whether the source can be gathered into this period."""
        return period.years[0].kind in self.kinds


@dataclass(frozen=True, order=True)
class Formula:
    """An expression by its text, and whether it adds up rows itself or is a value of each row."""

    text: str
    sums: bool


@dataclass(frozen=True)
class Tally:
    """One measure, counted in one way.

    counting: the field whose distinct values are children, or empty. by: the dimensions its publisher gives it
    by. reads: the fields that its expressions name. low, high: limits that stand beside a published value.
    contributors: the dimension, such as school, of which a rule asks how many values stand behind a cell, or empty.
    largest: of how many children a rule asks for the largest amounts. keyed: whether keys of children are added up.
    """

    measure: str
    way: str
    kind: str
    of: Formula | None
    out_of: Formula | None
    where: str
    counting: str
    children: Formula | None
    when: str
    over_known: bool
    by: tuple[str, ...]
    reads: tuple[str, ...]
    low: Formula | None = None
    high: Formula | None = None
    contributors: str = ""
    largest: int = 0
    keyed: bool = False

    @property
    def name(self) -> tuple[str, str]:
        return self.measure, self.way

    @property
    def asks_more(self) -> bool:
        """Whether disclosure control asks for more of its cells than counts."""
        return bool(self.contributors or self.largest or self.keyed)


@dataclass(frozen=True, order=True)
class Ask:
    """Cells that are wanted of one tally: one for each value of `by` where all of `where` holds.

    over: the kind of period, None for a source without time. periods: only these, or empty for all.
    """

    measure: str
    way: str
    where: tuple[Test, ...]
    by: tuple[str, ...]
    over: PeriodKind | None
    periods: tuple[Period, ...]

    @property
    def grouped(self) -> tuple[str, ...]:
        """The dimensions whose values are told apart: those of `by` and those that a test pins to one value."""
        pinned = {t.dimension for t in self.where if t.operator == "="}
        return tuple(sorted(pinned | set(self.by)))

    @property
    def restricting(self) -> tuple[Test, ...]:
        """Tests on dimensions that are not told apart: they choose the rows behind a cell."""
        return tuple(t for t in self.where if t.dimension not in self.grouped)


@dataclass(frozen=True)
class SourcePlan:
    """All that is asked of one source; it is read once for all of it."""

    source: str
    public: bool
    columns: tuple[Column, ...]
    axes: tuple[Axis, ...]
    clocks: tuple[Clock, ...]
    tallies: tuple[Tally, ...]
    asks: tuple[Ask, ...]

    @property
    def levels(self) -> frozenset[str]:
        """The levels of places that decide which rows are counted, and where."""
        tested = {f for t in self.tallies if t.where for f in t.reads}
        named = {c.place for c in self.columns if c.name in tested}
        return frozenset(named | {a.level for a in self.axes}) - {""}

    def only(self, wanted: frozenset[Ask]) -> SourcePlan:
        """Return the part that `wanted` needs and nothing else, the fields of rows included."""
        asks = tuple(a for a in self.asks if a in wanted)
        names = {(a.measure, a.way) for a in asks}
        tallies = tuple(t for t in self.tallies if t.name in names)
        dimensions = {d for a in asks for d in (*a.by, *(t.dimension for t in a.where))}
        dimensions |= {t.contributors for t in tallies}
        axes = tuple(a for a in self.axes if a.name in dimensions)
        clocks = tuple(c for c in self.clocks if c.field in {t.when for t in tallies})
        reads = {*(a.field for a in axes), *(c.field for c in clocks), *(f for t in tallies for f in t.reads)}
        columns = tuple(c for c in self.columns if c.name in reads)
        return SourcePlan(self.source, self.public, columns, axes, clocks, tallies, asks)


@dataclass(frozen=True)
class Made:
    """A measure that is made of others' cells: a ratio of two, or an index on a base period."""

    measure: str
    of: tuple[str, ...]
    base: Period | None = None


@dataclass(frozen=True)
class Unmet:
    """A cell that was asked for by name and cannot be counted, and why."""

    key: CellKey
    absence: Absence


@dataclass(frozen=True)
class Lookup:
    """A level of places that the plan maps values with; `digest` stands for its content."""

    level: str
    digest: str


@dataclass(frozen=True)
class Plan:
    """All cells of a build, planned together."""

    sources: tuple[SourcePlan, ...]
    lookups: tuple[Lookup, ...] = ()
    made: tuple[Made, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    def slice(self, wants: Iterable[Want]) -> Plan:
        """Return the plan of `wants` alone, which must be among those this plan was made for."""
        clocks = {t.measure: c for s in self.sources for t, c in _clocked(s)}
        wants = tuple(wants)
        asks: set[Ask] = set()
        named: set[CellKey] = set()
        for want in expand(wants, self.made):
            named |= set(keys_of(want))
            if want.measure in clocks:
                ways = {t.way for s in self.sources for t in s.tallies if t.measure == want.measure}
                asks |= set(asked(want, clocks[want.measure], ways))
        wanted = frozenset(asks)
        sources = tuple(p for p in (s.only(wanted) for s in self.sources) if p.asks)
        levels = {a.level for s in sources for a in s.axes if a.level}
        return Plan(
            sources,
            tuple(look for look in self.lookups if look.level in levels),
            made_for(wants, self.made),
            tuple(u for u in self.unmet if u.key in named),
        )


def _clocked(source: SourcePlan) -> Iterable[tuple[Tally, Clock | None]]:
    clocks = {c.field: c for c in source.clocks}
    return ((t, clocks.get(t.when)) for t in source.tallies)


def made_for(wants: Iterable[Want], made: Iterable[Made]) -> tuple[Made, ...]:
    """Return those of `made` that `wants` name, and those that they in turn are made of."""
    parts = {m.measure: m for m in made}
    found: dict[str, Made] = {}
    todo = [w.measure for w in wants]
    while todo:
        name = todo.pop()
        if name in parts and name not in found:
            found[name] = parts[name]
            todo.extend(parts[name].of)
    return tuple(found[name] for name in sorted(found))


def keys_of(want: Want) -> tuple[CellKey, ...]:
    """Return the keys of the cells that `want` names one by one; none when it asks for all of something."""
    if want.by:
        return ()
    group = tuple(sorted(t.pair for t in set(want.where)))
    return tuple(CellKey(want.measure, period, group, want.way) for period in want.periods)


def expand(wants: Iterable[Want], made: Iterable[Made]) -> tuple[Want, ...]:
    """Return `wants` with those on ratios and indices replaced by wants on the measures they are made of."""
    parts = {m.measure: m for m in made}
    done: list[Want] = []
    todo = list(wants)
    while todo:
        want = todo.pop()
        part = parts.get(want.measure)
        if part is None:
            done.append(want)
            continue
        periods = want.periods
        if part.base is not None and periods:
            periods = tuple(sorted({*periods, part.base}))
        todo.extend(replace(want, measure=name, periods=periods) for name in part.of)
    return tuple(sorted(set(done), key=lambda w: (w.measure, w.way, w.where, w.by, w.periods, w.over or "")))


def asked(want: Want, clock: Clock | None, ways: Iterable[str]) -> tuple[Ask, ...]:
    """Return what `want` asks of a source: one ask for each kind of period it names.

    A way that the measure does not declare is its main one: the parts of a ratio need not share their ways.
    """
    way = want.way if want.way in set(ways) else MAIN
    # A test on a dimension that is told apart chooses among its values; `in` and `=` say the same twice.
    where = tuple(sorted(set(want.where)))
    by = tuple(sorted(set(want.by)))
    if clock is None:
        return () if want.periods else (Ask(want.measure, way, where, by, None, ()),)
    if not want.periods:
        over = want.over or clock.own
        return (Ask(want.measure, way, where, by, over, ()),) if over in clock.kinds else ()
    told = {p for p in want.periods if clock.tells(p)}
    # Stretches of years overlap, so each is asked for by itself.
    stretches = sorted(p for p in told if p.kind is PeriodKind.YEARS)
    # The years of a stretch are always asked for with it: whoever protects must see how they add up.
    told |= {year for stretch in stretches for year in stretch.years}
    kinds = sorted({p.kind for p in told} - {PeriodKind.YEARS})
    found = [(kind, tuple(sorted(p for p in told if p.kind is kind))) for kind in kinds]
    found += [(PeriodKind.YEARS, (stretch,)) for stretch in stretches]
    return tuple(Ask(want.measure, way, where, by, kind, periods) for kind, periods in found)
