"""A frame with a time axis below and values at the left, and the curve of one series in it.

A curve joins neighbours only. It is cut where a value is absent, where a step of time was skipped and where what
was counted changed, so that no line is ever drawn over something that is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from kenspeckle.ground.frozen import dataclass

from .grid import Grid, Shown
from .scale import Scale, steady, ticks
from .sheet import Place, Sheet, coordinate
from .time_axis import TimeAxis

STYLES = {1: (1,), 2: (1, 4), 3: (1, 2, 3)}
"""Which colours a number of series takes; two take blue and orange, which differ most (3.38 : 1)."""

PAD = 8


def styles(count: int) -> tuple[int, ...]:
    """Return the number of the CSS class of each series: 1 for `.s1` and so on, six in turn."""
    return STYLES.get(count) or tuple(n % 6 + 1 for n in range(count))


@dataclass(frozen=True)
class Frame:
    """The inner part of a picture: where each x and each value stands."""

    sheet: Sheet
    grid: Grid
    axis: TimeAxis
    across: Scale
    up: Scale
    marks: tuple[Decimal, ...]  # the ticks of the value axis

    @classmethod
    def of(cls, sheet: Sheet, grid: Grid, left: Place, right: Place, top: Place, bottom: Place, about: int) -> Frame:
        axis = grid.axis
        marks = value_ticks(grid, about)
        return cls(
            sheet,
            grid,
            axis,
            Scale(axis.at[0], max(axis.at[-1], 1), left + PAD, right - PAD)
            if len(axis.at) > 1
            else Scale(-1.0, 1.0, left, right),
            Scale(float(marks[0]), float(marks[-1]), bottom, top),
            marks,
        )

    @property
    def left(self) -> float:
        return self.across.start - (PAD if len(self.axis.at) > 1 else 0)

    @property
    def right(self) -> float:
        return self.across.end + (PAD if len(self.axis.at) > 1 else 0)

    @cached_property
    def places(self) -> Mapping[str, float]:
        """Where each x stands on the sheet."""
        return {x: self.across.at(at) for x, at in zip(self.axis.xs, self.axis.at, strict=True)}

    def x(self, x: str) -> float:
        return self.places[x]

    def cuts(self) -> tuple[float, ...]:
        """Where lines are cut, in steps of the axis."""
        found = (self.axis.cut(a.at) for a in self.grid.chart.annotations if a.breaks)
        return tuple(sorted(float(c) for c in found if c is not None))

    def gridlines(self, labels: bool = True) -> None:
        """Draw a pale line for each tick, the lowest and zero as the axis, and the numbers beside them."""
        for tick, text in self.grid.unit.ticks(self.marks).items():
            y = self.up.at(tick)
            self.sheet.line(self.left, y, self.right, y, "axis" if tick == 0 or tick == self.marks[0] else "grid")
            if labels:
                self.sheet.text(self.left - 6, y + 4, text, "tick", "end")

    def curve(self, values: Mapping[str, Shown], style: int, shape: int, dense: int) -> None:
        """Draw one series; with more than `dense` steps, only the ends of runs and zeros are marked."""
        pieces = runs(values, self.axis, self.cuts())
        for run in pieces:
            if len(run) > 1:
                self.sheet.path(self._through(run), f"line s{style} dash{shape}")
        for run in pieces:
            for n, (x, value) in enumerate(run):
                if len(self.axis.xs) <= dense or n in (0, len(run) - 1) or value == 0:
                    self.sheet.marker(shape, self.x(x), self.up.at(value), f"mark s{style}")

    def whiskers(self, intervals: Mapping[str, tuple[Decimal, Decimal]], style: int) -> None:
        """Draw the interval of each point that has one."""
        for x, (low, high) in intervals.items():
            at = self.x(x)
            self.sheet.line(at, self.up.at(high), at, self.up.at(low), f"interval s{style}")

    def _through(self, run: Sequence[tuple[str, Decimal]]) -> str:
        return "M" + "L".join(f"{coordinate(self.x(x))} {coordinate(self.up.at(v))}" for x, v in run)


def runs(
    values: Mapping[str, Shown], axis: TimeAxis, cuts: Iterable[float] = ()
) -> tuple[tuple[tuple[str, Decimal], ...], ...]:
    """Return the stretches that a line may join: known neighbours, one step apart, with no cut between."""
    found: list[list[tuple[str, Decimal]]] = []
    last: int | None = None
    barriers = tuple(cuts)
    for x, at in zip(axis.xs, axis.at, strict=True):
        value = values[x]
        if not isinstance(value, Decimal):
            last = None
            continue
        if last is None or at - last > axis.step or any(last < c <= at for c in barriers):
            found.append([])
        found[-1].append((x, value))
        last = at
    return tuple(tuple(run) for run in found)


def value_ticks(grid: Grid, about: int, *, from_zero: bool = False) -> tuple[Decimal, ...]:
    """Return the ticks of the axis on which all values, intervals and the target of a chart stand."""
    ceiling = 100 if grid.chart.unit == "percent" else 0
    low, high = steady(grid.extent, from_zero=from_zero, ceiling=ceiling)
    return ticks(low, high, about, grid.chart.places)


def starts_elsewhere(grid: Grid, marks: Sequence[Decimal]) -> tuple[str, ...]:
    """Say that an axis does not start at zero, when it does not."""
    if not grid.numbers or marks[0] <= 0 <= marks[-1]:
        return ()
    named = grid.unit.ticks(marks)
    return (f"The axis runs from {named[marks[0]]} to {named[marks[-1]]}, without zero.",)


def spread(wanted: Sequence[tuple[float, int]], top: Place, bottom: Place) -> tuple[float, ...]:
    """Return the upper edges of blocks that want to be centred at a height, moved apart so that none overlap.

    wanted: the centre and height of each block, in the order from top to bottom.
    """
    edges: list[float] = []
    at = top
    for centre, high in wanted:
        at = max(at, centre - high / 2)
        edges.append(at)
        at += high
    floor = max(bottom, top + sum(high for _, high in wanted))
    for n in reversed(range(len(edges))):
        edges[n] = min(edges[n], floor - wanted[n][1])
        floor = edges[n]
    return tuple(edges)
