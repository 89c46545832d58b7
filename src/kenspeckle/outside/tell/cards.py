"""Report cards: for each outcome its level, change, gap and target, as words that are true by construction.

A card speaks of one place or group and of nobody else: it compares with its own past, with its own target, and the
gap between two groups inside it. Cards stand in the order of the outcomes; no place is put above another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kenspeckle.ground.terms import Facts, MeasureFacts, Period
from kenspeckle.ground.words.evidence import Asks, Evidence

from .charts import replacing
from .story import CardsSpec


@dataclass(frozen=True)
class Asked:
    """One card to be made: what it is called and what it asks. change and gap are None when there is none to ask."""

    title: str
    measure: MeasureFacts
    outcome: str
    level: Evidence
    change: Evidence | None
    gap: Evidence | None


def cards_asked(spec: CardsSpec, facts: Facts) -> tuple[Asked, ...]:
    """Return the cards of a block: the core measures of its outcomes, then the measures it names itself."""
    named = [(facts.outcomes[o].title, m, o) for o in spec.outcomes for m in facts.outcomes[o].core]
    named += [("", m, "") for m in spec.measures]
    found = []
    for title, name, outcome in named:
        measure = facts.measures.get(name)
        if measure is not None:
            several = len([n for t, n, _ in named if t == title]) > 1
            label = measure.title if not title else f"{title}: {measure.title.lower()}" if several else title
            found.append(_asked(spec, measure, label, outcome))
    return tuple(found)


def _asked(spec: CardsSpec, measure: MeasureFacts, title: str, outcome: str) -> Asked:
    end = spec.end or (measure.periods[-1] if measure.periods else None)
    level = Evidence(Asks.MEASURE, measure.name, spec.where, end=end)
    start = spec.start or _before(end, measure)
    change = replace(level, start=start) if start is not None and end is not None and start < end else None
    gap = replace(level, where=replacing(spec.where, spec.gap[0]), against=spec.gap[1]) if spec.gap else None
    return Asked(title, measure, outcome, level, change, gap)


def _before(end: Period | None, measure: MeasureFacts) -> Period | None:
    earlier = [p for p in measure.periods if end is not None and p.kind is end.kind and p < end]
    return earlier[-1] if earlier else None


def card_evidence(spec: CardsSpec, facts: Facts) -> Iterator[Evidence]:
    """Everything that a block of cards has to look up."""
    for card in cards_asked(spec, facts):
        yield from (e for e in (card.level, card.change, card.gap) if e is not None)
