"""A few invented rows in a real engine, described by a real workspace on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from sqlglot import exp

from kenspeckle.ground.terms import Absence, Cell, CellKey, Missing, NotApplicable, Want
from kenspeckle.ground.workspace import Workspace, load
from kenspeckle.inside import measure

TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(18, 6)",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "period": "VARCHAR",
}


@dataclass
class Source:
    """fields: name -> "integer", "integer?" when it may be absent, with what the `ken` block says after a space."""

    fields: Mapping[str, str]
    rows: Sequence[Sequence[object]]
    public: bool = False


@dataclass
class Tables:
    """A capsule over tables in memory that counts how often it is asked, and keeps the trees."""

    engine: duckdb.DuckDBPyConnection
    asked: list[exp.Expr] = field(default_factory=list)

    def run(self, select: exp.Expression) -> list[tuple[object, ...]]:
        self.asked.append(select)
        return self.engine.execute(select.sql("duckdb")).fetchall()

    def ask(self, sources: object, about: bytes, work: Callable[[], Iterable[Any]]) -> list[Any]:
        return list(work())

    def scans(self, source: str) -> int:
        """How often the last query reads `source`, as the engine's own plan says."""
        text = self.engine.execute("EXPLAIN " + self.asked[-1].sql("duckdb")).fetchall()[0][1]
        return text.count(f"memory.main.{source}") or text.count(source)


@dataclass
class Region:
    workspace: Workspace
    tables: Tables

    def read(self, *wants: Want) -> measure.Reading:
        registers = measure.registers(self.workspace, self.tables)
        covered = measure.coverage(self.workspace, self.tables)
        planned = measure.plan(wants, self.workspace, registers, covered)
        return measure.read(planned, self.tables, registers)

    def cells(self, *wants: Want) -> dict[str, Cell | Absence]:
        """The cells by the text of their keys, without the measure's name when there is one measure only."""
        found: dict[CellKey, Cell | Absence] = {}
        for cube in self.read(*wants).cubes:
            found |= cube.cells
        names = {k.measure for k in found}
        return {str(k).removeprefix(k.measure) if len(names) == 1 else str(k): v for k, v in found.items()}


def _contract(name: str, source: Source) -> dict[str, Any]:
    properties = []
    for title, spec in source.fields.items():
        kind, _, more = spec.partition(" ")
        ken = yaml.safe_load(more) if more else {}
        logical = kind.rstrip("?")
        properties.append(
            {
                "name": title,
                "logicalType": "string" if logical == "period" else logical,
                "description": title,
                "required": not kind.endswith("?"),
                **({"customProperties": [{"property": "ken", "value": ken}]} if ken else {}),
            }
        )
    ken_block = {
        "provider": "Invented",
        "public": source.public,
        "licence": "CC0-1.0",
        "noise": "children",
        "cadence": {"every": "once"},
        "deliveries": [{"path": f"deliveries/{name}.csv", "format": "csv"}],
    }
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": name,
        "name": name.title(),
        "version": "1.0.0",
        "status": "active",
        "description": {"purpose": "Rows for a test."},
        "team": {"name": "Nobody"},
        "schema": [{"name": name, "description": "Rows.", "properties": properties}],
        "customProperties": [{"property": "ken", "value": ken_block}],
    }


_STATES = {NotApplicable: 2, Missing: 1}


def _fill(engine: duckdb.DuckDBPyConnection, name: str, source: Source) -> None:
    columns, optional = [], []
    for title, spec in source.fields.items():
        kind = spec.partition(" ")[0]
        columns.append(f'"{title}" {TYPES[kind.rstrip("?")]}')
        optional.append(kind.endswith("?"))
    companions = [f'"{t}__absent" UTINYINT' for t, o in zip(source.fields, optional, strict=True) if o]
    engine.execute(
        f'CREATE OR REPLACE TABLE "{name}" ({", ".join([*columns, *companions, "_delivery VARCHAR", "_row BIGINT"])})'
    )
    filled = []
    for number, row in enumerate(source.rows, 1):
        values = [None if isinstance(v, Absence) else v for v in row]
        states = [
            (_STATES.get(type(v), 3) if isinstance(v, Absence) else None)
            for v, o in zip(row, optional, strict=True)
            if o
        ]
        filled.append([*values, *states, "delivery.csv", number])
    if filled:
        marks = ", ".join("?" * len(filled[0]))
        engine.executemany(f'INSERT INTO "{name}" VALUES ({marks})', filled)


@pytest.fixture
def region(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Region]:
    """region(sources, measures=..., places=..., calendar=..., protect=...) gives a Region."""

    def made(
        sources: Mapping[str, Source],
        measures: str = "",
        places: str = "",
        calendar: str = "{year_starts: 08-01}",
        protect: str = "{}",
    ) -> Region:
        root: Path = tmp_path_factory.mktemp("workspace")
        for folder in ("sources", "measures", "places", "deliveries"):
            (root / folder).mkdir()
        (root / "ken.yaml").write_text(f"name: Test\ninvented: true\ncalendar: {calendar}\nprotect: {protect}\n")
        engine = duckdb.connect()
        for name, source in sources.items():
            (root / "sources" / f"{name}.yaml").write_text(yaml.safe_dump(_contract(name, source), sort_keys=False))
            _fill(engine, name, source)
        if measures:
            (root / "measures" / "all.yaml").write_text(measures)
        if places:
            (root / "places" / "all.yaml").write_text(places)
        return Region(load(root), Tables(engine))

    return made


@pytest.fixture
def source() -> type[Source]:
    return Source


@pytest.fixture
def refill() -> Callable[..., None]:
    """refill(engine, name, source) replaces the rows of a table."""
    return _fill
