"""Small multiples: one small line for each series, all on the same scale, so that they can be compared."""

from __future__ import annotations

from decimal import Decimal

from kenspeckle.ground.terms import Absence

from . import absent
from .frame import Frame, starts_elsewhere, value_ticks
from .grid import Grid
from .lettering import LEADING, width, wrap
from .sheet import Place, Sheet
from .strip import DEPTH, strip

_GAP = 18
_PLOT = 84


def draw_multiples(sheet: Sheet, grid: Grid) -> None:
    """Draw the panels in rows, in the order of the series; the value axis is named at the left of each row."""
    narrow = sheet.wide < 500
    count = len(grid.values)
    columns = min(count, 2 if narrow else 3 if count <= 9 else 4)
    marks = value_ticks(grid, 3)
    margin = max(width(text, "tick") for text in grid.unit.ticks(marks).values()) + 8
    each = (sheet.wide - margin - _GAP * (columns - 1)) // columns
    titles = [wrap(name or "Value", each + _GAP - 6, "strong") for name in grid.names]
    y = 0.0
    if grid.unit.caption:
        y = sheet.lines(0, y + 12, wrap(grid.unit.caption, sheet.wide, "tick"), "tick") - 8
    for start in range(0, count, columns):
        row = range(start, min(start + columns, count))
        top = y + LEADING * max(len(titles[n]) for n in row) + 20
        strips = DEPTH if any(isinstance(v, Absence) for n in row for v in grid.values[n].values()) else 0
        for n in row:
            left = margin + (n - start) * (each + _GAP)
            sheet.lines(left, y + 14, titles[n], "strong")
            frame = Frame.of(sheet, grid, left, left + each - _reserve(grid), top, top + _PLOT, 3)
            _panel(frame, n, first=n == start)
            for lines, x, anchor in _end_names(grid, left, frame.right, left + each):
                sheet.lines(x, top + _PLOT + strips + 17, lines, "tick", anchor)
        names = _end_names(grid, 0, each - _reserve(grid), each)
        y = top + _PLOT + strips + LEADING * max(len(lines) for lines, _, _ in names) + 18
    # Panels are too small for words, so every note is told below them.
    absent.key(sheet, grid, y - 8, starts_elsewhere(grid, marks) + absent.told(grid, grid.chart.annotations))


def _reserve(grid: Grid) -> int:
    """The room at the end of each line for its last value."""
    ends = [[v for v in values.values() if isinstance(v, Decimal)][-1:] for values in grid.values]
    return min(max((width(grid.unit.short(v), "value") for end in ends for v in end), default=0), 60) + 4


def _panel(frame: Frame, index: int, *, first: bool) -> None:
    grid, sheet = frame.grid, frame.sheet
    values = grid.values[index]
    if grid.numbers:
        frame.gridlines(labels=first)
    else:
        sheet.line(frame.left, frame.up.start, frame.right, frame.up.start, "axis")
    if grid.target is not None:
        y = frame.up.at(grid.target)
        sheet.line(frame.left, y, frame.right, y, "target")
    for cut in frame.cuts():
        sheet.line(frame.across.at(cut), frame.up.end, frame.across.at(cut), frame.up.start, "break")
    frame.curve(values, 1, 0, dense=0)
    known = [(x, v) for x, v in values.items() if isinstance(v, Decimal)]
    if known:
        last, value = known[-1]
        sheet.text(frame.x(last) + 7, frame.up.at(value) + 5, grid.unit.short(value), "value", "start", "halo")
    strip(frame, values, frame.up.start)


def _end_names(grid: Grid, left: Place, right: Place, limit: Place) -> list[tuple[tuple[str, ...], Place, str]]:
    """The names of the first and last step: lines, place and anchor. limit: where the panel ends."""
    labels = list(grid.labels.values())
    whole = int(limit - left)
    if len(labels) == 1:
        return [(wrap(labels[0], whole, "tick"), left, "start")]
    first, last = (wrap(label, whole // 2 - 3, "tick") for label in (labels[0], labels[-1]))
    half = max(width(line, "tick") for line in last) / 2
    clear = left + max(width(line, "tick") for line in first) + 6 + half
    return [(first, left, "start"), (last, min(max(right, clear), limit - half), "middle")]
