"""The invented world in which claims are judged: measures and cells from the project's case files."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from kenspeckle.ground.terms import (
    ABSENCES,
    SUPPRESSED,
    Absence,
    CellKey,
    DimensionFacts,
    Facts,
    MeasureFacts,
    Period,
    ProtectedCell,
)
from kenspeckle.ground.terms.figure import released

CASES = Path(__file__).parents[2] / "data" / "claims"
FEWEST_CHILDREN = 5


def read(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each row of a case file is a test of its own, named by its words."""
    for name, file, delimiter in (("known", "claims.csv", ","), ("own", "more_claims.csv", ";")):
        if f"{name}_case" in metafunc.fixturenames:
            rows = read(file, delimiter)
            names = [f"{i}: {row['words']} {{{row['evidence']}}}" for i, row in enumerate(rows, 1)]
            metafunc.parametrize(f"{name}_case", rows, ids=names)


@pytest.fixture
def facts() -> Facts:
    return _world()[0]


@pytest.fixture
def cells() -> dict[CellKey, ProtectedCell | Absence]:
    return dict(_world()[1])


@cache
def _world() -> tuple[Facts, dict[CellKey, ProtectedCell | Absence]]:
    rows = read("cells.csv") + read("more_cells.csv")
    cells: dict[CellKey, ProtectedCell | Absence] = {}
    periods: dict[str, set[Period]] = defaultdict(set)
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        period = Period.parse(row["period"]) if row["period"] else None
        if period:
            periods[row["measure"]].add(period)
        dimension, _, value = row["group"].partition("=")
        if value:
            values[dimension][value] = value
        cells[CellKey(row["measure"], period, ((dimension, value),) if value else ())] = _cell(row)
    measures = {row["name"]: _measure(row, periods) for row in read("measures.csv")}
    dimensions = {name: DimensionFacts(name, name, labels, open=False) for name, labels in values.items()}
    return Facts(measures, dimensions), cells


def _cell(row: dict[str, str]) -> ProtectedCell | Absence:
    if row["numerator"] in ABSENCES:
        return ABSENCES[row["numerator"]]
    children = int(row["children"]) if row["children"] else None
    if children is not None and 0 < children < FEWEST_CHILDREN:
        return SUPPRESSED
    # A count has no denominator; the shared cases write 1 for it.
    denominator = int(row["denominator"]) if row["denominator"] not in ("", "1") else None
    interval = (Decimal(row["low"]), Decimal(row["high"])) if row.get("low") and row.get("high") else None
    return released(Decimal(row["numerator"]), denominator, children, interval=interval)


def _measure(row: dict[str, str], periods: dict[str, set[Period]]) -> MeasureFacts:
    parts = tuple(row["parts"].split())
    own = periods[row["name"]] or (set.intersection(*(periods[p] for p in parts)) if parts else set())
    at, _, text = row["breaks"].partition("|")
    return MeasureFacts(
        name=row["name"],
        title=row["name"].replace("_", " ").capitalize(),
        meaning="",
        kind=row["kind"],
        unit=row["unit"],
        places=int(row["places"]),
        better=row["better"],
        noise=row["noise"],
        dimensions=tuple(row["dimensions"].split()),
        periods=tuple(sorted(own)),
        sources=tuple(row["sources"].split()),
        breaks=((at, text, True),) if at else (),
        parts=parts,
        base=row["base"],
    )
