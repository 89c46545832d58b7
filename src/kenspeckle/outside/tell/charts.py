"""Figures: what an author asked to be drawn, cut out of the protected cells as data for `draw`.

A chart holds values in the measure's own unit, exact, and an absence wherever a cell gives none. Places and
groups stand in the order in which their level lists them, unless the author asks otherwise; nobody gets a rank.
Where the definition of a measure changed inside the time shown, the break is on the axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias, TypeVar

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    Absence,
    CellKey,
    DimensionFacts,
    Facts,
    Group,
    MeasureFacts,
    Missing,
    NotApplicable,
    Period,
    ProtectedCell,
    ProtectedCells,
    Suppressed,
    Test,
)
from kenspeckle.ground.terms.chart import Annotation, Chart, ChartKind, Point, Series
from kenspeckle.ground.terms.cube import Interval

from .cell_index import CellIndex
from .changes import change_of
from .described import EVERYBODY, describe_group, method_of, mid_sentence, unit_in_words
from .figure_values import value_of
from .story import FigureSpec

T = TypeVar("T")
Shapes: TypeAlias = Mapping[str, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]]
Atlas: TypeAlias = Mapping[str, Shapes]
"""For each level of places that has boundaries: polygons by code."""


UNPLACED = {
    Missing.mark: "not known",
    NotApplicable.mark: "does not apply",
    Suppressed.mark: "withheld by its publisher",
}
"""What stands in a group where rows name no value of the dimension, and what readers call it."""


@dataclass(frozen=True)
class Slice:
    """One group of a figure: what readers call it, its code, and the tests that make it."""

    label: str
    code: str
    tests: tuple[Test, ...]
    apart: bool = False  # it is none of the places that the dimension has, and counted with none of them

    @property
    def group(self) -> Group:
        return tuple(sorted(test.pair for test in self.tests))


@dataclass(frozen=True)
class Cut:
    """What a figure shows: its measures, its groups in order, its periods in order (None: no time).

    axis: the dimension whose values the groups are, `group`, or empty for one group alone. own: the last period of
    each measure, for measures at one moment that do not end together.
    """

    measures: tuple[MeasureFacts, ...]
    slices: tuple[Slice, ...]
    periods: tuple[Period | None, ...]
    axis: str
    own: Mapping[str, Period | None] = field(default_factory=dict)

    def periods_of(self, measure: MeasureFacts) -> tuple[Period | None, ...]:
        return (self.own[measure.name],) if self.own else self.periods


def cut(spec: FigureSpec, facts: Facts, index: CellIndex) -> Cut:
    """Say which groups and periods of a figure there are cells for."""
    measures = tuple(facts.measures[name] for name in spec.measures)
    slices = _slices(spec, facts, measures, index)
    keys = _keys_of(measures, slices, index)
    periods = _periods(spec, measures, keys) or (None,)
    own: dict[str, Period | None] = {}
    if not (spec.start or spec.over) and spec.kind not in ("line", "multiples") and (spec.by or spec.compare):
        # One moment: the one asked for, or the last, which is each measure's own.
        lasts = {m.name: _periods(spec, (m,), _of_measure(m, keys))[-1:] for m in measures}
        own = {name: last[0] for name, last in lasts.items() if last}
        if len(own) == len(measures) and len(set(own.values())) > 1:
            periods = tuple(sorted({p for p in own.values() if p is not None}))
        else:
            own, periods = {}, periods[-1:]
    if spec.by:
        # Another story may have asked for a group at another time; here it has nothing to show.
        there = {key.group for key in keys if key.period in periods}
        slices = tuple(s for s in slices if s.group in there)
    axis = spec.by or ("group" if spec.compare else "")
    return Cut(measures, slices, periods, axis, own)


def _of_measure(measure: MeasureFacts, keys: Iterable[CellKey]) -> list[CellKey]:
    return [key for key in keys if key.measure in _names((measure,))]


def _keys_of(measures: Iterable[MeasureFacts], slices: Iterable[Slice], index: CellIndex) -> list[CellKey]:
    """Every cell of these groups."""
    groups = {s.group for s in slices}
    shapes = {tuple([dimension for dimension, _ in group]) for group in groups}
    return [key for shape in shapes for key in index.keys(_names(measures), shape) if key.group in groups]


def chart(
    spec: FigureSpec, shown: Cut, facts: Facts, cells: ProtectedCells, notes: Iterable[str], atlas: Atlas
) -> Chart:
    """Return the figure as data, without its title. notes: the words of `spec.notes`, in their order."""
    over_time = spec.kind in ("line", "multiples") or (spec.kind == "table" and not shown.axis)
    series = _by_period(shown, facts, cells) if over_time else _by_group(spec, shown, facts, cells)
    measure = shown.measures[0]
    dimension = facts.dimensions.get(spec.by) or DimensionFacts(spec.by, spec.by)
    kind = _KINDS[spec.kind]
    if kind is ChartKind.MAP and not atlas.get(spec.by):
        # Nobody has drawn the boundaries of these places.
        kind = ChartKind.TILES if dimension.tiles else ChartKind.BAR
    return Chart(
        kind=kind,
        title="",
        subtitle=subtitle(spec, shown, facts),
        unit=measure.unit,
        places=max(m.places for m in shown.measures),
        series=series,
        axis="period" if over_time else shown.axis,
        better=measure.better,
        target=spec.target,
        annotations=_annotations(spec, shown, tuple(notes)) if over_time else (),
        shapes=_shown(atlas[spec.by], series) if kind is ChartKind.MAP else {},
        tiles=_shown(dimension.tiles, series) if kind is ChartKind.TILES else {},
        sources=tuple(dict.fromkeys(facts.credits[s] for m in shown.measures for s in m.sources if s in facts.credits)),
        method=" ".join([*(method_of(m) for m in shown.measures), *_about_limits(kind, shown.measures, series)]),
        anchor=spec.anchor,
    )


def _about_limits(kind: ChartKind, measures: Iterable[MeasureFacts], series: Iterable[Series]) -> Iterable[str]:
    """What the thin lines are, and the columns of the table, where there are any."""
    if any(point.interval is not None for s in series for point in s.points):
        levels = " or ".join(f"{m}%" for m in sorted({m.confidence for m in measures}))
        limits = f"are the {levels} confidence limits that the publisher gives."
        lines = (
            "The thin lines, and “from” and “to” in the table,"
            if kind in _WITH_LINES
            else "“From” and “to” in the table"
        )
        yield f"{lines} {limits}"


_WITH_LINES = frozenset({ChartKind.LINE, ChartKind.BAR, ChartKind.DOT})


_KINDS = {
    "line": ChartKind.LINE,
    "bar": ChartKind.BAR,
    "dot": ChartKind.DOT,
    "multiples": ChartKind.MULTIPLES,
    "table": ChartKind.TABLE,
    "tiles": ChartKind.TILES,
    "area": ChartKind.MAP,
}


def _by_period(shown: Cut, facts: Facts, cells: ProtectedCells) -> tuple[Series, ...]:
    """A series for each measure and group, along time."""
    several = len(shown.measures) > 1
    found = []
    for measure in shown.measures:
        for part in shown.slices:
            points = tuple(_point(measure, part, p, facts, cells, period_on_axis=True) for p in shown.periods)
            change = change_of(measure.name, part.tests, points, facts, cells)
            found.append(Series(_line_name(measure, part, several, bool(shown.axis)), points, change))
    return tuple(found)


def _line_name(measure: MeasureFacts, part: Slice, measures: bool, groups: bool) -> str:
    if measures and groups:
        return f"{measure.title}, {part.label}"
    return measure.title if measures or part.label == EVERYBODY else part.label


def _by_group(spec: FigureSpec, shown: Cut, facts: Facts, cells: ProtectedCells) -> tuple[Series, ...]:
    """A series for each measure and period, along the groups."""
    several = len(shown.measures) > 1
    series = []
    for measure in shown.measures:
        periods = shown.periods_of(measure)
        if spec.kind in ("bar", "dot") and len(periods) > 2:
            periods = (periods[0], periods[-1])
        for period in periods:
            name = _series_name(measure, period, several, bool(shown.own) or len(periods) > 1)
            series.append(Series(name, tuple(_point(measure, part, period, facts, cells) for part in shown.slices)))
    return _sorted_by_value(tuple(series)) if spec.sort == "value" else tuple(series)


def _series_name(measure: MeasureFacts, period: Period | None, measures: bool, periods: bool) -> str:
    if measures and periods:
        return f"{measure.title}, {period}"
    return measure.title if measures or period is None else str(period)


def _sorted_by_value(series: tuple[Series, ...]) -> tuple[Series, ...]:
    """Groups from the greatest value of the last series to the least; those without a value, and apart, at the end."""

    def place(index: int) -> tuple[bool, bool, Fraction, int]:
        point = series[-1].points[index]
        if isinstance(point.value, Absence):
            return point.apart, True, Fraction(0), index
        return point.apart, False, -Fraction(point.value), index

    order = sorted(range(len(series[-1].points)), key=place)
    return tuple(Series(s.name, tuple(s.points[i] for i in order)) for s in series)


def _point(
    measure: MeasureFacts,
    part: Slice,
    period: Period | None,
    facts: Facts,
    cells: ProtectedCells,
    *,
    period_on_axis: bool = False,
) -> Point:
    key = CellKey(measure.name, period, part.group)
    x, label = (str(period or ""), str(period or "")) if period_on_axis else (part.code, part.label)
    value, apart = value_of(facts, cells, key), part.apart and not period_on_axis
    return Point(x, label, value, key, interval=_limits(cells.get(key)), apart=apart)


def _limits(cell: ProtectedCell | Absence | None) -> Interval | None:
    """The limits to draw; two that are equal are how some publishers print that there are none."""
    if not isinstance(cell, ProtectedCell) or cell.interval is None or cell.interval[0] == cell.interval[1]:
        return None
    return cell.interval


def _slices(spec: FigureSpec, facts: Facts, measures: Iterable[MeasureFacts], index: CellIndex) -> tuple[Slice, ...]:
    """The groups, in the order in which readers meet them."""
    if spec.compare:
        together = (replacing(spec.where, tests) for tests in spec.compare)
        return tuple(
            Slice(describe_group(facts, own), " and ".join("=".join(t.pair) for t in own), tests)
            for own, tests in zip(spec.compare, together, strict=True)
        )
    if not spec.by:
        return (Slice(describe_group(facts, spec.where), "", spec.where),)
    others = {t.pair for t in spec.where if t.dimension != spec.by}
    dimension = facts.dimensions.get(spec.by) or DimensionFacts(spec.by, spec.by)
    found = index.keys(_names(measures), (spec.by, *(name for name, _ in others)))
    present = {dict(key.group)[spec.by] for key in found if others <= set(key.group)}
    own = tuple(t for t in spec.where if t.dimension == spec.by)
    if spec.kind != "table":
        # Rows that name no value of the dimension belong to no place on an axis or a map; a table lists them.
        present -= UNPLACED.keys()
    return tuple(
        Slice(
            _label(dimension, code),
            code,
            replacing(spec.where, (Test(spec.by, "=", (code,)),)),
            _apart(dimension, code),
        )
        for code in in_order(dimension, present)
        if all(passes(test, code) for test in own)
    )


def _apart(dimension: DimensionFacts, code: str) -> bool:
    """Whether rows of this value belong to none of the places, or groups, that there are."""
    return code not in dimension.labels and (code in UNPLACED or (dimension.place and not dimension.open))


def _label(dimension: DimensionFacts, code: str) -> str:
    """A value as readers see it: `Fife`, `not known`, `Grant aided (no council)`."""
    if code in dimension.labels:
        return dimension.labels[code]
    if code in UNPLACED:
        return UNPLACED[code]
    return f"{code} (no {mid_sentence(dimension.title)})" if _apart(dimension, code) else code


def passes(test: Test, code: str) -> bool:
    """Whether a value of the dimension that is shown satisfies a test on the same dimension."""
    if test.operator in ("=", "in"):
        return code in test.values
    if test.operator == "<>":
        return code not in test.values
    try:
        value, bound = Decimal(code), Decimal(test.values[0])
    except InvalidOperation:
        return False
    match test.operator:
        case "<":
            return value < bound
        case "<=":
            return value <= bound
        case ">":
            return value > bound
        case _:
            return value >= bound


def in_order(dimension: DimensionFacts, codes: Iterable[str]) -> tuple[str, ...]:
    """Values as they are listed (places of a source are, by name), and those that are not after them, 2 before 10.

    What stands for no value at all comes last.
    """
    listed = {code: number for number, code in enumerate(dimension.labels)}

    def place(code: str) -> tuple[int, bool, int, str, str]:
        number = int(code) if code.isdecimal() else 0
        return listed.get(code, len(listed)), code in UNPLACED, number, code.casefold(), code

    return tuple(sorted(set(codes), key=place))


def replacing(where: tuple[Test, ...], tests: tuple[Test, ...]) -> tuple[Test, ...]:
    """`where`, with what `tests` say of the dimensions that they name."""
    named = {t.dimension for t in tests}
    return (*(t for t in where if t.dimension not in named), *tests)


def _periods(
    spec: FigureSpec, measures: tuple[MeasureFacts, ...], keys: Iterable[CellKey]
) -> tuple[Period | None, ...]:
    kinds = (
        {spec.over}
        if spec.over
        else {p.kind for p in (spec.start, spec.end) if p} or {m.periods[-1].kind for m in measures if m.periods}
    )
    known = {key.period for key in keys if key.period is not None and key.period.kind in kinds}
    if spec.start is None and spec.end is not None:
        return (spec.end,)
    first, last = (p.label if p is not None else "" for p in (spec.start, spec.end))
    found = sorted(p for p in known if p.label >= first and (not last or p.label <= last))
    if not found:
        return ()
    # What is covered and has no cell in between is a gap that a reader must see.
    covered = {p for m in measures for p in m.periods if p.kind in kinds and found[0] < p < found[-1]}
    return tuple(sorted({*found, *covered}))


def _annotations(spec: FigureSpec, shown: Cut, words: tuple[str, ...]) -> tuple[Annotation, ...]:
    labels = [p.label for p in shown.periods if p is not None]
    breaks = {
        (at, text, forbids)
        for measure in shown.measures
        for at, text, forbids in measure.breaks
        if labels and labels[0] < at <= labels[-1]
    }
    notes = [Annotation(note.at.label, text) for note, text in zip(spec.notes, words, strict=True) if text]
    cuts = [Annotation(at, text, breaks=True, forbids=forbids) for at, text, forbids in sorted(breaks)]
    return tuple(sorted([*notes, *cuts], key=lambda a: a.at))


def _names(measures: Iterable[MeasureFacts]) -> set[str]:
    """The measures and those that they are made of, which are the ones that have cells."""
    return {name for m in measures for name in (m.name, *m.parts)}


def _shown(by_code: Mapping[str, T], series: tuple[Series, ...]) -> dict[str, T]:
    codes = {point.x for s in series for point in s.points}
    return {code: by_code[code] for code in sorted(by_code) if code in codes}


def subtitle(spec: FigureSpec, shown: Cut, facts: Facts) -> str:
    """Measure, unit, who and when, in one line."""
    titles = [m.title for m in shown.measures]
    named = " and ".join([*([", ".join(titles[:-1])] if titles[1:] else []), titles[-1]])
    parts = [f"{named} ({unit_in_words(shown.measures[0].unit)})"]  # measures of one figure share their unit
    if spec.where:
        parts.append(describe_group(facts, spec.where))
    if spec.by:
        dimension = facts.dimensions.get(spec.by)
        parts.append("by " + mid_sentence(dimension.title if dimension else spec.by))
    periods = [p for p in shown.periods if p is not None]
    if shown.own:
        parts.append(f"each at its last period, {periods[0]} to {periods[-1]}")
    elif periods:
        parts.append(str(periods[0]) if len(periods) == 1 else f"{periods[0]} to {periods[-1]}")
    return ", ".join(parts)
