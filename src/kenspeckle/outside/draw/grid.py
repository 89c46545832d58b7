"""A chart as a grid: every series at every x, as published. Picture, sentence, table and CSV all read this.

Because there is one grid, the four cannot disagree. A series that says nothing about an x of another series
is missing there: a hole is never left for a reader to fill.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MISSING, Absence, rounded
from kenspeckle.ground.terms.chart import Chart, Point

from .shown import Unit, displayed
from .time_axis import TimeAxis, periods

Shown = Decimal | Absence

_CAPITALS = {"simd": "SIMD", "asn": "ASN", "nhs": "NHS", "acel": "ACEL", "eal": "EAL", "fsm": "FSM", "id": "ID"}
_PLACES = frozenset(
    {"place", "area", "council", "local_authority", "school", "establishment", "nursery", "centre", "class", "cluster"}
    | {"locality", "ward", "data_zone", "datazone", "intermediate_zone", "health_board", "practice"}
)


@dataclass(frozen=True)
class Grid:
    """labels: what readers see, by x, in the order of the axis. values: for each series, each x."""

    chart: Chart
    labels: Mapping[str, str]
    values: tuple[Mapping[str, Shown], ...]
    intervals: tuple[Mapping[str, tuple[Decimal, Decimal]], ...]
    target: Decimal | None
    apart: frozenset[str] = frozenset()  # the x that stand beside the others and are not counted with them

    @classmethod
    def of(cls, chart: Chart) -> Grid:
        """Lay out a chart. Raises ValueError when a series has two points at one x."""
        labels: dict[str, str] = {}
        apart: set[str] = set()
        by_x: list[dict[str, Point]] = []
        for series in chart.series:
            points = {p.x: p for p in series.points}
            if len(points) != len(series.points):
                raise ValueError(f"the series {series.name!r} has two points at one place on the axis")
            by_x.append(points)
            for x, p in points.items():
                labels.setdefault(x, p.label or x)
                if p.apart:
                    apart.add(x)
        if apart:
            labels = dict(sorted(labels.items(), key=lambda item: item[0] in apart))
        if periods(tuple(labels)):
            labels = dict(sorted(labels.items()))
        places = chart.places
        target = None if chart.target is None else displayed(chart.target, places)
        return cls(
            chart,
            labels,
            tuple({x: displayed(ps[x].value, places) if x in ps else MISSING for x in labels} for ps in by_x),
            tuple(
                {
                    x: (rounded(p.interval[0], places), rounded(p.interval[1], places))
                    for x, p in ps.items()
                    if p.interval is not None and not isinstance(p.value, Absence)
                }
                for ps in by_x
            ),
            None if isinstance(target, Absence) else target,
            frozenset(apart),
        )

    @property
    def unit(self) -> Unit:
        return Unit(self.chart.unit)

    @cached_property
    def xs(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The x that are what the axis says they are."""
        return tuple(x for x in self.xs if x not in self.apart)

    @cached_property
    def axis(self) -> TimeAxis:
        return TimeAxis.of(self.xs)

    @cached_property
    def is_time(self) -> bool:
        return bool(periods(self.xs))

    @cached_property
    def is_place(self) -> bool:
        """Whether x are places or schools, whose ends are not to be told by name as best and worst."""
        return self.chart.axis in _PLACES or bool(self.chart.tiles) or bool(self.chart.shapes)

    @cached_property
    def numbers(self) -> tuple[Decimal, ...]:
        return tuple(v for values in self.values for v in values.values() if isinstance(v, Decimal))

    @cached_property
    def extent(self) -> tuple[Decimal, ...]:
        """Every number that an axis must have room for: values, ends of intervals, the target."""
        ends = tuple(end for interval in self.intervals for pair in interval.values() for end in pair)
        return self.numbers + ends + ((self.target,) if self.target is not None else ())

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """Every absence of the grid, series by series."""
        return tuple(v for values in self.values for v in values.values() if isinstance(v, Absence))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(series.name for series in self.chart.series)

    @property
    def axis_name(self) -> str:
        """What x is, for the head of a table: Period, Council, SIMD quintile."""
        words = spaced(self.chart.axis) or ("period" if self.is_time else "group")
        return words[0].upper() + words[1:]

    def things(self, count: int) -> str:
        """`council` or `councils`: what the x are called, in a sentence."""
        word = spaced(self.chart.axis) or ("period" if self.is_time else "group")
        if count == 1:
            return word
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def spaced(name: str) -> str:
    """Return a definition's name as words: simd_quintile -> SIMD quintile."""
    return " ".join(_CAPITALS.get(word, word) for word in name.split("_") if word)
