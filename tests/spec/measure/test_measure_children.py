"""Rows of children: rates, counts of children, time, and one scan for everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from typing import Any

import pytest

from kenspeckle.ground.terms import (
    Cell,
    Complaints,
    Missing,
    NotApplicable,
    Period,
    PeriodKind,
    Suppressed,
    Test,
    Want,
)
from kenspeckle.ground.terms.plain import canonical
from kenspeckle.inside import measure

MEASURES = """
attendance_rate:
  title: Attendance
  meaning: Openings attended.
  from: attendance
  rate: {of: sum(present), out_of: sum(possible)}
  counting: pupil
  when: date
  by: [school, stage, simd_quintile]
  unit: percent
  ways:
    late_is_absent:
      title: late is absent
      axis: definition
      rate: {of: sum(present) - sum(late), out_of: sum(possible)}
    mornings: {title: mornings alone, axis: cohort, where: "opening = 'am'"}
pupils:
  title: Pupils
  meaning: Children seen.
  from: attendance
  count: children
  counting: pupil
  when: date
  by: [school, stage, simd_quintile]
openings:
  title: Openings
  meaning: Rows.
  from: attendance
  count: rows
  counting: pupil
  when: date
  by: [school, stage, simd_quintile]
late_pupils:
  title: Late pupils
  meaning: Children who were late at least once.
  from: attendance
  count: children
  counting: pupil
  where: late > 0
  when: date
  by: [school]
"""

FIELDS = {
    "pupil": "string",
    "school": "string",
    "stage": "string",
    "simd_quintile": "integer",
    "date": "date",
    "opening": "string",
    "possible": "integer",
    "present": "integer",
    "late": "integer",
}

AUGUST, SEPTEMBER, NEXT = date(2024, 8, 20), date(2024, 9, 2), date(2025, 8, 20)
ROWS = [
    # Ann moves from North to South in September and has a place in both months.
    ("ann", "North", "P1", 1, AUGUST, "am", 1, 1, 0),
    ("ann", "North", "P1", 1, AUGUST, "pm", 1, 1, 1),
    ("ann", "South", "P1", 1, SEPTEMBER, "am", 1, 0, 0),
    ("bob", "North", "P2", 5, AUGUST, "am", 1, 1, 0),
    ("bob", "North", "P2", 5, SEPTEMBER, "am", 1, 1, 1),
    ("cat", "South", "P3", 5, SEPTEMBER, "am", 1, 1, 0),
    ("cat", "South", "P3", 5, NEXT, "am", 1, 0, 0),
    # Dan is on the roll and no school was open to him.
    ("dan", "East", "S1", 10, AUGUST, "am", 0, 0, 0),
]


def on(dimension: str, *values: str, op: str = "") -> Test:
    return Test(dimension, op or ("=" if len(values) == 1 else "in"), values)


Y1, Y2 = Period.parse("2024/25"), Period.parse("2025/26")


@pytest.fixture
def schools(region: Callable[..., Any], source: Callable[..., Any]) -> Any:
    return region({"attendance": source(FIELDS, ROWS)}, MEASURES)


def test_a_child_in_two_schools_counts_once_in_the_total(schools: Any) -> None:
    cells = schools.cells(Want("pupils", periods=(Y1,)), Want("pupils", by=("school",), periods=(Y1,)))
    assert {k: c.numerator for k, c in cells.items()} == {
        "@2024/25": 4,
        "@2024/25{school=East}": 1,
        "@2024/25{school=North}": 2,
        "@2024/25{school=South}": 2,
    }


def test_a_child_in_two_months_counts_once_in_the_year(schools: Any) -> None:
    cells = schools.cells(Want("pupils", over=PeriodKind.MONTH), Want("pupils", periods=(Y1,)))
    assert {k: c.children for k, c in cells.items()} == {
        "@2024-08": 3,
        "@2024-09": 3,
        "@2024/25": 4,
        "@2025-08": 1,
    }


def test_a_rate_carries_its_counts_its_children_and_its_squares(schools: Any) -> None:
    cells = schools.cells(Want("attendance_rate", periods=(Y1,)))
    # ann 2 of 3, bob 2 of 2, cat 1 of 1, dan 0 of 0
    assert cells["@2024/25"] == Cell(5, 6, 4, 4 + 4 + 1, 7)


def test_a_rate_of_nobody_is_not_applicable(schools: Any) -> None:
    cells = schools.cells(Want("attendance_rate", by=("school",), periods=(Y1,)))
    assert cells["@2024/25{school=East}"] == NotApplicable("nobody to count")


def test_a_group_without_rows_has_no_cell(schools: Any) -> None:
    cells = schools.cells(Want("attendance_rate", (on("school", "West"),), periods=(Y1,)))
    assert cells == {}


def test_children_whom_no_condition_meets_are_zero_and_not_missing(schools: Any) -> None:
    cells = schools.cells(Want("late_pupils", by=("school",), periods=(Y1,)))
    assert cells["@2024/25{school=South}"].numerator == 0
    assert cells["@2024/25{school=North}"].numerator == 2


def test_ways_are_counted_beside_the_measure_itself(schools: Any) -> None:
    asked = [Want("attendance_rate", periods=(Y1,), way=w) for w in ("", "late_is_absent", "mornings")]
    cells = schools.cells(*asked)
    assert {k: (c.numerator, c.denominator) for k, c in cells.items()} == {
        "@2024/25": (5, 6),
        "~late_is_absent@2024/25": (3, 6),
        "~mornings@2024/25": (4, 5),
    }


@pytest.mark.parametrize(
    ("tests", "children"),
    [
        ((on("stage", "P1"),), 1),
        ((on("stage", "P1", "P2"),), 2),
        ((on("stage", "P2", op="<="),), 2),
        ((on("stage", "P1", op="<>"),), 3),
        ((on("simd_quintile", "5", op=">="),), 3),
        ((on("simd_quintile", "5", op="<"),), 1),
        ((on("simd_quintile", "5", op=">"),), 1),  # 10 is more than 5, though "10" is less than "5"
        ((on("simd_quintile", "1", op=">"), on("simd_quintile", "10", op="<")), 2),
    ],
)
def test_a_condition_chooses_children(schools: Any, tests: tuple[Test, ...], children: int) -> None:
    (cube,) = schools.read(Want("pupils", tests, periods=(Y1,))).cubes
    ((key, cell),) = cube.cells.items()
    assert key.group == tuple(sorted(t.pair for t in tests))
    assert cell.numerator == children


def test_a_condition_on_what_is_told_apart_only_chooses_its_values(schools: Any) -> None:
    wants = [
        Want("pupils", (on("stage", "P1", "P3"),), ("stage",), (Y1,)),
        Want("pupils", (on("simd_quintile", "1", op=">"),), ("simd_quintile",), (Y1,)),
    ]
    assert set(schools.cells(*wants)) == {
        "@2024/25{stage=P1}",
        "@2024/25{stage=P3}",
        "@2024/25{simd_quintile=5}",
        "@2024/25{simd_quintile=10}",
    }


def test_only_wanted_cells_are_made(schools: Any) -> None:
    wants = [
        Want("attendance_rate", (on("school", "North"),), periods=(Y1,)),
        Want("attendance_rate", (on("school", "South"),), periods=(Y2,)),
        Want("pupils", (on("stage", "P3"),), periods=(Y1, Y2)),
    ]
    assert sorted(schools.cells(*wants)) == [
        "attendance_rate@2024/25{school=North}",
        "attendance_rate@2025/26{school=South}",
        "pupils@2024/25{stage=P3}",
        "pupils@2025/26{stage=P3}",
    ]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (PeriodKind.DAY, ["2024-08-20", "2024-09-02", "2025-08-20"]),
        (PeriodKind.MONTH, ["2024-08", "2024-09", "2025-08"]),
        (PeriodKind.QUARTER, ["2024-Q3", "2025-Q3"]),
        (PeriodKind.YEAR, ["2024", "2025"]),
        (PeriodKind.SPLIT_YEAR, ["2024/25", "2025/26"]),
        (PeriodKind.TERM, ["2024-T1", "2024-T2"]),
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_dates_are_gathered_by_the_calendar(
    region: Callable[..., Any], source: Callable[..., Any], kind: PeriodKind, labels: list[str], together: bool
) -> None:
    calendar = """{year_starts: 08-17, terms: [
        {label: 2024-T1, first: 2024-08-19, last: 2024-08-30},
        {label: 2024-T2, first: 2024-09-02, last: 2024-12-20}]}"""
    schools = region({"attendance": source(FIELDS, ROWS)}, MEASURES, calendar=calendar)
    kinds = list(PeriodKind) if together else [kind]
    cells = schools.cells(*(Want("openings", over=k) for k in kinds))
    found = {k.removeprefix("@"): c.numerator for k, c in cells.items()}
    mine = {k: n for k, n in found.items() if Period.parse(k).kind is kind}
    assert sorted(mine) == labels
    assert sum(mine.values()) == (7 if kind is PeriodKind.TERM else 8)


def test_a_year_that_starts_within_a_month_splits_that_month(
    region: Callable[..., Any], source: Callable[..., Any]
) -> None:
    rows = [("ann", "N", "P1", 1, date(2024, 8, d), "am", 1, 1, 0) for d in (15, 16, 17, 18)]
    schools = region({"attendance": source(FIELDS, rows)}, MEASURES, calendar="{year_starts: 08-17}")
    cells = schools.cells(Want("openings"), Want("openings", over=PeriodKind.MONTH))
    assert {k: c.numerator for k, c in cells.items()} == {"@2023/24": 2, "@2024/25": 2, "@2024-08": 4}


def test_what_is_covered_is_what_has_rows(schools: Any) -> None:
    covered = measure.coverage(schools.workspace, schools.tables)
    assert [str(p) for p in covered["attendance_rate"]] == [
        *("2024-08", "2024-09", "2025-08"),
        *("2024-Q3", "2025-Q3"),
        *("2024", "2025"),
        *("2024/25", "2025/26"),
    ]
    assert Period.parse("2025-08") not in covered["late_pupils"]
    assert len(schools.tables.asked) == 1


def test_a_period_that_is_not_covered_says_so(schools: Any) -> None:
    cells = schools.cells(Want("pupils", periods=(Period.parse("2019/20"),)))
    assert cells == {"@2019/20": Missing("Attendance does not cover 2019/20")}


def test_twenty_stories_are_one_scan(schools: Any) -> None:
    def story(n: int) -> list[Want]:
        return [
            Want("attendance_rate", (on("school", f"School {n}"),), periods=(Y1,)),
            Want("attendance_rate", by=("stage",), over=PeriodKind.MONTH),
            Want("pupils", (on("simd_quintile", str(n % 5), op="<="),), by=("school",)),
            Want("attendance_rate", by=("school",), way="mornings"),
        ]

    for stories in (1, 20):
        planned = measure.plan([w for n in range(stories) for w in story(n)], schools.workspace, {})
        schools.tables.asked.clear()
        measure.run(planned, schools.tables, {})
        assert len(schools.tables.asked) == 1
        assert schools.tables.scans("attendance") == 1


def test_a_plan_is_data_and_does_not_depend_on_the_order_of_wants(schools: Any) -> None:
    wants = [
        Want("attendance_rate", by=("school",)),
        Want("pupils", (on("stage", "P1"),)),
        Want("attendance_rate", by=("school",)),
    ]
    plans = [measure.plan(w, schools.workspace, {}) for w in (wants, wants[::-1], wants[:2])]
    assert len({canonical(p) for p in plans}) == 1
    assert plans[0] == plans[1] == plans[2]


def test_a_slice_of_a_plan_is_the_plan_of_its_wants(schools: Any) -> None:
    wants = [
        Want("attendance_rate", by=("school",)),
        Want("pupils", (on("stage", "P1"),), periods=(Y1,)),
        Want("openings", by=("simd_quintile",), over=PeriodKind.MONTH),
        Want("attendance_rate", way="mornings"),
        Want("pupils", periods=(Period.parse("2019/20"),)),
    ]
    covered = measure.coverage(schools.workspace, schools.tables)
    whole = measure.plan(wants, schools.workspace, {}, covered)
    for want in wants:
        alone = measure.plan([want], schools.workspace, {}, covered)
        assert canonical(whole.slice([want])) == canonical(alone)
        assert measure.run(alone, schools.tables, {}) == measure.run(whole.slice([want]), schools.tables, {})


def test_an_unknown_dimension_is_refused_with_the_nearest(schools: Any) -> None:
    with pytest.raises(Complaints, match="did you mean school"):
        measure.plan([Want("pupils", by=("shool",))], schools.workspace, {})


# -- inputs that are not there ---------------------------------------------------------------------------------

SPARSE = {"pupil": "string", "school": "string", "year": "period {period: split-year}", "present": "integer?"} | {
    "possible": "integer?"
}
SPARSE_MEASURES = """
strict: &m
  title: Attendance
  meaning: Openings attended.
  from: attendance
  rate: {of: sum(present), out_of: sum(possible)}
  counting: pupil
  when: year
  by: [school]
"""
KNOWN = SPARSE_MEASURES.replace("strict: &m", "known:") + "  over_known: true\n"


@pytest.fixture
def sparse(region: Callable[..., Any], source: Callable[..., Any]) -> Any:
    rows = [
        ("ann", "North", "2024/25", 9, 10),
        ("bob", "North", "2024/25", Missing(), 10),
        ("cat", "South", "2024/25", 8, 10),
        ("dan", "South", "2024/25", NotApplicable(), 10),
        ("eve", "East", "2024/25", Suppressed(), 10),
        ("fay", "East", "2024/25", 5, Missing()),
        ("gus", "West", "2024/25", NotApplicable(), NotApplicable()),
    ]
    return region({"attendance": source(SPARSE, rows)}, SPARSE_MEASURES.replace("&m", "") + KNOWN)


def test_an_absent_input_makes_the_cell_absent_in_its_own_way(sparse: Any) -> None:
    assert sparse.cells(Want("strict", by=("school",)), Want("strict")) == {
        "@2024/25": Suppressed("hidden by its source"),
        "@2024/25{school=East}": Suppressed("hidden by its source"),
        "@2024/25{school=North}": Missing("not in its source"),
        "@2024/25{school=South}": Cell(8, 10, 1, 64, 1),
        "@2024/25{school=West}": NotApplicable("the question does not arise here"),
    }


def test_over_what_is_known_a_row_leaves_both_halves_and_is_counted(sparse: Any) -> None:
    cells = sparse.cells(Want("known", by=("school",)), Want("known"))
    assert cells["@2024/25"] == Cell(17, 20, 2, 81 + 64, rows=5, unknown=3)
    assert cells["@2024/25{school=North}"] == Cell(9, 10, 1, 81, rows=2, unknown=1)
    assert cells["@2024/25{school=East}"] == Suppressed("hidden by its source")


def test_decimals_stay_exact(region: Callable[..., Any], source: Callable[..., Any]) -> None:
    fields = {"pupil": "string", "weight": "number", "score": "number"}
    rows = [(f"p{i}", Decimal("0.1"), Decimal("0.3")) for i in range(10)]
    text = """
weighted:
  title: Weighted
  meaning: A weighted mean.
  from: scores
  mean: {of: sum(weight * score), over: sum(weight)}
  counting: pupil
"""
    (cell,) = region({"scores": source(fields, rows)}, text).cells(Want("weighted")).values()
    assert (cell.numerator, cell.denominator) == (Decimal("0.3"), Decimal("1"))
    assert isinstance(cell.numerator, Decimal)
    assert cell.squares is None


@pytest.mark.parametrize("rows", [9, 1000])
def test_products_of_decimals_are_exact_or_an_error_and_never_a_wrong_number(
    region: Callable[..., Any], source: Callable[..., Any], rows: int
) -> None:
    big = Decimal("999999999999.999999")
    text = "m:\n  title: M\n  meaning: M\n  from: t\n  sum: sum(a * b) * 1000000\n"
    fields = {"a": "number", "b": "number"}
    sums = region({"t": source(fields, [(big, big)] * rows, public=True)}, text)
    wide = Context(prec=200)
    expected = wide.multiply(wide.multiply(big, big), Decimal(rows * 1_000_000))
    if rows == 9:
        assert sums.cells(Want("m"))[""].numerator == expected
    else:
        with pytest.raises(Exception, match=r"(?i)overflow|out of range"):
            sums.cells(Want("m"))
