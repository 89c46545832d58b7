"""Whether words of this form can be borne out by evidence of that shape, for a measure in that unit.

Nothing here looks at a figure. Whatever can be read in two ways is refused, with the words that would be plain.
"""

from __future__ import annotations

from dataclasses import replace

from kenspeckle.ground.terms import SCALES, MeasureFacts
from kenspeckle.ground.words.numbers import in_figures
from kenspeckle.ground.words.sizes import MONEY, NOUNS, PEOPLE, Size, SizeUnit
from kenspeckle.ground.words.statement import Direction, Statement

from .question import Refused, Shape

_TWO_PERIODS = "needs two periods: write ‘from … to …’ or ‘since …’ in the evidence"
_TWO_GROUPS = "needs two groups: write ‘against …’ in the evidence"
_OF_GAPS = frozenset({"grew", "grow", "growing", "grown", "growth", "shrank", "shrunk", "shrinking"})
_NO_COUNT = frozenset({"", "number", "index", "score", "pounds"})
_IN_POINTS = frozenset({"percent", "percentage_points", "points", "index", "score", "tariff_points"})


def fit(statement: Statement, shape: Shape, measure: MeasureFacts, unit: str) -> Statement:
    """Return what is to be tested; raises Refused when these words cannot be, with evidence of this shape.

    unit: of what is asked.
    """
    # A measure may be a gap itself, as some published ones are: then one value of it is a gap, and it widens.
    of_gap = "gap" in f"{measure.name} {measure.title}".casefold().replace("_", " ").split()
    match shape:
        case Shape.LEVEL:
            statement = _value_of_gap(statement) if of_gap else statement
            _fit_level(statement, of_gap)
        case Shape.CHANGE:
            _fit_change(statement, of_gap)
        case Shape.GAP:
            _fit_gap(statement)
        case Shape.GAP_CHANGE:
            _fit_gap_change(statement)
    _fit_better(statement, measure)
    for size in (statement.level, statement.base):
        if size:
            _fit_value(size, shape, unit, of_gap)
    span = statement.level
    if span and span.bound == "between" and shape is not Shape.LEVEL and "between" not in statement.words.lower():
        raise Refused("is this a span, or a change? Write ‘between … and …’, or ‘from … to …’")
    for size in statement.changes:
        unsaid = "between" not in statement.words.lower() and not statement.words[: size.start].lower().endswith("by ")
        if size.bound == "between" and unsaid and shape in (Shape.CHANGE, Shape.GAP_CHANGE):
            raise Refused("is this a span, or both ends of the change? Write ‘by … to …’, or ‘from … to …’")
        _fit_size_of_change(size, statement, unit)
    return statement


def _value_of_gap(statement: Statement) -> Statement:
    """Of a measure that is a gap, so many points are its value and no change."""
    sizes = statement.changes
    if statement.level is None and len(sizes) == 1 and sizes[0].unit is SizeUnit.POINTS:
        return replace(statement, level=sizes[0], changes=())
    return statement


def _fit_level(statement: Statement, of_gap: bool) -> None:
    word = statement.direction
    if word:
        if word.over_time:
            raise Refused(f"one period has no direction: ‘{word.word}’ {_TWO_PERIODS}")
        raise Refused(f"‘{word.word}’ than what? Give the evidence a second period, or a second group with ‘against’")
    if statement.multiplied or statement.ended:
        said = statement.multiplied or "to"
        raise Refused(f"one period has no direction: ‘{said}’ {_TWO_PERIODS}")
    if statement.gap and not of_gap:
        raise Refused(f"a gap {_TWO_GROUPS}")
    if statement.changes or (statement.difference and not statement.level):
        raise Refused("this is the size of a change or a difference: give the evidence a second period, or ‘against’")
    if statement.base:
        raise Refused("two values are compared: give the evidence a second period, or a second group with ‘against’")
    if statement.chance:
        raise Refused("chance is judged of a change or a difference, and the evidence has one value")


def _fit_change(statement: Statement, of_gap: bool) -> None:
    word = statement.direction
    if of_gap:
        pass
    elif statement.gap or (word and word.direction in (Direction.WIDER, Direction.NARROWER)):
        raise Refused(f"‘{word.word if word and not statement.gap else 'gap'}’ {_TWO_GROUPS}")
    _needs_direction(statement, "rose or fell")
    if statement.level and not (word or statement.base or statement.changes or statement.ended):
        hint = "; ‘up to’ can mean risen to, or at most" if statement.level.bound == "at most" else ""
        raise Refused(f"the evidence has two periods: say which is meant, such as ‘rose to …’ or ‘from … to …’{hint}")


def _fit_gap(statement: Statement) -> None:
    word = statement.direction
    if word and (word.over_time or word.direction is Direction.NO_CHANGE):
        raise Refused(f"one period has no direction: ‘{word.word}’ {_TWO_PERIODS}; of two groups say higher or lower")
    if statement.multiplied or statement.ended:
        raise Refused(f"one period has no direction: ‘{statement.multiplied or 'to'}’ {_TWO_PERIODS}")
    in_points = statement.level and statement.level.unit is SizeUnit.POINTS
    if statement.level and not in_points and not (word or statement.base or statement.changes):
        raise Refused("the evidence compares two groups: say how they differ, such as ‘6.5 points lower’, or give both")


def _fit_gap_change(statement: Statement) -> None:
    word = statement.direction
    if word and word.direction in (Direction.BETTER, Direction.WORSE):
        raise Refused(f"‘{word.word}’ of a group or of the gap? Of the gap say widened or narrowed")
    up_or_down = word and word.direction in (Direction.UP, Direction.DOWN)
    if word and up_or_down and not statement.gap and word.word not in _OF_GAPS:
        raise Refused(f"‘{word.word}’ of a group or of the gap? Say ‘the gap {word.word}’, or widened or narrowed")
    if word and word.direction is Direction.ALIKE and not statement.gap:
        raise Refused("alike over time, or to each other? Say ‘no clear change in the gap’")
    _needs_direction(statement, "widened or narrowed")
    if statement.level and not (word or statement.base or statement.changes or statement.ended):
        raise Refused("the evidence has two periods: say which is meant, such as ‘widened to 6.5 points’")


def _needs_direction(statement: Statement, such_as: str) -> None:
    """A size of change says which way it went, unless it is a multiple or is left open in words."""
    if statement.direction or statement.difference:
        return
    if any(size.unit is not SizeUnit.TIMES for size in statement.changes):
        raise Refused(f"which way? Write {such_as} within the brackets")


def _fit_better(statement: Statement, measure: MeasureFacts) -> None:
    word = statement.direction
    if word and word.direction in (Direction.BETTER, Direction.WORSE) and measure.better not in ("higher", "lower"):
        raise Refused(f"‘{measure.name}’ does not say which way is better, so ‘{word.word}’ cannot be tested")


def _fit_value(size: Size, shape: Shape, unit: str, measures_gap: bool) -> None:
    """A value must be written in the unit of the measure; of a gap in per cent, in points."""
    of_gap = shape is Shape.GAP_CHANGE
    if size.unit is SizeUnit.POINTS:
        of_a_gap = shape in (Shape.GAP, Shape.GAP_CHANGE) or measures_gap
        if unit not in _IN_POINTS or (unit == "percent" and not of_a_gap):
            raise Refused("points are the size of a change or of a gap, not a value")
        return
    if of_gap and unit == "percent" and size.unit in (SizeUnit.PERCENT, SizeUnit.SHARE):
        raise Refused("a gap between two values in per cent is in points: say points")
    if size.unit is SizeUnit.PERCENT:
        if unit != "percent":
            raise Refused(f"the measure is {_named(unit)} and the words say per cent{_of_what(unit)}")
    elif size.unit is SizeUnit.SHARE:
        if unit not in SCALES and size.value:
            raise Refused("a count is not a share: say of what, with ‘share of’ in the evidence")
    else:
        _fit_plain(size, unit, "the value")


def _fit_size_of_change(size: Size, statement: Statement, unit: str) -> None:
    if size.unit is SizeUnit.TIMES:
        return
    if size.unit is SizeUnit.POINTS:
        if unit not in _IN_POINTS:
            raise Refused(f"points are for measures in per cent, and this one is {_named(unit)}")
    elif size.unit is SizeUnit.PERCENT:
        if unit == "percent" and not statement.relative:
            raise Refused(
                f"a change of {in_figures(size.value, size.places)}% in a measure that is itself in per cent can mean "
                "two things: say points, or say ‘in relative terms’"
            )
    elif size.unit is SizeUnit.SHARE:
        if size.bound in ("more than", "less than") and size.value == 0:
            raise Refused("nothing in these words can be tested: write a number")
    else:
        _fit_plain(size, unit, "the change")


def _fit_plain(size: Size, unit: str, what: str) -> None:
    """A rate per so many, a sum of money, or a bare number with or without what it counts."""
    if size.unit is SizeUnit.RATE:
        if unit != f"per_{size.per}":
            raise Refused(f"the measure is {_named(unit)} and the words say per {size.per:,}")
    elif size.unit is SizeUnit.POUNDS:
        if unit != "pounds":
            raise Refused(f"the measure is {_named(unit)} and the words say pounds")
    elif unit == "percent":
        instead = "per cent" if what == "the value" else "points, or per cent in relative terms"
        raise Refused(f"the measure is in per cent: write {what} in {instead}")
    elif size.noun and not _counts(size.noun, unit):
        raise Refused(f"the measure is {_named(unit)} and the words count {size.noun}")


def _counts(noun: str, unit: str) -> bool:
    """Whether a number of `noun` may be said of a measure in `unit`, as far as both are known words."""
    words = unit.replace("_", " ").split()
    if unit in SCALES or unit == "pounds":
        return False
    if any(word in PEOPLE for word in words):
        return noun in PEOPLE
    known = [word for word in words if word in NOUNS - MONEY]
    return not known or any(noun.rstrip("s") == word.rstrip("s") for word in known)


def _named(unit: str) -> str:
    if unit == "percent":
        return "in per cent"
    if unit in SCALES:
        return f"per {SCALES[unit]:,}"
    return "a plain number" if unit in ("", "number") else f"in {unit.replace('_', ' ')}"


def _of_what(unit: str) -> str:
    return (
        ""
        if unit in SCALES or unit in _NO_COUNT
        else ": a count is not a share; say of what, with ‘share of’ in the evidence"
    )
