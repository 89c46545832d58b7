"""Random rows and random wants: what the engine gives is what counting by hand gives, and never a float."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import (
    Absence,
    Calendar,
    Cell,
    CellKey,
    Missing,
    NotApplicable,
    Period,
    PeriodKind,
    Suppressed,
    Test,
    Want,
)
from kenspeckle.inside import measure

FIELDS = {
    "pupil": "string",
    "school": "string {place: school}",
    "stage": "string?",
    "date": "date",
    "present": "integer?",
    "possible": "integer",
    "weight": "number",
}
PLACES = """
council: {title: Council, values: {C1: One, C2: Two}}
school: {title: School, from: schools, code: code, name: name, within: {council: council}}
"""
SCHOOLS = [("S1", "North", "C1"), ("S2", "South", "C1"), ("S3", "East", "C2")]
COUNCILS = {"S1": "C1", "S2": "C1", "S3": "C2", "S9": "[x]"}

_COMMON = "from: t, counting: pupil, when: date, by: [school, council, stage], title: T, meaning: M"
MEASURES = f"""
strict: {{{_COMMON}, rate: {{of: sum(present), out_of: sum(possible)}}}}
known: {{{_COMMON}, rate: {{of: 2 * sum(present) - sum(possible), out_of: sum(possible)}}, over_known: true}}
heavy: {{{_COMMON}, mean: {{of: sum(weight * possible), over: count()}}}}
some: {{{_COMMON}, count: children, where: possible > 1}}
middle: {{{_COMMON}, median: weight}}
"""
CALENDAR = Calendar((8, 1))

absent = st.sampled_from([Missing(), NotApplicable(), Suppressed()])
rows = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cat", "dan"]),
        st.sampled_from(["S1", "s2", "East", "S9"]),
        st.one_of(st.sampled_from(["P1", "P2", "P10"]), absent),
        st.integers(0, 500).map(lambda n: date(2023, 7, 1) + timedelta(days=n)),
        st.one_of(st.integers(0, 3), absent) | st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 400).map(lambda n: Decimal(n) / 100),
    ),
    max_size=14,
)
tests = st.one_of(
    st.builds(lambda v: Test("school", "=", (v,)), st.sampled_from(["S1", "S3"])),
    st.builds(lambda v: Test("council", "<>", (v,)), st.sampled_from(["C1", "C2"])),
    st.builds(lambda o, v: Test("stage", o, (v,)), st.sampled_from(["<", "<=", ">", ">="]), st.just("P10")),
    st.just(Test("stage", "in", ("P1", "P2"))),
)
wants = st.lists(
    st.builds(
        Want,
        measure=st.sampled_from(["strict", "known", "heavy", "some", "middle"]),
        where=st.lists(tests, max_size=2, unique_by=lambda t: t.dimension).map(tuple),
        by=st.lists(st.sampled_from(["school", "council", "stage"]), max_size=2, unique=True).map(tuple),
        over=st.sampled_from([None, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.DAY]),
    ),
    min_size=1,
    max_size=5,
)

Row = tuple[Any, ...]


def _dimension(row: Row, name: str) -> str:
    if name == "stage":
        return row[2].mark if isinstance(row[2], Absence) else row[2]
    school = {"s2": "S2", "East": "S3"}.get(row[1], row[1])
    return school if name == "school" else COUNCILS[school]


def _meets(row: Row, test: Test) -> bool:
    value = _dimension(row, test.dimension)
    if value.startswith("["):
        return False
    return {
        "=": value == test.values[0],
        "<>": value != test.values[0],
        "in": value in test.values,
        "<": value < test.values[0],
        "<=": value <= test.values[0],
        ">": value > test.values[0],
        ">=": value >= test.values[0],
    }[test.operator]


def _period(day: date, kind: PeriodKind) -> Period:
    match kind:
        case PeriodKind.DAY:
            return Period(kind, day.isoformat())
        case PeriodKind.MONTH:
            return Period(kind, day.isoformat()[:7])
        case PeriodKind.YEAR:
            return Period(kind, str(day.year))
        case PeriodKind.QUARTER:
            return Period(kind, f"{day.year}-Q{(day.month + 2) // 3}")
        case _:
            return CALENDAR.split_year_of(day)


def _by_hand(want: Want, table: Iterable[Row]) -> dict[CellKey, Cell | Absence]:
    gathered: dict[CellKey, list[Row]] = {}
    for row in table:
        if all(_meets(row, t) for t in want.where):
            period = _period(row[3], want.over or PeriodKind.SPLIT_YEAR)
            pairs = {d: _dimension(row, d) for d in want.by}
            tested = [t.pair for t in want.where if t.dimension not in pairs]
            key = CellKey(want.measure, period, tuple(sorted([*pairs.items(), *tested])))
            gathered.setdefault(key, []).append(row)
    return {key: _count(want.measure, found) for key, found in gathered.items()}


def _count(name: str, found: list[Row]) -> Cell | Absence:
    if name == "some":
        met = [r for r in found if r[5] > 1]
        children = len({r[0] for r in met})
        return Cell(children, None, children, children, len(met))
    if name == "heavy":
        return _cell(found, lambda r: r[5] * r[6], len(found), squares=False)
    if name == "middle":
        values = sorted(r[6] for r in found)
        n = len(values)
        return Cell((values[(n - 1) // 2] + values[n // 2]) / 2, None, len({r[0] for r in found}), None, n)
    known = [r for r in found if isinstance(r[4], int)]
    unknown = [r[4] for r in found if isinstance(r[4], Missing | Suppressed)]
    if unknown and (name == "strict" or not known):
        hidden = any(isinstance(u, Suppressed) for u in unknown)
        return Suppressed("hidden by its source") if hidden else Missing("not in its source")
    if not known:
        return NotApplicable("the question does not arise here")
    possible = sum(r[5] for r in known)
    if not possible:
        return NotApplicable("nobody to count")
    value: Callable[[Row], Any] = (lambda r: r[4]) if name == "strict" else (lambda r: 2 * r[4] - r[5])
    return replace(_cell(known, value, possible), rows=len(known) + len(unknown), unknown=len(unknown))


def _cell(found: list[Row], value: Callable[[Row], Any], denominator: int, squares: bool = True) -> Cell:
    each: dict[str, Any] = {}
    for row in found:
        each[row[0]] = each.get(row[0], 0) + value(row)
    total = sum(each.values())
    return Cell(total, denominator, len(each), sum(v * v for v in each.values()) if squares else None, len(found))


@pytest.fixture(scope="module")
def invented() -> dict[str, Any]:
    """What all examples share: one workspace, whose rows are replaced."""
    return {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows, asked=wants)
def test_cells_are_what_counting_by_hand_gives(
    region: Callable[..., Any],
    source: Callable[..., Any],
    refill: Callable[..., None],
    invented: dict[str, Any],
    table: list[Row],
    asked: list[Want],
) -> None:
    if not invented:
        lookup = source({"code": "string", "name": "string", "council": "string"}, SCHOOLS, public=True)
        invented["made"] = region({"t": source(FIELDS, []), "schools": lookup}, MEASURES, PLACES)
        invented["registers"] = measure.registers(invented["made"].workspace, invented["made"].tables)
    made, registers = invented["made"], invented["registers"]
    refill(made.tables.engine, "t", source(FIELDS, table))
    cubes = measure.run(measure.plan(asked, made.workspace, registers), made.tables, registers)
    found = {key: cell for cube in cubes for key, cell in cube.cells.items()}
    expected: dict[CellKey, Cell | Absence] = {}
    for want in asked:
        expected |= _by_hand(want, table)
    assert found == expected
    for cell in found.values():
        if isinstance(cell, Cell):
            numbers = (cell.numerator, cell.denominator, cell.children, cell.squares)
            assert all(n is None or isinstance(n, int | Decimal) for n in numbers)
