"""Several years can be taken together, as one period that says which years are in it."""

import pytest

from kenspeckle.ground.terms import GATHERED, Calendar, Period, PeriodKind, together
from kenspeckle.ground.words import UnreadableEvidence, parse_evidence


@pytest.mark.parametrize(
    ("label", "years"),
    [
        ("2022/23 to 2024/25", ("2022/23", "2023/24", "2024/25")),
        ("2023/24 to 2024/25", ("2023/24", "2024/25")),
        ("2019 to 2021", ("2019", "2020", "2021")),
        ("1999/00 to 2001/02", ("1999/00", "2000/01", "2001/02")),
    ],
)
def test_years_together_are_a_period_that_names_its_years(label, years):
    period = Period.parse(label)
    assert period.kind is PeriodKind.YEARS
    assert str(period) == label
    assert tuple(map(str, period.years)) == years


def test_any_other_period_is_itself_alone():
    assert Period.parse("2024-Q3").years == (Period.parse("2024-Q3"),)


@pytest.mark.parametrize("label", ["2024/25 to 2022/23", "2024 to 2024", "2022/23 to 2024", "2024-08 to 2024-09"])
def test_only_years_of_one_kind_in_order_are_taken_together(label):
    with pytest.raises(ValueError):
        Period.parse(label)


def test_they_last_from_the_first_day_of_the_first_to_the_last_of_the_last():
    first, last = Calendar((8, 1)).span(Period.parse("2022/23 to 2024/25"))
    assert (first.isoformat(), last.isoformat()) == ("2022-08-01", "2025-07-31")


def test_no_delivery_holds_them_and_no_date_is_gathered_into_them():
    assert PeriodKind.YEARS not in GATHERED


def test_evidence_asks_for_them_with_in_and_to():
    evidence = parse_evidence("attendance_rate where school = Northside in 2022/23 to 2024/25")
    assert evidence.start is None
    assert evidence.end == together(Period.parse("2022/23"), Period.parse("2024/25"))


@pytest.mark.parametrize("text", ["x in 2024/25 to 2022/23", "x in 2024-08 to 2024-09", "x in 2022/23 to 2024"])
def test_evidence_of_years_that_cannot_be_together_is_unreadable(text):
    with pytest.raises(UnreadableEvidence, match=r"take|come"):
        parse_evidence(text)
