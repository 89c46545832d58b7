"""Words that the engine writes into a sentence make a sentence of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.words import Form, Statement, form_at, read_statement
from kenspeckle.ground.words.sayings import say_change, say_gap, say_gap_change, say_level
from kenspeckle.ground.words.statement import Direction

CONTEXTS = [
    ("The roll ", " in six years.", "rose by 928 pupils", "fell by 928 pupils", "showed no clear change"),
    ("", " in six years.", "Rose by 928 pupils", "Fell by 928 pupils", "No clear change"),
    ("It was 90. ", " since then.", "Rose by 928 pupils", "Fell by 928 pupils", "No clear change"),
    ("The roll, which ", ".", "rose by 928 pupils", "fell by 928 pupils", "showed no clear change"),
    ("It went down and ", ".", "rose by 928 pupils", "fell by 928 pupils", "showed no clear change"),
    ("The roll is ", ".", "928 more pupils", "928 fewer pupils", "not clearly changed"),
    ("The roll was now ", ".", "928 more pupils", "928 fewer pupils", "not clearly changed"),
    ("113,500, which is ", " than in 2018/19.", "928 more pupils", "928 fewer pupils", "not clearly higher or lower"),
    ("They had ", " than two years before.", "928 more pupils", "928 fewer pupils", "not clearly higher or lower"),
    ("The roll stood at ", " than before.", "928 more pupils", "928 fewer pupils", "not clearly higher or lower"),
    ("In Fife, ", " than before.", "928 more pupils", "928 fewer pupils", "not clearly higher or lower"),
    ("The roll is high: ", ".", "928 more pupils", "928 fewer pupils", "not clearly changed"),
    ("The roll has ", ".", "risen by 928 pupils", "fallen by 928 pupils", "not clearly changed"),
    ("They have still ", ".", "risen by 928 pupils", "fallen by 928 pupils", "not clearly changed"),
    ("The roll had already ", ".", "risen by 928 pupils", "fallen by 928 pupils", "not clearly changed"),
    ("The roll did ", ".", "rise by 928 pupils", "fall by 928 pupils", "show no clear change"),
    ("We saw the roll and heard it to ", ".", "rise by 928 pupils", "fall by 928 pupils", "show no clear change"),
    ("There was a ", ".", "rise of 928 pupils", "fall of 928 pupils", "no clear change"),
    ("The ", " has a cost.", "rise of 928 pupils", "fall of 928 pupils", "no clear change"),
    ("There has been ", ".", "a rise of 928 pupils", "a fall of 928 pupils", "no clear change"),
    ("The council saw ", ".", "a rise of 928 pupils", "a fall of 928 pupils", "no clear change"),
    ("Despite ", " it coped.", "a rise of 928 pupils", "a fall of 928 pupils", "no clear change"),
]


@pytest.mark.parametrize(("before", "after", "up", "down", "same"), CONTEXTS)
def test_what_is_said_of_a_change_fits_the_words_on_either_side(
    before: str, after: str, up: str, down: str, same: str
) -> None:
    form = form_at(before, after)
    first = Fraction(5000)
    assert say_change(first, first + 928, "pupils", 0, form) == up
    assert say_change(first, first - 928, "pupils", 0, form) == down
    assert say_change(first, first, "pupils", 0, form) == same


@pytest.mark.parametrize(
    ("before", "after", "gap", "widened"),
    [
        ("Boys were ", ".", "6.5 points lower", "3.1 points wider"),
        ("Boys, ", " than girls.", "6.5 points lower", "3.1 points wider"),
        ("There was ", ".", "a difference of 6.5 points", "a widening of 3.1 points"),
        ("There is a ", ".", "difference of 6.5 points", "widening of 3.1 points"),
        ("It has ", ".", "6.5 points lower", "widened by 3.1 points"),
        ("It did not ", ".", "6.5 points lower", "widen by 3.1 points"),
        ("The gap ", ".", "6.5 points lower", "widened by 3.1 points"),
        ("", ".", "6.5 points lower", "Widened by 3.1 points"),
    ],
)
def test_and_so_is_what_is_said_of_a_gap(before: str, after: str, gap: str, widened: str) -> None:
    form = form_at(before, after)
    assert say_gap(Fraction(80), Fraction(865, 10), "percent", 1, form) == gap
    assert say_gap_change(Fraction(10), Fraction(131, 10), "percent", 1, form) == widened


def test_money_is_more_or_less_and_a_rate_higher_or_lower() -> None:
    assert say_change(Fraction(6360), Fraction(7606), "pounds", 0, Form.THAN) == "£1,246 more"
    assert say_change(Fraction(7606), Fraction(6360), "pounds", 0, Form.COMPARATIVE) == "£1,246 less"
    assert say_change(Fraction(10), Fraction(12), "per_1000", 1, Form.THAN) == "2.0 per 1,000 higher"


@given(
    st.sampled_from(list(Form)),
    st.fractions(0, 1000, max_denominator=100),
    st.fractions(0, 1000, max_denominator=100),
    st.sampled_from(["percent", "per_1000", "pupils", "pounds", "number", "days"]),
    st.integers(0, 2),
)
def test_in_every_form_the_same_is_read_back(
    form: Form, first: Fraction, second: Fraction, unit: str, places: int
) -> None:
    up = {True: (Direction.UP, Direction.WIDER), False: (Direction.DOWN, Direction.NARROWER)}[second > first]
    for said in (
        say_change(first, second, unit, places, form),
        say_gap(second, first, unit, places, form),
        say_gap_change(first, second, unit, places, form),
    ):
        statement = read_statement(said)
        assert isinstance(statement, Statement), said
        if first == second:
            assert statement.direction is not None
            assert statement.direction.direction.same
        elif statement.direction is not None:
            assert statement.direction.direction in up
        else:
            assert statement.difference
        for size in statement.changes:
            assert size.exact > 0, "a difference that is there never reads as none"


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_words_may_stand_round_it(before: str, after: str) -> None:
    assert isinstance(form_at(before, after), Form)


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [("0.44", 0, "0.4%"), ("0.04", 1, "0.04%"), ("0", 0, "0%"), ("-0.3", 0, "-0.3%")],
)
def test_a_value_that_is_not_nothing_does_not_read_as_none(value: str, places: int, said: str) -> None:
    assert say_level(Fraction(value), "percent", places) == said
