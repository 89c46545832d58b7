"""Places: codes and names, what lies within what, and joins that never multiply a row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kenspeckle.ground.terms import Cell, Complaints, Missing, Period, Suppressed, Test, Want
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.inside import measure
from kenspeckle.store import DuckEngine

PLACES = """
council:
  title: Council
  values: {S1: Fife, S2: Moray}
  aliases: {Kingdom of Fife: S1}
simd_quintile:
  title: Quintile
  values: {"1": Most deprived, "5": Least deprived}
data_zone:
  title: Data zone
  from: zones
  code: zone
  within: {simd_quintile: quintile, council: la}
school:
  title: School
  from: schools
  code: seed
  name: name
  within: {data_zone: zone}
"""

ZONES = [("Z1", 1, "fife"), ("Z2", 5, "Kingdom  of Fife"), ("Z3", 5, "S2")]
SCHOOLS = [
    ("100", "St Mary's Primary", "Z1"),
    ("200", "St Mary's Primary", "Z3"),
    ("300", "Burgh  High", "Z2"),
    ("300", "Burgh High School", "Z2"),  # renamed: the later row gives the name
]

MEASURES = """
pupils:
  title: Pupils
  meaning: Children on rolls.
  from: rolls
  count: children
  counting: pupil
  by: [school, data_zone, simd_quintile, council]
"""

ROLLS = [
    ("ann", "100"),
    ("ann", "300"),  # two schools, one council
    ("bob", "100"),
    ("cat", " burgh   high school"),
    ("dan", "200"),
    ("eve", "St Mary's Primary"),  # two schools have this name: it leads to neither
    ("fay", "999"),
    ("gus", Suppressed()),
    ("hal", Missing()),
]


@pytest.fixture
def rolls(region: Callable[..., Any], source: Callable[..., Any]) -> Any:
    return region(
        {
            "rolls": source({"pupil": "string", "school": "string? {place: school}"}, ROLLS),
            "schools": source({"seed": "string", "name": "string", "zone": "string"}, SCHOOLS, public=True),
            "zones": source({"zone": "string", "quintile": "integer", "la": "string"}, ZONES, public=True),
        },
        MEASURES,
        PLACES,
    )


def _numbers(cells: dict[str, Cell]) -> dict[str, int]:
    return {k: int(c.numerator) for k, c in cells.items()}


def test_codes_and_names_are_one_place_and_unknown_ones_stay_as_they_are(rolls: Any) -> None:
    assert _numbers(rolls.cells(Want("pupils", by=("school",)))) == {
        "{school=100}": 2,
        "{school=200}": 1,
        "{school=300}": 2,
        "{school=999}": 1,
        "{school=[c]}": 1,
        "{school=[x]}": 1,
        "{school='St Mary''s Primary'}": 1,
    }


def test_unknown_places_are_reported_without_a_person_s_values(rolls: Any) -> None:
    (notice,) = rolls.read(Want("pupils", by=("school",))).notices
    assert (notice.field, notice.different, notice.rows, notice.values) == ("school", 2, 2, ())


def test_a_child_in_two_schools_of_one_council_counts_once_there(rolls: Any) -> None:
    cells = _numbers(rolls.cells(Want("pupils", by=("council",)), Want("pupils")))
    assert cells == {"": 8, "{council=S1}": 3, "{council=S2}": 1, "{council=[x]}": 3, "{council=[c]}": 1}


def test_a_school_leads_to_its_quintile_through_its_data_zone(rolls: Any) -> None:
    wants = [Want("pupils", by=("council", "simd_quintile")), Want("pupils", (Test("simd_quintile", "=", ("5",)),))]
    cells = _numbers(rolls.cells(*wants))
    assert cells["{council=S1,simd_quintile=1}"] == 2
    assert cells["{council=S1,simd_quintile=5}"] == 2
    assert cells["{simd_quintile=5}"] == 3


def test_a_lookup_that_lists_a_place_twice_multiplies_no_row(region: Callable[..., Any], source: Any) -> None:
    measures = "rows:\n  title: R\n  meaning: R\n  from: t\n  sum: sum(n)\n  by: [place, council]\n"
    places = (
        "council: {title: Council, values: {A: Aye, B: Bee}}\n"
        "place: {title: Place, from: lookup, code: code, name: name, within: {council: la}}\n"
    )
    made = region(
        {
            "t": source({"place": "string {place: place}", "n": "integer"}, [("p1", 3), ("P1", 4)], public=True),
            "lookup": source(
                {"code": "string", "name": "string", "la": "string"},
                [("P1", "One", "A"), ("P1", "Uno", "A"), ("P1", "One", "B")],
                public=True,
            ),
        },
        measures,
        places,
    )
    cells = made.cells(Want("rows"), Want("rows", by=("place",)), Want("rows", by=("council",)))
    assert _numbers(cells) == {"": 7, "{place=P1}": 7, "{council=B}": 7}
    (conflict,) = measure.registers(made.workspace, made.tables)["place"].conflicts
    assert "P1" in conflict


def test_a_plan_stands_on_the_places_it_was_made_with(rolls: Any) -> None:
    registers = measure.registers(rolls.workspace, rolls.tables)
    planned = measure.plan([Want("pupils", by=("council",))], rolls.workspace, registers)
    rolls.tables.engine.execute("UPDATE zones SET la = 'S2' WHERE zone = 'Z1'")
    moved = measure.registers(rolls.workspace, rolls.tables)
    assert canonical(planned) != canonical(measure.plan([Want("pupils", by=("council",))], rolls.workspace, moved))
    with pytest.raises(Complaints, match="not those that the plan was made with"):
        measure.run(planned, rolls.tables, moved)


def test_registers_read_each_level_once(rolls: Any) -> None:
    registers = measure.registers(rolls.workspace, rolls.tables)
    assert len(rolls.tables.asked) == 2
    assert registers["school"].places["300"].name == "Burgh High School"
    assert registers["school"].places["100"].within == {"data_zone": "Z1", "simd_quintile": "1", "council": "S1"}
    assert registers["council"].code(" KINGDOM of  fife ") == "S1"
    assert registers["school"].code("st mary's primary") is None
    assert registers["school"].shared == ("st mary's primary",)


class Behind(DuckEngine):
    """The engine as a capsule that keeps no answers."""

    def ask(self, sources: object, about: bytes, work: Callable[[], Any]) -> list[Any]:
        return list(work())


def test_the_store_s_own_engine_gives_the_same_cells(rolls: Any, tmp_path: Path) -> None:
    wants = [Want("pupils", by=("school", "council")), Want("pupils", (Test("council", "<>", ("S2",)),))]
    files = {}
    for name in ("rolls", "schools", "zones"):
        files[name] = [tmp_path / f"{name}.parquet"]
        rolls.tables.engine.execute(f"COPY {name} TO '{files[name][0]}'")
    engine = Behind(files, tmp_path)
    registers = measure.registers(rolls.workspace, engine)
    planned = measure.plan(wants, rolls.workspace, registers, measure.coverage(rolls.workspace, engine))
    assert measure.run(planned, engine, registers) == rolls.read(*wants).cubes
    engine.close()


def test_a_source_may_have_any_name(region: Callable[..., Any], source: Callable[..., Any]) -> None:
    for name in ("atoms", "placed", "cells", "children", "map0", "order"):
        text = f"m:\n  title: M\n  meaning: M\n  from: {name}\n  sum: sum(n)\n  by: [a]\n"
        made = region({name: source({"a": "string?", "n": "integer"}, [("x", 2), ("x", 3)], public=True)}, text)
        assert _numbers(made.cells(Want("m", by=("a",)))) == {"{a=x}": 5}


# -- sources of aggregates -------------------------------------------------------------------------------------

SUMMARY = """
roll:
  title: Roll
  meaning: Children on the roll.
  from: summary
  count: children
  counting: {children: sum(pupils)}
  when: year
  by: [council]
share:
  title: Share
  meaning: A share.
  from: summary
  rate: {of: sum(absent), out_of: sum(pupils)}
  counting: {children: sum(pupils)}
  where: stage = 'P1'
  when: year
  by: [council]
income:
  title: Income
  meaning: The publisher's own value.
  from: summary
  published: value
  where: stage = 'P1'
  when: year
  by: [council]
twice:
  title: Twice
  meaning: A value that is there for each stage.
  from: summary
  published: value
  when: year
  by: [council]
half:
  title: Half
  meaning: A ratio.
  ratio: {of: share, to: roll}
since:
  title: Since
  meaning: An index.
  index: {of: roll, base: 2022/23}
age:
  title: Age
  meaning: The middle age.
  from: summary
  median: age
  counting: {children: sum(pupils)}
  when: year
  by: [council]
"""
SUMMARY_FIELDS = {
    "council": "string {place: council}",
    "year": "period {period: split-year}",
    "stage": "string",
    "pupils": "integer",
    "absent": "integer?",
    "value": "number?",
    "age": "integer",
}
SUMMARY_ROWS = [
    ("Fife", "2023/24", "P1", 100, 7, 5, 5),
    ("Fife", "2023/24", "P2", 50, Suppressed(), 6, 6),
    ("Moray", "2023/24", "P1", 30, Suppressed(), Missing(), 5),
    ("Moray", "2023/24", "P2", 20, 1, 6, 8),
    ("Moray", "2022/23", "P2", 25, 1, 6, 7),
]
YEAR = Period.parse("2023/24")


@pytest.fixture
def summary(region: Callable[..., Any], source: Callable[..., Any]) -> Any:
    councils = "council: {title: Council, values: {S1: Fife, S2: Moray}}"
    return region({"summary": source(SUMMARY_FIELDS, SUMMARY_ROWS, public=True)}, SUMMARY, councils)


def test_children_of_aggregates_are_added_up(summary: Any) -> None:
    cells = summary.cells(Want("roll", by=("council",), periods=(YEAR,)), Want("roll", periods=(YEAR,)))
    assert cells == {
        "@2023/24": Cell(200, None, 200, None, 4),
        "@2023/24{council=S1}": Cell(150, None, 150, None, 2),
        "@2023/24{council=S2}": Cell(50, None, 50, None, 2),
    }


def test_what_a_condition_leaves_out_cannot_hide_a_cell(summary: Any) -> None:
    cells = summary.cells(Want("share", by=("council",)), Want("share", periods=(YEAR,)))
    assert cells["@2023/24{council=S1}"] == Cell(7, 100, 100, None, 1)  # the suppressed row is of P2
    assert isinstance(cells["@2023/24"], Suppressed)
    assert isinstance(cells["@2023/24{council=S2}"], Suppressed)
    assert "@2022/23{council=S2}" not in cells  # no row for P1 says nothing, not zero


def test_a_published_value_is_told_where_it_stands_and_never_added_up(summary: Any) -> None:
    wants = [Want("income", by=("council",), periods=(YEAR,)), Want("twice", periods=(YEAR,))]
    cells = summary.cells(*wants)
    assert cells["income@2023/24{council=S1}"].numerator == 5
    assert isinstance(cells["income@2023/24{council=S2}"], Missing)
    assert "by council only" in cells["twice@2023/24"].reason


LIMITS = """
income:
  title: Income
  meaning: The publisher's own value with its limits.
  from: limits
  published: value
  low: low
  high: high
  when: year
  by: [council]
  ways:
    rounded: {title: as rounded, published: rounded}
    recent: {title: recent only, where: rounded > 0}
"""


def test_the_limits_of_a_published_value_are_read_with_it(region: Callable[..., Any], source: Any) -> None:
    fields = {"council": "string {place: council}", "year": "period {period: split-year}"}
    fields |= {"value": "number?", "low": "number?", "high": "number?", "rounded": "integer"}
    rows = [
        ("Fife", "2023/24", "40.5", "38", "43.25", 41),
        ("Moray", "2023/24", "30", Missing(), "33", 30),
        ("Angus", "2023/24", Suppressed(), "1", "3", 2),
    ]
    councils = "council: {title: Council, values: {S1: Fife, S2: Moray, S3: Angus}}"
    limits = region({"limits": source(fields, rows, public=True)}, LIMITS, councils)
    cells = limits.cells(*(Want("income", by=("council",), way=way) for way in ("", "rounded", "recent")))
    assert cells["@2023/24{council=S1}"].interval == (Decimal("38"), Decimal("43.25"))
    assert cells["@2023/24{council=S2}"] == Cell(30, None, None, None, 1)  # told, and without limits
    assert isinstance(cells["@2023/24{council=S3}"], Suppressed)
    assert cells["~recent@2023/24{council=S1}"].interval == (Decimal("38"), Decimal("43.25"))
    assert cells["~rounded@2023/24{council=S1}"].interval is None  # the limits written are of another value
    assert limits.tables.scans("limits") == 1


def test_a_published_value_that_is_there_twice_is_a_complaint(summary: Any) -> None:
    with pytest.raises(Complaints, match="twice: its publisher's value is there more than once"):
        summary.cells(Want("twice", by=("council",)))


def test_ratios_and_indices_want_their_parts(summary: Any) -> None:
    (cube, other) = summary.read(Want("half", by=("council",), periods=(YEAR,))).cubes
    assert (cube.measure, other.measure) == ("roll", "share")
    (cube,) = summary.read(Want("since", periods=(YEAR,))).cubes
    assert [str(k) for k in cube.cells] == ["roll@2022/23", "roll@2023/24"]


def test_a_median_is_the_middle_or_between_the_middle_two(summary: Any) -> None:
    cells = summary.cells(Want("age", by=("council",), periods=(YEAR,)), Want("age", periods=(YEAR,)))
    assert str(cells["@2023/24"].numerator) == "5.5"  # 5 5 6 8
    assert str(cells["@2023/24{council=S1}"].numerator) == "5.5"
    assert str(cells["@2023/24{council=S2}"].numerator) == "6.5"
    assert cells["@2023/24"].children == 200


def test_another_kind_of_period_is_missing_with_the_reason(summary: Any) -> None:
    cells = summary.cells(Want("roll", periods=(Period.parse("2023-08"),)))
    assert cells == {"@2023-08": Missing("Summary gives split years only")}


def test_a_cube_says_what_it_is_of(summary: Any) -> None:
    planned = measure.plan(
        [Want("roll", by=("council",))], summary.workspace, measure.registers(summary.workspace, summary.tables)
    )
    (cube,) = measure.run(
        planned, summary.tables, measure.registers(summary.workspace, summary.tables), {"summary": "summary-1"}
    )
    assert (cube.measure, cube.dimensions, cube.public) == ("roll", ("council",), True)
    assert (cube.sources, dict(cube.snapshots)) == (("summary",), {"summary": "summary-1"})


def _with_where(region: Callable[..., Any], source: Callable[..., Any], where: str, way: str = "") -> Any:
    measures = MEASURES + f'  where: "{where}"\n'
    if way:
        measures += f'  ways: {{other: {{title: Other, axis: cohort, where: "{way}"}}}}\n'
    return region(
        {
            "rolls": source({"pupil": "string", "school": "string {place: school}"}, ROLLS[:5]),
            "schools": source({"seed": "string", "name": "string", "zone": "string"}, SCHOOLS, public=True),
            "zones": source({"zone": "string", "quintile": "integer", "la": "string"}, ZONES, public=True),
        },
        measures,
        PLACES,
    )


@pytest.mark.parametrize(
    ("where", "children"),
    [
        ("school = '300'", 2),  # one delivery gives the code, the other the name
        ("school = 'Burgh High School'", 2),
        ("school <> '300'", 3),
        ("school in ('100', 'burgh high')", 3),
        ("school not in ('100', '300')", 1),
    ],
)
def test_a_condition_means_the_place_however_it_is_delivered(
    region: Callable[..., Any], source: Callable[..., Any], where: str, children: int
) -> None:
    assert _numbers(_with_where(region, source, where).cells(Want("pupils"))) == {"": children}


def test_a_condition_that_names_no_place_is_complained_of_with_the_nearest(
    region: Callable[..., Any], source: Callable[..., Any]
) -> None:
    made = _with_where(region, source, "school <> 'Burg High School'", "school = '101'")
    with pytest.raises(Complaints) as refused:
        made.cells(Want("pupils"))
    first, second = (str(c) for c in refused.value.complaints)
    assert "`where` names `Burg High School`, which is no school we know" in first
    assert "Burgh High School" in first.split("names")[1].split("which")[1]
    assert "`where` of the way `other` names `101`" in second
    assert "measures" in first.split(":")[0], "file and line"
