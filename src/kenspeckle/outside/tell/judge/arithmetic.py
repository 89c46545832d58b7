"""Test what words say against exact values: each size, each end and the direction, one after the other.

Comparisons use exact values; digits are tested at the precision at which they are written, rounding half away
from zero, once. Tolerances are for words: about and nearly allow five per cent, and for measures in per cent no
more than 2.5 points; simple fractions allow 2.5 points, multiples five per cent.
"""

from __future__ import annotations

from fractions import Fraction

from kenspeckle.ground.terms import rounded
from kenspeckle.ground.words.sizes import Size, SizeUnit, Tolerance
from kenspeckle.ground.words.statement import Direction, Statement

from .compared import Compared
from .question import Shape

FIVE_PER_CENT = Fraction(1, 20)
POINTS_ALLOWED = Fraction(5, 2)
_PERCENT_LIKE = frozenset({SizeUnit.PERCENT, SizeUnit.POINTS, SizeUnit.SHARE})


def bears_out(size: Size, value: Fraction) -> bool:
    """Whether `value` is what `size` says; both in the unit of the size, shares in per cent (see `in_unit_of`)."""
    written = written_value(size)
    allowed = abs(written) * FIVE_PER_CENT
    if size.unit in _PERCENT_LIKE:
        allowed = min(allowed, POINTS_ALLOWED)
    match size.bound:
        case "about":
            # A fraction in words is never tested more strictly with "about" than without it.
            return abs(value - written) <= max(allowed, POINTS_ALLOWED if size.tolerance is Tolerance.FRACTION else 0)
        case "nearly":
            return written - allowed <= value < written
        case "just over":
            return written < value <= written + allowed
        case "more than":
            return value > written
        case "less than":
            return value < written
        case "at least":
            return value >= written
        case "at most":
            return value <= written
        case "exactly":
            return value == written
        case "between":
            upper = size.upper if size.upper is not None else size.value
            return written <= value <= upper * (100 if size.unit is SizeUnit.SHARE else 1)
    return _plainly(size, value, written)


def _plainly(size: Size, value: Fraction, written: Fraction) -> bool:
    match size.tolerance:
        case Tolerance.FRACTION:
            return abs(value - written) <= POINTS_ALLOWED
        case Tolerance.MULTIPLE:
            return abs(value - written) <= abs(written) * FIVE_PER_CENT
        case Tolerance.ONE_IN:
            return value > 0 and Fraction(rounded(100 / value, 0)) == 1 / size.value
    return Fraction(rounded(value / size.times, size.places)) == size.value


def written_value(size: Size) -> Fraction:
    """The number that the words write, in full; a share in per cent."""
    return size.exact * 100 if size.unit is SizeUnit.SHARE else size.exact


def level_in_unit_of(size: Size, value: Fraction, scale: int) -> Fraction:
    """A value of a measure shown times `scale`, in the unit of `size`: shares are tested in per cent."""
    return value / scale * 100 if size.unit is SizeUnit.SHARE and scale > 1 else value


def change_in_unit_of(size: Size, compared: Compared) -> Fraction | None:
    """The change in the unit of `size`: a difference, a ratio, or per cent of where it began; None for of nothing."""
    if size.unit is SizeUnit.TIMES:
        return compared.ratio
    if size.unit in (SizeUnit.PERCENT, SizeUnit.SHARE):
        return abs(compared.difference) / abs(compared.first) * 100 if compared.first else None
    return abs(compared.difference)


def points_the_way(direction: Direction, compared: Compared, better: str) -> bool:
    """Whether the values moved, or differ, as the direction says; chance is not looked at."""
    difference = compared.difference
    match direction:
        case Direction.UP | Direction.WIDER:
            return difference > 0
        case Direction.DOWN | Direction.NARROWER:
            return difference < 0
        case Direction.BETTER:
            return difference > 0 if better == "higher" else difference < 0
        case Direction.WORSE:
            return difference < 0 if better == "higher" else difference > 0
        case Direction.ALIKE:
            return _alike(compared)
    return True  # no clear change: a matter of chance alone


def _alike(compared: Compared) -> bool:
    allowed = abs(compared.first) * FIVE_PER_CENT
    if compared.question.unit == "percent":
        allowed = min(allowed, POINTS_ALLOWED)
    return abs(compared.difference) <= allowed


def false_parts(statement: Statement, compared: Compared) -> tuple[str, ...]:
    """Name the parts of the statement that are not so: direction, level, base, or change 0, 1, …"""
    found: list[str] = []
    question = compared.question
    word = statement.direction
    if word and not points_the_way(word.direction, compared, question.measure.better):
        found.append("direction")
    if statement.multiplied and _negative(compared):
        found.append("direction")
    for name, size, value in (
        ("level", statement.level, compared.second),
        ("base", statement.base, compared.values[0] if question.shape is Shape.LEVEL else compared.first),
    ):
        if size is None:
            continue
        if question.shape is Shape.GAP and size.unit is SizeUnit.POINTS:
            value = abs(compared.difference)
        if not bears_out(size, level_in_unit_of(size, value, question.scale)):
            found.append(name)
    for i, size in enumerate(statement.changes):
        change = change_in_unit_of(size, compared)
        if change is None or not bears_out(size, change):
            found.append(f"change {i}")
    return tuple(found)


def _negative(compared: Compared) -> bool:
    """Whether there is no sense in saying how many times it became: a value below nothing."""
    return compared.first <= 0 or compared.second < 0


def needs_chance(statement: Statement) -> bool:
    """Whether the words speak of a change or a difference, which chance can make; levels alone do not."""
    word = statement.direction
    if word and word.direction is Direction.ALIKE:
        return False
    return bool(word or statement.changes or statement.chance or statement.difference)
