"""Asks are gathered into branches: one grouping of the atoms serves every ask that groups in the same way.

Stories ask the same things of the same data over and over: a chart by quintile and month, ten claims about one
quintile in one month. All of them read one branch; the tests that pin a dimension only choose among its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Period, PeriodKind, Test

from .plans import Ask, Clock, SourcePlan, Tally


@dataclass(frozen=True)
class Branch:
    """One grouping of a source's atoms.

    dimensions: those told apart. where: tests that choose rows. counting: the field that holds children, or
    empty. histogram: the tally whose values are counted, for a median; None elsewhere. contributors: the dimension
    whose values are counted for each cell, for a rule; empty elsewhere. pinned: dimension -> the only values that
    anybody asks for; periods: the only periods, or empty.
    """

    when: str
    over: PeriodKind | None
    dimensions: tuple[str, ...]
    where: tuple[Test, ...]
    counting: str
    tallies: tuple[Tally, ...]
    asks: tuple[Ask, ...]
    histogram: Tally | None = None
    contributors: str = ""

    @property
    def periods(self) -> tuple[Period, ...]:
        if not all(a.periods for a in self.asks):
            return ()
        return tuple(sorted({p for a in self.asks for p in a.periods}))

    @property
    def grain(self) -> PeriodKind | None:
        """The kind of period that rows are gathered into: single years, where several are taken together."""
        return self.periods[0].years[0].kind if self.over is PeriodKind.YEARS else self.over

    @property
    def stretch(self) -> Period | None:
        """The years that are taken together, if any are."""
        return self.periods[0] if self.over is PeriodKind.YEARS else None

    @property
    def pinned(self) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for dimension in self.dimensions:
            values = [_values(a, dimension) for a in self.asks]
            if all(v is not None for v in values):
                found[dimension] = tuple(sorted({v for some in values for v in some or ()}))
        return found


def _values(ask: Ask, dimension: str) -> frozenset[str] | None:
    """Return the only values of `dimension` that `ask` wants, or None when it wants them all."""
    chosen: frozenset[str] | None = None
    for test in ask.where:
        if test.dimension == dimension and test.operator in ("=", "in"):
            values = frozenset(test.values)
            chosen = values if chosen is None else chosen & values
    return chosen


def branches(source: SourcePlan) -> tuple[Branch, ...]:
    """Return the groupings that answer all asks of `source`, in one settled order."""
    tallies = {t.name: t for t in source.tallies}
    gathered: dict[tuple[object, ...], list[Ask]] = {}
    for ask in source.asks:
        tally = tallies[ask.measure, ask.way]
        stretch = ask.periods if ask.over is PeriodKind.YEARS else ()
        key = (tally.when if ask.over else "", ask.over, stretch, ask.grouped, ask.restricting, tally.counting)
        gathered.setdefault(key, []).append(ask)
    found = []
    for asks in gathered.values():
        first = tallies[asks[0].measure, asks[0].way]
        mine = tuple(dict.fromkeys(tallies[a.measure, a.way] for a in asks))
        when = first.when if asks[0].over else ""
        branch = Branch(when, asks[0].over, asks[0].grouped, asks[0].restricting, first.counting, mine, tuple(asks))
        found.append(branch)
        for tally in mine:
            if tally.kind == "median":
                only = tuple(a for a in asks if (a.measure, a.way) == tally.name)
                found.append(Branch(when, branch.over, branch.dimensions, branch.where, "", (tally,), only, tally))
        # A cell of one school is no total of several.
        for field in sorted({t.contributors for t in mine} - {"", *branch.dimensions}):
            told = tuple(t for t in mine if t.contributors == field)
            only = tuple(a for a in asks if (a.measure, a.way) in {t.name for t in told})
            found.append(replace(branch, counting="", tallies=told, asks=only, contributors=field))
    return tuple(found)


def clock_for(source: SourcePlan, branch: Branch) -> Clock | None:
    return next((c for c in source.clocks if c.field == branch.when), None) if branch.over else None


def kinds_of(found: Iterable[Branch], clock: Clock) -> frozenset[PeriodKind]:
    """Return the kinds of period in which `found` gather `clock`."""
    return frozenset(b.grain for b in found if b.grain is not None and b.when == clock.field)
