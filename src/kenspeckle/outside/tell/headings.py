"""A heading that says what a figure shows, true by construction: it is judged by the cells like any claim.

Areas and schools are never named as the highest or lowest: of places a heading gives the range alone.
"""

from __future__ import annotations

from fractions import Fraction

from kenspeckle.ground.terms import Absence, Facts, MeasureFacts, Period, ProtectedCells, Suppressed, Test
from kenspeckle.ground.terms.chart import Chart, Point
from kenspeckle.ground.words import Evidence, plain_number
from kenspeckle.ground.words.evidence import Asks

from .changes import words_borne_out
from .cutting import Cut
from .described import EVERYBODY, mid_sentence, steps
from .groups import Slice


def heading(shown: Cut, drawn: Chart, facts: Facts, cells: ProtectedCells) -> str:
    """Return one line on what a figure shows, of its first measure where it has several."""
    measure = shown.measures[0]
    points = [p for s in drawn.series for p in s.points if p.cell is None or p.cell.measure == measure.name]
    told = [point for point in points if not isinstance(point.value, Absence)]
    if not told:
        hidden = any(isinstance(point.value, Suppressed) for point in points)
        why = "is withheld so that no child can be found" if hidden else "has no figure here"
        return f"{measure.title} {why}"
    if len(shown.measures) == 1:
        if drawn.axis == "period" and len(shown.slices) == 1:
            return _over_time(measure, shown.slices[0], drawn.series[0].points, facts, cells)
        if len(shown.slices) == 2 and not _of_places(shown, facts):
            said = _between_two(measure, shown, facts, cells)
            if said:
                return said
    return _range(measure, shown, told, facts)


def _over_time(
    measure: MeasureFacts, part: Slice, points: tuple[Point, ...], facts: Facts, cells: ProtectedCells
) -> str:
    who = _who(measure, part)
    told = [point for point in points if not isinstance(point.value, Absence)]
    first, last = told[0], told[-1]
    end = _number(last, measure)
    if first is last or not last.x:
        return f"{who} was {end}" + (f" in {last.label}" if last.label else "")
    evidence = Evidence(Asks.MEASURE, measure.name, part.tests, start=Period.parse(first.x), end=Period.parse(last.x))
    words = words_borne_out(evidence, facts, cells)
    span = f"from {first.label} to {last.label}"
    if words == "no clear change":
        return f"{who} shows no clear change {span}"
    if words:
        return f"{who} {words} {span}, to {end}"
    broken = any(first.x < at <= last.x and forbids for at, _, forbids in measure.breaks)
    return f"{who} was {end} in {last.label}" + ("" if broken else f", and {_number(first, measure)} in {first.label}")


def _between_two(measure: MeasureFacts, shown: Cut, facts: Facts, cells: ProtectedCells) -> str:
    """What lies between two groups, or how it changed; empty where that cannot be told."""
    own, other = shown.slices
    periods = [p for p in shown.periods if p is not None]
    end = periods[-1] if periods else None
    if len(periods) > 1:
        changed = Evidence(Asks.MEASURE, measure.name, own.tests, _against(own, other), periods[0], end)
        words = words_borne_out(changed, facts, cells)
        span = f"from {periods[0]} to {end}"
        if words.startswith("no clear"):
            return f"The gap between {own.label} and {other.label} shows no clear change {span}"
        return f"The gap between {own.label} and {other.label} {words} {span}" if words else ""
    words = words_borne_out(
        Evidence(Asks.MEASURE, measure.name, own.tests, _against(own, other), end=end), facts, cells
    )
    when = f" in {end}" if end is not None else ""
    if words == "no clear difference":
        return f"{measure.title} shows no clear difference between {own.label} and {other.label}{when}"
    if words.endswith((" higher", " lower")):
        return f"{measure.title} was {words} for {own.label} than for {other.label}{when}"
    return ""


def _against(own: Slice, other: Slice) -> tuple[Test, ...]:
    return tuple(test for test in other.tests if test not in own.tests)


def _range(measure: MeasureFacts, shown: Cut, told: list[Point], facts: Facts) -> str:
    """The least and the greatest value at the last moment shown; what stands apart is not one of the groups."""
    periods = [p.cell.period for p in told if p.cell is not None and p.cell.period is not None]
    last = max(periods) if periods else None
    of_last = [p for p in told if last is None or (p.cell is not None and p.cell.period == last)]
    of_last = [p for p in of_last if not p.apart] or of_last
    low, high = (chosen(of_last, key=_exact) for chosen in (min, max))
    when = f" in {last}" if last is not None else ""
    if _exact(low) == _exact(high):
        return f"{measure.title} was {_number(low, measure)}{when}"
    names = _of_places(shown, facts) or low.x in ("", str(last or ""))
    ends = [f"{_number(p, measure)}" + ("" if names else f" ({p.label})") for p in (low, high)]
    by = mid_sentence(facts.dimensions[shown.axis].title) if shown.axis in facts.dimensions else ""
    return f"{measure.title}{f' by {by}' if by else ''} ran from {ends[0]} to {ends[1]}{when}"


def _of_places(shown: Cut, facts: Facts) -> bool:
    names = {shown.axis} if shown.axis in facts.dimensions else {t.dimension for s in shown.slices for t in s.tests}
    known = [facts.dimensions[name] for name in names if name in facts.dimensions]
    return any("school" in d.name or (d.place and not steps(d)) for d in known)


def _who(measure: MeasureFacts, part: Slice) -> str:
    return measure.title if part.label == EVERYBODY else f"{measure.title} ({part.label})"


def _exact(point: Point) -> Fraction:
    return Fraction(0) if isinstance(point.value, Absence) else Fraction(point.value)


def _number(point: Point, measure: MeasureFacts) -> str:
    return plain_number(_exact(point), measure.unit, measure.places)
