"""Every check figure of the public files is reproduced, from the file as published through the whole engine.

Whoever assembled the files wrote beside each what a correct engine should find in it, counted with other tools. Each
line of the tables below is one of those figures: the file and the number of the figure in its README, what it says, and
the evidence that a story would tie to it. It is taken in, measured, protected and read as in a build; no test counts by
hand. What a README says of rows and marks is asked of the rows, through the door for rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from tests.examples.scotland import EXAMPLE, Example, copied, rounded, setting_of

from kenspeckle.govern import Purpose
from kenspeckle.ground.terms import Missing, Value
from kenspeckle.ground.workspace import load
from kenspeckle.outside.draw import shapes_from_geojson
from kenspeckle.work.ingest import ingest

TOLD = """
acel 3           |     76.74 | expected_level where stage = primary and organiser = reading in 2021/22
acel 3           |     71.67 | expected_level where stage = primary and organiser = writing in 2021/22
acel 3           |     83.00 | expected_level where stage = primary and organiser = 'listening and talking' in 2021/22
acel 3           |     76.32 | expected_level where stage = primary and organiser = numeracy in 2021/22
acel 4           |     86.02 | expected_level where stage = S3 and organiser = reading in 2021/22
acel 4           |     84.75 | expected_level where stage = S3 and organiser = writing in 2021/22
acel 4           |     86.85 | expected_level where stage = S3 and organiser = 'listening and talking' in 2021/22
acel 4           |     86.45 | expected_level where stage = S3 and organiser = numeracy in 2021/22
boundaries 2     | 16,391.26 | hectares where council = Clackmannanshire
benchmarking 1   |  7,605.71 | cost_in_scotland in 2024/25
benchmarking 2   |  6,790.85 | cost_per_primary_pupil where council = 'East Lothian' in 2024/25
benchmarking 2   | 13,166.27 | cost_per_primary_pupil where council = 'Eilean Siar' in 2024/25
benchmarking 3   |  6,989.02 | cost_in_scotland in 2010/11
benchmarking 4   |  7,180.03 | cost_per_primary_pupil where council = 'Aberdeen City' in 2010/11
poverty 1        |     22.57 | child_poverty in 2021/22
poverty 1        |     30.10 | child_poverty in 1994/95
poverty 2        |     21.33 | everybody_in_poverty where people = all in 2021/22
poverty 2        |     15.01 | everybody_in_poverty where people = pensioners in 2021/22
pupil census 1   |     1,988 | schools_since_1998 where sector = Primary in 2023
pupil census 1   |       361 | schools_since_1998 where sector = Secondary in 2023
pupil census 1   |       107 | schools_since_1998 where sector = Special in 2023
pupil census 1   |     2,456 | schools_since_1998 in 2023
pupil census 2   |   384,725 | pupils_by_sector where sector = Primary in 2023
pupil census 2   |   313,061 | pupils_by_sector where sector = Secondary in 2023
pupil census 2   |     7,742 | pupils_by_sector where sector = Special in 2023
pupil census 2   |   705,528 | pupils_by_sector in 2023
pupil census 3   |   388,920 | pupils_by_sector where sector = Primary in 2022
pupil census 3   |   309,133 | pupils_by_sector where sector = Secondary in 2022
pupil census 3   |     7,821 | pupils_by_sector where sector = Special in 2022
pupil census 3   |   705,874 | pupils_by_sector in 2022
crime 1          |   286,464 | recorded_crimes in 2021/22
crime 1          |   299,452 | recorded_crimes in 2020/21
crime 1          |   305,220 | recorded_crimes in 2019/20
locations 1      |   705,528 | school_locations_roll
locations 1      |   705,528 | roll_2023
school summary 1 |   704,723 | school_roll in 2021
school summary 1 |   705,874 | school_roll in 2022
school summary 1 |   705,528 | school_roll in 2023
school summary 2 |     1,988 | schools_open where school_type = Primary in 2023
school summary 2 |       361 | schools_open where school_type = Secondary in 2023
school summary 2 |       107 | schools_open where school_type = Special in 2023
school summary 2 |     2,456 | schools_open in 2023
school summary 3 |      90.0 | attendance_rate in 2022/23
school summary 3 |     92.03 | attendance_rate where school_type = Primary in 2022/23
school summary 3 |     87.64 | attendance_rate where school_type = Secondary in 2022/23
school summary 3 |     84.49 | attendance_rate where school_type = Special in 2022/23
school summary 4 |    71,688 | school_roll where council = 'Glasgow City' in 2023
school summary 4 |    53,894 | school_roll where council = 'Edinburgh City' in 2023
school summary 4 |    49,317 | school_roll where council = Fife in 2023
health 1         |       6.5 | low_income_families where council = 'Shetland Islands' in 2016
health 1         |      27.4 | low_income_families where council = 'Glasgow City' in 2016
health 2         |       7.4 | free_school_meals where council = 'East Renfrewshire' in 2020
health 2         |      37.2 | free_school_meals where council = 'Glasgow City' in 2020
health 3         |       4.0 | looked_after where council = 'East Renfrewshire' in 2021
health 3         |      27.1 | looked_after where council = 'West Dunbartonshire' in 2021
health 4         |      63.3 | dental_health_p1 where council = 'Glasgow City' in 2022
health 4         |      85.9 | dental_health_p1 where council = 'Orkney Islands' in 2022
deprivation 1    |     6,976 | zones
deprivation 1    |     6,976 | zones_in_lookup
deprivation 1    | 5,424,800 | people
deprivation 1    |   654,561 | income_deprived_people
deprivation 2    |     19.28 | income_deprived where council = 'Glasgow City'
deprivation 2    |     17.71 | income_deprived where council = Inverclyde
deprivation 2    |     17.55 | income_deprived where council = 'West Dunbartonshire'
deprivation 3    |      45.4 | zones_most_deprived where council = 'Glasgow City'
deprivation 3    |      44.7 | zones_most_deprived where council = Inverclyde
deprivation 3    |      40.3 | zones_most_deprived where council = 'North Ayrshire'
deprivation 3    |         0 | zones_most_deprived where council = 'Orkney Islands'
deprivation 3    |         0 | zones_most_deprived where council = 'Shetland Islands'
deprivation 3    |         0 | zones_most_deprived where council = 'Na h-Eileanan an Iar'
deprivation 4    |      68.4 | index_attendance where simd_decile = 1
deprivation 4    |      90.8 | index_attendance where simd_decile = 10
"""

MISSING, HIDDEN = 1, 3
"""How a snapshot marks what is missing and what is suppressed, in the column beside a field."""

ROWS = f"""
acel 1           | 7,972 | count(*) from acel where stage = 'primary'
acel 1           | 1,432 | count(*) from acel where stage = 'S3'
acel 1           | 2,351 | count(*) from acel where organiser = 'reading'
acel 1           | 2,351 | count(*) from acel where organiser = 'writing'
acel 1           | 2,351 | count(*) from acel where organiser = 'listening and talking'
acel 1           | 2,351 | count(*) from acel where organiser = 'numeracy'
acel 2           | 2,324 | count(distinct seed_code) from acel where true
boundaries 1     |    32 | count(*) from council_areas where true
boundaries 1     |    32 | count(distinct council) from council_areas where true
boundaries 2     |     1 | count(*) from council_areas where council = 'S12000005' and council_name = 'Clackmannanshire'
benchmarking 3   |    32 | count(distinct council) from benchmarks where indicator = 'CHN01'
benchmarking 3   |     0 | count(*) from benchmarks where indicator = 'CHN01' and year < '2010/11'
crime 2          |    60 | count(distinct category) from crime where true
crime 2          |    26 | count(distinct year) from crime where true
crime 2          |    32 | count(distinct council) from crime where true
locations 2      | 1,991 | count(*) from schools where school_type = 'Primary'
locations 2      |   363 | count(*) from schools where school_type = 'Secondary'
locations 2      |   129 | count(*) from schools where school_type = 'Special'
locations 2      | 2,474 | count(*) from schools where centre = 'Local Authority'
locations 2      |     9 | count(*) from schools where centre = 'Grant Aided'
locations 3      |    32 | count(distinct council) from schools where true
locations 3      |     0 | count(*) - count(distinct school_id) from schools where true
locations 3      |    34 | count(*) - count(distinct seed_code) from schools where true
locations 4      |   388 | count(*) from schools where most_deprived_share__absent = {HIDDEN}
school summary 5 |   388 | count(*) from school_summary where census = '2023' and quintile_1__absent = {HIDDEN}
deprivation 1    |    32 | count(distinct council_code) from data_zones where true
deprivation 4    |   567 | count(*) from deprivation_indicators where attendance__absent = {HIDDEN}
deprivation 5    |     1 | count(*) from deprivation where rank = 1 and zone = 'S01010891'
deprivation 5    |     1 | count(*) from data_zones where zone = 'S01010891' and council_name = 'Inverclyde'
deprivation 5    |     1 | count(*) from data_zones where zone_name = 'Greenock Town Centre and East Central - 02'
"""


@dataclass(frozen=True)
class Line:
    """One line of a table: file and number of the figure, what its README says, and how it is asked for."""

    figure: str
    says: str
    asked: str

    @property
    def number(self) -> Decimal:
        return Decimal(self.says.replace(",", ""))

    @property
    def places(self) -> int:
        return len(self.says.partition(".")[2])

    def __str__(self) -> str:
        return f"{self.figure}: {self.asked}"


def lines(table: str) -> list[Line]:
    """Read a table."""
    return [Line(*(cell.strip() for cell in row.split("|"))) for row in table.strip().splitlines()]


@pytest.fixture(scope="session")
def told(scotland: Example) -> Mapping[str, Value]:
    """All figures of the table, measured in one plan as a build would."""
    evidence = tuple(line.asked for line in lines(TOLD))
    return dict(zip(evidence, scotland.tell(*evidence), strict=True))


@pytest.mark.parametrize("line", lines(TOLD), ids=str)
def test_a_figure_is_what_its_readme_says(line: Line, told: Mapping[str, Value]) -> None:
    """To as many decimals as the README prints."""
    assert rounded(told[line.asked], line.places) == line.number


@pytest.mark.parametrize("line", lines(ROWS), ids=str)
def test_rows_and_marks_are_what_the_readme_says(line: Line, scotland: Example) -> None:
    """Rows, codes and absences as they stand in the snapshot."""
    what, source, condition = re.split(" from | where ", line.asked, maxsplit=2)
    assert scotland.rows(source, condition, what) == line.number


def test_no_row_of_a_public_file_is_lost_on_the_way(scotland: Example) -> None:
    """Every row that was delivered is in the snapshot; none of these files has one that breaks its contract."""
    delivered = {
        "acel": 9_404, "benchmarks": 3_232, "council_areas": 32, "crime": 38_847, "data_zones": 6_976,
        "deprivation": 6_976, "deprivation_indicators": 6_976, "health": 7_258, "schools": 2_483,
        "school_summary": 2_469 + 2_461 + 2_456,
    }  # fmt: skip
    assert {source: scotland.rows(source) for source in delivered} == delivered


def test_boundaries_3_eight_councils_are_more_than_one_piece_of_land() -> None:
    """Drawn without simplifying, eight outlines have more than one part."""
    level = load(EXAMPLE).levels["council"]
    assert level.boundaries is not None
    shapes = shapes_from_geojson(level.boundaries, level.boundary_code, 0)
    assert len(shapes) == 32
    assert sum(len(parts) > 1 for parts in shapes.values()) == 8


def test_acel_2_nearly_all_its_schools_are_in_the_school_summary(scotland: Example) -> None:
    """2,317 of its 2,324 codes are those of a school in the census of 2022."""
    schools = "select seed_code from school_summary where census = '2022'"
    assert scotland.rows("acel", f"seed_code in ({schools})", "count(distinct seed_code)") == 2_317


def test_school_summary_5_the_suppressed_count_is_so_however_the_file_is_read(scotland: Example) -> None:
    """Read with a row for each fifth of areas, 388 schools still hide how many pupils live in the most deprived."""
    hidden = f"pupils__absent = {HIDDEN}"
    assert scotland.rows("pupil_homes", f"census = '2023' and home_quintile = '1' and {hidden}") == 388


def test_benchmarking_4_numerator_and_denominator_of_one_council(scotland: Example) -> None:
    """Aberdeen City in 2010/11: 85,442.3234 thousand pounds for 11,900 pupils."""
    aberdeen = "indicator = 'CHN01' and council = 'Aberdeen City' and year = '2010/11'"
    assert scotland.rows("benchmarks", f"{aberdeen} and numerator = 85442.3234 and denominator = 11900") == 1


def test_benchmarking_2_the_ends_of_the_cost_of_a_primary_pupil(scotland: Example) -> None:
    """Of all councils East Lothian spends least and Eilean Siar most."""
    cost = scotland.by("council", "cost_per_primary_pupil in 2024/25")
    assert (min(cost, key=cost.__getitem__), max(cost, key=cost.__getitem__)) == ("East Lothian", "Na h-Eileanan Siar")


def test_benchmarking_4_the_printed_cost_is_a_thousand_times_numerator_by_denominator(scotland: Example) -> None:
    """For every council and year, to the penny that the file prints."""
    off = "abs(value::double - 1000 * numerator::double / denominator::double) > 0.01"
    assert scotland.rows("benchmarks", f"indicator = 'CHN01' and {off}") == 0


def test_poverty_3_the_year_without_an_estimate_is_missing_in_every_series(scotland: Example) -> None:
    """Not zero, and not left out: a value of the type Missing."""
    groups = ("all", "children", "'working-age adults'", "pensioners")
    values = scotland.tell(*(f"everybody_in_poverty where people = {group} in 2020/21" for group in groups))
    assert [type(value) for value in values] == [Missing] * 4
    assert scotland.rows("poverty", f"year = '2020/21' and share__absent = {MISSING}") == 4


def test_poverty_4_both_workbooks_of_persistent_poverty_give_the_same_cells(tmp_path: Path) -> None:
    """The .ods and the .xlsx, taken in under one contract, make one and the same snapshot of values."""
    cells = {}
    for kind in ("ods", "xlsx"):
        root = copied(tmp_path / kind)
        if kind == "xlsx":
            other = Path(__file__).parents[1] / "data" / "ingest" / "data2023_persistent.xlsx"
            (root / "deliveries" / "poverty" / other.name).write_bytes(other.read_bytes())
            contract = root / "sources" / "persistent_poverty.yaml"
            contract.write_text(contract.read_text().replace("data2023_persistent.ods", other.name))
        setting = setting_of(root)
        ingest(setting, ["persistent_poverty"])
        with setting.door.read(["persistent_poverty"], Purpose.CHECK) as capsule:
            from sqlglot import parse_one

            query = "select period, before_housing, after_housing from persistent_poverty order by period"
            cells[kind] = capsule.run(parse_one(query, dialect="duckdb"))
    assert len(cells["ods"]) == 8
    assert cells["ods"] == cells["xlsx"]


def test_pupil_census_4_primary_fell_and_secondary_rose(scotland: Example) -> None:
    """Between 2022 and 2023, by 4,195 and by 3,928 pupils."""
    before, after = (scotland.by("sector", f"pupils_by_sector in {year}") for year in (2022, 2023))
    assert (after["Primary"] - before["Primary"], after["Secondary"] - before["Secondary"]) == (-4_195, 3_928)


def test_crime_3_the_change_over_two_years(scotland: Example) -> None:
    """From 2019/20 to 2021/22 recorded crime fell by 6.1 per cent."""
    before, after = map(Fraction, scotland.tell("recorded_crimes in 2019/20", "recorded_crimes in 2021/22"))  # type: ignore[arg-type]
    assert rounded((after - before) / before * 100, 1) == Decimal("-6.1")


def test_crime_the_groups_and_the_coronavirus_crimes_make_up_the_total(scotland: Example) -> None:
    """Its README warns that totals and parts stand in one column; told apart, they add up in every year."""
    total = "sum(case when category = 'all crimes' then recorded else 0 end)"
    groups = "'violence', 'sexual crimes', 'dishonesty', 'damage and reckless behaviour', 'crimes against society'"
    parts = f"sum(case when category in ({groups}, 'coronavirus restrictions') then recorded else 0 end)"
    assert scotland.rows("crime", what=f"{total} - {parts}") == 0
    assert scotland.rows("crime", what="sum(recorded)") > 2 * scotland.rows("crime", what=total)


def test_locations_1_the_roll_is_identical_to_that_of_the_census(scotland: Example) -> None:
    """Two files, counted apart, state one roll."""
    locations, census = scotland.tell("school_locations_roll", "school_roll in 2023")
    assert locations == census


def test_school_summary_3_attendance_is_told_as_an_approximation_with_its_reasons(scotland: Example) -> None:
    """The published rate is 90.2%; the engine says that its own is another, and why."""
    why = scotland.facts.measures["attendance_rate"].approximate
    assert re.search(r"90\.2%", why)
    assert "weighted by their roll" in why
    assert "suppressed" in why


def test_school_summary_4_the_largest_rolls(scotland: Example) -> None:
    """Glasgow, Edinburgh and Fife, in this order."""
    roll = scotland.by("council", "school_roll in 2023")
    assert sorted(roll, key=roll.__getitem__, reverse=True)[:3] == ["Glasgow City", "City of Edinburgh", "Fife"]


@pytest.mark.parametrize(
    ("figure", "evidence", "lowest", "highest"),
    [
        (1, "low_income_families in 2016", "Shetland Islands", "Glasgow City"),
        (2, "free_school_meals in 2020", "East Renfrewshire", "Glasgow City"),
        (3, "looked_after in 2021", "East Renfrewshire", "West Dunbartonshire"),
        (4, "dental_health_p1 in 2022", "Glasgow City", "Orkney Islands"),
    ],
)
def test_health_the_ends_of_an_indicator(
    figure: int, evidence: str, lowest: str, highest: str, scotland: Example
) -> None:
    """Which council has the lowest value and which the highest."""
    values = scotland.by("council", evidence)
    assert len(values) == 32
    assert (min(values, key=values.__getitem__), max(values, key=values.__getitem__)) == (lowest, highest)


def test_health_1_the_unweighted_mean_of_low_income_families(scotland: Example) -> None:
    """Each council counted once; it is no rate of Scotland, and the engine tells none."""
    values = scotland.by("council", "low_income_families in 2016")
    assert rounded(sum(values.values(), Fraction(0)) / len(values), 2) == Decimal("15.05")
    (scotlands,) = scotland.tell("low_income_families in 2016")
    assert isinstance(scotlands, Missing)


def test_health_4_higher_is_better_for_teeth_and_worse_for_poverty(scotland: Example) -> None:
    """The measure knows its direction, so that ‘improved’ can be tested."""
    measures = scotland.facts.measures
    assert (measures["dental_health_p1"].better, measures["low_income_families"].better) == ("higher", "lower")


def test_deprivation_2_the_highest_rates_of_income_deprivation(scotland: Example) -> None:
    """Of all councils: Glasgow, Inverclyde, West Dunbartonshire."""
    rates = scotland.by("council", "income_deprived")
    top = sorted(rates, key=rates.__getitem__, reverse=True)[:3]
    assert top == ["Glasgow City", "Inverclyde", "West Dunbartonshire"]


def test_deprivation_3_where_no_zone_is_among_the_most_deprived(scotland: Example) -> None:
    """Zero is a figure: three island councils have it, and no other."""
    shares = scotland.by("council", "zones_most_deprived")
    assert {council for council, share in shares.items() if share == 0} == {
        "Orkney Islands",
        "Shetland Islands",
        "Na h-Eileanan Siar",
    }
