"""Figures: what an author asked to be drawn, as data for `draw`.

A chart holds values in the measure's own unit, exact, and an absence wherever a cell gives none. Groups stand in
their own order unless the author asks otherwise. Where the definition of a measure changed inside the time shown,
the break is on the axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from kenspeckle.ground.terms import (
    Absence,
    CellKey,
    DimensionFacts,
    Facts,
    MeasureFacts,
    Period,
    ProtectedCell,
    ProtectedCells,
)
from kenspeckle.ground.terms.chart import Annotation, Chart, ChartKind, Point, Series
from kenspeckle.ground.terms.cube import Interval

from .changes import change_of
from .cutting import Cut
from .described import EVERYBODY, describe_group, method_of, mid_sentence, unit_in_words
from .figure_values import value_of
from .groups import Slice
from .story import FigureSpec

T = TypeVar("T")


def chart(spec: FigureSpec, shown: Cut, facts: Facts, cells: ProtectedCells, notes: Iterable[str]) -> Chart:
    """Return the figure as data, without its title. notes: the words of `spec.notes`, in their order.

    The outlines of a map are no part of what is told: whoever draws it brings them.
    """
    over_time = spec.kind in ("line", "multiples") or (spec.kind == "table" and not shown.axis)
    series = _by_period(shown, facts, cells) if over_time else _by_group(spec, shown, facts, cells)
    measure = shown.measures[0]
    dimension = facts.dimensions.get(spec.by) or DimensionFacts(spec.by, spec.by)
    kind = _KINDS[spec.kind]
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
        tiles=_shown(dimension.tiles, series) if kind in (ChartKind.TILES, ChartKind.MAP) else {},
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
