"""A family that moves from one council to another: each council holds its own part, whoever serves both holds one."""

import json
from collections import defaultdict

import numpy as np
import pytest
from tests.spec.region.reading import answers, tables

from kenspeckle.cli import main
from kenspeckle.region import model, places
from kenspeckle.region.answers import Answers
from kenspeckle.region.making import make, write_deliveries
from kenspeckle.region.table import rows_of

KEYS = {
    "mis/pupils_2024-25.csv": ("SCN", "SEED Code"),
    "mis/enrolments.csv": ("Enrolment No",),
    "mis/attendance_terms_2024-25.csv": ("Term", "SCN", "SEED Code"),
    "mis/acel_2024-25.csv": ("SCN",),
    "mis/exclusions.csv": ("Exclusion Ref",),
    "mis/pastoral_notes.csv": ("Note No",),
    "classes/oneroster.zip!users.csv": ("sourcedId",),
    "classes/oneroster.zip!roles.csv": ("sourcedId",),
    "classes/oneroster.zip!enrollments.csv": ("sourcedId",),
    "government/school_rolls.csv": ("Census Date", "SEED Code"),
    "health/births.csv": ("CHI",),
    "health/reviews.csv": ("CHI", "Review"),
    "housing/homelessness.xlsx": ("Application", "Child No"),
    "social_work/cases.csv": ("Case",),
    "reporter/referrals.csv": ("Referral",),
    "police/concerns.xml": ("@id",),
    "charity/participants.csv": ("Participant",),
    "charity/evaluation.csv": ("Programme", "Pupil"),
    "survey/wellbeing_2024-25.csv": ("Response",),
    "skills/leavers_2024-25.csv": ("Candidate",),
    "voices/voices.jsonl": ("id",),
    "voices/permissions.csv": ("Entry",),
    "people/staff.csv": ("Staff No",),
}
"""What tells the rows of each file apart."""


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """A region of two small councils, what its agencies deliver before any mess, and the answers."""
    folder = tmp_path_factory.mktemp("country")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "PUPILS_PER_COUNCIL", 1_500)  # a fifteenth of the usual, so that two are quickly made
        region = model.region(1, 3_000, False)
        assert len(region.council_list) == 2
        with Answers(folder / "answers.zip") as kept:
            write_deliveries(folder / "w", region, kept, clean=True)
            kept.seal(1, 3_000)
        return region, [*region.councils()], tables(folder / "w"), answers(folder / "answers.zip")


@pytest.fixture(scope="module")
def moved(country):
    """Children at school in both councils, and the day on which the family moved."""
    _, (one, other), *_ = country
    both = np.intersect1d(one.enrolments["child"], other.enrolments["child"])
    assert len(both) > 30
    homes = one.children["household"][rows_of(one.children["child"], both)]
    days = one.households["moved_on"][rows_of(one.households["household"], homes)]
    return dict(zip(both.tolist(), days.tolist(), strict=True))


def cells(country, file, *fields):
    header, rows = country[2][f"deliveries/{file}"]
    return [tuple(row[header.index(field)] for field in fields) for row in rows.values()]


def people(country, provider):
    """For each person all identifiers that a provider has for it."""
    found = defaultdict(set)
    for row in country[3]["who"]:
        if row["provider"] == provider and row["kind"] == "child":
            found[int(row["person"])].add(row["identifier"])
    return found


@pytest.mark.parametrize("file", KEYS)
def test_no_file_of_several_councils_says_anything_twice(country, file):
    keys = cells(country, file, *KEYS[file])
    assert keys
    assert len(set(keys)) == len(keys)


def test_each_council_has_a_number_of_its_own_for_a_child_who_moved(country, moved):
    numbers = people(country, "council-classes")
    pupils = [set(council.pupil_years["child"][council.pupil_years["year"] == 2024].tolist()) for council in country[1]]
    in_both = pupils[0] & pupils[1] & moved.keys()
    assert in_both
    assert all(len(numbers[child]) == 2 for child in in_both)
    assert all(len(numbers[child]) == 1 for child in (pupils[0] | pupils[1]) - in_both)
    identifiers = dict(cells(country, "classes/oneroster.zip!users.csv", "sourcedId", "identifier"))
    for child in in_both:
        assert len({identifiers[number] for number in numbers[child]}) == 1, "education's number moves with the child"


@pytest.mark.parametrize("provider", ["council-education", "police", "reporter", "skills"])
def test_an_agency_that_serves_all_councils_has_one_number_for_a_child(country, provider):
    numbers = people(country, provider)
    assert numbers
    assert all(len(identifiers) == 1 for identifiers in numbers.values())


def test_a_council_knows_nothing_of_before_a_family_came_or_after_it_left(country):
    _, councils, *_ = country
    seen = 0
    for council in councils:
        children, homes = council.children, council.households
        for name, first, last in (
            ("cases", "opened", "closed"),
            ("care", "first", "last"),
            ("referrals", "date", "date"),
            ("concerns", "date", "date"),
            ("reviews", "due", "due"),
        ):
            held = council.tables[name]
            row = rows_of(children["child"], held["child"])
            day = homes["moved_on"][rows_of(homes["household"], children["household"][row])]
            came = (children["from_council"] != council.number)[row]
            left = (children["to_council"] != council.number)[row]
            assert (held[first][came] >= day[came]).all(), name
            assert (held[last][left] < day[left]).all(), name
            assert (held[last][left] >= held[first][left]).all(), name
            seen += int(came.sum() + left.sum())
        applied = council.homelessness
        row = rows_of(homes["household"], applied["household"])
        came = (homes["from_council"] != council.number)[row]
        assert (applied["applied"][came] >= homes["moved_on"][row][came]).all()
    assert seen > 50


def test_children_are_born_where_their_family_lived_first(country):
    region, councils, *_ = country
    for council in councils:
        born = rows_of(council.children["child"], council.births["child"])
        here = council.children["from_council"] == council.number
        assert np.array_equal(np.sort(born), np.flatnonzero(here))
        assert (region.zones["council"][council.births["zone"]] == council.number).all()


def test_a_pupil_lives_in_the_council_that_runs_the_school(country):
    region, *_ = country
    council_of = dict(zip(region.zones["code"].tolist(), region.zones["council"].tolist(), strict=True))
    sectors = dict(zip(region.zones["code"].tolist(), region.zones["sector"].tolist(), strict=True))
    schools = dict(zip(region.schools["code"].tolist(), region.schools["council"].tolist(), strict=True))
    for year in ("2022-23", "2023-24", "2024-25"):
        for school, zone, postcode in cells(country, f"mis/pupils_{year}.csv", "SEED Code", "Data Zone", "Postcode"):
            assert council_of[zone] == schools[school]
            assert postcode.startswith(sectors[zone])


@pytest.mark.parametrize(("name", "day"), [("voices", "said"), ("notes", "date")])
def test_what_is_said_or_noted_at_a_school_is_from_the_time_there(country, name, day):
    for council in country[1]:
        held, spells = council.tables[name], council.enrolments
        for child, school, on in zip(*(held[column].tolist() for column in ("child", "school", day)), strict=True):
            if child >= 0:
                of_child = (spells["child"] == child) & (spells["school"] == school)
                there = spells["first"][of_child] <= np.datetime64(on)
                assert (there & ~(spells["last"][of_child] < np.datetime64(on))).any()


def test_nobody_at_a_school_that_a_child_left_carries_its_case(country, moved):
    _, councils, *_ = country
    for council in councils:
        held = council.caseloads
        for child, last in zip(held["child"].tolist(), held["last"].tolist(), strict=True):
            if (
                child in moved
                and council.children["to_council"][rows_of(council.children["child"], np.array([child]))[0]]
                != council.number
            ):
                assert last is not None


@pytest.mark.evidence
def test_a_region_of_three_councils_builds_clean(tmp_path, capsys):
    make(tmp_path / "r", seed=1, pupils=70_000)
    assert main(["build", "--json", "--workspace", str(tmp_path / "r")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["claims"] == answer["hold"]
    assert {source["outcome"] for source in answer["sources"].values()} == {"taken in"}
