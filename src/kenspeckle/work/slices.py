"""What one story needs of a run: its cells, and the facts that its words are tested with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from kenspeckle.ground.terms import Absence, CellKey, Facts, Period, ProtectedCell, Want
from kenspeckle.ground.workspace.definitions import Workspace

from .telling import Told


def cells_of(told: Told, story: str) -> dict[CellKey, ProtectedCell | Absence]:
    """Return the protected cells that the story asked for, for its words, its figures and its other ways."""
    return _asked_for(told, told.wanted[story])


def cells_of_all(told: Told) -> dict[CellKey, ProtectedCell | Absence]:
    """Return all that is told: the cells of every story, and of what the site shows beside them."""
    return _asked_for(told, (*told.shared, *(want for wants in told.wanted.values() for want in wants)))


def _asked_for(told: Told, wants: Iterable[Want]) -> dict[CellKey, ProtectedCell | Absence]:
    # By measure, way and dimensions, so that a cell is held against the few wants that could mean it.
    wanted: dict[_Shape, list[tuple[Want, tuple[tuple[str, str], ...]]]] = defaultdict(list)
    for want in dict.fromkeys(_with_parts(wants, told.looked.facts)):
        pinned = {t.dimension: t.pair[1] for t in want.where if t.dimension not in want.by}
        shape = want.measure, want.way, tuple(sorted({*pinned, *want.by}))
        wanted[shape].append((want, tuple(pinned.items())))
    return {
        key: cell
        for key, cell in told.protection.cells.items()
        if any(
            _asks_for(want, pinned, key)
            for want, pinned in wanted.get((key.measure, key.way, tuple(d for d, _ in key.group)), ())
        )
    }


_Shape = tuple[str, str, tuple[str, ...]]


def _asks_for(want: Want, pinned: tuple[tuple[str, str], ...], key: CellKey) -> bool:
    if any(pair not in key.group for pair in pinned):
        return False
    if not want.periods:
        return want.over is None or key.period is None or key.period.kind is want.over
    return key.period in want.periods


def _with_parts(wants: Iterable[Want], facts: Facts) -> Iterable[Want]:
    """The wants, with those of the measures that ratios and indices are made of."""
    for want in wants:
        measure = facts.measures.get(want.measure)
        yield want
        if measure is not None and measure.parts:
            yield from _with_parts((replace(want, measure=part) for part in measure.parts), facts)
            if measure.base:
                base = replace(want, measure=measure.parts[0], periods=(Period.parse(measure.base),))
                yield from _with_parts((base,), facts)


def facts_of(told: Told, story: str) -> Facts:
    """Return the facts of the measures that the story uses, and of their dimensions."""
    facts = told.looked.facts
    used = _measures(told, story, facts)
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


def _measures(told: Told, story: str, facts: Facts) -> set[str]:
    used = {w.measure for w in _with_parts(told.wanted[story], facts)}
    used |= {c.measure for c in told.pages[story].claims if c.measure in facts.measures}
    for outcome in facts.outcomes.values():
        if set(outcome.core) & used:
            used |= set(outcome.core) | set(outcome.contributing)
    return used | {part for name in used for part in facts.measures[name].parts}


_T = TypeVar("_T")


def _of(values: Mapping[str, _T], names: set[str]) -> dict[str, _T]:
    return {name: value for name, value in values.items() if name in names}


def sources_of(told: Told, story: str, workspace: Workspace) -> tuple[str, ...]:
    """Return the sources that a story rests on: those of its measures, then those that say which place lies where."""
    found = dict.fromkeys(told.pages[story].sources)
    waiting = [lookup.level for lookup in told.plan.slice(told.wanted[story]).lookups]
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
