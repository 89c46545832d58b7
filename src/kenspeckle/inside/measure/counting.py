"""One source is counted: its plan is compiled to one query, and the rows of the answer are read as cells.

This brings sqlglot; `reading` imports it when there is something to count that nobody counted before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Context, Inexact, localcontext
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, Cell, CellKey, Complaint, Complaints, Period, Spot, Test

from . import ticks
from .branches import Branch, clock_for
from .cells import Counts, cell, exact, median, read_counts, read_largest, stated_times
from .columns import contributors_of, keys_of, largest_of
from .compiler import Query, compile_source, numeric
from .notices import Notice
from .places import Capsule, Register
from .plans import Ask, SourcePlan, Tally
from .record_keys import MODULUS, derived

# Wide enough for any sum of DECIMAL(38) and its multiples; a digit that would be lost is an error.
_EXACT = Context(prec=200, traps=[Inexact])

Row: TypeAlias = Sequence[str | None]


def count(
    source: SourcePlan, registers: Mapping[str, Register], capsule: Capsule, secret: bytes = b""
) -> tuple[dict[CellKey, Cell | Absence], tuple[Notice, ...]]:
    """Return the cells of all asks of `source`, and what was noticed. Raises Complaints for a value stated twice.

    secret: what keys of children are drawn with; without it cells have none.
    """
    with localcontext(_EXACT):
        query = compile_source(source, registers, derived(secret) if secret else "")
        rows = [tuple(None if v is None else str(v) for v in row) for row in capsule.run(query.tree)]
        return _not_added_up(dict(_cells(query, rows)), source), tuple(_notices(query, rows))


def _not_added_up(cells: dict[CellKey, Cell | Absence], source: SourcePlan) -> dict[CellKey, Cell | Absence]:
    """The cells, with no more children in years together than there surely are, where nobody can count them.

    A source of aggregates adds its children up, and whoever comes year after year would be added again and again. As
    many as in the largest year are there at least.
    """
    added = {t.name for t in source.tallies if not t.counting}
    for key, told in cells.items():
        if key.period is None or len(key.period.years) == 1 or not isinstance(told, Cell):
            continue
        if (key.measure, key.way) in added and told.children is not None:
            years = [cells.get(replace(key, period=year)) for year in key.period.years]
            known = [year.children for year in years if isinstance(year, Cell) and year.children is not None]
            cells[key] = replace(told, children=max(known, default=None))
    return cells


def _cells(query: Query, rows: Iterable[Row]) -> Iterator[tuple[CellKey, Cell | Absence]]:
    counted = [_Reader(query, i, b) for i, b in enumerate(query.branches)]
    by_place: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    contributors: dict[tuple[object, ...], int] = {}
    complaints: dict[str, Complaint] = {}
    plain: list[tuple[int, Row]] = []
    for row in rows:
        number = int(row[0] or 0)
        if number < 0:
            continue
        branch = query.branches[number]
        histogram = branch.histogram
        if branch.contributors:
            counts = read_counts(query.columns[number], row[2 + query.width :])
            for tally in branch.tallies:
                place = (*tally.name, branch.where, *_place(query, number, row))
                contributors[place] = int(counts.get(contributors_of(query.added[tally.name].rows), 0))
        elif histogram is None:
            plain.append((number, row))
        else:
            value, times = row[2 + query.width], row[3 + query.width]
            place = (*histogram.name, branch.where, *_place(query, number, row))
            by_place.setdefault(place, []).append((str(value), str(times)))
    for number, row in plain:
        yield from counted[number].cells(row, Beside(by_place, contributors), complaints)
    if complaints:
        raise Complaints(complaints.values())


def _place(query: Query, number: int, row: Row) -> tuple[object, ...]:
    branch = query.branches[number]
    return branch.stretch or branch.over, branch.dimensions, tuple(row[1 : 2 + query.width])


@dataclass(frozen=True)
class Beside:
    """What other branches count of a cell, by its place: the values behind a median, and who contributes to it."""

    histograms: Mapping[tuple[object, ...], list[tuple[str, str]]]
    contributors: Mapping[tuple[object, ...], int]


class _Reader:
    """Reads the rows of one branch: which asks a row answers, and with what."""

    def __init__(self, query: Query, number: int, branch: Branch) -> None:
        self.query, self.number, self.branch = query, number, branch
        self.columns = query.columns[number]
        self.clock = clock_for(query.source, branch)
        self.periods: dict[str, Period] = {}
        self.tallies = {t.name: t for t in branch.tallies}
        self.tested = tuple(t.pair for t in branch.where)
        # Asks by the values that they pin, so that a thousand claims about one place each cost a look-up.
        self.asks: dict[tuple[str, ...], dict[tuple[str | None, ...], list[Ask]]] = {}
        for ask in branch.asks:
            pins = {t.dimension: t.values[0] for t in ask.where if t.operator == "="}
            names = tuple(d for d in branch.dimensions if d in pins)
            self.asks.setdefault(names, {}).setdefault(tuple(pins[d] for d in names), []).append(ask)

    def cells(
        self,
        row: Row,
        beside: Beside,
        complaints: dict[str, Complaint],
    ) -> Iterator[tuple[CellKey, Cell | Absence]]:
        values = dict(zip(self.branch.dimensions, row[2:], strict=False))
        asks = [a for names, found in self.asks.items() for a in found.get(tuple(values[n] for n in names), ())]
        if not asks:
            return
        period = self._period(row[1])
        counts = read_counts(self.columns, row[2 + self.query.width :])
        pairs = tuple(zip(self.branch.dimensions, map(str, row[2:]), strict=False))
        group = tuple(sorted((*pairs, *self.tested))) if self.tested else pairs
        made: dict[tuple[str, str], Cell | Absence | None] = {}
        for ask in asks:
            if (ask.periods and period not in ask.periods) or not all(_chosen(t, values) for t in ask.where):
                continue
            name = ask.measure, ask.way
            if name not in made:
                made[name] = self._cell(name, counts, row, beside)
            value = made[name]
            if value is not None:
                tally = self.tallies[name]
                if _doubled(tally, ask, stated_times(self.query.added[name], counts)):
                    complaints[tally.measure] = _complaint(tally)
                yield CellKey(ask.measure, period, group, ask.way), value

    def _cell(
        self,
        name: tuple[str, str],
        counts: Counts,
        row: Row,
        beside: Beside,
    ) -> Cell | Absence | None:
        tally = self.tallies[name]
        found = cell(tally, self.query.added[name], counts)
        if not isinstance(found, Cell) or not (tally.kind == "median" or tally.asks_more):
            return found
        place = (*name, self.branch.where, *_place(self.query, self.number, row))
        if tally.kind == "median":
            found = _with_median(found, beside.histograms[place])
        if tally.keyed and keys_of("all", *name) in self.columns:
            every, of, out_of = (int(counts.get(keys_of(w, *name), 0)) % MODULUS for w in ("all", "of", "out_of"))
            found = replace(found, keys=(every, of, out_of))
        if tally.largest:
            amounts = read_largest(self.columns, row[2 + self.query.width :])
            found = replace(found, largest=amounts.get(largest_of(*name), ()))
        if tally.contributors and tally.contributors not in self.branch.dimensions:
            found = replace(found, contributors=beside.contributors.get(place, 0))
        return found

    def _period(self, tick: str | None) -> Period | None:
        if self.branch.stretch is not None:
            return self.branch.stretch
        if self.clock is None or self.branch.over is None or tick is None:
            return None
        if tick not in self.periods:
            self.periods[tick] = ticks.period(self.clock, self.branch.over, tick)
        return self.periods[tick]


def _chosen(test: Test, values: Mapping[str, str | None]) -> bool:
    """Whether a row's values meet `test`, as `compiler.holds` decides; a test of the branch itself was met there."""
    if test.dimension not in values:
        return True
    value = values[test.dimension]
    if value is None or value in ("[x]", "[z]", "[c]"):
        return False
    if test.operator in ("=", "in"):
        return value in test.values
    if test.operator == "<>":
        return value != test.values[0]
    bound = test.values[0]
    if numeric(bound):
        if not numeric(value):
            return False
        one, other = exact(value), exact(bound)
        return _ordered(test.operator, (one > other) - (one < other))
    return _ordered(test.operator, (value > bound) - (value < bound))


def _ordered(operator: str, sign: int) -> bool:
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[operator]


def _with_median(found: Cell, histogram: Iterable[tuple[str, str]]) -> Cell:
    middle = median((exact(value), int(times)) for value, times in histogram)
    return Cell(middle, None, found.children, None, found.rows, found.unknown)


def _doubled(tally: Tally, ask: Ask, rows: int) -> bool:
    """Whether a published value is there more than once although every dimension it is given by was named."""
    return tally.kind == "published" and rows > 1 and set(tally.by) <= set(ask.grouped)


def _complaint(tally: Tally) -> Complaint:
    return Complaint(
        Spot(f"measure {tally.measure}"),
        f"its publisher's value is there more than once for one cell by {', '.join(tally.by) or 'nothing'}",
        "one row for each cell: a `where` that picks one, or all of the dimensions it is given by",
    )


def _notices(query: Query, rows: Iterable[Row]) -> Iterator[Notice]:
    found: dict[int, list[tuple[str, int]]] = {}
    for row in rows:
        number = int(row[0] or 0)
        if number < 0:
            found.setdefault(-1 - number, []).append((str(row[1]), int(row[2] or 0)))
    for i, values in sorted(found.items()):
        axis = query.mapped[i]
        named = tuple(sorted(v for v, _ in values))[:20] if query.source.public else ()
        yield Notice(query.source.source, axis.field, axis.level, named, len(values), sum(times for _, times in values))
