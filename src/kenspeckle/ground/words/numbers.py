"""Numbers as people write them: read from words and digits, and written back.

A number is read exactly, with the decimals that its writer gave, since those are what it claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import rounded

from .tokens import Token

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            *(
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        ]
    )
}
_TENS = {
    word: 10 * (value + 2)
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
SCALE_WORDS = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
_AFTER_AN_ORDINAL = frozenset(
    {"year", "time", "term", "school", "child", "pupil", "person", "council", "party", "month"}
)
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_PARTS |= {f"{word}s": n for word, n in _PARTS.items() if n > 2}


@dataclass(frozen=True)
class Written:
    """A number as written. value is before `times` (1.2 of 1.2 million); places: decimals that were given.

    digits: written in figures. part: a simple fraction such as two thirds; mixed: two and a half.
    """

    value: Fraction
    places: int = 0
    times: int = 1
    digits: bool = False
    part: bool = False
    mixed: bool = False


def read_number(found: Sequence[Token], i: int) -> tuple[Written, int] | None:
    """Read the number that begins at token `i`; return it and the index after it, or None."""
    if i >= len(found):
        return None
    token = found[i]
    if token.kind == "number":
        value, places = _figures(token.text)
        times, after = _scale(found, i + 1)
        return Written(value, places, times, digits=True), after
    if token.kind != "word":
        return None
    return _fraction(found, i) or _in_words(found, i)


def _figures(text: str) -> tuple[Fraction, int]:
    plain = text.replace(",", "")
    return Fraction(plain), len(plain.partition(".")[2])


def _scale(found: Sequence[Token], i: int) -> tuple[int, int]:
    text = _text(found, i)
    # "m" and "k" only stand for a scale when they touch the number: "5 m" may be metres.
    if text in SCALE_WORDS and (len(text) > 2 or not found[i].spaced):
        return SCALE_WORDS[text], i + 1
    return 1, i


def _fraction(found: Sequence[Token], i: int) -> tuple[Written, int] | None:
    """half, a quarter, two thirds; and "third" alone is an ordinal, no fraction."""
    first = _text(found, i)
    if first == "half":
        return Written(Fraction(1, 2), part=True), i + 1
    top = 1 if first in ("a", "one") else _SMALL.get(first, 0)
    bottom = _PARTS.get(_text(found, i + 1), 0)
    if not 0 < top < bottom or (first == "a" and _text(found, i + 2) in _AFTER_AN_ORDINAL):
        return None
    return Written(Fraction(top, bottom), part=True), i + 2


def _in_words(found: Sequence[Token], i: int) -> tuple[Written, int] | None:
    group = _below_thousand(found, i)
    if group is None:
        return None
    value, after = group
    times, after = _scale(found, after)
    if _text(found, after) == "and" and _text(found, after + 1) in ("a", "one", "two", "three"):
        part = _fraction(found, after + 1)
        if part:
            times, after = _scale(found, part[1]) if times == 1 else (times, part[1])
            return Written(value + part[0].value, places=1, times=times, mixed=True), after
    rest = _below_thousand(found, after + (_text(found, after) == "and")) if times > 1 else None
    if rest and rest[0] < times:
        return Written(Fraction(value * times + rest[0])), rest[1]
    return Written(Fraction(value), times=times), after


def _below_thousand(found: Sequence[Token], i: int) -> tuple[int, int] | None:
    first = _text(found, i)
    if first == "a" and _text(found, i + 1) in ("hundred", "thousand", "million"):
        value, after = 1, i + 1
    elif first in _TENS:
        value, after = _TENS[first], i + 1
        if 0 < _SMALL.get(_text(found, after), 0) < 10:
            value, after = value + _SMALL[_text(found, after)], after + 1
    elif first in _SMALL:
        value, after = _SMALL[first], i + 1
    else:
        return None
    if _text(found, after) != "hundred":
        return value, after
    value, after = value * 100, after + 1
    rest = _below_thousand(found, after + (_text(found, after) == "and"))
    if rest and rest[0] < 100:
        return value + rest[0], rest[1]
    return value, after


def _text(found: Sequence[Token], i: int) -> str:
    return found[i].text if 0 <= i < len(found) and found[i].kind == "word" else ""


def in_figures(value: Fraction | int | Decimal, places: int) -> str:
    """Write `value` rounded to `places`, with a comma at each thousand: 113,500 or 87.6."""
    return f"{rounded(value, places):,.{places}f}" if places >= 0 else f"{rounded(value, 0):,.0f}"


def places_that_show(value: Fraction | int | Decimal, places: int, most: int = 4) -> int:
    """Return `places`, or as many more, up to `most`, as it takes for a value that is not nothing not to read as 0."""
    while value and places < most and rounded(value, places) == 0:
        places += 1
    return places


_AFTER = {
    "percent": "%",
    "points": " points",
    "per_1000": " per 1,000",
    "per_10000": " per 10,000",
    "per_100000": " per 100,000",
    "times": " times",
}
_NAMELESS = {"", "number", "index", "score", "count"}


def plain_number(value: Fraction | int | Decimal, unit: str, places: int) -> str:
    """Write a value in its unit: 87.6%, 16.6 per 1,000, £7,606, 113,500 children, 4.4 points."""
    figures = in_figures(value, places)
    if unit == "pounds":
        return f"-£{figures[1:]}" if figures.startswith("-") else f"£{figures}"
    if unit in _NAMELESS:
        return figures
    if unit == "points" and figures in ("1", "-1"):
        return f"{figures} point"
    return figures + _AFTER.get(unit, f" {unit.replace('_', ' ')}")
