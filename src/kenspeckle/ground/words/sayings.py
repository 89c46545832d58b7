"""Plain words for figures: levels, changes, gaps and changes of gaps, in the vocabulary's own terms.

Everything said here is read back by `read_statement`, and holds of the figures it was made from.
"""

from __future__ import annotations

from fractions import Fraction

from kenspeckle.ground.terms import rounded

from .numbers import in_figures, plain_number
from .sizes import PEOPLE, THINGS

_MOST_PLACES = 6


def say_level(value: Fraction, unit: str, places: int) -> str:
    """87.6% / 16.6 per 1,000 / £7,606 / 113,500 children."""
    return plain_number(value, unit, places)


def say_change(first: Fraction, second: Fraction, unit: str, places: int) -> str:
    """fell by 4.4 points / rose by 100 children / no clear change, when nothing changed at all."""
    if first == second:
        return "no clear change"
    verb = "rose" if second > first else "fell"
    return _with_size(f"{verb} by ", verb, second - first, unit, places)


def say_gap(own: Fraction, other: Fraction, unit: str, places: int) -> str:
    """6.5 points lower / 28 fewer children / £100 higher / no clear difference, when there is none at all."""
    if own == other:
        return "no clear difference"
    word = "higher" if own > other else "lower"
    told = unit.replace("_", " ")
    if told and told.split()[-1] in PEOPLE | THINGS:
        counted = "more" if own > other else "fewer"
        size = _size(own - other, "", places)
        return f"{size} {counted} {told}" if size else counted
    size = _size(own - other, unit, places)
    return f"{size} {word}" if size else word


def say_gap_change(first: Fraction, second: Fraction, unit: str, places: int) -> str:
    """widened by 3.1 points / narrowed from one to the other gap; `first` and `second` are the gaps."""
    if first == second:
        return "no clear change in the gap"
    verb = "widened" if second > first else "narrowed"
    return _with_size(f"{verb} by ", verb, second - first, unit, places)


def _with_size(start: str, alone: str, difference: Fraction, unit: str, places: int) -> str:
    size = _size(difference, unit, places)
    return start + size if size else alone


def _size(difference: Fraction, unit: str, places: int) -> str:
    """The size of a difference, with as many decimals as it takes not to be nothing; "" when that is too many."""
    size = abs(difference)
    while rounded(size, places) == 0 and places < _MOST_PLACES:
        places += 1
    if rounded(size, places) == 0:
        return ""
    return plain_number(size, "points" if unit == "percent" else unit, places)


__all__ = ["in_figures", "plain_number", "say_change", "say_gap", "say_gap_change", "say_level"]
