"""Parquet, read by the engine itself. Every value becomes its text, so that the contract decides what it is."""

from __future__ import annotations

from collections.abc import Iterator

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..conform.quoting import name, text
from ..grid import headings
from ..reading import Delivered, Heading, Reading, Row
from ..refusals import MAX_COLUMNS, DeliveryRefused

_BATCH = 2_000


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read a Parquet file; raises DeliveryRefused when it is damaged or has too many columns."""
    header, query = relation(file)
    return Reading(header, _rows(query))


def relation(file: Delivered) -> tuple[tuple[Heading, ...], str]:
    """Return the header of a Parquet file, and SQL that selects _row, _cells and its columns as text."""
    import duckdb

    scan = f"read_parquet({text(str(file.path))}, file_row_number = true)"
    try:
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as db:
            columns = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]
    except duckdb.Error:
        raise DeliveryRefused(
            file.label, "it cannot be opened as Parquet; it may be damaged or cut short.", "Ask for it again."
        ) from None
    columns.remove("file_row_number")
    if len(columns) > MAX_COLUMNS:
        raise DeliveryRefused(file.label, f"it has {len(columns):,} columns, and at most {MAX_COLUMNS:,} are read.")
    cells = ", ".join(f"coalesce(CAST({name(c)} AS VARCHAR), '') AS c{i}" for i, c in enumerate(columns))
    return headings(columns), f"SELECT file_row_number + 1 AS _row, '' AS _cells, {cells} FROM {scan}"


def _rows(query: str) -> Iterator[Row]:
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as db:
        result = db.execute(query)
        while batch := result.fetchmany(_BATCH):
            for row in batch:
                yield row[0], list(row[2:])
