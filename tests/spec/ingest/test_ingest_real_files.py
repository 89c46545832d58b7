"""Files that other people's software wrote, with the figures that their publishers or a second tool gave for them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kenspeckle.ground.terms import PeriodKind
from kenspeckle.ground.workspace.definitions import DeliverySpec, Unpivot
from kenspeckle.inside.ingest.readers import READERS
from kenspeckle.inside.ingest.reading import Delivered

CT_MARKS = {"*": "suppressed"}


@pytest.fixture
def absence_rates(make):
    """Connecticut's chronic absence: title lines, codes wrapped for a spreadsheet, a column that some years lack."""
    fields = [
        make.field("district", "string", "District", required=True, key=1),
        make.field("code", "string", "District Code", required=True, pattern=r"\d{7}"),
        make.field("meals", "string", "Free/Reduced Price Meal Eligibility", required=True, key=2),
        make.field("children", "integer", "Student Count"),
        make.field("rate", "number", "Chronically Absent %", "% Chronically Absent", scale=1),
        make.field("year", "period", period=PeriodKind.SPLIT_YEAR, required=True, key=3),
    ]
    name = r"_(?P<year>\d{4}-\d{2})"
    return make.contract(
        fields,
        make.spec("deliveries/ct_absence_2011-12.csv", skip=3, from_name=name, adds={"children": ""}),
        make.spec("deliveries/ct_absence_2019-20.csv", skip=3, header_rows=2, from_name=name),
        marks=CT_MARKS,
    )


def test_connecticut_absence_of_two_years(place, make, absence_rates):
    for name in ("ct_absence_2011-12.csv", "ct_absence_2019-20.csv"):
        place.deliver(name, make.data / name)
    done = place.take_in(absence_rates)
    assert done.outcome == "taken in", done.refusals
    assert place.rows("year", "count(*)", where="TRUE GROUP BY year", order="year") == [
        ("2011/12", 573),
        ("2019/20", 594),
    ]
    assert place.rows("code", "rate", "children", where="district LIKE 'Achievement First H%' AND year = '2011/12'")[
        0
    ] == (
        "2880013",
        Decimal("8.1"),
        None,
    )
    assert place.rows("children", "rate", where="district LIKE 'Achievement First B%' AND year = '2019/20'")[0] == (
        61,
        Decimal("8.9"),
    )
    assert place.one("count(*)", "rate__absent = 3") > 100


def test_connecticut_assessments_with_two_header_rows(place, make):
    name = "ct_smarter_balanced_2018-19.csv"
    place.deliver(name, make.data / name)
    fields = [
        make.field("district", "string", "District", key=1),
        make.field("grade", "string", "Grade", key=2),
        make.field("subject", "string", "Subject", key=3),
        make.field("tested", "integer", "Total Number with Scored Tests"),
        make.field("met", "integer", "Level 3&4Met or Exceeded Level 3&4 Met or Exceeded Count"),
        make.field("share", "number", "Level 3&4Met or Exceeded %", scale=1),
        make.field("average", "number", "AverageVSS"),
    ]
    done = place.take_in(make.contract(fields, make.spec(f"deliveries/{name}", skip=3, header_rows=2), marks=CT_MARKS))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 2_132
    where = (
        "grade = '03' AND subject = 'ELA' AND district IN ('Hartford School District', 'West Hartford School District')"
    )
    assert place.rows("met", "tested", "share", where=where, order="district") == [
        (301, 1_358, Decimal("22.2")),
        (450, 660, Decimal("68.2")),
    ]


def test_a_header_with_a_line_break_in_it(place, make):
    place.deliver("nyc.csv", make.data / "nyc_school_survey_2019.csv")
    fields = [
        make.field("school", "string", "DBN", key=1, required=True),
        make.field("parents", "integer", "Total Parent Response Rate %"),
        make.field("students", "integer", "Total Student Response Rate %"),
        make.field("trust", "number", "Trust Score", scale=2),
    ]
    done = place.take_in(make.contract(fields, marks={"N/A": "not-applicable"}))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 1_829
    assert place.one("count(*)", "students__absent = 2") == 720
    assert place.one("median(parents)") == 56
    assert place.one("median(students)") == 89
    assert round(place.one("avg(trust)"), 3) == 3.624


@pytest.fixture
def persistent_poverty(make):
    """Several tables on one sheet; each column of this one is a way of measuring."""
    fields = [
        make.field("years", "string", "Period", required=True, key=1),
        make.field("measure", "string", required=True, key=2),
        make.field("share", "number", scale=2),
    ]
    columns = Unpivot(("Before housing costs", "After housing costs"), "measure", "share")

    def of(name):
        spec = make.spec(f"deliveries/{name}", sheet="2", after="2a Proportion", until="2b", unpivot=columns)
        return make.contract(fields, spec, marks={"[x]": "missing", "": "missing"})

    return of


def test_the_same_workbook_as_ods_and_as_xlsx_is_the_same_rows(place, make, persistent_poverty):
    seen = []
    for name in ("data2023_persistent.ods", "data2023_persistent.xlsx"):
        path = place.deliver(name, make.data / name)
        done = place.take_in(persistent_poverty(name))
        assert done.outcome == "taken in", done.refusals
        seen.append(place.rows("years", "measure", "share", "share__absent", order="years, measure"))
        path.unlink()
    assert seen[0] == seen[1]
    assert ("2010-2014", "After housing costs", Decimal("0.14"), None) in seen[0]


@pytest.mark.parametrize("sheet", ["Readme", "1", "2", "3", "4", "5", "6"])
def test_every_cell_of_the_ods_is_that_of_the_xlsx(make, sheet):
    both = []
    for name in ("data2023_persistent.ods", "data2023_persistent.xlsx"):
        spec = DeliverySpec(name, sheet=sheet, header_rows=0, columns=tuple("abc"))
        both.append(
            [
                (n, [c for c in cells if c])
                for n, cells in READERS["excel"](Delivered(name, make.data / name, name), spec).rows
            ]
        )
    assert both[0] == both[1]
    assert both[0]


def test_schools_and_pupils_stacked_on_one_sheet(place, make):
    name = "pupil_census_2023_excerpt.xlsx"
    place.deliver(name, make.data / name)
    fields = [
        make.field("year", "period", "Year", period=PeriodKind.YEAR, required=True, key=1),
        make.field("primary_", "integer", "Primary"),
        make.field("secondary", "integer", "Secondary"),
        make.field("special", "integer", "Special"),
        make.field("total", "integer", "Total"),
        make.field("of", key=2),
    ]
    spec = make.spec
    contract = make.contract(
        fields,
        spec(f"deliveries/{name}", sheet="Table 1.1", after="Table 1.1a", until="Table 1.1b", adds={"of": "schools"}),
        spec(f"deliveries/{name}", sheet="Table 1.1", after="Table 1.1b", until="Table 1.1c", adds={"of": "pupils"}),
    )
    done = place.take_in(contract)
    assert done.outcome == "taken in", done.refusals
    columns = ('"of"', "primary_", "secondary", "special", "total")
    assert place.rows(*columns, where="year = '2023'", order='"of" DESC') == [
        ("schools", 1_988, 361, 107, 2_456),
        ("pupils", 384_725, 313_061, 7_742, 705_528),
    ]
    assert place.rows("primary_", where="year = '2011' AND \"of\" = 'schools'") == [(2_081,)]


def test_an_old_binary_workbook_out_of_a_zip_with_years_under_no_header(place, make):
    place.deliver("census.zip", make.data / "pupil_census_2014_xls.zip")
    fields = [
        make.field("year", "period", "column A", period=PeriodKind.YEAR, required=True, key=1),
        make.field("schools", "integer", "Schools Primary"),
        make.field("pupils", "integer", "Pupils Primary"),
        make.field("all_pupils", "integer", "Pupils Total2"),
    ]
    spec = make.spec(
        "deliveries/census.zip", member="*.xls", sheet="Table 1.1", skip=2, header_rows=2, until="1. Changes"
    )
    done = place.take_in(make.contract(fields, spec))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 17
    assert place.rows("schools", "pupils", "all_pupils", where="year = '2014'") == [(2_048, 385_212, 676_955)]
    assert place.rows("_delivery", where="year = '2014'") == [("deliveries/census.zip!2014.xls",)]


def test_two_header_rows_with_merged_cells(place, make):
    name = "school_summary_2021_excerpt.xlsx"
    place.deliver(name, make.data / name)
    fields = [
        make.field("council", "string", "Local Authority", required=True),
        make.field("seed", "string", "SeedCode", required=True, key=1),
        make.field("roll", "integer", "Pupil roll", required=True),
        make.field("girls", "integer", "Roll by sex Female"),
        make.field("s1", "integer", "S1"),
        make.field("q1", "integer", "SIMD Quintile 1"),
        make.field("attendance", "number", "Attendance rate", scale=2),
        make.field("urban", "number", "Urban", bands="not-applicable"),
    ]
    spec = make.spec(f"deliveries/{name}", sheet="2021 School Level Statistics", header_rows=2)
    done = place.take_in(make.contract(fields, spec, marks={"c": "suppressed", "z": "not-applicable"}))
    assert done.outcome == "taken in", done.refusals
    columns = ("roll", "girls", "s1__absent", "q1", "attendance", "urban__absent", "_row")
    assert place.rows(*columns, where="seed = '5237521'") == [(214, 98, 2, 39, Decimal("94.55"), 2, 3)]
    assert place.one("count(*)") == 60


def test_a_lookup_in_windows_letters(place, make):
    place.deliver("simd_lookup_excerpt.csv", make.data / "simd_lookup_excerpt.csv")
    fields = [
        make.field("zone", "string", "DZ2011_Code", key=1, required=True, pattern=r"S01\d{6}"),
        make.field("council", "string", "LA_Code", required=True, pattern=r"S12\d{6}"),
        make.field("board", "string", "HB_Name", required=True),
    ]
    done = place.take_in(make.contract(fields))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 32
    assert any("read as Windows-1252 (cp1252)" in note for note in done.deliveries[0].notes)


def test_percentages_as_text_and_stars(place, make):
    place.deliver("simd.csv", make.data / "simd_indicators_excerpt.csv")
    fields = [
        make.field("zone", "string", "Data_Zone", key=1, required=True),
        make.field("people", "integer", "Total_population", required=True),
        make.field("income", "integer", "Income_rate", percent=True),
        make.field("attendance", "number", "Attendance", percent=True, scale=2),
    ]
    done = place.take_in(make.contract(fields, marks={"*": "suppressed"}))
    assert done.outcome == "taken in", done.refusals
    assert place.rows("people", "income", where="zone = 'S01006506'") == [(894, 8)]
    assert place.one("count(*)") == 299


def test_suppressed_shares_and_bands_in_one_column(place, make):
    place.deliver("acel.csv", make.data / "acel_2021_22_excerpt.csv")
    fields = [
        make.field("stage", "string", "Stage", key=1),
        make.field("seed", "string", "Seed Code", key=2),
        make.field("organiser", "string", "Organiser", key=3),
        make.field("share", "number", "Percentage Achieved expected level", scale=8, bands="suppressed"),
    ]
    done = place.take_in(make.contract(fields, marks={"[c]": "suppressed"}))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 399
    assert place.one("count(*)", "share IS NULL AND share__absent = 3") > 20
    assert place.rows("share", where="seed = '1002929' AND organiser = 'Reading'") == [(Decimal("67.53246753"),)]


def test_a_band_that_a_spreadsheet_turned_into_a_day_is_put_back_or_refused(place, make):
    place.deliver("students.csv", make.data / "oulad_student_info_excerpt.csv")

    def contract(**more):
        fields = [
            make.field("module", "string", "code_module", key=1),
            make.field("presentation", "string", "code_presentation", key=2),
            make.field("student", "string", "id_student", key=3, identifying=True),
            make.field("band", "string", "imd_band", **more),
        ]
        return make.contract(fields, digest=str(more))

    assert "spreadsheet turned into a date" in place.take_in(contract(pattern=r"\d+-\d+%")).refusals[0]
    done = place.take_in(contract(pattern=r"\d+-\d+%", codes={"20-Oct": "10-20%"}))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)", "band = '10-20%'") == (make.data / "oulad_student_info_excerpt.csv").read_text().count(
        "20-Oct"
    )


def test_boundaries_as_geojson(place, make):
    place.deliver("boundaries.geojson", make.data / "council_boundaries_excerpt.geojson")
    fields = [
        make.field("code", "string", "properties.code", key=1, required=True, pattern=r"S12\d{6}"),
        make.field("hectares", "number", "properties.hectares", scale=2, required=True),
    ]
    done = place.take_in(make.contract(fields))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 4


def test_parquet_that_another_engine_wrote(place, make):
    place.deliver("children.parquet", make.data / "invented_children_health.parquet")
    fields = [
        make.field("id", "string", "record_id", key=1, required=True),
        make.field("person", "integer"),
        make.field("name", "string", "first_name"),
        make.field("adopted", "boolean", "tag_adopted", required=True),
    ]
    done = place.take_in(make.contract(fields))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 5_674
    assert place.rows("person", where="id = 'H0001615'") == [(3896,)]


def test_a_roll_with_a_byte_order_mark_and_bands(place, make):
    place.deliver("roll.csv", make.data / "school_roll_2023_excerpt.csv")
    fields = [
        make.field("id", "string", "SchUID", key=1, required=True),
        make.field("seed", "string", "SeedCode", required=True),
        make.field("roll", "integer", "PupilRoll", required=True),
        make.field("deprived", "string", "PropPupils20PCMostDeprived"),
    ]
    done = place.take_in(make.contract(fields, marks={"*": "suppressed", "N/A": "not-applicable"}))
    assert done.outcome == "taken in", done.refusals
    assert place.one("count(*)") == 79
