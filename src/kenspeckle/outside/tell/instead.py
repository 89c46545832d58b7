"""What else could be told where a figure is hidden: years together, the place around it, a broader group.

Which figures are tried depends on the evidence and on what anybody knows of measures and places; never on a count.
Whether one of them may be told is for the door to say. What is narrowest comes first, since it says most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Facts, MeasureFacts, Period, ProtectedCells, Test, together
from kenspeckle.ground.words import Evidence, Verdict
from kenspeckle.ground.words.evidence import Asks
from kenspeckle.ground.words.written import write_evidence

from .described import describe_group, describe_period, mid_sentence, steps
from .judge import judge
from .judge.question import Refused, adds_up_over_years, ask

TOGETHER = (2, 3, 5)
"""How many years are tried together, fewest first."""
_FIFTHS = 4
"""From so many steps on a scale, two that lie beside each other are a group that people know."""


@dataclass(frozen=True)
class Offer:
    """A figure that can be told where another is hidden. shown: as readers see it; says: one sentence."""

    evidence: Evidence
    shown: str
    says: str

    @property
    def written(self) -> str:
        """The evidence as an author would write it."""
        return write_evidence(self.evidence)


def offers(evidence: Evidence, facts: Facts, cells: ProtectedCells) -> tuple[Offer, ...]:
    """Return what can be told instead of a hidden figure, of the cells there are: years together, and wider groups.

    At most one of each is given: the narrowest that is shown.
    """
    found = []
    for tried in (years_together(evidence, facts), wider_groups(evidence, facts)):
        told = (made for candidate in tried if (made := _offer(candidate, evidence, facts, cells)) is not None)
        found += [offer for offer in (next(told, None),) if offer is not None]
    return tuple(found)


def years_together(evidence: Evidence, facts: Facts) -> tuple[Evidence, ...]:
    """Return the same evidence for several years that end with its own, or that hold it, fewest years first."""
    measure = facts.measures.get(evidence.measure)
    end = evidence.end
    if measure is None or end is None or evidence.start is not None or len(end.years) > 1:
        return ()
    if evidence.asks is not Asks.MEASURE or not adds_up_over_years(measure):
        return ()
    found = (_around(end, number, measure) for number in TOGETHER)
    tried = (replace(evidence, end=period, text="") for period in found if period is not None)
    return tuple(candidate for candidate in tried if _can_be_asked(candidate, facts))


def _around(end: Period, number: int, measure: MeasureFacts) -> Period | None:
    """So many covered years that end with `end`; where there are too few before it, those that begin first."""
    try:
        covered = [p for p in measure.periods if p.kind is end.kind]
        last = covered[max(covered.index(end), number - 1)]
        first = last.shift(1 - number)
        period = together(first, last)
    except (ValueError, IndexError):  # no years, or not so many
        return None
    return period if set(period.years) <= set(covered) and end in period.years else None


def wider_groups(evidence: Evidence, facts: Facts) -> tuple[Evidence, ...]:
    """Return the same evidence for wider groups: a step beside it, the place around it, without one condition."""
    measure = facts.measures.get(evidence.measure)
    if measure is None or evidence.asks is not Asks.MEASURE or isinstance(evidence.against, str):
        return ()
    compared = {t.dimension for t in evidence.against or () if isinstance(t, Test)}
    found: dict[Evidence, None] = {}
    for test in evidence.where:
        if test.dimension in compared or test.operator != "=":
            continue
        others = tuple(t for t in evidence.where if t is not test)
        for wider in _wider(test, measure, facts):
            named = {t.dimension for t in others}
            if not named & {t.dimension for t in wider}:
                found[replace(evidence, where=(*others, *wider), text="")] = None
    return tuple(candidate for candidate in found if _can_be_asked(candidate, facts))


def _wider(test: Test, measure: MeasureFacts, facts: Facts) -> Iterator[tuple[Test, ...]]:
    dimension = facts.dimensions.get(test.dimension)
    if dimension is None:
        yield ()
        return
    by_name = {label: code for code, label in dimension.labels.items()} | dict(dimension.spellings)
    code = test.values[0] if test.values[0] in dimension.labels else by_name.get(test.values[0], test.values[0])
    if steps(dimension) and len(dimension.labels) >= _FIFTHS and code in dimension.labels:
        listed = sorted(dimension.labels, key=int)
        at = listed.index(code)
        pair = listed[:2] if at == 0 else listed[at - 1 : at + 1]
        yield (Test(test.dimension, "in", tuple(pair)),)
    around = [(level, above[code]) for level, above in dimension.parents.items() if code in above]
    for level, place in around:
        if level in measure.dimensions:
            yield (Test(level, "=", (place,)),)
    yield ()


def _can_be_asked(evidence: Evidence, facts: Facts) -> bool:
    try:
        ask(evidence, facts)
    except Refused:
        return False
    return True


def _offer(candidate: Evidence, evidence: Evidence, facts: Facts, cells: ProtectedCells) -> Offer | None:
    judgement = judge("", candidate, facts, cells)
    if judgement.verdict in (Verdict.WITHHELD, Verdict.REFUSED) or not judgement.shown:
        return None
    return Offer(candidate, judgement.shown, _sentence(candidate, evidence, judgement.shown, facts))


def _sentence(candidate: Evidence, evidence: Evidence, shown: str, facts: Facts) -> str:
    if candidate.end != evidence.end and candidate.end is not None:
        years = describe_period(candidate.end)
        return f"{years[:1].upper()}{years[1:]} can be shown: {shown}."
    added = [t for t in candidate.where if t not in evidence.where]
    left = [t for t in evidence.where if t not in candidate.where]
    who = describe_group(facts, candidate.where) if candidate.where else "everybody"
    place = added and (known := facts.dimensions.get(added[0].dimension)) is not None and known.place
    if place and left and added[0].dimension != left[0].dimension:
        level = mid_sentence(facts.dimensions[added[0].dimension].title)
        return f"The {level} around it can be shown: {who}, {shown}."
    return f"A broader group can be shown: {who}, {shown}."
