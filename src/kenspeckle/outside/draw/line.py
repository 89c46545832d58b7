"""A line chart: values over time, each series named where its line ends."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from kenspeckle.ground.terms.chart import Annotation

from . import absent
from .frame import PAD, Frame, spread, starts_elsewhere, styles, value_ticks
from .grid import Grid
from .lettering import LEADING, width, wrap
from .sheet import Place, Sheet, coordinate
from .strip import strip


def draw_line(sheet: Sheet, grid: Grid) -> None:
    """Draw up to four series; `picture` draws more than that as small multiples."""
    narrow = sheet.wide < 500
    many = len(grid.values) > 1
    about = 5 if narrow else 6
    marks = value_ticks(grid, about)
    left = max(width(text, "tick") for text in grid.unit.ticks(marks).values()) + 8
    ends = _end_labels(grid, sheet.wide, narrow)
    right = sheet.wide - max((width(text, kind) for label in ends for text, kind in label), default=0) - 10
    right = max(right, left + sheet.wide // 3)  # enormous numbers may write over the plot, but never off the sheet
    top = 6.0
    if many and narrow:
        top = _legend(sheet, grid, top)
    if grid.unit.caption and grid.numbers:
        top = sheet.lines(0, top + 10, wrap(grid.unit.caption, sheet.wide, "tick"), "tick") + 2
    probe = Frame.of(sheet, grid, left, right, 0, 1, about)
    plot_top = top + _notes_depth(_place_notes(probe)) + 20
    bottom = plot_top + ((220 if narrow else 270) if grid.numbers else 30)
    frame = Frame.of(sheet, grid, left, right, plot_top, bottom, about)

    if grid.numbers:
        frame.gridlines()
    else:
        sheet.line(left, bottom, right, bottom, "axis")
    _target(frame)
    _annotations(frame, top)
    chosen = styles(len(grid.values))
    for n, values in enumerate(grid.values):
        frame.whiskers(grid.intervals[n], chosen[n])
        frame.curve(values, chosen[n], n, dense=8 if narrow else 14)
    if not many:
        _first_value(frame)
    _ends(frame, ends, chosen)
    below = bottom
    for n, values in enumerate(grid.values):
        whose = (n, chosen[n]) if many else None
        below = strip(frame, values, below, whose)
    below = x_labels(frame, below)
    placed = {id(note[0]) for note in _place_notes(frame)}
    elsewhere = tuple(a for a in grid.chart.annotations if id(a) not in placed)
    absent.key(sheet, grid, below, starts_elsewhere(grid, frame.marks) + absent.told(grid, elsewhere))


def _last(grid: Grid, index: int) -> tuple[str, Decimal] | None:
    known = [(x, v) for x, v in grid.values[index].items() if isinstance(v, Decimal)]
    return known[-1] if known else None


def _end_labels(grid: Grid, wide: int, narrow: bool) -> list[list[tuple[str, str]]]:
    """For each series the lines at its end, with their kind of type: its name, unless a legend has it; its value."""
    labels = []
    for n, name in enumerate(grid.names):
        end = _last(grid, n)
        value = [(grid.unit.short(end[1]), "strong")] if end else []
        named = [] if narrow or len(grid.names) == 1 else [(line, "label") for line in wrap(name, wide // 4)]
        labels.append(named + value)
    return labels


def _legend(sheet: Sheet, grid: Grid, top: float) -> float:
    """Name the series above a narrow picture, each beside a piece of its line."""
    for n, (name, style) in enumerate(zip(grid.names, styles(len(grid.names)), strict=True)):
        middle = top + 9
        sheet.line(1, middle, 31, middle, f"line s{style} dash{n}")
        sheet.marker(n, 16, middle, f"mark s{style}")
        top = sheet.lines(40, top + 14, wrap(name or "Value", sheet.wide - 40)) - 14 + 4
    return top + 4


def _ends(frame: Frame, labels: Sequence[Sequence[tuple[str, str]]], chosen: Sequence[int]) -> None:
    """Write each label where its line ends, moved apart where they would touch, with a leader where it moved."""
    if len(labels) == 1:
        if (end := _last(frame.grid, 0)) is not None:
            for text, kind in labels[0]:
                frame.sheet.text(frame.x(end[0]) + 9, frame.up.at(end[1]) + 5, text, kind, also="halo")
        return
    placed = []
    for n, label in enumerate(labels):
        if (end := _last(frame.grid, n)) is not None:
            placed.append((frame.up.at(end[1]), n, frame.x(end[0]), label))
    placed.sort(key=lambda p: (p[0], p[1]))
    blocks = [(y, LEADING * len(label)) for y, _, _, label in placed]
    for (y, n, x, label), edge in zip(placed, spread(blocks, frame.up.end - 10, frame.up.start + 10), strict=True):
        middle = edge + LEADING * len(label) / 2
        if abs(middle - y) > 8 or frame.right - x > 3 * 8:
            frame.sheet.path(f"M{_pair(x + 7, y)}L{_pair(frame.right - 2, middle)}", "leader")
        at = edge + 13
        for text, kind in label:
            frame.sheet.text(frame.right + 4, at, text, kind, also=f"ink{chosen[n]}")
            at += LEADING


def _pair(x: float, y: float) -> str:
    return f"{coordinate(x)} {coordinate(y)}"


def _first_value(frame: Frame) -> None:
    """Write the first value of a single series beside its mark, unless the line would run through it."""
    known = [(x, v) for x, v in frame.grid.values[0].items() if isinstance(v, Decimal)]
    if len(known) < 2:
        return
    (x, first), (_, second) = known[:2]
    y, text = frame.up.at(first), frame.grid.unit.short(first)
    above = second <= first
    if above or y + 24 <= frame.up.start:
        place = max(frame.x(x), frame.left + width(text, "value") // 2 + 2)
        frame.sheet.text(place, y - 10 if above else y + 20, text, "value", "middle", "halo")


def _target(frame: Frame) -> None:
    if frame.grid.target is None:
        return
    y = frame.up.at(frame.grid.target)
    frame.sheet.line(frame.left, y, frame.right, y, "target")
    text = f"Target {frame.grid.unit.short(frame.grid.target)}"
    frame.sheet.text(frame.right - 2, y - 5, text, "note", "end", "halo")


def _place_notes(frame: Frame) -> list[tuple[Annotation, float, str, tuple[str, ...], int]]:
    """Each note that has a place on the axis: where, which way it reads, its lines, and in which row it stands."""
    sheet = frame.sheet
    rows: list[list[tuple[float, float]]] = []
    found = []
    for a in frame.grid.chart.annotations:
        place = frame.axis.cut(a.at) if a.breaks else frame.axis.place(a.at)
        if place is None:
            continue
        x = frame.across.at(place)
        lines = wrap(absent.wording(a), sheet.wide * 45 // 100, "note")
        wide = max((width(line, "note") for line in lines), default=0)
        anchor = "start" if x + 5 + wide <= sheet.wide else "end"
        span = (x, x + 10 + wide) if anchor == "start" else (x - 10 - wide, x)
        row = next((n for n, taken in enumerate(rows) if all(span[1] <= a0 or b0 <= span[0] for a0, b0 in taken)), -1)
        if row < 0:
            rows.append([])
            row = len(rows) - 1
        rows[row].append(span)
        found.append((a, x, anchor, lines, row))
    return found


def _row_depths(notes: Sequence[tuple[Annotation, float, str, tuple[str, ...], int]]) -> list[int]:
    depths = [0] * (max((row for *_, row in notes), default=-1) + 1)
    for _, _, _, lines, row in notes:
        depths[row] = max(depths[row], len(lines) * 16 + 6)
    return depths


def _notes_depth(notes: Sequence[tuple[Annotation, float, str, tuple[str, ...], int]]) -> int:
    return sum(_row_depths(notes))


def _annotations(frame: Frame, top: float) -> None:
    notes = _place_notes(frame)
    depths = _row_depths(notes)
    for a, x, _, _, row in notes:
        frame.sheet.line(x, top + sum(depths[:row]) + 2, x, frame.up.start, "break" if a.breaks else "note-line")
        if a.breaks:
            frame.sheet.path(f"M{_pair(x - 6, frame.up.start + 5)}l5-10m2 10l5-10", "break-mark")
    for _, x, anchor, lines, row in notes:
        at = top + sum(depths[:row]) + 12
        for line in lines:
            frame.sheet.text(x + 5 if anchor == "start" else x - 5, at, line, "note", anchor, "halo")
            at += 16


def x_labels(frame: Frame, y: Place) -> float:
    """Name as many steps of the axis as fit without touching, always the first and the last."""
    xs, sheet = frame.axis.xs, frame.sheet
    picked, room = _picked(frame)
    for n in picked:
        at = frame.x(xs[n])
        sheet.line(at, frame.up.start, at, frame.up.start + 4, "axis")
    bottom = y + 19
    for n in picked:
        lines = wrap(frame.grid.labels[xs[n]], room, "tick")
        anchor = "middle" if len(picked) != 2 else "start" if n == 0 else "end"
        at = frame.x(xs[n]) + {"start": -PAD, "middle": 0, "end": PAD}[anchor]
        bottom = max(bottom, sheet.lines(at, y + 19, lines, "tick", anchor) - LEADING)
    return bottom + 6


def _picked(frame: Frame) -> tuple[list[int], int]:
    """Which steps are named, and the width that each name may take.

    Names stand at a regular distance; the last step is named too, in place of its neighbour where both do not fit.
    """
    xs = frame.axis.xs
    if len(xs) == 1:
        return [0], frame.sheet.wide
    widest = [width(frame.grid.labels[x], "tick") for x in xs]
    last = len(xs) - 1
    for every in frame.axis.rhythm:
        regular = list(range(0, len(xs), every))
        for picked in (regular if last in regular else [*regular, last], [*regular[:-1], last]):
            room = min((frame.x(xs[b]) - frame.x(xs[a]) for a, b in pairwise(picked)), default=0.0)
            if len(picked) > 2 and all(widest[n] + 10 <= room for n in picked):
                return picked, int(room)
    return [0, last], int(frame.right - frame.left) // 2 - 6
