"""Which wider cells a cell is part of: without a dimension, in the place around it, in a longer time, of more rows.

Each way from a cell to a wider one has a name. The parts of one whole along one way divide it, so that they add up;
only those whose way holds a `?` may overlap, and each stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import lru_cache
from itertools import product

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Calendar, DimensionFacts, Period, PeriodKind
from kenspeckle.ground.terms.cube import Group

from .conditions import is_condition


@dataclass(frozen=True, order=True)
class Population:
    """The rows that a measure (or one way of counting it) looks at: a source, and a condition on its rows."""

    source: str
    where: str = ""


@dataclass(frozen=True)
class Spot:
    """One population cell: which rows, when, which group."""

    population: Population
    period: Period | None
    group: Group

    def __hash__(self) -> int:
        # Spots are looked up far more often than they are made.
        found = self.__dict__.get("_hash")
        if found is None:
            found = hash((self.population, self.period, self.group))
            object.__setattr__(self, "_hash", found)
        return int(found)

    @property
    def order(self) -> tuple[str, ...]:
        """A canonical text order, so that the same input always gives the same pattern."""
        return (self.population.source, self.population.where, str(self.period), repr(self.group))


@dataclass(frozen=True)
class Atlas:
    """What a reader knows of the world: codes, places within places, calendars, and which rows lie within which.

    calendars: source -> its own, for those that keep another than `calendar`. within: rows -> all wider rows.
    inside: dimension and value -> the conditions in which all of it lies. stretches: the cells of several years
    together, as far as any are told.
    """

    dimensions: Mapping[str, DimensionFacts]
    calendar: Calendar
    calendars: Mapping[str, Calendar]
    within: Mapping[Population, tuple[Population, ...]]
    inside: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    stretches: frozenset[Spot] = frozenset()

    def is_condition(self, dimension: str, value: str) -> bool:
        return is_condition(value, self.dimensions.get(dimension))

    def calendar_of(self, source: str) -> Calendar:
        return self.calendars.get(source, self.calendar)


def wholes(spot: Spot, atlas: Atlas) -> Iterable[tuple[Spot, str]]:
    """Every wider cell that `spot` is part of, with the way from one to the other.

    Each dimension may be kept, dropped or replaced by a place around it; so may the period; and a condition on
    rows may be lifted. All combinations count, since the steps between need not be in any table.
    """
    steps: list[list[tuple[str, tuple[str, str] | None]]] = []
    for dimension, value in spot.group:
        conditional = atlas.is_condition(dimension, value)
        options: list[tuple[str, tuple[str, str] | None]] = [("", (dimension, value))]
        options.append((("?" if conditional else "") + dimension, None))
        for wider in atlas.inside.get((dimension, value), ()):
            options.append((f"?{dimension} in {wider}", (dimension, wider)))
        facts = atlas.dimensions.get(dimension)
        if facts is not None and not conditional:
            for level, parent_of in facts.parents.items():
                if value in parent_of:
                    options.append((f"{dimension} within {level}", (level, parent_of[value])))
        steps.append(options)
    times = [("", spot.period), *_times(spot, atlas)]
    rows = [("", spot.population), *((f"?rows of {p.where}", p) for p in atlas.within.get(spot.population, ()))]
    for kept in product(*steps):
        pairs = [pair for _, pair in kept if pair is not None]
        if len({d for d, _ in pairs}) < len(pairs):
            continue
        for (in_time, period), (in_rows, population) in product(times, rows):
            taken = [how for how in (in_time, in_rows, *(how for how, _ in kept)) if how]
            whole = Spot(population, period, tuple(sorted(pairs)))
            # Years together that nobody tells say nothing that their years do not say.
            if taken and (not _is_stretch(period) or whole in atlas.stretches):
                yield whole, " and ".join(sorted(taken))


def stretches(spots: Iterable[Spot]) -> frozenset[Spot]:
    """Return those of `spots` that are of several years together."""
    return frozenset(spot for spot in spots if _is_stretch(spot.period))


@lru_cache(maxsize=8)
def _told(several: frozenset[Spot]) -> tuple[Period, ...]:
    return tuple(sorted({spot.period for spot in several if spot.period is not None}))


def _is_stretch(period: Period | None) -> bool:
    return period is not None and period.kind is PeriodKind.YEARS


def _times(spot: Spot, atlas: Atlas) -> Iterable[tuple[str, Period]]:
    """The longer periods around a cell's. Months and quarters each divide a year, so the way says which.

    Single years divide the years that are told together. Shorter periods divide years, and two such stretches are
    tied by the years that they share.
    """
    period = spot.period
    if period is None or _is_stretch(period):
        return
    if period.kind in (PeriodKind.YEAR, PeriodKind.SPLIT_YEAR):
        yield from ((f"time in {several}", several) for several in _told(atlas.stretches) if period in several.years)
        return
    for longer in _containing(period, atlas.calendar_of(spot.population.source)):
        yield f"time {period.kind} in {longer.kind}", longer


def _containing(period: Period, calendar: Calendar) -> Iterable[Period]:
    first, last = calendar.span(period)
    year = calendar.split_year_of(first)
    if last <= calendar.span(year)[1]:
        yield year
    if first.year == last.year:
        yield Period(PeriodKind.YEAR, f"{first.year:04d}")
    if period.kind in (PeriodKind.MONTH, PeriodKind.DAY):
        yield Period(PeriodKind.QUARTER, f"{first.year:04d}-Q{(first.month + 2) // 3}")
    if period.kind is PeriodKind.DAY:
        yield Period(PeriodKind.MONTH, f"{first.year:04d}-{first.month:02d}")
    if period.kind is not PeriodKind.TERM:
        # School is open within terms only: a month that one term alone touches holds no other day that counts.
        touched = [label for label, start, end in calendar.terms if start <= last and first <= end]
        if len(touched) == 1:
            yield Period(PeriodKind.TERM, touched[0])
