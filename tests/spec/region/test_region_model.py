"""What is true of every invented region, whatever its seed: before any provider's mess is laid over it."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.region.references import check_references

from kenspeckle.region import model
from kenspeckle.region.attendance import COUNTS
from kenspeckle.region.calendar import PUPIL_DAYS, TODAY, YEARS, birthday_on, census_day, first_day, school_year
from kenspeckle.region.identifiers import check_digits
from kenspeckle.region.programmes import REVERSAL, WORKS
from kenspeckle.region.schema import COUNCIL_FORMS, FORMS, table
from kenspeckle.region.schooling import STAGES
from kenspeckle.region.table import rows_of

# The fast suite shares a few regions; evidence tries each rule on many more.
regions = st.sampled_from([(seed, 600 + 137 * (seed % 6)) for seed in range(1, 5)])
any_regions = st.tuples(st.integers(0, 2**31), st.integers(600, 3_000))
on_any_region = settings(max_examples=4, deadline=None)


@cache
def made(seed, pupils, daily=True):
    region = model.region(seed, pupils, daily)
    return region, region.council(0)


@pytest.mark.evidence
@given(any_regions)
@settings(max_examples=40, deadline=None)
def test_each_rule_holds_for_regions_nobody_has_looked_at(region):
    made.cache_clear()
    rules = [rule.hypothesis.inner_test for rule in globals().values() if getattr(rule, "is_hypothesis_test", False)]
    rules = [rule for rule in rules if "nobody_has_looked_at" not in rule.__name__]
    assert len(rules) > 12
    for rule in rules:
        rule(region)


@given(regions)
@on_any_region
def test_every_table_holds_what_is_declared_of_it_and_no_more(region):
    _, council = made(*region)
    assert set(council.tables) == {form.name for form in COUNCIL_FORMS}
    for name, held in council.tables.items():
        assert set(held.columns) == {column.name for column in FORMS[name].columns}
        for column, words in held.words.items():
            assert held[column].min(initial=0) >= 0
            assert held[column].max(initial=0) < len(words)


@given(regions)
@on_any_region
def test_every_reference_leads_to_something_there(region):
    check_references(*made(*region))


@given(regions)
@on_any_region
def test_numbers_of_people_and_things_are_theirs_alone(region):
    _, council = made(*region)
    own = """
        children.child children.candidate children.health_number households.household carers.carer staff.staff
        addresses.address enrolments.enrolment classes.class exclusions.exclusion referrals.referral concerns.concern
        voices.voice notes.note homelessness.application reviews.review support.plan wellbeing.answer equity_spend.line
    """
    for name, key in (column.split(".") for column in own.split()):
        assert len(np.unique(council.tables[name][key])) == len(council.tables[name]), f"{name}.{key}"


@given(regions)
@on_any_region
def test_codes_start_with_sx_so_that_nobody_takes_them_for_real(region):
    known, council = made(*region)
    coded = {"code": (known.zones, known.schools, known.council_list), "old_code": (known.zones,)}
    coded |= {
        "sector": (known.zones,),
        "postcode": (known.schools, council.addresses),
        "candidate": (council.children,),
    }
    for column, tables in coded.items():
        for held in tables:
            assert all(code.startswith("SX") for code in held[column].tolist())
    assert all("SX" in number for number in council.children["health_number"].tolist())
    assert all(
        mail.endswith(".example") for name in ("carers", "staff") for mail in council.tables[name]["email"].tolist()
    )
    phones = [*council.carers["phone"].tolist(), *council.staff["phone"].tolist(), *known.schools["phone"].tolist()]
    assert all(phone.startswith(("07700 900", "01632 960")) for phone in phones)


@given(regions)
@on_any_region
def test_one_wrong_digit_of_a_candidate_number_is_seen(region):
    _, council = made(*region)
    for number in council.children["candidate"][:50].tolist():
        digits = [int(digit) for digit in number[2:10]][::-1]
        for place in range(8):
            wrong = [*digits[:place], (digits[place] + 1) % 10, *digits[place + 1 :]]
            weighed = sum(digit * (n + 2) for n, digit in enumerate(wrong))
            assert check_digits(np.array([weighed]))[0] != number[10]


@given(regions)
@on_any_region
def test_ages_match_stages(region):
    _, council = made(*region)
    pupils, children = council.pupil_years, council.children
    row = rows_of(children["child"], pupils["child"])
    starts = np.array([first_day(year) for year in range(2010, 2026)])
    born = children["born"][row]
    years_in = pupils["year"] - children["cohort"][row]
    ordinary = ~pupils.is_("stage", "SP")
    assert (pupils["stage"][ordinary] == years_in[ordinary]).all()
    age = (starts[children["cohort"][row] - 2010] - born).astype(int) / 365.25
    assert age.min() >= 4.4
    assert age.max() <= 6.6
    assert (birthday_on(born, 19) > np.array([school_year(y).first for y in YEARS])[pupils["year"] - YEARS[0]]).all()


@given(regions)
@on_any_region
def test_brothers_and_sisters_share_a_home_and_twins_a_birthday(region):
    _, council = made(*region)
    children = council.children
    for mine, elder in zip(np.flatnonzero(children["twin_of"] >= 0), children["twin_of"][children["twin_of"] >= 0]):
        other = rows_of(children["child"], np.array([elder]))[0]
        for column in ("household", "born", "cohort"):
            assert children[column][mine] == children[column][other]
        assert children["forename"][mine] != children["forename"][other]
    order = np.lexsort((children["born"].astype(int), children["household"]))
    same = children["household"][order][1:] == children["household"][order][:-1]
    apart = np.diff(children["born"][order].astype(int))[same]
    assert ((apart == 0) | (apart >= 300)).all()
    assert same.sum() > len(children) / 5
    carers = rows_of(council.carers["household"], children["household"])
    assert (carers >= 0).all(), "every child has somebody who cares for it"
    assert (council.carers["born"][carers] + 365 * 15 < children["born"]).all()


@given(regions)
@on_any_region
def test_moves_between_schools_never_overlap(region):
    known, council = made(*region)
    spells = council.enrolments
    assert (spells["first"] <= np.where(np.isnat(spells["last"]), TODAY, spells["last"])).all()
    again = spells["child"][1:] == spells["child"][:-1]
    assert (spells["last"][:-1][again] < spells["first"][1:][again]).all()
    moved = spells.is_("came", "moved home") & (spells["first"] > school_year(YEARS[0]).first)
    home = rows_of(
        council.households["household"],
        council.children["household"][rows_of(council.children["child"], spells["child"][moved])],
    )
    assert (council.households["moved_on"][home] <= spells["first"][moved]).all()
    assert (known.schools["council"][spells["school"]] == council.number).all()


@given(regions)
@on_any_region
def test_nobody_attends_before_being_born_or_while_not_on_the_roll(region):
    _, council = made(*region)
    children, spells = council.children, council.enrolments
    born = children["born"][rows_of(children["child"], spells["child"])]
    assert (spells["first"] > birthday_on(born, 4)).all()
    for register in council.openings:
        on_roll = np.zeros(register.am.shape, dtype=bool)
        for child, school, first, last in zip(*(spells[name] for name in ("child", "school", "first", "last"))):
            rows = np.flatnonzero((register.child == child) & (register.school == school))
            on_roll[rows] |= (register.days >= first) & (np.isnat(last) | (register.days <= last))
        assert ((register.am > 0) == on_roll).all()
        assert ((register.pm > 0) == on_roll).all()


@given(regions)
@on_any_region
def test_nothing_is_told_of_a_child_before_its_birth(region):
    _, council = made(*region)
    born = council.children["born"]
    checked = set()
    for name, held in council.tables.items():
        if name == "children" or "child" not in held.columns:
            continue
        row = rows_of(council.children["child"], held["child"])
        for column, values in held.columns.items():
            if values.dtype.kind == "M":
                known = (row >= 0) & ~np.isnat(values)
                assert (values[known] >= born[row[known]]).all(), f"{name}.{column}"
                checked.add(name)
    assert checked >= {"enrolments", "exclusions", "reviews", "referrals", "concerns", "care", "cases", "notes"}


@given(regions)
@on_any_region
def test_terms_are_the_sums_of_days(region):
    _, council = made(*region)
    terms = council.attendance_terms
    parts = terms["present"] + terms["sick"] + terms["authorised"] + terms["unauthorised"] + terms["excluded"]
    assert (terms["possible"] == parts).all()
    assert (terms["late"] <= terms["present"]).all()
    for register in council.openings:
        assert len(register.days) == PUPIL_DAYS
        there = sum(((codes >= 1) & (codes <= 5)).sum() for codes in (register.am, register.pm))
        of_year = terms["year"] == register.year
        assert there == terms["present"][of_year].sum()
        excluded = sum((codes == 14).sum() for codes in (register.am, register.pm))
        assert excluded == terms["excluded"][of_year].sum()
    assert COUNTS[0] == "possible"


@given(regions)
@on_any_region
def test_days_and_terms_are_the_same_children(region):
    """Whether openings are kept or only counted, the year was lived through in the same way."""
    seed, pupils = region
    by_day, by_term = made(seed, pupils)[1], made(seed, pupils, False)[1]
    assert by_term.openings == ()
    for name, held in by_day.tables.items():
        for column, values in held.columns.items():
            assert np.array_equal(values, by_term.tables[name][column], equal_nan=values.dtype.kind in "fM"), (
                f"{name}.{column}"
            )


@given(regions)
@on_any_region
def test_literacy_is_reading_writing_and_listening_all_three(region):
    _, council = made(*region)
    acel = council.acel
    assert (acel["literacy"] == ((acel["reading"] > 0) & (acel["writing"] > 0) & (acel["listening"] > 0))).all()


@given(regions)
@on_any_region
def test_history_ends_in_the_sums_of_single_children(region):
    _, council = made(*region)
    history, terms = council.attendance_history, council.attendance_terms
    for year in YEARS:
        for name in ("possible", "present"):
            assert history[name][history["year"] == year].sum() == terms[name][terms["year"] == year].sum()
    acel, past = council.acel, council.attainment_history
    literacy = past.is_("subject", "literacy") & (past["year"] == YEARS[-1])
    assert past["achieved"][literacy].sum() == acel["literacy"][acel["year"] == YEARS[-1]].sum()
    assert not past["collected"][past["year"] == 2019].any(), "nothing was collected in the spring of the pandemic"
    assert not past["collected"][(past["year"] == 2020) & past.is_("stage", "S3")].any()


@given(regions)
@on_any_region
def test_nothing_is_dated_after_today(region):
    _, council = made(*region)
    for name, held in council.tables.items():
        for column, values in held.columns.items():
            if values.dtype.kind == "M" and column not in ("due", "expires"):
                known = values[~np.isnat(values)]
                assert (known <= TODAY).all(), f"{name}.{column}"


@given(regions)
@on_any_region
def test_names_that_stand_in_a_voice_are_told_as_truth(region):
    _, council = made(*region)
    for words, named in zip(council.voices["words"].tolist(), council.voices["named"].tolist()):
        assert "{" not in words
        assert all(name in words for name in named.split(";"))


@given(regions)
@on_any_region
def test_permission_is_given_before_it_is_withdrawn_and_never_afterwards(region):
    _, council = made(*region)
    events = council.permissions
    withdrawn = events.take(events.is_("event", "withdrawn"))
    given_ = events.take(events.is_("event", "given"))
    place = rows_of(given_["voice"], withdrawn["voice"])
    assert (place >= 0).all()
    assert (given_["date"][place] < withdrawn["date"]).all()
    said = council.voices["said"][rows_of(council.voices["voice"], events["voice"])]
    assert (events["date"] >= said).all()


@given(regions)
@on_any_region
def test_waiting_lists_hold_children_like_those_who_got_a_place(region):
    _, council = made(*region)
    rows = council.participations.take(council.participations["programme"] == WORKS)
    assert rows["took_part"].sum() * 2 == len(rows)
    readers = council.participations.take(council.participations["programme"] == REVERSAL)
    assert readers["took_part"].all()
    assert (
        len(np.unique(council.participations["child"][council.participations["programme"] != REVERSAL]))
        == (council.participations["programme"] != REVERSAL).sum()
    ), "nobody is in two programmes for attendance"


@given(regions)
@on_any_region
def test_staff_who_live_next_door_do(region):
    _, council = made(*region)
    ties, staff, homes = council.ties, council.staff, council.households
    lives = staff["address"][rows_of(staff["staff"], ties["staff"])]
    family = homes["address"][rows_of(homes["household"], ties["household"])]
    assert (np.abs(lives - family)[ties.is_("tie", "next door")] == 1).all()
    assert (lives == family)[ties.is_("tie", "same street door", "own children")].all()


def test_a_table_with_a_column_that_is_not_declared_is_refused():
    with pytest.raises(ValueError, match="not declared"):
        table("births", {"child": np.zeros(1), "shoe_size": np.zeros(1)})


def test_a_region_too_small_for_its_schools_is_refused():
    with pytest.raises(ValueError, match="at least 600"):
        model.region(1, 599)


def test_census_day_lies_in_the_year_and_stages_run_from_p1_to_s6():
    assert all(census_day(year) in school_year(year).days for year in YEARS)
    assert (STAGES[0], STAGES[12]) == ("P1", "S6")
