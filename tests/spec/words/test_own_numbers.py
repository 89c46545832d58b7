"""Numbers that belong to a measure may be said beside a claim on it, as the measure has them and not otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.words import NONE_OWN, Statement, own_numbers, read_statement, untied

SMALL = own_numbers(("Schools with fewer than 50 pupils", "Share of schools with 50 pupils or more, of 2 kinds."), 100)
LOOKED_AFTER = own_numbers(("Children looked after by the local authority",), 1000)
INCOME = own_numbers(("Families with less than £10,000", "Share that has below 60% of the median."), 100)
TIE = "\ufffc"


def strays(text: str, *own: object) -> list[str]:
    """The strays of a text in which `TIE` stands for claims on measures with these numbers."""
    places = [i for i, sign in enumerate(text) if sign == TIE]
    return [stray.found for stray in untied(text, list(zip(places, own, strict=True)))]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"Of the schools, {TIE} had fewer than 50 pupils.", SMALL),
        (f"Schools with less than fifty pupils: {TIE}.", SMALL),
        (f"{TIE} had under 50 pupils, as a share.", SMALL),
        (f"In {TIE} there were 50 pupils or more.", SMALL),
        (f"Of every 100 schools, {TIE} were small.", SMALL),
        (f"That is {TIE} of every 1,000 children.", LOOKED_AFTER),
        (f"For each 1,000 under-18s it was {TIE}.", LOOKED_AFTER),
        (f"It was {TIE} per 1,000.", LOOKED_AFTER),
        (f"Families with less than £10,000 were {TIE}.", INCOME),
        (f"Below 60% of the median: {TIE}.", INCOME),
    ],
)
def test_what_a_measure_says_of_itself_may_be_said_beside_a_claim_on_it(text: str, own: object) -> None:
    assert strays(text, own) == []
    assert strays(text, NONE_OWN) != []


@pytest.mark.parametrize(
    ("text", "own", "found"),
    [
        (f"{TIE} had more than 50 pupils.", SMALL, ["50 pupils"]),
        (f"{TIE} had 50 pupils.", SMALL, ["50 pupils"]),
        (f"{TIE} had fewer than 60 pupils.", SMALL, ["60 pupils"]),
        (f"{TIE} are fewer than 50 schools.", SMALL, ["50 schools"]),
        (f"{TIE} had fewer than 50.", SMALL, ["50"]),
        (f"{TIE} is below 50%.", SMALL, ["50%"]),
        (f"{TIE} were small. Others had fewer than 50 pupils.", SMALL, ["50 pupils"]),
        (f"Some had fewer than 50 pupils. {TIE} were small.", SMALL, ["50 pupils"]),
        (f"It rose to {TIE}, and fewer than 50 pupils left.", SMALL, ["rose"]),
        (f"{TIE} of 1,000 children.", LOOKED_AFTER, ["1,000 children"]),
        (f"{TIE} of every 10,000 children.", LOOKED_AFTER, ["10,000 children"]),
        (f"{TIE} of every 1,000 children.", SMALL, ["1,000 children"]),
        (f"{TIE} for every £1,000.", LOOKED_AFTER, ["£1,000"]),
        (f"{TIE} had less than 10,000 pupils.", INCOME, ["10,000 pupils"]),
        (f"{TIE} was 100% of it, and 25% too.", SMALL, ["100%", "25%"]),
    ],
)
def test_everything_else_stays_a_number_that_nobody_vouches_for(text: str, own: object, found: list[str]) -> None:
    assert strays(text, own) == found


def test_the_numbers_of_one_measure_are_not_those_of_another_claim_s_sentence() -> None:
    text = f"{TIE} were looked after. Of {TIE} schools some had fewer than 50 pupils, per 1,000."
    assert strays(text, LOOKED_AFTER, SMALL) == ["1,000"]
    assert strays(text, SMALL, LOOKED_AFTER) == ["50 pupils"]


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("35.0% had fewer than 50 pupils", "35"),
        ("in schools with fewer than 50 pupils it was 12%", "12"),
        ("867 schools with under 50 pupils", "867"),
    ],
)
def test_inside_a_claim_they_say_what_is_counted(words: str, level: str) -> None:
    assert not isinstance(read_statement(words), Statement)
    statement = read_statement(words, own=SMALL)
    assert isinstance(statement, Statement)
    assert statement.level is not None
    assert str(statement.level.value) == level


@pytest.mark.parametrize(
    "words",
    [
        "35.0% had fewer than 60 pupils",
        "35.0% had more than 50 pupils",
        "35.0% had 50 pupils",
        "fewer than 50 pupils",
    ],
)
def test_inside_a_claim_another_number_is_no_threshold_and_a_threshold_alone_is_no_claim(words: str) -> None:
    statement = read_statement(words, own=SMALL)
    assert not isinstance(statement, Statement)


def test_a_threshold_that_a_change_is_said_to_end_at_is_tested() -> None:
    statement = read_statement("fell to fewer than 50 pupils", own=SMALL)
    assert isinstance(statement, Statement)
    assert statement.level is not None
    assert statement.level.noun == "pupils"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_title_and_any_text_can_be_searched(title: str, text: str) -> None:
    own = own_numbers((title,), 100)
    found = untied(text, [(0, own)])
    assert {s.found for s in found} <= {s.found for s in untied(text)}
