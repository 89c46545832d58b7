"""A known table, as a frozen type: what others have published of children whom we count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Spot


@dataclass(frozen=True)
class KnownRow:
    """One row of a known table, as written: column -> text."""

    texts: Mapping[str, str]
    spot: Spot


@dataclass(frozen=True)
class KnownTable:
    """A table that others have published of children whom we count.

    by: dimension -> column. Columns are empty where the table has none. where: dimension -> value, of all rows. Either
    `table`, a file, or `rows`. totals, marks: what stands for all values together, and for no value.
    """

    name: str
    title: str
    publisher: str
    published: date | None
    reference: str
    licence: str
    measure: str
    by: Mapping[str, str]
    period_column: str
    children: str
    numerator: str
    denominator: str
    row_count: str
    table: Path | None
    shown: str  # the file as complaints name it
    sheet: str
    skip: int
    rows: tuple[KnownRow, ...]
    where: Mapping[str, str]
    period: str
    rounded: int
    totals: tuple[str, ...]
    marks: tuple[str, ...]
    alike: bool
    spot: Spot
