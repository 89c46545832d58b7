"""Sizes: a number with its unit, and how near the truth must be to it.

87.6%, 4.4 points, 12.0 per 1,000 pupils, £7,606, 0.11 million, nine in ten, two and a half times, a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass

from .numbers import Written, read_number
from .tokens import Token


class SizeUnit(StrEnum):
    PERCENT = "per cent"
    POINTS = "points"
    RATE = "so many in every thousand"
    POUNDS = "pounds"
    TIMES = "times"
    SHARE = "share"
    NONE = "no unit"


class Tolerance(StrEnum):
    """How the plain number is tested, before any bound such as about."""

    DIGITS = "at the precision written"
    FRACTION = "within 2.5 points"
    MULTIPLE = "within five per cent"
    ONE_IN = "one in so many, to the nearest whole"


@dataclass(frozen=True)
class Size:
    """A number as claimed. value: as written, before `times` (1.2 of 1.2 million).

    per: of a rate, in every how many. noun: what is counted, where the words say it. bound: a value of the bounds
    of the vocabulary, "between" (then `upper` is the other end), or "" for plain. start, end: where the whole size
    stands in the words, bound and unit included; number: where its digits alone stand, (0, 0) when in words.
    """

    value: Fraction
    unit: SizeUnit
    places: int = 0
    times: int = 1
    per: int = 0
    noun: str = ""
    tolerance: Tolerance = Tolerance.DIGITS
    bound: str = ""
    upper: Fraction | None = None
    start: int = 0
    end: int = 0
    number: tuple[int, int] = (0, 0)

    @property
    def exact(self) -> Fraction:
        return self.value * self.times


class Ambiguous(Exception):
    """What was written can be read in two ways, or in none; `str()` says so to its author."""


PEOPLE = frozenset(
    {
        "child",
        "children",
        "pupil",
        "pupils",
        "people",
        "person",
        "persons",
        "students",
        "student",
        "learners",
        "learner",
    }
    | {"girls", "girl", "boys", "boy", "babies", "baby", "teenagers", "youngsters", "leavers", "leaver", "parents"}
    | {"adults", "residents", "teachers", "applicants", "infants", "toddlers", "carers", "young"}
)
TIME = frozenset(
    {"days", "day", "hours", "hour", "weeks", "week", "minutes", "minute", "months", "month", "years", "year"}
)
MONEY = frozenset({"pounds", "pound"})
THINGS = frozenset(
    {"openings", "opening", "sessions", "session", "schools", "school", "homes", "home", "households", "household"}
    | {"families", "family", "exclusions", "exclusion", "offences", "crimes", "incidents", "cases", "applications"}
    | {"referrals", "classes", "areas", "councils", "households", "places", "visits", "births", "lessons", "absences"}
)
NOUNS = PEOPLE | TIME | MONEY | THINGS
_IN_EVERY = (
    ("out", "of", "every"), ("in", "every"), ("of", "every"), ("for", "every"), ("out", "of", "each"), ("in", "each"),
    ("for", "each"), ("out", "of"), ("per",), ("in",),
)  # fmt: skip
_OF_ANOTHER = (
    *("of its ", "of their ", "of that", "of what", "its ", "their ", "what ", "of the level", "of the rate"),
    *("of the number", "of the figure", "of the value", "of the gap", "of the total", "of the 2", "of the 1"),
)
_POINTS = frozenset({"point", "points", "pp", "ppt", "ppts", "pts"})


def read_size(found: Sequence[Token], i: int) -> tuple[Size, int] | None:
    """Read the size that begins at token `i`, without any bound; return it and the index after it, or None.

    Raises Ambiguous for a size that cannot mean one thing.
    """
    first = i
    sign = 1
    pounds = False
    if i >= len(found):
        return None
    if found[i].text == "+" and i + 1 < len(found) and found[i + 1].kind in ("number", "sign"):
        raise Ambiguous("a plus sign is no direction that reads aloud: write ‘rose by’ or ‘higher’")
    while i < len(found) and found[i].kind == "sign" and found[i].text in "£-" and i - first < 2:
        pounds = pounds or found[i].text == "£"
        sign = -1 if found[i].text == "-" else sign
        i += 1
    read = read_number(found, i)
    if read is None:
        return None
    written, after = read
    size, after = _with_unit(written, found, after, pounds)
    figures = found[i]
    number = (figures.start, figures.end) if written.digits else (0, 0)
    last = found[after - 1]
    made = Size(
        sign * size.value, size.unit, size.places, size.times, size.per, size.noun, size.tolerance,
        start=found[first].start, end=last.end, number=number,
    )  # fmt: skip
    return made, after


def _with_unit(written: Written, found: Sequence[Token], i: int, pounds: bool) -> tuple[Size, int]:
    plain = Size(written.value, SizeUnit.NONE, written.places, written.times)
    if pounds:
        return _as(plain, SizeUnit.POUNDS), i
    text = _text(found, i)
    if text == "%" or text in ("percent", "pc", "percentage") or (text, _text(found, i + 1)) == ("per", "cent"):
        after = i + (2 if text == "per" else 1)
        if _text(found, after) in _POINTS:
            return _as(plain, SizeUnit.POINTS), after + 1
        if text == "percentage":
            return plain, i
        return _as(plain, SizeUnit.PERCENT), after
    if text in _POINTS:
        return _as(plain, SizeUnit.POINTS), i + 1
    if text in ("times", "x", "fold"):
        return _times(written), i + 1
    if (
        written.part
        and text == "as"
        and _text(found, i + 1) in ("many", "much", "high", "likely", "often", "large", "low")
    ):
        return _times(written), i + 2
    share = _share(written, found, i)
    if share:
        return share
    if written.part:
        following = " ".join(_text(found, i + k) for k in range(3))
        if following.startswith(_OF_ANOTHER):
            raise Ambiguous("a fraction of another figure is not read: say half as high, or fell by a half")
        if text in ("a", "million", "thousand", "billion") or following.startswith("of a "):
            raise Ambiguous("a fraction of a number is not read: write the number in figures, such as 0.5 million")
        return Size(written.value, SizeUnit.SHARE, tolerance=Tolerance.FRACTION), i
    if text in MONEY:
        return _as(plain, SizeUnit.POUNDS), i + 1
    if text in NOUNS:
        rate = _share(written, found, i + 1)
        if rate:
            return rate
        after = i + (2 if text == "young" and _text(found, i + 1) == "people" else 1)
        return Size(plain.value, plain.unit, plain.places, plain.times, noun=text), after
    return plain, i


def _as(size: Size, unit: SizeUnit) -> Size:
    return Size(size.value, unit, size.places, size.times)


def _times(written: Written) -> Size:
    rule = Tolerance.DIGITS if written.digits else Tolerance.MULTIPLE
    return Size(written.value, SizeUnit.TIMES, written.places, tolerance=rule)


def _share(written: Written, found: Sequence[Token], i: int) -> tuple[Size, int] | None:
    """So many in so many: a simple fraction, a per cent, a rate per 1,000, or one in a larger number."""
    phrase = next((p for p in _IN_EVERY if tuple(_text(found, i + k) for k in range(len(p))) == p), None)
    if phrase is None:
        return None
    after_phrase = i + len(phrase)
    read = read_number(found, after_phrase)
    if _text(found, after_phrase) in ("hundred", "thousand"):
        hundreds = 100 if _text(found, after_phrase) == "hundred" else 1
        thousand = _text(found, after_phrase + (hundreds > 1)) == "thousand"
        whole = hundreds * (1000 if thousand else 1)
        read = Written(Fraction(whole)), after_phrase + (hundreds > 1) + thousand
    if read is None or read[0].part or read[0].mixed:
        return None
    bottom, after = read
    of = bottom.value * bottom.times
    if _text(found, after) in TIME or of.denominator != 1 or of < 2:
        return None
    if _text(found, after) in PEOPLE | THINGS:
        after += 2 if _text(found, after) == "young" and _text(found, after + 1) == "people" else 1
    if of == 100:
        return Size(written.value, SizeUnit.PERCENT, written.places, written.times), after
    if of in (1_000, 10_000, 100_000):
        return Size(written.value, SizeUnit.RATE, written.places, written.times, per=int(of)), after
    top = written.value * written.times
    if phrase == ("in",) and top >= of:
        return None
    if top.denominator == 1 and 0 < top < of <= 10:
        return Size(top / of, SizeUnit.SHARE, tolerance=Tolerance.FRACTION), after
    if top == 1:
        return Size(1 / of, SizeUnit.SHARE, tolerance=Tolerance.ONE_IN), after
    raise Ambiguous(f"‘so many in {of}’ is not read: write it as a per cent, or as a simple fraction such as 3 in 10")


def _text(found: Sequence[Token], i: int) -> str:
    return found[i].text if 0 <= i < len(found) and found[i].kind in ("word", "sign") else ""
