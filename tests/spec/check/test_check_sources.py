"""Each check is one sentence that a reader understands, and a verdict at a given moment."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from kenspeckle.ground.terms import Calendar, CellKey, Freshness, Missing, Period, group
from kenspeckle.ground.terms.figure import released
from kenspeckle.ground.workspace.definitions import Cadence
from kenspeckle.inside.check import compare, freshness, missing_periods, next_due


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "delivered", "due"),
    [
        (Cadence("year"), "2024-02-29", date(2025, 2, 28)),
        (Cadence("year", due="12-15"), "2024-12-14", date(2024, 12, 15)),
        (Cadence("year", due="12-15"), "2024-12-15", date(2025, 12, 15)),
        (Cadence("month"), "2025-01-31", date(2025, 2, 28)),
        (Cadence("month"), "2024-12-05", date(2025, 1, 5)),
        (Cadence("week"), "2025-01-31", date(2025, 2, 7)),
        (Cadence("day"), "2025-01-31", date(2025, 2, 1)),
        (Cadence("once"), "2025-01-31", None),
        (Cadence("year", ended=date(2022, 1, 1)), "2021-01-31", None),
    ],
)
def test_each_source_is_due_at_its_own_rhythm(cadence, delivered, due):
    assert next_due(cadence, date.fromisoformat(delivered)) == due


def test_a_source_is_out_of_date_after_its_days_of_grace_and_not_before():
    cadence = Cadence("year", due="12-15", grace_days=30)
    assert freshness(cadence, at("2024-01-10"), at("2025-01-14"))[0] is Freshness.FRESH
    assert freshness(cadence, at("2024-01-10"), at("2025-01-15"))[0] is Freshness.OVERDUE


def test_a_source_that_never_came_and_one_that_is_complete_are_not_late():
    assert freshness(Cadence("year"), None, at("2025-01-15"))[0] is Freshness.NEVER
    assert freshness(Cadence("once"), at("2001-01-01"), at("2025-01-15")) == (Freshness.FINISHED, None)


def periods(*labels):
    return [Period.parse(label) for label in labels]


def test_a_year_without_a_delivery_is_missing_and_not_zero():
    assert missing_periods(periods("2018/19", "2020/21", "2022/23"), Calendar()) == tuple(periods("2019/20", "2021/22"))


def test_a_july_without_openings_is_no_fall():
    terms = (("2024-T4", date(2025, 4, 22), date(2025, 6, 27)), ("2025-T1", date(2025, 8, 18), date(2025, 12, 19)))
    covered = periods("2025-05", "2025-06", "2025-08", "2025-10")
    assert missing_periods(covered, Calendar(terms=terms)) == tuple(periods("2025-09"))


def rolls(measure, **counts):
    return {
        CellKey(measure, None, group(school=name)): Missing() if n is None else released(n, None, n)
        for name, n in counts.items()
    }


def test_two_sources_that_state_the_same_agree_or_say_where_not():
    cells = rolls("census", a=100, b=50, c=7, d=None) | rolls("register", a=100, b=44, c=8, d=3, e=1)
    found = compare(cells, "census", "register", ("school",))
    assert found.compared == 3
    assert found.differ[0] == (None, group(school="b"), Fraction(50), Fraction(44))
    assert (found.only_first, found.only_second) == (0, 2)
    said = found.sentence({"census": "The census", "register": "The register"}, {("school", "b"): "Braehead"})
    assert said == (
        "The census and The register differ in 2 of 3 places compared; most for Braehead: 50 against 44. "
        "2 only in The register."
    )


@pytest.mark.parametrize(
    ("first", "second", "unit", "places", "said"),
    [
        ((801, 1000), (799, 1000), "percent", 1, "80.1% against 79.9%"),
        ((8004, 10000), (8001, 10000), "percent", 1, "80.04% against 80.01%"),
        ((16, 1000), (18, 1000), "per_1000", 0, "16 per 1,000 against 18 per 1,000"),
        ((91234, 7), (91235, 7), "pounds", 0, "£13,033 against £13,034"),
        ((1, 3), (1000001, 3000000), "percent", 1, "33.3333% against 33.3334%"),
    ],
)
def test_two_values_that_differ_are_written_in_their_unit_and_read_differently(first, second, unit, places, said):
    one, two = (
        {CellKey(name, None, group(school="a")): released(*value, 1000)}
        for name, value in (("census", first), ("register", second))
    )
    found = compare(one | two, "census", "register", ("school",))
    assert f": {said}." in found.sentence({"census": "One", "register": "Other"}, {}, unit, places)


def test_a_difference_within_tolerance_is_agreement():
    cells = rolls("census", a=100, b=50) | rolls("register", a=101, b=50)
    assert not compare(cells, "census", "register", ("school",)).agree
    assert compare(cells, "census", "register", ("school",), Decimal(1)).agree


def test_nothing_in_common_is_not_agreement():
    assert not compare(rolls("census", a=1), "census", "register", ("school",)).agree
