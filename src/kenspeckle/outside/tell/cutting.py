"""Cut a figure out of the cells there are: its measures, its groups in order, its periods in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import CellKey, Facts, MeasureFacts, Period

from .cell_index import CellIndex
from .groups import Slice, made_of, slices_of
from .story import FigureSpec


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
    slices = slices_of(spec, facts, measures, index)
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
    return [key for key in keys if key.measure in made_of((measure,))]


def _keys_of(measures: Iterable[MeasureFacts], slices: Iterable[Slice], index: CellIndex) -> list[CellKey]:
    """Every cell of these groups."""
    groups = {s.group for s in slices}
    shapes = {tuple([dimension for dimension, _ in group]) for group in groups}
    return [key for shape in shapes for key in index.keys(made_of(measures), shape) if key.group in groups]


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
