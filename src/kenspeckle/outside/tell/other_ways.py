"""Other reasonable ways of counting what a claim says, so that nobody has to trust the one its author chose.

There are five axes on which reasonable people differ: the period, the comparator, the cohort, the definition
and missing data. A measure declares its ways on any of them; shifts of the period are enumerated here. All of
them together make the grid in which a claim is counted again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MAIN, Facts, MeasureFacts, Period
from kenspeckle.ground.words.evidence import Evidence


class Axis(StrEnum):
    PERIOD = "period"
    COMPARATOR = "comparator"
    COHORT = "cohort"
    DEFINITION = "definition"
    MISSING = "missing data"


SHIFT = 2
"""By how many periods, either way, the start and the end of a comparison may reasonably be moved."""


@dataclass(frozen=True)
class OtherWay:
    """One way of counting: the evidence with its periods moved, and the measure's way, or MAIN.

    axes: those on which it differs from what the author wrote. start, end, way: set where they differ.
    """

    evidence: Evidence
    axes: tuple[Axis, ...]
    way: str = MAIN
    title: str = ""
    start: str = ""
    end: str = ""


def other_ways(evidence: Evidence, facts: Facts) -> tuple[OtherWay, ...]:
    """Return every other way in which a claim with this evidence is counted; () when none is declared or possible."""
    measure = facts.measures.get(evidence.measure)
    if measure is None:
        return ()
    return tuple(way for way in _grid(evidence, measure, facts) if way.axes)


def periods_tried(evidence: Evidence, facts: Facts) -> tuple[Period, ...]:
    """Every period at which some way of counting begins or ends, in order; () when no other period is tried."""
    measure = facts.measures[evidence.measure]
    spans = list(_shifts(evidence, measure))
    return tuple(sorted({p for span in spans for p in span if p is not None})) if len(spans) > 1 else ()


def _grid(evidence: Evidence, measure: MeasureFacts, facts: Facts) -> Iterator[OtherWay]:
    declared = [(MAIN, "", None), *((name, title or name, _axis(axis)) for name, title, axis in measure.ways)]
    for name, title, axis in declared:
        for start, end in _shifts(evidence, measure):
            moved = (start, end) != (evidence.start, last_of(evidence, measure))
            yield OtherWay(
                evidence=replace(evidence, start=start, end=end, since=False, text="") if moved else evidence,
                axes=tuple(a for a in (Axis.PERIOD if moved else None, axis) if a is not None),
                way=name,
                title=title,
                start=str(start) if start is not None and start != evidence.start else "",
                end=str(end) if end is not None and end != last_of(evidence, measure) else "",
            )


def _axis(name: str) -> Axis:
    return Axis.MISSING if name == "missing" else Axis(name)


def last_of(evidence: Evidence, measure: MeasureFacts) -> Period | None:
    """The period up to which evidence counts: `since` runs to the last that is covered."""
    return measure.periods[-1] if evidence.since and measure.periods else evidence.end


def _shifts(evidence: Evidence, measure: MeasureFacts) -> Iterator[tuple[Period | None, Period | None]]:
    """The periods as written, and each reasonable shift of start and end within what is covered.

    A level at one moment is that moment's alone; a difference between groups can be looked at in the moments
    around it; a change can begin and end at others, as long as it still runs forward.
    """
    end = last_of(evidence, measure)
    if end is None or end not in measure.periods or (evidence.start is not None and evidence.start >= end):
        yield evidence.start, end
        return
    ends = _around(end, measure.periods)
    if evidence.start is not None:
        starts = _around(evidence.start, measure.periods)
        yield from ((start, last) for start in starts for last in ends if start < last)
    elif evidence.against is not None:
        yield from ((None, last) for last in ends)
    else:
        yield None, end


def _around(period: Period, covered: tuple[Period, ...]) -> tuple[Period, ...]:
    """`period` and its covered neighbours, no more than SHIFT away, and of its own kind."""
    same = [p for p in covered if p.kind is period.kind]
    if period not in same:
        return (period,)
    at = same.index(period)
    return tuple(same[max(at - SHIFT, 0) : at + SHIFT + 1])
