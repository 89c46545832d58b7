"""Cells go into a table that anybody can open, and come back without loss."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.ground.terms import (
    Absence,
    CellKey,
    Missing,
    NotApplicable,
    Period,
    ProtectedCell,
    Suppressed,
    group,
)
from kenspeckle.ground.terms.figure import released
from kenspeckle.outside.verify.tables import read_cells, write_cells

numbers = st.integers(-(10**12), 10**12) | st.decimals("-1e9", "1e9", places=4)
shown = st.builds(
    lambda n, d, c, public, limits: released(n, d, c, public=public, rows=3, unknown=1, interval=limits),
    numbers,
    st.none() | numbers,
    st.none() | st.integers(0, 10**9),
    st.booleans(),
    st.none() | st.tuples(numbers, numbers),
)
reasons = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
absences = st.sampled_from([Missing, NotApplicable, Suppressed]).flatmap(lambda kind: reasons.map(kind))
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
keys = st.builds(
    lambda period, values, way: CellKey("rate", period, group(**values), way),
    st.none() | st.sampled_from([Period.parse("2024"), Period.parse("2024/25"), Period.parse("2024-08")]),
    st.dictionaries(st.sampled_from(["sex", "council"]), names),
    st.sampled_from(["", "strict"]),
)


@given(st.dictionaries(keys, shown | absences, max_size=6))
def test_what_is_written_is_read_back(cells: dict[CellKey, ProtectedCell | Absence]) -> None:
    assert read_cells(write_cells(cells)) == cells


def test_limits_have_columns_of_their_own_and_those_without_leave_them_empty() -> None:
    year = Period.parse("2024")
    cells = {
        CellKey("rate", year, group(council="A")): released(
            Decimal("40.5"), None, None, public=True, rows=1, interval=(38, Decimal("43.25"))
        ),
        CellKey("rate", year, group(council="B")): released(30, None, None, public=True, rows=1),
    }
    head, first, second = write_cells(cells).decode().splitlines()
    assert head.endswith("numerator,denominator,children,rows,unknown,low,high,public,absence,reason")
    assert first.endswith(",40.5,,,1,0,38,43.25,yes,,")
    assert second.endswith(",30,,,1,0,,,yes,,")
