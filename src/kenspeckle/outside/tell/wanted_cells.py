"""What cells a story wants: for its claims, its figures, and the other ways in which its claims are counted.

Headlines come before claims, claims before figures, and ways of counting last: when something has to be hidden,
no way of counting may cost a headline its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from kenspeckle.ground.terms import MAIN, Facts, MeasureFacts, Period, PeriodKind, Priority, Test, Want

from .cards import card_evidence
from .groups import replacing
from .judge.question import wanted
from .opposing import other_groups, other_periods
from .other_ways import last_of, periods_tried
from .story import CardsSpec, Claim, FigureSpec, Story, evidence_of

_Plain: TypeAlias = tuple[str, tuple[Test, ...], tuple[str, ...], PeriodKind | None, str]
"""A want without its periods and priority."""


def wants(story: Story, facts: Facts) -> tuple[Want, ...]:
    """Return every cell that this story can use, each once and at its highest priority."""
    found: list[Want] = []
    for claim in story.claims:
        found += _of_claim(claim, facts, places=not story.ranks_nobody)
    for block in story.blocks:
        if isinstance(block, FigureSpec):
            found += _of_figure(block, facts)
        elif isinstance(block, CardsSpec):
            for evidence in card_evidence(block, facts):
                found += _at(Priority.CLAIM, wanted(evidence, facts))
    return merged(found)


def _of_claim(claim: Claim, facts: Facts, *, places: bool) -> Iterator[Want]:
    evidence = evidence_of(claim.evidence)
    if evidence is None or evidence.measure not in facts.measures:
        return
    own = wanted(evidence, facts)
    yield from _at(Priority.HEADLINE if claim.headline else Priority.CLAIM, own)
    measure = facts.measures[evidence.measure]
    tried = periods_tried(evidence, facts)
    for name in (MAIN, *(name for name, _, _ in measure.ways)):
        if tried or name:
            yield from (_again(want, periods=(*want.periods, *tried), way=name) for want in own)
    end = last_of(evidence, measure)
    if not tried or end is None:
        return
    others = other_periods(evidence, measure, end)
    yield from (_again(want, periods=(*others, end)) for want in own)
    for test, code, _ in other_groups(evidence, facts, places=places):
        yield from (_again(want, where=instead) for want in own if (instead := _with(want.where, test, code)))


def _again(
    want: Want, *, periods: tuple[Period, ...] = (), where: tuple[Test, ...] | None = None, way: str = MAIN
) -> Want:
    """The same cells elsewhere, to count a claim once more."""
    return Want(
        want.measure,
        want.where if where is None else where,
        want.by,
        tuple(sorted(set(periods))) if periods else want.periods,
        want.over,
        way,
        Priority.WAY,
    )


def _with(where: tuple[Test, ...], test: Test, code: str) -> tuple[Test, ...]:
    """`where` with another value in place of the one that `test` asks for; () when it does not ask for one."""
    changed = tuple(Test(t.dimension, "=", (code,)) if _same(t, test) else t for t in where)
    return () if changed == where else tuple(sorted(changed))


def _same(known: Test, written: Test) -> bool:
    return known.dimension == written.dimension and known.operator == written.operator == "="


def _of_figure(spec: FigureSpec, facts: Facts) -> Iterator[Want]:
    by = (spec.by,) if spec.by else ()
    groups = [replacing(spec.where, tests) for tests in spec.compare]
    for measure in _counted(spec.measures, facts):
        for where in groups or [tuple(t for t in spec.where if t.dimension != spec.by)]:
            yield Want(
                measure=measure.name,
                where=where,
                by=by,
                periods=_periods(spec, measure, facts),
                over=spec.over,
                priority=Priority.CHART,
            )


def _counted(names: Iterable[str], facts: Facts) -> Iterator[MeasureFacts]:
    """The measures that have cells of their own: a ratio and an index are made from others."""
    for name in names:
        measure = facts.measures[name]
        if measure.kind in ("ratio", "index"):
            yield from _counted(measure.parts, facts)
        else:
            yield measure


def _periods(spec: FigureSpec, measure: MeasureFacts, facts: Facts) -> tuple[Period, ...]:
    """The periods to ask for; () asks for all, where they cannot be listed beforehand."""
    based = {Period.parse(m.base) for m in (facts.measures[name] for name in spec.measures) if m.base}
    if spec.start is None and spec.end is not None:
        return (spec.end, *(based - {spec.end}))
    own = measure.periods[-1].kind if measure.periods else None
    if spec.over not in (None, own):
        return ()
    if spec.start is None and spec.kind not in ("line", "multiples") and (spec.by or spec.compare):
        return tuple(sorted({*measure.periods[-1:], *based}))
    first = spec.start.label if spec.start else ""
    last = spec.end.label if spec.end else ""
    kinds: tuple[PeriodKind | None, ...] = tuple(p.kind for p in (spec.start, spec.end) if p is not None) or (own,)
    covered = {p for p in measure.periods if p.kind in kinds and p.label >= first and (not last or p.label <= last)}
    return tuple(p for p in measure.periods if p in covered or p in based)


def _at(priority: Priority, found: Iterable[Want]) -> Iterator[Want]:
    yield from (replace(want, priority=priority) for want in found)


def merged(found: Iterable[Want]) -> tuple[Want, ...]:
    """Gather wants that differ only in their periods; what is wanted twice is kept at its higher priority."""
    gathered: dict[_Plain, dict[Period | None, Priority]] = {}
    for want in found:
        known = gathered.setdefault((want.measure, want.where, want.by, want.over, want.way), {})
        for period in want.periods or (None,):
            known[period] = min(want.priority, known.get(period, Priority.SEARCH))
    result = []
    for (measure, where, by, over, way), periods in gathered.items():
        every = periods.pop(None, None)
        if every is not None:
            result.append(Want(measure, where, by, (), over, way, every))
        for priority in sorted(set(periods.values())):
            if every is None or priority < every:
                at = tuple(sorted(p for p, wanted_at in periods.items() if p is not None and wanted_at is priority))
                result.append(Want(measure, where, by, at, over, way, priority))
    return tuple(sorted(result, key=lambda w: (w.priority, w.measure, w.way, w.where, w.by, w.periods, w.over or "")))
