"""What one story needs of a run: its cells, the facts that its words are tested with, and its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from kenspeckle.ground.terms import Absence, CellKey, Facts, Period, ProtectedCell, ProtectedCells, Want
from kenspeckle.ground.workspace.definitions import Workspace

from .told import Told


class Slices:
    """Cuts the cells and facts of a whole run into what is asked of them. The cells must not change afterwards."""

    def __init__(self, cells: ProtectedCells, facts: Facts) -> None:
        self._cells, self._facts = cells, facts
        # By measure, way and dimensions, so that a want is held against the few cells that it could mean.
        self._shapes: dict[tuple[str, str, tuple[str, ...]], list[CellKey]] = defaultdict(list)
        for key in cells:
            self._shapes[key.measure, key.way, tuple([d for d, _ in key.group])].append(key)

    def cells(self, wants: Iterable[Want]) -> dict[CellKey, ProtectedCell | Absence]:
        """Return the protected cells that are asked for: by words, figures and other ways."""
        found: dict[CellKey, ProtectedCell | Absence] = {}
        for want in dict.fromkeys(self._with_parts(wants)):
            pinned = {t.dimension: t.pair[1] for t in want.where if t.dimension not in want.by}
            shape = want.measure, want.way, tuple(sorted({*pinned, *want.by}))
            pairs = tuple(pinned.items())
            found |= {key: self._cells[key] for key in self._shapes.get(shape, ()) if _asks_for(want, pairs, key)}
        return found

    def facts(self, wants: Iterable[Want], told: Iterable[str]) -> Facts:
        """Return the facts of the measures that are asked for or `told` of, and of their dimensions."""
        facts = self._facts
        used = self._measures(wants, told)
        measures = {name: m for name, m in facts.measures.items() if name in used}
        dimensions = {d for m in measures.values() for d in m.dimensions}
        sources = {s for m in measures.values() for s in m.sources}
        outcomes = {n: o for n, o in facts.outcomes.items() if {*o.core, *o.contributing} <= used}
        return Facts(
            measures=measures,
            dimensions={name: d for name, d in facts.dimensions.items() if name in dimensions},
            calendar=facts.calendar,
            overdue=_of(facts.overdue, sources),
            failed=_of(facts.failed, sources),
            causes=facts.causes,
            outcomes=outcomes,
            credits=_of(facts.credits, sources),
        )

    def _measures(self, wants: Iterable[Want], told: Iterable[str]) -> set[str]:
        facts = self._facts
        used = {w.measure for w in self._with_parts(wants)} | {name for name in told if name in facts.measures}
        for outcome in facts.outcomes.values():
            if set(outcome.core) & used:
                used |= set(outcome.core) | set(outcome.contributing)
        return used | {part for name in used for part in facts.measures[name].parts}

    def _with_parts(self, wants: Iterable[Want]) -> Iterable[Want]:
        """The wants, with those of the measures that ratios and indices are made of."""
        for want in wants:
            measure = self._facts.measures.get(want.measure)
            yield want
            if measure is not None and measure.parts:
                yield from self._with_parts(replace(want, measure=part) for part in measure.parts)
                if measure.base:
                    base = replace(want, measure=measure.parts[0], periods=(Period.parse(measure.base),))
                    yield from self._with_parts((base,))


def _asks_for(want: Want, pinned: tuple[tuple[str, str], ...], key: CellKey) -> bool:
    if any(pair not in key.group for pair in pinned):
        return False
    if not want.periods:
        return want.over is None or key.period is None or key.period.kind is want.over
    return key.period in want.periods


_T = TypeVar("_T")


def _of(values: Mapping[str, _T], names: set[str]) -> dict[str, _T]:
    return {name: value for name, value in values.items() if name in names}


def cells_of_all(told: Told) -> dict[CellKey, ProtectedCell | Absence]:
    """Return all that is told: the cells of every story, and of what the site shows beside them."""
    found = Slices(told.protection.cells, told.looked.facts).cells(told.shared)
    for story in told.stories.values():
        found |= story.cells
    return found


def sources_of(told: Told, story: str, workspace: Workspace) -> tuple[str, ...]:
    """Return the sources that a story rests on: those of its measures, then those that say which place lies where.

    A source of which nothing has come bears nothing.
    """
    found = dict.fromkeys(s for s in told.stories[story].page.sources if s in told.snapshots)
    waiting = [lookup.level for lookup in told.plan.slice(told.stories[story].wants).lookups]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        level = workspace.levels.get(name)
        if level is None or name in seen:
            continue
        seen.add(name)
        for source in (level.source, *(e.source for e in level.elsewhere.values())):
            if source in told.snapshots:
                found.setdefault(source)
        waiting += level.within
    return tuple(found)
