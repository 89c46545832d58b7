"""Plain words for figures: levels, changes, gaps and changes of gaps, in the vocabulary's own terms.

Everything said here is read back by `read_statement`, and holds of the figures it was made from, in each of its
forms (see `forms`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kenspeckle.ground.terms import rounded

from .forms import Form
from .numbers import in_figures, places_that_show, plain_number
from .sizes import PEOPLE, THINGS

_MOST_PLACES = 6
_CHANGES: Mapping[Form, tuple[str, str, str]] = {
    Form.ALONE: ("rose by ", "fell by ", "no clear change"),
    Form.VERB: ("rose by ", "fell by ", "showed no clear change"),
    Form.START: ("rose by ", "fell by ", "no clear change"),
    Form.PARTICIPLE: ("risen by ", "fallen by ", "not clearly changed"),
    Form.INFINITIVE: ("rise by ", "fall by ", "show no clear change"),
    Form.COMPARATIVE: ("", "", "not clearly changed"),
    Form.THAN: ("", "", "not clearly higher or lower"),
    Form.NOUN: ("a rise of ", "a fall of ", "no clear change"),
    Form.NAMED: ("rise of ", "fall of ", "no clear change"),
}
"""What is said before the size of a rise and of a fall, and where there is neither."""
_GAP_CHANGES: Mapping[Form, tuple[str, str, str]] = {
    Form.ALONE: ("widened by ", "narrowed by ", "no clear change in the gap"),
    Form.START: ("widened by ", "narrowed by ", "no clear change in the gap"),
    Form.VERB: ("widened by ", "narrowed by ", "showed no clear change in the gap"),
    Form.PARTICIPLE: ("widened by ", "narrowed by ", "shown no clear change in the gap"),
    Form.INFINITIVE: ("widen by ", "narrow by ", "show no clear change in the gap"),
    Form.COMPARATIVE: ("", "", "not clearly changed"),
    Form.THAN: ("", "", "not clearly higher or lower"),
    Form.NOUN: ("a widening of ", "a narrowing of ", "no clear change in the gap"),
    Form.NAMED: ("widening of ", "narrowing of ", "no clear change in the gap"),
}
_GAPS: Mapping[Form, str] = {
    Form.VERB: "showed no clear difference",
    Form.COMPARATIVE: "not clearly different",
    Form.THAN: "not clearly higher or lower",
}
_COMPARED = (Form.COMPARATIVE, Form.THAN)


def say_level(value: Fraction, unit: str, places: int) -> str:
    """87.6% / 16.6 per 1,000 / £7,606 / 113,500 children; with more decimals where it would read as none."""
    return plain_number(value, unit, places_that_show(value, places))


def say_change(first: Fraction, second: Fraction, unit: str, places: int, form: Form = Form.ALONE) -> str:
    """fell by 4.4 points / £1,246 more / a rise of 100 children / no clear change, when nothing changed at all."""
    if first == second:
        return say_no_change(form)
    if form in _COMPARED:
        return _compared(second - first, unit, places)
    up, down, _ = _CHANGES[form]
    return _with_size(up if second > first else down, second - first, unit, places, form)


def say_no_change(form: Form = Form.ALONE) -> str:
    """A change that chance may have made: no clear change / not clearly changed."""
    return _begun(_CHANGES[form][2], form)


def say_gap(own: Fraction, other: Fraction, unit: str, places: int, form: Form = Form.ALONE) -> str:
    """6.5 points lower / 28 fewer children / £100 more / no clear difference, when there is none at all."""
    if own == other:
        return say_no_gap(form)
    if form in (Form.NOUN, Form.NAMED):
        size = _size(own - other, unit, places)
        return f"{'a ' if form is Form.NOUN else ''}difference of {size}" if size else "difference"
    return _compared(own - other, unit, places)


def say_no_gap(form: Form = Form.ALONE) -> str:
    """A difference that chance may have made: no clear difference / not clearly different."""
    return _begun(_GAPS.get(form, "no clear difference"), form)


def say_gap_change(first: Fraction, second: Fraction, unit: str, places: int, form: Form = Form.ALONE) -> str:
    """widened by 3.1 points / 3.1 points narrower; `first` and `second` are the gaps."""
    if first == second:
        return say_no_gap_change(form)
    if form in _COMPARED:
        size = _size(second - first, unit, places)
        return " ".join(filter(None, (size, "wider" if second > first else "narrower")))
    up, down, _ = _GAP_CHANGES[form]
    return _with_size(up if second > first else down, second - first, unit, places, form)


def say_no_gap_change(form: Form = Form.ALONE) -> str:
    """A change of a gap that chance may have made."""
    return _begun(_GAP_CHANGES[form][2], form)


def _compared(difference: Fraction, unit: str, places: int) -> str:
    """6.5 points lower / 28 fewer children / £100 more / higher."""
    up = difference > 0
    told = unit.replace("_", " ")
    if told and told.split()[-1] in PEOPLE | THINGS:
        counted = "more" if up else "fewer"
        size = _size(difference, "", places)
        return f"{size} {counted} {told}" if size else counted
    size = _size(difference, unit, places)
    word = ("more" if up else "less") if unit == "pounds" else ("higher" if up else "lower")
    return f"{size} {word}" if size else word


def _with_size(start: str, difference: Fraction, unit: str, places: int, form: Form) -> str:
    size = _size(difference, unit, places)
    return _begun(start + size if size else start.removesuffix(" by ").removesuffix(" of "), form)


def _begun(words: str, form: Form) -> str:
    return words[:1].upper() + words[1:] if form is Form.START else words


def _size(difference: Fraction, unit: str, places: int) -> str:
    """The size of a difference, with as many decimals as it takes not to be nothing; "" when that is too many."""
    size = abs(difference)
    places = places_that_show(size, places, _MOST_PLACES)
    if rounded(size, places) == 0:
        return ""
    return plain_number(size, "points" if unit == "percent" else unit, places)


__all__ = [
    "in_figures",
    "plain_number",
    "say_change",
    "say_gap",
    "say_gap_change",
    "say_level",
    "say_no_change",
    "say_no_gap",
    "say_no_gap_change",
]
