"""Which cells add up to which: the equations that a reader could use to subtract.

A population cell is everything told of one group of one source in one period; all measures and ways of counting
of that group are shown or hidden together, because attendance gives absence away. For each cell the equations say:

- a group is the sum of its parts along one dimension (all pupils = girls + boys);
- a place is the sum of the places within it (council = its schools), when the hierarchy is known;
- a period is the sum of the periods within it (2024/25 = its months);
- a condition is part of the group without it (quintile <= 2 within everybody, `where` within all rows).

Parts that are not in any table are one remainder: unknown to the reader, and itself unsafe when it is small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Calendar, Cell, DimensionFacts, Period, PeriodKind
from kenspeckle.ground.terms.cube import Group


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

    @property
    def order(self) -> tuple[str, ...]:
        """A canonical text order, so that the same input always gives the same pattern."""
        return (self.population.source, self.population.where, str(self.period), repr(self.group))


@dataclass(frozen=True)
class Remainder:
    """What is left of `whole` when the parts of one equation are taken away; in no table, yet computable."""

    whole: Spot
    along: str


Unknown = Spot | Remainder


@dataclass(frozen=True)
class Equation:
    """whole = sum of parts + remainder (if any). `children`: how many children the remainder stands for, 0 = none."""

    whole: Spot
    parts: tuple[Spot, ...]
    remainder: Remainder | None
    children: int = 0


@dataclass(frozen=True)
class System:
    """All equations of a release. unseen: wholes that no table shows, though two breakdowns share them."""

    equations: tuple[Equation, ...]
    unseen: Mapping[Spot, int]  # whole -> children, at least


def tie(cells: Mapping[Spot, Cell], dimensions: Mapping[str, DimensionFacts], calendar: Calendar) -> System:
    """Return every equation among `cells`, in a canonical order."""
    families = list(_families(cells, dimensions, calendar))
    breakdowns: dict[Spot, list[list[Spot]]] = defaultdict(list)
    for whole, _, parts in families:
        if whole not in cells:
            breakdowns[whole].append(parts)
    rows = {whole: cell.rows for whole, cell in cells.items()}
    children = {whole: cell.children or 0 for whole, cell in cells.items()}
    unseen: dict[Spot, int] = {}
    for whole, ways in breakdowns.items():
        if len(ways) > 1:
            # The widest breakdown is the least that the whole can be.
            rows[whole] = max(sum(cells[p].rows for p in parts) for parts in ways)
            children[whole] = unseen[whole] = max(_at_least(parts, cells) for parts in ways)
    found: list[Equation] = []
    for whole, along, parts in families:
        if whole not in rows:
            continue
        if rows[whole] <= sum(cells[p].rows for p in parts):
            found.append(Equation(whole, tuple(parts), None))
            continue
        # A child may be in two parts (two schools in one year), so the difference can be too low, never below
        # one child while rows are left.
        left = max(1, _left(whole, parts, children, cells))
        found.append(Equation(whole, tuple(parts), Remainder(whole, along), left))
    return System(tuple(found), unseen)


def _left(whole: Spot, parts: Iterable[Spot], children: Mapping[Spot, int], cells: Mapping[Spot, Cell]) -> int:
    """How many children of `whole` are in no part, at least: those of the year, and of each month by itself."""
    left = children[whole] - _at_most(parts, whole.period, cells)
    at: dict[Period | None, int] = defaultdict(int)
    for part in parts:
        at[part.period] += cells[part].children or 0
    then = {period: children.get(Spot(whole.population, period, whole.group)) for period in at}
    return max([left, *(known - at[period] for period, known in then.items() if known is not None)])


def _at_least(parts: Iterable[Spot], cells: Mapping[Spot, Cell]) -> int:
    """How many children are in `parts` at least: one who is in a group for eleven months is still one child."""
    return sum(max(found) for found in _over_time(parts, cells).values())


def _at_most(parts: Iterable[Spot], period: Period | None, cells: Mapping[Spot, Cell]) -> int:
    """How many children are in `parts` at most: in a group's months no more than in its year, where that is told."""
    most = 0
    for (population, group), found in _over_time(parts, cells).items():
        together = cells.get(Spot(population, period, group))
        by_period = sum(found)
        known = together.children if together is not None else None
        most += by_period if known is None else min(by_period, known)
    return most


def _over_time(parts: Iterable[Spot], cells: Mapping[Spot, Cell]) -> Mapping[tuple[Population, Group], list[int]]:
    """The children of each group in `parts`, in each of its periods."""
    found: dict[tuple[Population, Group], list[int]] = defaultdict(list)
    for part in parts:
        found[part.population, part.group].append(cells[part].children or 0)
    return found


def _families(
    cells: Mapping[Spot, Cell], dimensions: Mapping[str, DimensionFacts], calendar: Calendar
) -> Iterable[tuple[Spot, str, list[Spot]]]:
    splits: dict[tuple[Spot, str], list[Spot]] = defaultdict(list)
    for spot in sorted(cells, key=lambda s: s.order):
        for whole, along in _wholes(spot, dimensions, calendar):
            if whole != spot:
                splits[whole, along].append(spot)
    for (whole, along), parts in sorted(splits.items(), key=lambda item: (item[0][0].order, item[0][1])):
        if "?" in along:
            for part in parts:  # conditions overlap: each is a part by itself
                yield whole, along + repr(part.group), [part]
        else:
            yield whole, along, parts


def _wholes(spot: Spot, dimensions: Mapping[str, DimensionFacts], calendar: Calendar) -> Iterable[tuple[Spot, str]]:
    """Every wider cell that `spot` is part of, with the way from one to the other.

    Each dimension may be kept, dropped or replaced by a place around it; so may the period; and a condition on
    rows may be lifted. All combinations count, since the steps between need not be in any table.
    """
    steps: list[list[tuple[str, tuple[str, str] | None]]] = []
    for dimension, value in spot.group:
        options: list[tuple[str, tuple[str, str] | None]] = [("", (dimension, value))]
        options.append((("?" if is_condition(value) else "") + dimension, None))
        facts = dimensions.get(dimension)
        if facts is not None and not is_condition(value):
            for level, parent_of in facts.parents.items():
                if value in parent_of:
                    options.append((f"{dimension} within {level}", (level, parent_of[value])))
        steps.append(options)
    times = [("", spot.period), *((f"time {p.kind}", p) for p in _containing(spot.period, calendar))]
    rows = [("", spot.population)]
    if spot.population.where:
        rows.append(("?where", Population(spot.population.source)))
    for kept in product(*steps):
        pairs = [pair for _, pair in kept if pair is not None]
        if len({d for d, _ in pairs}) < len(pairs):
            continue
        for (in_time, period), (in_rows, population) in product(times, rows):
            taken = [how for how in (in_time, in_rows, *(how for how, _ in kept)) if how]
            if taken:
                yield Spot(population, period, tuple(sorted(pairs))), " and ".join(sorted(taken))


def is_condition(value: str) -> bool:
    """Whether a group's value is the text of a condition (see `Test.pair`) rather than a code."""
    return value.startswith(("<", ">", "in ("))


def _containing(period: Period | None, calendar: Calendar) -> Iterable[Period]:
    if period is None or period.kind in (PeriodKind.YEAR, PeriodKind.SPLIT_YEAR):
        return
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
        for label, start, end in calendar.terms:
            if start <= first and last <= end:
                yield Period(PeriodKind.TERM, label)
