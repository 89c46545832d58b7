"""What words claim is read by the vocabulary, and what could mean two things is refused with a reason."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.words import Entry, Role, Statement, Unreadable, read_statement, vocabulary
from kenspeckle.ground.words.sizes import SizeUnit
from kenspeckle.ground.words.statement import Chance, Direction

ENTRIES = vocabulary()
SAID = [entry for entry in ENTRIES if entry.role not in (Role.PASS, Role.REFUSE)]


def read(words: str) -> Statement:
    statement = read_statement(words)
    assert isinstance(statement, Statement), statement
    return statement


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.example], ids=lambda e: e.example)
def test_each_example_of_the_vocabulary_is_read_as_it_says(entry: Entry) -> None:
    statement = read_statement(entry.example)
    assert isinstance(statement, Unreadable if entry.role is Role.REFUSE else Statement)


def test_every_entry_has_an_example_and_a_meaning() -> None:
    assert [e for e in ENTRIES if not e.meaning or not e.example] == []


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        (p, e.value)
        for e in ENTRIES
        if e.role in (Role.VERB, Role.COMPARATIVE, Role.GAP_VERB, Role.SAME)
        for p in e.phrases
    ],
)
def test_every_direction_word_alone_is_a_claim(words: str, direction: str) -> None:
    if words in ("closed by", "short of", "ahead of"):
        words += " half" if words == "closed by" else " the others"
    found = read(words).direction
    assert found is not None
    assert found.direction == Direction(direction)


@pytest.mark.parametrize(("bound", "value"), [(p, e.value) for e in ENTRIES if e.role is Role.BOUND for p in e.phrases])
def test_every_bound_before_a_number(bound: str, value: str) -> None:
    level = read(f"{bound} 88%").level
    assert level is not None
    assert (level.bound, level.value) == (value, 88)


@pytest.mark.parametrize("phrase", [p for e in ENTRIES if e.role is Role.REFUSE for p in e.phrases])
def test_every_refused_phrase_is_refused_beside_a_number_too(phrase: str) -> None:
    assert isinstance(read_statement(f"87.6% of them {phrase}"), Unreadable)


@pytest.mark.parametrize(
    ("words", "value", "places", "times"),
    [
        ("113,500 children", 113500, 0, 1),
        ("0.11 million", Fraction(11, 100), 2, 10**6),
        ("1.2m", Fraction(12, 10), 1, 10**6),
        ("114 thousand", 114, 0, 1000),
        ("£3bn", 3, 0, 10**9),
        ("two hundred and ten", 210, 0, 1),
        ("two thousand and ten children", 2010, 0, 1),
        ("forty-two", 42, 0, 1),
        ("two and a half million", Fraction(5, 2), 1, 10**6),
        ("-3%", -3, 0, 1),
    ],
)
def test_numbers(words: str, value: Fraction, places: int, times: int) -> None:
    level = read(words).level
    assert level is not None
    assert (level.value, level.places, level.times) == (value, places, times)


@pytest.mark.parametrize(
    ("words", "unit", "value"),
    [
        ("87.6%", SizeUnit.PERCENT, Fraction(876, 10)),
        ("91 in every 100 openings", SizeUnit.PERCENT, 91),
        ("12 per thousand", SizeUnit.RATE, 12),
        ("16.6 exclusions for every 1,000 pupils", SizeUnit.RATE, Fraction(166, 10)),
        ("£7,606 per pupil", SizeUnit.POUNDS, 7606),
        ("one in four of all children", SizeUnit.SHARE, Fraction(1, 4)),
        ("one child in four", SizeUnit.SHARE, Fraction(1, 4)),
        ("9 out of 10", SizeUnit.SHARE, Fraction(9, 10)),
        ("two-thirds", SizeUnit.SHARE, Fraction(2, 3)),
        ("most of the children", SizeUnit.SHARE, Fraction(1, 2)),
        ("no child", SizeUnit.SHARE, 0),
    ],
)
def test_units(words: str, unit: SizeUnit, value: Fraction) -> None:
    level = read(words).level
    assert level is not None
    assert (level.unit, level.value) == (unit, value)


@pytest.mark.parametrize(
    ("words", "level", "base", "change"),
    [
        ("fell by 4.4 points", None, None, 4.4),
        ("4.4 points less than in 2018/19", None, None, 4.4),
        ("was 4.4 points lower", None, None, 4.4),
        ("a 4.4-point drop", None, None, 4.4),
        ("fell from 93.0 to 91.0%", 91, 93, None),
        ("91.0%, down from 93.0%", 91, 93, None),
        ("rose to 74%", 74, None, None),
        ("fell below 90%", 90, None, None),
        ("unchanged at 91%", 91, None, None),
        ("91.0% and rising", 91, None, None),
        ("6.5 points lower than the 94.1% of others", None, 94.1, 6.5),
        ("87.6% compared with 94.1%", 87.6, 94.1, None),
        ("rose by 100 children, to 500", 500, None, 100),
        ("100 more children", None, None, 100),
    ],
)
def test_what_each_number_is(words: str, level: float | None, base: float | None, change: float | None) -> None:
    statement = read(words)
    found = [
        size and float(size.value) for size in (statement.level, statement.base, next(iter(statement.changes), None))
    ]
    assert found == [level, base, change]


def test_periods_and_lengths_of_time_are_no_sizes() -> None:
    statement = read("fell by 4.4 points in six years, from 2018/19 to August 2024, since 2018")
    assert [m.text for m in statement.mentions] == ["2018/19", "2024-08", "2018"]
    assert statement.years == 6
    assert len(statement.changes) == 1


@pytest.mark.parametrize(
    "name", ["P1 to S6", "aged 5 to 11", "16 to 19 year olds", "quintile 1", "under-16s", "the 1990s"]
)
def test_numbers_in_names_are_no_sizes(name: str) -> None:
    assert read(f"{name}: 87.6%").level == read(f"{' ' * len(name)}  87.6%").level


def test_chance_is_read() -> None:
    assert read("rose by 0.9 points, within chance").chance is Chance.WITHIN
    assert read("rose by 0.9 points, beyond chance").chance is Chance.BEYOND


@pytest.mark.parametrize(
    "words",
    [
        "",
        "some children",
        "the",
        "rose and fell",
        "87.6% and 91.0%",
        "three times higher",
        "17 in 20",
        "-4.4 points",
        "+4.4 points",
        "$5",
        "2½",
        "87,6%",
        "half a million",
        "fell because of the pandemic",
        "did not fall",
        "most improved",
        "fell most",
        "no clear change of 4 points",
        "5% in relative terms of about nearly 4%",
        "within chance",
        "between 90% and 85%",
        "x" * 2000,
    ],
)
def test_what_is_not_plain_is_refused_with_a_reason(words: str) -> None:
    statement = read_statement(words)
    assert isinstance(statement, Unreadable)
    assert len(statement.reason) > 20


WORDS = sorted({word for entry in ENTRIES for phrase in entry.phrases for word in phrase.split()})
PIECES = [
    *WORDS,
    "4.4",
    "points",
    "%",
    "87.6%",
    "£",
    "in",
    "ten",
    "one",
    "2024/25",
    "2018",
    ",",
    "-",
    "1,000",
    "half",
    "and",
]


@settings(deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(read_statement(text), Statement | Unreadable)
