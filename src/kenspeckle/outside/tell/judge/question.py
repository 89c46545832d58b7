"""What evidence asks of the data: which measure, groups and periods, and so which cells.

`ask` finds everything that can be wrong with names and periods before any figure is looked at, so that none of
these refusals can depend on a hidden value.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MAIN, CellKey, Facts, MeasureFacts, Period, PeriodKind, Test, Want, nearest
from kenspeckle.ground.words import Asks, Evidence

from ..described import describe_group
from ..naming import WrongName, known_value


class Shape(StrEnum):
    """What the evidence can bear out; words of another shape are refused."""

    LEVEL = "one value"
    CHANGE = "a change over time"
    GAP = "a difference between two groups"
    GAP_CHANGE = "a change of a gap"


class Refused(Exception):
    """The pair makes no testable or no fair statement; `str()` is the sentence that says why."""


@dataclass(frozen=True)
class Question:
    """Evidence with everything in it resolved. own, other: tests of the two groups; other is () without `against`.

    start: None unless two periods are compared. end: None only for a source without time. own_name, other_name: what
    readers call the two groups that are compared, by what tells them apart.
    """

    measure: MeasureFacts
    shape: Shape
    share: bool
    own: tuple[Test, ...]
    other: tuple[Test, ...]
    start: Period | None
    end: Period | None
    way: str = MAIN
    own_name: str = ""
    other_name: str = ""

    @property
    def unit(self) -> str:
        return "percent" if self.share else self.measure.unit

    @property
    def places(self) -> int:
        """Decimals at which figures are told; a share of a count has one, since the count's own are of children."""
        return 1 if self.share else self.measure.places

    @property
    def scale(self) -> int:
        return 100 if self.share else self.measure.scale

    @property
    def compares_groups(self) -> bool:
        return self.shape in (Shape.GAP, Shape.GAP_CHANGE)

    def key(self, tests: Sequence[Test], period: Period | None) -> CellKey:
        """The cell of the question's own measure for one group and period."""
        return CellKey(self.measure.name, period, tuple(sorted(test.pair for test in tests)), self.way)


def shape_of(evidence: Evidence) -> Shape:
    """What kind of statement this evidence can bear out, by its parts alone."""
    two_periods = evidence.start is not None
    if evidence.against is not None:
        return Shape.GAP_CHANGE if two_periods else Shape.GAP
    return Shape.CHANGE if two_periods else Shape.LEVEL


def known_measure(evidence: Evidence, facts: Facts) -> MeasureFacts:
    """Return the measure that the evidence names; raises Refused for one that is not there, or not yet judged."""
    if evidence.asks is Asks.VOICES:
        raise Refused("words about what people said are borne out by voices, and this workspace holds none")
    measure = facts.measures.get(evidence.measure)
    if measure is None:
        near = nearest(evidence.measure, facts.measures)
        raise Refused(f"there is no measure {evidence.measure}" + (f": did you mean {near}?" if near else ""))
    if evidence.asks is Asks.SIGNAL:
        raise Refused(f"a signal in ‘{measure.name}’ needs an aim with a run chart, and none is defined for it")
    if evidence.asks is Asks.IMPACT:
        if evidence.change in facts.causes:
            raise Refused(f"the design of {evidence.change} has no result yet, so its impact cannot be told")
        near = nearest(evidence.change, facts.causes)
        hint = f" (did you mean {near}?)" if near else ""
        raise Refused(f"an impact needs a change idea with a declared design, and there is no {evidence.change}{hint}")
    if isinstance(evidence.against, str):
        what = "its nearest neighbours" if evidence.against == "neighbours" else "a matched group"
        raise Refused(f"comparing with {what} needs a comparator that this workspace does not define; name a group")
    missing = [part for part in measure.parts if part not in facts.measures]
    if missing:
        raise Refused(f"‘{measure.name}’ is made from {missing[0]}, which is not known here")
    return measure


def ask(evidence: Evidence, facts: Facts, way: str = MAIN) -> Question:
    """Resolve names and periods; raises Refused."""
    measure = known_measure(evidence, facts)
    own = _known(evidence.where, measure, facts)
    other: tuple[Test, ...] = ()
    if evidence.against is not None:
        against = _known(tuple(t for t in evidence.against if isinstance(t, Test)), measure, facts)
        named = {test.dimension for test in against}
        other = tuple(test for test in own if test.dimension not in named) + against
        if sorted(other) == sorted(own):
            raise Refused("this compares a group with itself")
    share = evidence.asks is Asks.SHARE
    if share and measure.kind not in ("count", "sum"):
        raise Refused(f"a share is of a count, and ‘{measure.name}’ is none: it can be told as it is")
    if share and not own:
        raise Refused("a share of what? Say ‘where’: the share is that part of the same count without it")
    start, end = _periods(evidence, measure)
    _no_break_between(measure, facts, start, end)
    _years_that_add_up(measure, facts, end)
    names = ("", "") if evidence.against is None else (_apart(facts, own, other), _apart(facts, other, own))
    return Question(measure, shape_of(evidence), share, own, other, start, end, way, *names)


def _apart(facts: Facts, tests: tuple[Test, ...], others: tuple[Test, ...]) -> str:
    """What a group is called beside another: by the tests that the other does not share."""
    return describe_group(facts, [test for test in tests if test not in others])


def _known(tests: tuple[Test, ...], measure: MeasureFacts, facts: Facts) -> tuple[Test, ...]:
    for test in tests:
        if test.dimension not in measure.dimensions:
            raise Refused(_no_dimension(test.dimension, measure))
    try:
        return tuple(known_value(facts, measure.name, test) for test in tests)
    except WrongName as wrong:
        near = f": did you mean {wrong.nearest}?" if wrong.nearest else ""
        raise Refused(f"{wrong.found}{near}") from None


def _no_dimension(name: str, measure: MeasureFacts) -> str:
    if not measure.dimensions:
        return f"‘{measure.name}’ is not counted by {name}, nor by anything else"
    near = nearest(name, measure.dimensions)
    hint = f": did you mean {near}?" if near else ": it is counted by " + ", ".join(measure.dimensions)
    return f"‘{measure.name}’ is not counted by {name}{hint}"


def _periods(evidence: Evidence, measure: MeasureFacts) -> tuple[Period | None, Period | None]:
    start, end = evidence.start, evidence.end
    if not measure.periods:
        if start or end:
            raise Refused(f"‘{measure.name}’ comes from a source without time: leave the period out")
        return None, None
    if start is None and end is None:
        raise Refused(f"when? Name a period: the last that ‘{measure.name}’ covers is {measure.periods[-1]}")
    if evidence.since and start is not None:
        _covered(start, measure)
        end = [p for p in measure.periods if p.kind is start.kind][-1]
        if end <= start:
            raise Refused(f"nothing is covered since {start}: it is the last period")
    for period in (start, end):
        if period is not None:
            _covered(period, measure)
    return start, end


def _covered(period: Period, measure: MeasureFacts) -> None:
    if period.kind is PeriodKind.YEARS:
        for year in period.years:
            _covered(year, measure)
        return
    if period in measure.periods:
        return
    alike = [p for p in measure.periods if p.kind is period.kind]
    if not alike:
        raise Refused(f"‘{measure.name}’ is not told by {period.kind}: it covers periods such as {measure.periods[-1]}")
    if period > alike[-1]:
        raise Refused(f"no delivery covers {period} yet; the last is {alike[-1]}")
    if period < alike[0]:
        raise Refused(f"no delivery covers {period}; the first is {alike[0]}")
    raise Refused(f"no delivery covers {period}")


def _years_that_add_up(measure: MeasureFacts, facts: Facts, end: Period | None) -> None:
    """Raise Refused for years together of a measure whose rows do not add up over years, or is broken in between."""
    if end is None or end.kind is not PeriodKind.YEARS:
        return
    if not adds_up_over_years(measure):
        raise Refused(f"several years are taken together for rates and means, and ‘{measure.name}’ is neither")
    for at, text, forbids in measure.breaks:
        begins = facts.calendar.span(Period.parse(at))[0]
        first, last = facts.calendar.span(end)
        if forbids and first < begins <= last:
            reason = text.rstrip(".")
            raise Refused(f"{end} are not taken together, since the definition changed in {at}: {reason}")


def adds_up_over_years(measure: MeasureFacts) -> bool:
    """Whether sums over the rows of several years say the same of them as those of one year say of it."""
    return measure.kind in ("rate", "mean")


def _no_break_between(measure: MeasureFacts, facts: Facts, start: Period | None, end: Period | None) -> None:
    if start is None or end is None:
        return
    for at, text, forbids in measure.breaks:
        if not forbids:
            continue
        begins = facts.calendar.span(Period.parse(at))[0]
        if facts.calendar.span(start)[0] < begins <= facts.calendar.span(end)[1]:
            reason = text.rstrip(".")
            raise Refused(f"no change from {start} to {end} is told, since the definition changed in {at}: {reason}")


def cells_behind(key: CellKey, facts: Facts) -> tuple[CellKey, ...]:
    """The cells that a value is made from: itself, or those of the parts of a ratio or an index."""
    measure = facts.measures[key.measure]
    if measure.kind == "ratio":
        return tuple(CellKey(part, key.period, key.group, key.way) for part in measure.parts)
    if measure.kind == "index":
        part = measure.parts[0]
        return CellKey(part, key.period, key.group, key.way), CellKey(
            part, Period.parse(measure.base), key.group, key.way
        )
    return (key,)


def values_asked(question: Question) -> tuple[tuple[tuple[Test, ...], Period | None], ...]:
    """Group and period of each value compared: own now, own then, other now, other then, as far as asked."""
    periods = (question.end,) if question.start is None else (question.end, question.start)
    groups = (question.own, question.other) if question.compares_groups else (question.own,)
    return tuple((tests, period) for tests in groups for period in periods)


def wanted(evidence: Evidence, facts: Facts) -> tuple[Want, ...]:
    """Return the cells that a claim with this evidence needs; () when it will be refused whatever they hold."""
    try:
        question = ask(evidence, facts)
    except Refused:
        return ()
    groups = [question.own, *([question.other] if question.compares_groups else []), *([()] if question.share else [])]
    periods = tuple(sorted(p for p in {question.start, question.end} if p is not None))
    measure = question.measure
    if measure.kind == "ratio":
        return tuple(Want(part, tuple(sorted(g)), periods=periods) for part in measure.parts for g in groups)
    if measure.kind == "index":
        based = tuple(sorted({*periods, Period.parse(measure.base)}))
        return tuple(Want(measure.parts[0], tuple(sorted(g)), periods=based) for g in groups)
    return tuple(Want(measure.name, tuple(sorted(g)), periods=periods) for g in groups)
