"""Bars and dots: one row for each thing compared, its name beside it (above it on a phone), its value at the mark.

Bars begin at zero. Dots show where values lie, the gap between two groups, and intervals. With more series
than can be told apart by shape, or where series are panels, each row is one value under a heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass
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
_BELOW = 20
"""The depth of the line on which the absences of dots stand where there is no room beside them."""
_LONG = 15
"""A chart of more rows than this has its axis at both ends."""


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
    gutter: float | None  # where the absences of dots stand at the right; None: on a line of their own
    high: int  # of one bar, or of the band of dots
    ticks: tuple[Decimal, ...]

    @property
    def zero(self) -> float:
        return self.across.at(0)


@dataclass(frozen=True)
class Placed:
    """A row with its place: where it begins, its lines of text, where its marks begin, and how deep each is."""

    row: Row
    lines: tuple[str, ...]
    top: float
    text: int
    marks: int
    marks_at: float
    deep: int


def draw_rows(sheet: Sheet, grid: Grid) -> None:
    """Draw a bar chart, a dot plot, or small multiples of bars."""
    bars = grid.chart.kind is not ChartKind.DOT
    rows, headed = _rows(grid, bars)
    narrow = sheet.wide < 500
    lanes = 1 if headed or not bars else len(grid.values)
    chosen = (1,) * len(grid.values) if headed else styles(len(grid.values))
    top = 4.0 if headed or len(grid.values) < 2 else _legend(sheet, grid, chosen, bars)
    labels = 0 if narrow else min(max((width(r.label) for r in rows if r.marks), default=0), _LABELS) + 12
    lane = _lane(sheet, grid, chosen, bars, labels, 18, shown=headed or len(grid.values) <= 2)

    long = len(rows) > _LONG
    top += (22 if grid.target is not None else 0) + (20 if long else 0)
    placed, bottom = _place(lane, rows, lanes, top, labels)
    bands = [_band(p, lane.high * lanes, narrow) for p in placed if p.row.marks]
    _axis(lane, bands, top, bottom, twice=long)
    for p in placed:
        high = p.deep if p.marks <= lane.high * lanes else lane.high  # a name stands beside its marks, not its absences
        down = (high - p.text) // 2 if p.row.marks and not narrow else 0 if p.row.marks else 4
        sheet.lines(0, p.top + 14 + down, p.lines, "label" if p.row.marks else "strong")
        _marks(lane, p.row, p.marks_at)
    _target(lane, top, bands[-1][1], 24 if long else 9)
    extra = () if bars else starts_elsewhere(grid, lane.ticks)
    absent.key(sheet, grid, sheet.bottom, extra + absent.told(grid, grid.chart.annotations))


def _place(lane: Lane, rows: Sequence[Row], lanes: int, top: float, labels: int) -> tuple[tuple[Placed, ...], float]:
    """Give each row its place, names beside marks where `labels` is a column and above them where it is 0."""
    found = []
    for row in rows:
        beside = bool(labels and row.marks)
        lines = wrap(row.label, labels - 12 if beside else lane.sheet.wide, "label" if row.marks else "strong")
        text = LEADING * len(lines) + (0 if labels else 2)
        below = lane.gutter is None and any(isinstance(m.value, Absence) for m in row.marks)
        marks = lane.high * lanes + (_BELOW if below else 0) if row.marks else 0
        deep = max(text, marks) if beside else text + marks
        marks_at = top + ((deep - marks) // 2 if beside else text)
        found.append(Placed(row, lines, top, text, marks, marks_at, deep))
        top += deep + (7 if labels else 8) + (5 if lanes > 1 else 0)
    return tuple(found), top


def _band(placed: Placed, high: int, narrow: bool) -> tuple[float, float]:
    """Where gridlines run: not through names, nor where absences stand, which are on no scale."""
    if narrow:
        return placed.marks_at, placed.marks_at + high + 2
    return placed.top - 3, placed.marks_at + high + 2 if placed.marks > high else placed.top + placed.deep + 4


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
        headed = len(chosen) > 4
        most = 1 if headed else max(sum(isinstance(v[x], Absence) for v in grid.values) for x in grid.xs)
        gutter = most * (max(absent.tag_width(a) for a in grid.absences) + (22 if len(chosen) > 1 else 4))
    below = gutter > sheet.wide // 4
    gutter = 0 if below else gutter
    left = labels + before
    right = max(sheet.wide - after - gutter, left + sheet.wide // 4)
    about = max(2, min(6, (right - left) // 75))
    marks = value_ticks(grid, about, from_zero=bars)
    across = Scale(float(marks[0]), float(marks[-1]), left, right)
    return Lane(sheet, grid, across, chosen, bars, None if below else sheet.wide - gutter + 4, high, marks)


def _axis(lane: Lane, bands: Sequence[tuple[float, float]], top: float, bottom: float, *, twice: bool) -> None:
    """Gridlines in the bands of the rows, their numbers below (and above a long chart)."""
    sheet, grid = lane.sheet, lane.grid
    joined = [bands[0]]
    for a, b in bands[1:]:
        joined = [*joined[:-1], (joined[-1][0], b)] if a - joined[-1][1] <= 3 else [*joined, (a, b)]
    sheet.reach(bottom + 20)
    if not grid.numbers:
        return
    end = -1
    for tick, text in grid.unit.ticks(lane.ticks).items():
        x = lane.across.at(tick)
        d = "".join(f"M{coordinate(x)} {coordinate(a)}V{coordinate(b)}" for a, b in joined)
        sheet.path(d, "axis" if tick == 0 and lane.bars else "grid")
        wide = width(text, "tick")
        left = max(0, min(int(x) - wide // 2, sheet.wide - wide))
        if left > end:
            sheet.text(x, bottom + 15, text, "tick", "middle")
            if twice:
                sheet.text(x, top - 7, text, "tick", "middle")
            end = left + wide + 6
    if grid.unit.caption:
        sheet.lines(lane.across.start, bottom + 33, wrap(grid.unit.caption, sheet.wide, "tick"), "tick")


def _target(lane: Lane, top: float, bottom: float, above: int) -> None:
    """Draw the target over the bars, with a pale edge so that it can be seen on them."""
    if lane.grid.target is None:
        return
    x = lane.across.at(lane.grid.target)
    lane.sheet.line(x, top - 4, x, bottom, "target-edge")
    lane.sheet.line(x, top - 4, x, bottom, "target")
    lane.sheet.text(x, top - above, f"Target {lane.grid.unit.short(lane.grid.target)}", "note", "middle", "halo")


def _marks(lane: Lane, row: Row, top: float) -> None:
    if lane.bars:
        for n, mark in enumerate(row.marks):
            _bar(lane, mark, top + n * lane.high)
    elif row.marks:
        _dots(lane, row.marks, top + lane.high / 2)


def _bar(lane: Lane, mark: Mark, top: float) -> None:
    """Draw one bar from zero with its value at its end. Zero is a thin mark on the axis with its number."""
    sheet, value, thick = lane.sheet, mark.value, lane.high - 2
    middle = top + thick / 2
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


def _dots(lane: Lane, marks: Sequence[Mark], middle: float) -> None:
    """Draw the dots of one row: joined when there are two, each with its interval; absences at the right."""
    sheet, unit = lane.sheet, lane.grid.unit
    sheet.line(lane.across.start, middle, lane.across.end, middle, "guide")
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
    x, middle = (lane.gutter, middle) if lane.gutter is not None else (lane.across.start, middle + _BELOW)
    for mark in marks:
        if isinstance(mark.value, Absence):
            if len(marks) > 1:
                sheet.marker(mark.series, x + 5, middle, f"mark s{lane.chosen[mark.series]}")
                x += 16
            absent.tag(sheet, mark.value, x, middle)
            x += absent.tag_width(mark.value) + 6


def _whisker(low: float, high: float, middle: float) -> str:
    a, b, y = coordinate(low), coordinate(high), coordinate(middle)
    return f"M{a} {y}H{b}M{a} {y}m0-4v8M{b} {y}m0-4v8"


def _legend(sheet: Sheet, grid: Grid, chosen: tuple[int, ...], bars: bool) -> float:
    """Name the series above the rows, side by side where they fit."""
    x, y, deepest = 0, 4.0, 0.0
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
