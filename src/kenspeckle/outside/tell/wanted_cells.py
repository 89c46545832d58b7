"""What cells a story wants: for its claims, its figures, and the other ways in which its claims are counted.

Headlines come before claims, claims before figures, and ways of counting last: when something has to be hidden,
no way of counting may cost a headline its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kenspeckle.ground.terms import Facts, MeasureFacts, Period, Priority, Want
from kenspeckle.ground.words import UnreadableEvidence, parse_evidence

from .cards import card_evidence
from .charts import replacing
from .judge.question import wanted
from .opposing import family
from .other_ways import other_ways
from .story import CardsSpec, Claim, FigureSpec, Story


def wants(story: Story, facts: Facts) -> tuple[Want, ...]:
    """Return every cell that this story can use, each once and at its highest priority."""
    found: list[Want] = []
    for claim in story.claims:
        found += _of_claim(claim, facts)
    for block in story.blocks:
        if isinstance(block, FigureSpec):
            found += _of_figure(block, facts)
        elif isinstance(block, CardsSpec):
            for evidence in card_evidence(block, facts):
                found += _at(Priority.CLAIM, wanted(evidence, facts))
    return merged(found)


def _of_claim(claim: Claim, facts: Facts) -> Iterator[Want]:
    try:
        evidence = parse_evidence(claim.evidence)
    except UnreadableEvidence:
        return
    if evidence.measure not in facts.measures:
        return
    yield from _at(Priority.HEADLINE if claim.headline else Priority.CLAIM, wanted(evidence, facts))
    for way in other_ways(evidence, facts):
        yield from (replace(want, way=way.way, priority=Priority.WAY) for want in wanted(way.evidence, facts))
    for member in family(evidence, facts):
        yield from _at(Priority.WAY, wanted(member.evidence, facts))


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
    if spec.start is None and spec.end is not None:
        base = [Period.parse(m.base) for m in (facts.measures[n] for n in spec.measures) if m.base]
        return (spec.end, *base)
    own = measure.periods[0].kind if measure.periods else None
    if spec.over not in (None, own):
        return ()
    if spec.start is None and spec.kind not in ("line", "multiples") and (spec.by or spec.compare):
        return measure.periods[-1:]
    first = spec.start.label if spec.start else ""
    last = spec.end.label if spec.end else ""
    based = {m.base for m in (facts.measures[n] for n in spec.measures) if m.base}
    return tuple(p for p in measure.periods if p.label in based or (p.label >= first and (not last or p.label <= last)))


def _at(priority: Priority, found: Iterable[Want]) -> Iterator[Want]:
    yield from (replace(want, priority=priority) for want in found)


def merged(found: Iterable[Want]) -> tuple[Want, ...]:
    """Gather wants that differ only in their periods; what is wanted twice is kept at its higher priority."""
    all_periods: dict[Want, Priority] = {}
    listed: dict[Want, dict[Period, Priority]] = {}
    for want in found:
        plain = replace(want, periods=(), priority=Priority.SEARCH)
        if not want.periods:
            all_periods[plain] = min(want.priority, all_periods.get(plain, Priority.SEARCH))
        for period in want.periods:
            known = listed.setdefault(plain, {})
            known[period] = min(want.priority, known.get(period, Priority.SEARCH))
    gathered = [replace(plain, priority=priority) for plain, priority in all_periods.items()]
    for plain, periods in listed.items():
        for priority in sorted(set(periods.values())):
            if priority >= all_periods.get(plain, Priority.SEARCH + 1):
                continue
            at = tuple(sorted(p for p, wanted_at in periods.items() if wanted_at is priority))
            gathered.append(replace(plain, periods=at, priority=priority))
    return tuple(sorted(gathered, key=lambda w: (w.priority, w.measure, w.way, str(w))))
