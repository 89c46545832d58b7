"""What the engine says of figures is read back by the same vocabulary, and says what was meant."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.ground.words import Statement, plain_number, read_statement
from kenspeckle.ground.words.sayings import say_change, say_gap, say_gap_change, say_level
from kenspeckle.ground.words.statement import Direction

UNITS = ["percent", "per_1000", "per_10000", "per_100000", "children", "pounds", "days", "years", "number", "openings"]
VALUES = st.fractions(min_value=0, max_value=100_000, max_denominator=1000)


@pytest.mark.parametrize(
    ("value", "unit", "places", "said"),
    [
        (Fraction(87_605, 1000), "percent", 1, "87.6%"),
        (Fraction(166, 10), "per_1000", 1, "16.6 per 1,000"),
        (Fraction(7606), "pounds", 0, "£7,606"),
        (Fraction(-7606), "pounds", 0, "-£7,606"),
        (Fraction(113_500), "children", 0, "113,500 children"),
        (Fraction(1), "points", 0, "1 point"),
        (Fraction(5, 2), "number", 0, "3"),
        (Fraction(-5, 2), "number", 0, "-3"),
    ],
)
def test_a_number_in_its_unit(value: Fraction, unit: str, places: int, said: str) -> None:
    assert plain_number(value, unit, places) == said


@settings(deadline=None)
@given(VALUES, st.sampled_from(UNITS), st.integers(0, 3))
def test_a_level_that_is_said_is_read_as_that_number(value: Fraction, unit: str, places: int) -> None:
    statement = read_statement(say_level(value, unit, places))
    assert isinstance(statement, Statement)
    assert statement.level is not None
    assert abs(statement.level.exact - value) <= Fraction(1, 2 * 10**places)


@settings(deadline=None)
@given(VALUES, VALUES, st.sampled_from(UNITS), st.integers(0, 3))
def test_a_change_that_is_said_is_read_with_its_direction_and_size(
    first: Fraction, second: Fraction, unit: str, places: int
) -> None:
    for said, up in (
        (say_change(first, second, unit, places), Direction.UP),
        (say_gap(second, first, unit, places), Direction.UP),
        (say_gap_change(first, second, unit, places), Direction.WIDER),
    ):
        statement = read_statement(said)
        assert isinstance(statement, Statement), said
        assert statement.direction is not None
        assert (statement.direction.direction is up) == (second > first)
        assert statement.direction.direction.same == (first == second)
        for size in statement.changes:
            assert abs(size.exact - abs(second - first)) <= Fraction(1, 2 * 10**places)
