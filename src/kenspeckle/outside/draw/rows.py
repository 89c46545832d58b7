"""Bars and dots: one row for each thing compared, its name beside it (above it on a phone), its value at the mark.

Bars begin at zero. Dots show where values lie, the gap between two groups, and intervals. With more series
than can be told apart by shape, or where series are panels, each row is one value under a heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.terms import Absence
from kenspeckle.ground.terms.chart import ChartKind

from . import absent
from .frame import starts_elsewhere, styles, value_ticks
from .grid import Grid, Shown
from .lettering import LEADING, width, wrap
from .scale import Scale
from .sheet import Sheet, coordinate

_LABELS = 220
"""The widest column of names in a wide picture."""


@dataclass(frozen=True)
class Mark:
    series: int
    value: Shown
    interval: tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class Row:
    """A line of the picture; one without marks is a heading."""

    label: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Lane:
    """What a row needs to know to be drawn: the sheet, the scale, the looks of each series."""

    sheet: Sheet
    grid: Grid
    across: Scale
    chosen: tuple[int, ...]
    bars: bool
    gutter: Fraction  # where the absences of dots stand
    high: int  # of one bar, or of the band of dots

    @property
    def zero(self) -> Fraction:
        return self.across.at(0)


def draw_rows(sheet: Sheet, grid: Grid) -> None:
    """Draw a bar chart, a dot plot, or small multiples of bars."""
    bars = grid.chart.kind is not ChartKind.DOT
    rows, headed = _rows(grid, bars)
    narrow = sheet.wide < 500
    lanes = 1 if headed or not bars else len(grid.values)
    high = 18 if lanes == 1 else 15
    chosen = (1,) * len(grid.values) if headed else styles(len(grid.values))
    top = Fraction(4) if headed or len(grid.values) < 2 else _legend(sheet, grid, chosen, bars)
    labels = 0 if narrow else min(max((width(r.label) for r in rows if r.marks), default=0), _LABELS) + 12
    lane = _lane(sheet, grid, chosen, bars, labels, high, shown=headed or len(grid.values) <= 2)

    placed, y = [], top + (22 if grid.target is not None else 0) + (20 if len(rows) > 15 else 0)
    first = y
    for row in rows:
        room = sheet.wide if narrow or not row.marks else labels - 12
        lines = wrap(row.label, room, "label" if row.marks else "strong")
        text, marks = LEADING * len(lines), high * lanes if row.marks else 0
        deep = text + marks + 8 if narrow or not row.marks else max(text, marks) + 7
        placed.append((row, lines, y, text, marks, deep))
        y += deep
    _axis(lane, first, y, twice=len(rows) > 15)
    for row, lines, at, text, marks, deep in placed:
        kind = "label" if row.marks else "strong"
        beside = not narrow and bool(row.marks)
        sheet.lines(
            0, at + 14 + ((deep - 7 - text) // 2 if beside else 0 if row.marks else 4), lines, kind, also="halo"
        )
        _marks(lane, row, at + ((deep - 7 - marks) // 2 if beside else text))
    _target(lane, first, y, 24 if len(rows) > 15 else 9)
    extra = starts_elsewhere(grid, value_ticks(grid, 5)) if not bars else ()
    absent.key(sheet, grid, sheet.bottom, extra + absent.told(grid, grid.chart.annotations))


def _rows(grid: Grid, bars: bool) -> tuple[tuple[Row, ...], bool]:
    """Return the rows, and whether each value has a row of its own under a heading."""

    def mark(n: int, x: str) -> Mark:
        return Mark(n, grid.values[n][x], grid.intervals[n].get(x))

    many = len(grid.values)
    found: list[Row] = []
    if grid.chart.kind is ChartKind.MULTIPLES and many > 1:
        for n, name in enumerate(grid.names):
            found += [Row(name or "Value"), *(Row(label, (mark(n, x),)) for x, label in grid.labels.items())]
        return tuple(found), True
    if many > (2 if bars else 4):
        for x, label in grid.labels.items():
            found += [Row(label), *(Row(name or "Value", (mark(n, x),)) for n, name in enumerate(grid.names))]
        return tuple(found), True
    return tuple(Row(label, tuple(mark(n, x) for n in range(many))) for x, label in grid.labels.items()), False


def _lane(
    sheet: Sheet, grid: Grid, chosen: tuple[int, ...], bars: bool, labels: int, high: int, *, shown: bool
) -> Lane:
    """Divide the width: names, values to the left of marks, the scale, values to the right, absences of dots."""
    widest = {
        side: max((width(grid.unit.short(v), "value") for v in grid.numbers if (v < 0) == side), default=0)
        for side in (True, False)
    }
    two = not bars and len(chosen) == 2 and shown
    both = max(widest.values())
    before = (widest[True] + 8 if bars and widest[True] else both + 12 if two else 8 if not bars else 1) if shown else 8
    after = ((widest[False] if bars else both) + 10 if shown else 8) or 8
    gutter = 0
    if not bars and grid.absences:
        most = max(sum(isinstance(values[x], Absence) for values in grid.values) for x in grid.xs) if shown else 1
        gutter = most * (max(absent.tag_width(a) for a in grid.absences) + (16 if len(chosen) > 1 else 4))
    left = labels + before
    right = max(sheet.wide - after - gutter, left + sheet.wide // 4)
    about = max(2, min(6, (right - left) // 75))
    marks = value_ticks(grid, about, from_zero=bars)
    across = Scale(Fraction(marks[0]), Fraction(marks[-1]), Fraction(left), Fraction(right))
    return Lane(sheet, grid, across, chosen, bars, Fraction(sheet.wide - gutter + 4), high)


def _axis(lane: Lane, top: Fraction, bottom: Fraction, *, twice: bool) -> None:
    """Gridlines over all rows, their numbers below (and above a long chart), the target."""
    sheet, grid = lane.sheet, lane.grid
    if not grid.numbers:
        sheet.line(lane.zero, top, lane.zero, bottom, "axis")
        return
    about = max(2, min(6, int(lane.across.end - lane.across.start) // 75))
    end = -1
    for tick, text in grid.unit.ticks(value_ticks(grid, about, from_zero=lane.bars)).items():
        x = lane.across.at(tick)
        sheet.line(x, top, x, bottom, "axis" if tick == 0 and lane.bars else "grid")
        left = int(x) - width(text, "tick") // 2
        if left > end:
            sheet.text(x, bottom + 15, text, "tick", "middle")
            if twice:
                sheet.text(x, top - 7, text, "tick", "middle")
            end = left + width(text, "tick") + 6
    if grid.unit.caption:
        sheet.lines(lane.across.start, bottom + 33, wrap(grid.unit.caption, sheet.wide, "tick"), "tick")
    sheet.reach(bottom + 20)


def _target(lane: Lane, top: Fraction, bottom: Fraction, above: int) -> None:
    """Draw the target over the bars, with a pale edge so that it can be seen on them."""
    if lane.grid.target is None:
        return
    x = lane.across.at(lane.grid.target)
    lane.sheet.line(x, top - 4, x, bottom, "target-edge")
    lane.sheet.line(x, top - 4, x, bottom, "target")
    lane.sheet.text(x, top - above, f"Target {lane.grid.unit.short(lane.grid.target)}", "note", "middle", "halo")


def _marks(lane: Lane, row: Row, top: Fraction) -> None:
    if lane.bars:
        for n, mark in enumerate(row.marks):
            _bar(lane, mark, top + n * lane.high)
    elif row.marks:
        _dots(lane, row.marks, top + Fraction(lane.high, 2))


def _bar(lane: Lane, mark: Mark, top: Fraction) -> None:
    """Draw one bar from zero with its value at its end. Zero is a thin mark on the axis with its number."""
    sheet, value, thick = lane.sheet, mark.value, lane.high - 2
    middle = top + Fraction(thick, 2)
    if isinstance(value, Absence):
        absent.tag(sheet, value, lane.zero + 6, middle)
        return
    style = f"s{lane.chosen[mark.series]}"
    if value < 0 and len(set(lane.chosen)) == 1:
        style = "below"
    end = lane.across.at(value)
    if value == 0:
        sheet.rect(lane.zero - 1, top, 3, thick, f"bar zero {style}")
    else:
        sheet.rect(min(end, lane.zero), top, abs(end - lane.zero), thick, f"bar {style}")
    beyond = end
    if mark.interval is not None:
        low, high = (lane.across.at(i) for i in mark.interval)
        sheet.line(low, middle, high, middle, "interval")
        beyond = min(low, end) if value < 0 else max(high, end)
    text = lane.grid.unit.short(value)
    if value < 0:
        sheet.text(beyond - 5, middle + 5, text, "value", "end", "halo")
    else:
        sheet.text(beyond + 6, middle + 5, text, "value", "start", "halo")


def _dots(lane: Lane, marks: Sequence[Mark], middle: Fraction) -> None:
    """Draw the dots of one row: joined when there are two, each with its interval; absences at the right."""
    sheet, unit = lane.sheet, lane.grid.unit
    sheet.line(lane.across.start, middle, lane.across.end, middle, "grid")
    known = [(lane.across.at(m.value), m) for m in marks if isinstance(m.value, Decimal)]
    for _, mark in known:
        if mark.interval is not None:
            low, high = (lane.across.at(i) for i in mark.interval)
            sheet.path(_whisker(low, high, middle), f"interval s{lane.chosen[mark.series]}")
    if len(known) == 2 and len(marks) == 2:
        sheet.line(known[0][0], middle, known[1][0], middle, "gap-between")
    for x, mark in known:
        sheet.marker(mark.series if len(marks) > 1 else 0, x, middle, f"mark s{lane.chosen[mark.series]}")
    if len(marks) <= 2 and known:
        ends = [lane.across.at(i) for _, m in known for i in m.interval or ()] + [x for x, _ in known]
        known.sort(key=lambda k: (k[0], k[1].series))
        last = known[-1][1].value
        if len(known) == 2:
            sheet.text(min(ends) - 9, middle + 5, unit.short(known[0][1].value), "value", "end", "halo")
        sheet.text(max(ends) + 9, middle + 5, unit.short(last), "value", "start", "halo")
    x = lane.gutter
    for mark in marks:
        if isinstance(mark.value, Absence):
            if len(marks) > 1:
                sheet.marker(mark.series, x + 5, middle, f"mark s{lane.chosen[mark.series]}")
                x += 14
            absent.tag(sheet, mark.value, x, middle)
            x += absent.tag_width(mark.value) + 4


def _whisker(low: Fraction, high: Fraction, middle: Fraction) -> str:
    a, b, y = coordinate(low), coordinate(high), coordinate(middle)
    return f"M{a} {y}H{b}M{a} {y}m0-4v8M{b} {y}m0-4v8"


def _legend(sheet: Sheet, grid: Grid, chosen: tuple[int, ...], bars: bool) -> Fraction:
    """Name the series above the rows, side by side where they fit."""
    x, y, deepest = 0, Fraction(4), Fraction(0)
    for n, name in enumerate(grid.names):
        lines = wrap(name or "Value", sheet.wide - 24)
        wide = 20 + max((width(line) for line in lines), default=0)
        if x and x + wide > sheet.wide:
            x, y = 0, deepest
        if bars:
            sheet.rect(x, y + 2, 14, 14, f"bar s{chosen[n]}")
        else:
            sheet.marker(n, x + 7, y + 9, f"mark s{chosen[n]}")
        deepest = max(deepest, sheet.lines(x + 20, y + 14, lines) - 10)
        x += wide + 24
    return deepest + 8
