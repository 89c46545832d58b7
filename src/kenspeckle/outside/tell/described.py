"""Groups, units and methods in words, the same on every chart, card and sentence."""

from __future__ import annotations

from collections.abc import Iterable

from kenspeckle.ground.terms import DimensionFacts, Facts, MeasureFacts, Period, Test
from kenspeckle.ground.words import Asks, Evidence

EVERYBODY = "All"
_OPERATORS = {"<>": "not {}", "<": "below {}", "<=": "{} or below", ">": "above {}", ">=": "{} or above"}
_UNITS = {
    "percent": "per cent",
    "per_1000": "per 1,000",
    "per_10000": "per 10,000",
    "per_100000": "per 100,000",
    "pounds": "£",
}


def describe_group(facts: Facts, tests: Iterable[Test]) -> str:
    """Return `Girls, Fife` for the tests that make a group; `All` when there are none."""
    return ", ".join(describe_test(facts, test) for test in tests) or EVERYBODY


def describe_test(facts: Facts, test: Test) -> str:
    """One condition in words: a value's own label, or the dimension and what is asked of it."""
    dimension = facts.dimensions.get(test.dimension) or DimensionFacts(test.dimension, test.dimension)
    labels = [dimension.labels.get(value, value) for value in test.values]
    named = labels[0] if len(labels) == 1 else ", ".join(labels[:-1]) + " or " + labels[-1]
    if test.operator in ("=", "in"):
        # A bare number says nothing by itself: Year group 5, but Girls.
        return f"{dimension.title} {named}" if labels[0].replace(".", "").isdigit() else named
    return f"{dimension.title} " + _OPERATORS[test.operator].format(named)


def describe_evidence(facts: Facts, evidence: Evidence) -> str:
    """What evidence is about, for readers: `Attendance rate, Girls, Fife, 2018/19 to 2024/25`."""
    measure = facts.measures[evidence.measure]
    title = f"Share of {mid_sentence(measure.title)}" if evidence.asks is Asks.SHARE else measure.title
    parts = [title, *([describe_group(facts, evidence.where)] if evidence.where else [])]
    if isinstance(evidence.against, tuple):
        against = "against " + describe_group(facts, (t for t in evidence.against if isinstance(t, Test)))
        parts[-1:] = [f"{parts[-1]} {against}"] if evidence.where else [parts[-1], against]
    end = measure.periods[-1] if evidence.since and measure.periods else evidence.end
    periods = [describe_period(p) for p in (evidence.start, end) if p is not None]
    return ", ".join([*parts, *([" to ".join(periods)] if periods else [])])


def describe_period(period: Period) -> str:
    """Return `2024/25`, or `the 3 years 2022/23 to 2024/25 together`."""
    years = len(period.years)
    return f"the {number_word(years)} years {period} together" if years > 1 else str(period)


def number_word(number: int) -> str:
    """A small number as a word."""
    return _WORDS.get(number, str(number))


_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


def mid_sentence(title: str) -> str:
    """A title as it stands inside a sentence: `Attendance rate` loses its capital, `SIMD quintile` and `P1` do not."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def unit_in_words(unit: str) -> str:
    """`per cent`, `per 1,000`, `£`, `children`."""
    return _UNITS.get(unit, unit.replace("_", " "))


def steps(dimension: DimensionFacts) -> bool:
    """Whether the values are steps of a scale, such as fifths numbered 1 to 5, and not places with names."""
    return bool(dimension.labels) and all(code.isdecimal() and len(code) <= 2 for code in dimension.labels)


def method_of(measure: MeasureFacts) -> str:
    """How a measure is counted, for the small print of a figure; breaks are drawn, and ways belong to the method."""
    return " ".join((f"{measure.title}: {measure.meaning}", *measure.notes, *_short_of_official(measure)))


def _short_of_official(measure: MeasureFacts) -> list[str]:
    notes = []
    if measure.approximate:
        notes.append(f"This is not the official figure: {measure.approximate.rstrip('.')}.")
    if measure.over_known:
        notes.append("It is counted over what is known; rows without the needed values are left out.")
    return notes


def method_notes(measure: MeasureFacts) -> tuple[str, ...]:
    """What a reader must know beside a measure's meaning: approximations, coverage, breaks, ways of counting."""
    notes = [*measure.notes, *_short_of_official(measure)]
    for at, text, forbids in measure.breaks:
        ending = " No change across it is told." if forbids else ""
        notes.append(f"From {at} it is counted differently: {text.rstrip('.')}.{ending}")
    if measure.public:
        notes.append("Its publisher had already published these figures.")
    if measure.ways:
        titles = "; ".join(title or name for name, title, _ in measure.ways)
        notes.append(f"Other reasonable ways to count it: {titles}.")
    return tuple(notes)
