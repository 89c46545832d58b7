"""What agencies cannot know never reaches their files; what is odd about their files is there and told."""

import hashlib
from types import SimpleNamespace

import numpy as np
import pytest
from tests.spec.region.reading import answers, tables

from kenspeckle.region import model
from kenspeckle.region.answers import HEADERS, Answers
from kenspeckle.region.making import write_deliveries
from kenspeckle.region.model import Council
from kenspeckle.region.schema import FORMS
from kenspeckle.region.table import Table

PUPILS = 1500


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What agencies deliver about a region, and the answers to it."""
    folder = tmp_path_factory.mktemp("truths")
    with Answers(folder / "answers.zip") as kept:
        write_deliveries(folder / "w", model.region(2, PUPILS, False), kept)
        kept.seal(2, PUPILS)
    return folder, tables(folder / "w"), answers(folder / "answers.zip")


def _untrue(name, table):
    """The table with nonsense in each column that the schema calls a truth."""
    columns = dict(table.columns)
    for column in FORMS[name].columns:
        if column.meaning.startswith("truth"):
            kind = columns[column.name].dtype.kind
            nonsense = {"O": "NONSENSE", "M": np.datetime64("1999-09-09"), "b": True}.get(kind, 0)
            columns[column.name] = np.full(len(table), nonsense, dtype=columns[column.name].dtype)
    return Table(columns, table.words)


def test_nothing_that_is_called_a_truth_moves_a_byte_of_a_delivery(made, tmp_path):
    folder, _, _ = made
    region = model.region(2, PUPILS, False)
    councils = (
        Council(c.number, {n: _untrue(n, t) for n, t in c.tables.items()}, c.openings) for c in region.councils()
    )
    lying = SimpleNamespace(
        seed=region.seed,
        council_list=region.council_list,
        zones=region.zones,
        schools=_untrue("schools", region.schools),
        councils=lambda: councils,
    )
    with Answers(None) as nobody:
        write_deliveries(tmp_path, lying, nobody)

    def bytes_of(root):
        files = sorted(p for p in (root / "deliveries").rglob("*") if p.is_file())
        return {p.name: hashlib.sha256(p.read_bytes()).digest() for p in files}

    assert bytes_of(tmp_path) == bytes_of(folder / "w")


def test_the_answers_hold_everything_that_is_sealed(made):
    _, _, told = made
    assert told.keys() == HEADERS.keys()
    assert {name for name, rows in told.items() if not rows} <= {"moved_schools", "protected"}
    assert sorted(row["truth"] for row in told["programmes"]) == sorted(
        ["works", "only seems to work", "reversal", "no effect"]
    )
    assert {row["kind"] for row in told["who"]} == {"child", "carer", "staff"}


def test_schools_that_truly_moved_are_told(made):
    _, _, told = made
    schools = model.region(2, PUPILS, False).schools
    moved = ~np.isnat(schools["moved_from"])
    assert [row["school"] for row in told["moved_schools"]] == schools["code"][moved].tolist()


def test_every_child_that_an_agency_names_is_told(made):
    _, files, told = made
    known = {(row["provider"], row["identifier"]) for row in told["who"]}
    for file, provider, field in [
        ("mis/pupils_2022-23.csv", "council-education", "SCN"),
        ("reporter/referrals.csv", "reporter", "Child Ref"),
        ("police/concerns.xml", "police", "Child/@ref"),
        ("health/reviews.csv", "health", "CHI"),
        ("health/births.csv", "health", "CHI"),
    ]:
        header, rows = files[f"deliveries/{file}"]
        assert {(provider, cells[header.index(field)]) for cells in rows.values()} <= known, file


def test_the_charity_lists_who_took_part_in_its_own_programmes_and_nobody_else(made):
    _, files, _ = made
    header, rows = files["deliveries/charity/programmes.csv"]
    run_by = {cells[header.index("Programme")]: cells[header.index("Run By")] for cells in rows.values()}
    assert set(run_by.values()) == {"charity", "council education"}
    header, rows = files["deliveries/charity/participants.csv"]
    listed = {cells[header.index("Programme")] for cells in rows.values()}
    assert listed == {programme for programme, who in run_by.items() if who == "charity"}


def test_one_in_a_hundred_withdrew_and_the_last_entry_says_so(made):
    _, files, told = made
    header, rows = files["deliveries/voices/permissions.csv"]
    last = {}
    for cells in rows.values():
        last[cells[header.index("Voice")]] = cells[header.index("Event")]
    withdrawn = {row["voice"] for row in told["withdrawn"]}
    assert {voice for voice, event in last.items() if event == "withdrawn"} == withdrawn


def test_a_year_is_missing_from_the_levels_and_a_code_set_changed(made):
    _, files, _ = made
    header, rows = files["deliveries/mis/acel_history.csv"]
    years = {cells[header.index("Year")] for cells in rows.values()}
    assert {"2018/19", "2020/21"} <= years
    assert "2019/20" not in years
    codes = {}
    for year in ("2022-23", "2023-24"):
        header, rows = files[f"deliveries/mis/acel_{year}.csv"]
        codes[year] = {cells[header.index("Reading")] for cells in rows.values()}
    assert (codes["2022-23"], codes["2023-24"]) == ({"N", "A", "B"}, {"0", "1", "2"})


def test_a_spell_that_runs_on_ends_after_the_next_one_began(made):
    _, files, told = made
    file = "deliveries/mis/enrolments.csv"
    header, rows = files[file]
    late = [d for d in told["defects"] if d["kind"] == "overlapping-enrolment"]
    assert late
    for defect in late:
        written = rows[int(defect["row"])][header.index("End")]
        assert written[6:] + written[3:5] + written[:2] > defect["true"][6:] + defect["true"][3:5] + defect["true"][:2]


def test_an_adopted_child_s_former_number_is_protected_no_child_s_own_and_nowhere_near_the_new_one(made):
    _, files, told = made
    former = {row["identifier"] for row in told["protected"]}
    own = model.region(2, PUPILS, False).council(0).children["health_number"].tolist()
    assert former
    assert former.isdisjoint(own)
    assert all(row["why"] == "adopted" for row in told["protected"])
    header, rows = files["deliveries/health/reviews.csv"]
    shown = [cells[header.index("CHI")] for cells in rows.values()]
    assert shown == sorted(shown), "the order of rows says no more than the numbers do"
    assert former <= set(shown)
