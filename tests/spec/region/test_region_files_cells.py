"""Agencies' own numbers, and how they write days, shares and years."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.region.chance import Chance
from kenspeckle.region.providers.cells import days, numbers, percent, year_labels
from kenspeckle.region.providers.health import school_years
from kenspeckle.region.providers.numbering import Numbering

FORMS = {"d/m/y": "%d/%m/%Y", "d-m-y": "%d-%m-%Y", "y-m-d": "%Y-%m-%d", "ymd": "%Y%m%d", "d mon y": "%d %b %Y"}


@given(seed=st.integers(0, 2**40), digits=st.integers(4, 9))
def test_different_things_have_different_numbers(seed, digits):
    ids = np.arange(10**4)
    given_out = Numbering(Chance(seed), "agency", "X", digits).of(ids)
    assert len(set(given_out.tolist())) == len(ids)
    assert {len(n) for n in given_out.tolist()} == {1 + digits}


def test_numbers_say_nothing_of_the_true_ones_and_differ_between_agencies():
    ids = np.arange(20_000)
    one, other = (Numbering(Chance(1), name, "", 8).of(ids).astype("int64") for name in ("one", "other"))
    assert (one == ids).sum() < 3
    assert (one == other).sum() < 3
    steps = {np.unique(np.diff(agency)).size for agency in (one, other, one - other)}
    assert min(steps) > 19_900  # no step comes again, so no rule of arithmetic leads from one to the other


def test_nobody_has_no_number_and_too_many_are_refused():
    numbering = Numbering(Chance(1), "agency", "X", 4)
    assert numbering.of(np.array([-1])).tolist() == [""]
    with pytest.raises(ValueError, match="10000 numbers"):
        numbering.of(np.array([10_000]))


@pytest.mark.parametrize("form", FORMS)
@given(day=st.dates(date(2004, 1, 1), date(2025, 12, 31)))
def test_days_are_written_in_the_form_of_the_agency(form, day):
    assert days(np.array([day], dtype="datetime64[D]"), form).tolist() == [day.strftime(FORMS[form])]


def test_a_day_that_is_not_there_is_blank():
    assert days(np.array(["NaT"], dtype="datetime64[D]"), "d/m/y").tolist() == [""]


def test_shares_are_rounded_half_up_and_blank_where_nothing_is():
    assert percent(np.array([914, 1, 0, 3]), np.array([1000, 2000, 0, 3])).tolist() == ["91.4%", "0.1%", "", "100.0%"]


@given(st.lists(st.integers(-(10**9), 10**9), max_size=30))
def test_whole_numbers_are_their_digits(values):
    assert numbers(np.array(values, dtype="int64")).tolist() == [str(v) for v in values]


def test_school_years_change_on_the_first_of_august():
    on = np.array(["2024-07-31", "2024-08-01", "2025-01-01"], dtype="datetime64[D]")
    assert school_years(on).tolist() == ["2023/24", "2024/25", "2024/25"]
    assert year_labels(np.array([1999, 2024])).tolist() == ["1999/00", "2024/25"]
