"""Chance by the confidence limits of a publisher, against the formula worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.terms import CellKey, DimensionFacts, Facts, MeasureFacts, Period, group
from kenspeckle.ground.terms.figure import released
from kenspeckle.ground.words import Verdict
from kenspeckle.outside.tell.judge import judge
from kenspeckle.outside.tell.judge.limits import deviate, variance_by_limits

Number = int | Decimal
YEAR = Period.parse("2024")


def rate(confidence: int = 95) -> Facts:
    measure = MeasureFacts(
        name="rate",
        title="Rate",
        meaning="",
        kind="published",
        unit="per_1000",
        places=1,
        better="",
        noise="intervals",
        dimensions=("council",),
        periods=(YEAR,),
        sources=("s",),
        public=True,
        confidence=confidence,
    )
    return Facts({"rate": measure}, {"council": DimensionFacts("council", "Council", {"A": "Angus", "B": "Bute"})})


def verdict(one: Number, one_half: Number, other: Number, other_half: Number, confidence: int = 95) -> Verdict:
    cells = {
        CellKey("rate", YEAR, group(council=name)): released(
            value, None, None, public=True, interval=(value - half, value + half)
        )
        for name, value, half in (("A", one, one_half), ("B", other, other_half))
    }
    words = "higher" if one > other else "lower"
    return judge(words, "rate where council = A against council = B in 2024", rate(confidence), cells).verdict


@pytest.mark.parametrize(
    ("level", "z"), [(80, 1.281552), (90, 1.644854), (95, 1.959964), (98, 2.326348), (99, 2.575829)]
)
def test_z_is_that_of_the_tables(level: int, z: float) -> None:
    assert round(float(deviate(level)), 6) == z


@given(
    st.integers(100, 900),
    st.integers(1, 90),
    st.integers(100, 900),
    st.integers(1, 90),
    st.sampled_from([80, 90, 95, 99]),
)
def test_a_difference_is_more_than_chance_beyond_1_96_standard_errors(
    one: int, one_half: int, other: int, other_half: int, confidence: int
) -> None:
    z = {80: 1.281552, 90: 1.644854, 95: 1.959964, 99: 2.575829}[confidence]
    least = 1.959964 * sqrt((one_half / z) ** 2 + (other_half / z) ** 2)
    if one == other or abs(abs(one - other) - least) < 1e-3:
        return
    expected = Verdict.HOLDS if abs(one - other) > least else Verdict.CANNOT_TELL
    assert verdict(one, one_half, other, other_half, confidence) is expected


def test_limits_at_99_per_cent_are_wider_than_those_that_chance_is_judged_by() -> None:
    assert verdict(40, 2, Decimal("37.5"), 2, 95) is Verdict.CANNOT_TELL
    assert verdict(40, 2, Decimal("37.5"), 2, 99) is Verdict.HOLDS


@pytest.mark.parametrize("interval", [None, (5, 5), (6, 8), (2, 4), (8, 2)])
def test_limits_that_do_not_lie_about_the_value_say_nothing(interval: tuple[int, int] | None) -> None:
    assert variance_by_limits(Fraction(5), interval, 95) is None


def test_of_limits_that_are_not_symmetrical_the_farther_counts() -> None:
    assert variance_by_limits(Fraction(99), (97, 100), 95) == (2 / deviate(95)) ** 2


def test_why_it_cannot_be_told_is_said_in_words() -> None:
    cells = {
        CellKey("rate", YEAR, group(council=c)): released(n, None, None, public=True) for c, n in (("A", 4), ("B", 3))
    }
    told = judge("higher", "rate where council = A against council = B in 2024", rate(), cells)
    assert told.why.endswith(
        "Its publisher gives no usable confidence limits here, so a difference cannot be told from chance."
    )
