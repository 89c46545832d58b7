"""The claims that could stand against a claim: an enumerated family, so that a reader knows how many were tried.

Against a change, the family is the same change begun in each other period that is covered, and the change of each
other group of the same dimensions between the same periods. Against a difference between groups at one moment, it
is the same difference at each other moment. Groups that are schools are left out, and in a report card all places:
nobody is held up there as the one that went the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import DimensionFacts, Facts, MeasureFacts, Period, Test
from kenspeckle.ground.words.evidence import Asks, Evidence

from .described import steps
from .other_ways import last_of

MOST_PERIODS = 24
MOST_GROUPS = 40
_INSTITUTIONS = re.compile(r"school|nurser|centre|class", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """One claim of the family: its evidence, and what is different about it (`label`, for readers)."""

    evidence: Evidence
    label: str


def family(evidence: Evidence, facts: Facts, *, places: bool = True) -> tuple[Member, ...]:
    """Return the members of the family, without the claim itself; () for evidence that has no opposite.

    places: whether another place may be named.
    """
    measure = facts.measures.get(evidence.measure)
    if measure is None or evidence.asks not in (Asks.MEASURE, Asks.SHARE) or isinstance(evidence.against, str):
        return ()
    end = last_of(evidence, measure)
    if end is None or (evidence.start is None and evidence.against is None):
        return ()
    return (*_other_periods(evidence, measure, end), *_other_groups(evidence, end, facts, places))


def _other_periods(evidence: Evidence, measure: MeasureFacts, end: Period) -> Iterator[Member]:
    for other in other_periods(evidence, measure, end):
        if evidence.start is None:
            yield Member(replace(evidence, end=other, text=""), f"in {other}")
        else:
            yield Member(replace(evidence, start=other, end=end, since=False, text=""), f"from {other} to {end}")


def other_periods(evidence: Evidence, measure: MeasureFacts, end: Period) -> tuple[Period, ...]:
    """The other starts of a change that ends at `end`, or the other moments of a difference."""
    covered = [p for p in measure.periods if p.kind is end.kind]
    if evidence.start is None:
        return tuple([p for p in covered if p != end][-MOST_PERIODS:])
    return tuple([p for p in covered if p < end and p != evidence.start][-MOST_PERIODS:])


def _other_groups(evidence: Evidence, end: Period, facts: Facts, places: bool) -> Iterator[Member]:
    for test, code, label in other_groups(evidence, facts, places=places):
        where = tuple(replace(t, values=(code,)) if t is test else t for t in evidence.where)
        yield Member(replace(evidence, where=where, end=end, since=False, text=""), f"for {label}")


def other_groups(evidence: Evidence, facts: Facts, *, places: bool = True) -> Iterator[tuple[Test, str, str]]:
    """For each test of a change that may have another value: the test, the other value's code and its label."""
    if evidence.start is None:
        return
    compared = {t.dimension for t in evidence.against} if isinstance(evidence.against, tuple) else set()
    for test in evidence.where:
        dimension = facts.dimensions.get(test.dimension)
        if test.operator != "=" or test.dimension in compared or dimension is None or not _may_be_named(dimension):
            continue
        if dimension.place and not places and not steps(dimension):
            continue
        own = {test.values[0], dimension.spellings.get(test.values[0], "")}
        for code, label in dimension.labels.items():
            if code not in own and label not in own:
                yield test, code, label


def _may_be_named(dimension: DimensionFacts) -> bool:
    few = 1 < len(dimension.labels) <= MOST_GROUPS
    return few and not _INSTITUTIONS.search(f"{dimension.name} {dimension.title}")
