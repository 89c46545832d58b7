"""Words that would hold where the author's do not, as close to the author's as may be.

First the author's own sentence with its numbers put right, then with its direction turned, then with its hedge
taken out; last the plain words that the figures themselves would say. Each candidate is read and judged like any
words, and only one that holds is offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from kenspeckle.ground.words import Form, Statement, Verdict
from kenspeckle.ground.words.numbers import in_figures, places_that_show, plain_number
from kenspeckle.ground.words.sayings import (
    say_change,
    say_gap,
    say_gap_change,
    say_level,
    say_no_change,
    say_no_gap,
    say_no_gap_change,
)
from kenspeckle.ground.words.sizes import NOUNS, Size, SizeUnit, Tolerance
from kenspeckle.ground.words.statement import Chance

from .arithmetic import change_in_unit_of, false_parts, level_in_unit_of
from .compared import Compared
from .question import Refused, Shape
from .stated import fitted
from .verdicts import tested

_OPPOSITES = {
    "rose": "fell", "rise": "fall", "rises": "falls", "risen": "fallen", "rising": "falling", "increased": "decreased",
    "increase": "decrease", "increases": "decreases", "increasing": "decreasing", "grew": "shrank", "up": "down",
    "grown": "shrunk", "growing": "shrinking", "climbed": "dropped", "went up": "went down", "gone up": "gone down",
    "going up": "going down", "improved": "worsened", "improve": "worsen", "improves": "worsens",
    "improving": "worsening", "higher": "lower", "more": "less", "greater": "smaller", "larger": "smaller",
    "above": "below", "better": "worse", "ahead": "behind", "widened": "narrowed", "widen": "narrow",
    "widens": "narrows", "widening": "narrowing", "wider": "narrower", "doubled": "halved",
}  # fmt: skip
_OPPOSITES |= {down: up for up, down in _OPPOSITES.items() if up != "larger"}
_OPPOSITES |= {"fewer": "more", "dropped": "rose", "declined": "rose", "reduced": "increased", "gained": "lost"}


def true_words(statement: Statement, compared: Compared, verdict: Verdict, form: Form = Form.ALONE) -> str:
    """Return words that hold in place of `statement`'s, or "" when there are none to be had.

    form: that which words need where these stand.
    """
    for candidate in _candidates(statement, compared, verdict, form):
        if candidate != statement.words and holds(candidate, compared, statement.names):
            return candidate
    return ""


def holds(words: str, compared: Compared, names: frozenset[str] = frozenset()) -> bool:
    """Whether these words hold of these figures."""
    question = compared.question
    try:
        statement = fitted(words, names, question.shape, question.measure, question.unit)
    except Refused:
        return False
    return tested(statement, compared)[0] is Verdict.HOLDS


def said_by_the_figures(compared: Compared, form: Form = Form.ALONE) -> str:
    """The plain words that the figures bear out, or "" when a change cannot be told from chance at all."""
    if compared.beyond is None and compared.question.shape is not Shape.LEVEL:
        return ""
    return next((words for f in (form, Form.ALONE) if holds(words := _said(compared, f), compared)), "")


def _said(compared: Compared, form: Form) -> str:
    question = compared.question
    first, second = (Fraction(0) if question.shape is Shape.LEVEL else compared.first), compared.second
    how = question.unit, question.places
    match question.shape:
        case Shape.LEVEL:
            return say_level(second, *how)
        case Shape.CHANGE:
            return say_change(first, second, *how, form) if compared.beyond else say_no_change(form)
        case Shape.GAP:
            return say_gap(second, first, *how, form) if compared.beyond else say_no_gap(form)
        case Shape.GAP_CHANGE:
            return say_gap_change(first, second, *how, form) if compared.beyond else say_no_gap_change(form)


def _candidates(statement: Statement, compared: Compared, verdict: Verdict, form: Form) -> Iterator[str]:
    words = statement.words
    if verdict is Verdict.CANNOT_TELL:
        if compared.beyond is not None and (statement.changes or statement.level):
            yield f"{words}, within chance"
        yield said_by_the_figures(compared, form)
        return
    if compared.beyond and statement.chance is Chance.WITHIN:
        for phrase in (", within chance", " within chance", ", within noise"):
            yield words.replace(phrase, "")
    if statement.multiplied:
        # "0.5 times" cannot stand where "doubled" stood.
        yield words.replace(statement.multiplied, _OPPOSITES.get(statement.multiplied, statement.multiplied))
        yield said_by_the_figures(compared, form)
        return
    false = false_parts(statement, compared)
    chance_is_all = compared.beyond is False and (statement.direction or statement.changes)
    for hedge in _Hedge:
        yield _put_right(statement, compared, false, hedge, turned=False)
    turned = _put_right(statement, compared, false, _Hedge.KEPT, turned=True)
    if "direction" in false:
        yield turned
        if chance_is_all and statement.changes:
            yield f"{turned}, within chance"
    yield said_by_the_figures(compared, form)


class _Hedge(Enum):
    """What becomes of "about" or "more than" before a number that is put right."""

    KEPT = "kept, with the nearest number"
    BELOW = "kept, with the next number below"
    ABOVE = "kept, with the next number above"
    GONE = "taken out"


def _put_right(statement: Statement, compared: Compared, false: tuple[str, ...], hedge: _Hedge, *, turned: bool) -> str:
    """The author's words with every wrong number replaced, and with the direction word turned where asked."""
    edits: list[tuple[int, int, str]] = []
    word = statement.direction
    if turned and word:
        opposite = _OPPOSITES.get(word.word, "")
        if not opposite:
            return ""
        edits.append((word.start, word.end, _in_case(statement.words[word.start : word.end], opposite)))
    sizes: dict[str, tuple[Size | None, Fraction | None]] = {
        "level": _valued(statement.level, compared.second, compared),
        "base": _valued(statement.base, compared.values[0] if len(compared.values) == 1 else compared.first, compared),
    }
    for i, size in enumerate(statement.changes):
        sizes[f"change {i}"] = (size, change_in_unit_of(size, compared))
    for name in false:
        wrong, value = sizes.get(name, (None, None))
        if wrong is not None and value is not None:
            start, end, new = _edit(wrong, value, compared, hedge)
            edits.append((start, end, new + _of(statement.words[end:]) if wrong.unit is SizeUnit.SHARE else new))
    text = statement.words
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _valued(size: Size | None, value: Fraction, compared: Compared) -> tuple[Size | None, Fraction | None]:
    if size is None:
        return None, None
    if compared.question.shape is Shape.GAP and size.unit is SizeUnit.POINTS:
        return size, abs(compared.difference)
    return size, level_in_unit_of(size, value, compared.question.scale)


def _edit(size: Size, value: Fraction, compared: Compared, hedge: _Hedge) -> tuple[int, int, str]:
    """Where to write what: only the digits where they can stand, else the whole size with its bound and unit."""
    in_digits = size.tolerance is Tolerance.DIGITS and size.number != (0, 0)
    if in_digits and (not size.bound or hedge is not _Hedge.GONE):
        value /= size.times
        places = places_that_show(value, size.places)
        step = Fraction(1, 10**places)
        number = {_Hedge.BELOW: floor(value / step) * step, _Hedge.ABOVE: ceil(value / step) * step}.get(hedge, value)
        return size.number[0], size.number[1], in_figures(number, places)
    usual = compared.question.places
    places = size.places if size.number != (0, 0) and size.tolerance is Tolerance.DIGITS and size.times == 1 else usual
    places = places_that_show(value, places)
    match size.unit:
        case SizeUnit.TIMES:
            text = plain_number(value, "times", max(places, 1))
        case SizeUnit.PERCENT | SizeUnit.SHARE:
            text = plain_number(value, "percent", places)
        case SizeUnit.POINTS:
            text = plain_number(value, "points", places)
        case _:
            text = f"{in_figures(value, places)} {size.noun}" if size.noun else plain_number(value, _unit(size), places)
    return size.start, size.end, text


def _of(rest: str) -> str:
    """What joins a number to the noun that "most" or "all" stood before: 25% of children."""
    following = rest.split()[:1]
    return " of" if following and following[0].lower() in NOUNS else ""


def _unit(size: Size) -> str:
    if size.unit is SizeUnit.RATE:
        return f"per_{size.per}"
    return "pounds" if size.unit is SizeUnit.POUNDS else ""


def _in_case(before: str, word: str) -> str:
    return word[:1].upper() + word[1:] if before[:1].isupper() else word
