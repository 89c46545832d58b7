"""One delivery, conformed: a Parquet file of the rows that keep the contract, and those that do not, with reasons.

The same delivery and the same contract give the same bytes: rows stay in the order of the file, one thread
writes them, row groups have a fixed size, and nothing in the file depends on the time or the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import Contract, DeliverySpec, FieldType

from ..reading import Delivered
from ..refusals import DeliveryRefused
from ..spool import Delivery
from .binding import bind
from .dates import check_formats, check_one_order
from .duplicates import mark_repeated
from .layers import Layers
from .quoting import name, text
from .rules import RAGGED, Rule, rules

if TYPE_CHECKING:
    import duckdb

ROW_GROUP = 122_880
MOST_TOLD = 10_000
"""Broken rows that are kept of one delivery that is refused; the delivery itself stays where it is."""


@dataclass(frozen=True)
class Broken:
    """A row that breaks the contract: its number, (field, reason) for each way in which it does, and its text."""

    row: int
    reasons: tuple[tuple[str, str], ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Conformed:
    """What became of one delivery.

    delivered: rows that were looked at (after unpivoting). rows: those in the file at `path`. broken: the
    others, in the order of the file; the first `MOST_TOLD` where more broke than the contract tolerates.
    totals: exact sum of each numeric field over what is known. notes: what a person should know of the reading.
    """

    path: Path
    delivered: int
    rows: int
    broken: tuple[Broken, ...]
    fields: tuple[str, ...]
    totals: dict[str, Decimal] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def quarantined(self) -> int:
        return self.delivered - self.rows


def conform(
    db: duckdb.DuckDBPyConnection,
    contract: Contract,
    spec: DeliverySpec,
    file: Delivered,
    delivery: Delivery,
    path: Path,
) -> Conformed:
    """Read `delivery` by `contract` and write the rows that keep it to `path`.

    Raises DeliveryRefused when the delivery as a whole cannot be read by the contract: a field without a
    column, dates written in two orders, a pattern that is none.
    """
    check_formats(contract)
    bound = bind(contract, spec, delivery.header, file)
    layers = Layers(db, contract, bound, delivery, file)
    notes = (*delivery.notes, *_left_out(bound.left_out))
    every = [RAGGED, *(r for f in contract.fields for r in rules(f))]
    breaks = " OR ".join(f"({r.broken}) IS TRUE" for r in every)
    total = int(db.execute(f"SELECT count(*) FROM ({layers.texts})").fetchall()[0][0])
    if not total:
        raise DeliveryRefused(file.label, "it has a header and no rows.", "Ask its provider to send it again.")
    columns = ", ".join(_columns(contract, file.label))
    rows = _write(db, f"SELECT {columns} FROM ({layers.typed}) WHERE NOT ({breaks})", path)
    broken: list[Broken] = []
    if rows < total:
        check_one_order(db, contract, layers.typed, file.label)
        most = MOST_TOLD if Decimal(total - rows) > contract.tolerance * total else total
        broken = list(_broken(db, contract, layers, every, most))
    written = f"(SELECT *, file_row_number AS n FROM read_parquet({text(str(path))}, file_row_number = true))"
    if repeated := mark_repeated(db, contract, written):
        gone = total - rows + repeated
        broken.extend(_repeated(db, contract, written, MOST_TOLD if gone > contract.tolerance * total else gone))
        again = path.with_suffix(".again")
        kept = f"SELECT * FROM {written} WHERE n NOT IN (SELECT n FROM repeated) ORDER BY n"
        rows = _write(db, f"SELECT * EXCLUDE (n, file_row_number) FROM ({kept})", again)
        again.replace(path)
    broken.sort(key=lambda b: b.row)
    return Conformed(
        path, total, rows, tuple(broken), tuple(f.name for f in contract.fields), _totals(db, contract, path), notes
    )


def _columns(contract: Contract, label: str) -> Iterator[str]:
    for f in contract.fields:
        yield f"{name('p:' + f.name)} AS {name(f.name)}"
        if not f.required:
            yield f"{name('a:' + f.name)} AS {name(f.name + '__absent')}"
    yield f"{text(label)} AS _delivery"
    yield "_row"


def _write(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    db.execute("SET threads = 1")  # several threads cut the row groups as they please
    try:
        copied = db.execute(
            f"COPY ({query}) TO {text(str(path))}"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, PARQUET_VERSION v1)"
        ).fetchall()
    finally:
        db.execute("RESET threads")
    return int(copied[0][0])


def _broken(
    db: duckdb.DuckDBPyConnection, contract: Contract, layers: Layers, every: list[Rule], most: int
) -> Iterator[Broken]:
    numbers = ", ".join(f"CASE WHEN ({r.broken}) IS TRUE THEN {i} END" for i, r in enumerate(every))
    cells = ", ".join(name(f"t:{f.name}") for f in contract.fields)
    inner = f"SELECT _row, list_filter([{numbers}], lambda x: x IS NOT NULL) AS _why, [{cells}] FROM ({layers.typed})"
    result = db.execute(f"SELECT * FROM ({inner}) WHERE len(_why) > 0 LIMIT {most}")
    while found := result.fetchmany(1_000):
        for row, why, texts in found:
            yield Broken(row, tuple((every[i].field, every[i].reason) for i in why), tuple(texts))


def _repeated(db: duckdb.DuckDBPyConnection, contract: Contract, written: str, most: int) -> Iterator[Broken]:
    cells = ", ".join(f"coalesce(CAST({name(f.name)} AS VARCHAR), '')" for f in contract.fields)
    found = db.execute(
        f"SELECT w._row, r.fields, r.first, r.same, [{cells}] FROM repeated r JOIN {written} w USING (n)"
        f" ORDER BY w.n, r.fields LIMIT {most}"
    ).fetchall()
    for row, fields, first, alike, texts in found:
        reason = f"repeats row {first:,}" if alike else f"has the key of another row (the first is row {first:,})"
        yield Broken(row, ((fields, reason),), tuple(texts))


def _totals(db: duckdb.DuckDBPyConnection, contract: Contract, path: Path) -> dict[str, Decimal]:
    numeric = [f for f in contract.fields if f.type in (FieldType.INTEGER, FieldType.DECIMAL)]
    if not numeric:
        return {}
    sums = ", ".join(f"CAST(sum({name(f.name)}) AS VARCHAR)" for f in numeric)
    found = db.execute(f"SELECT {sums} FROM read_parquet({text(str(path))})").fetchall()[0]
    return {f.name: Decimal(total) for f, total in zip(numeric, found, strict=True) if total is not None}


def _left_out(headings: tuple[str, ...]) -> tuple[str, ...]:
    if not headings:
        return ()
    shown = ", ".join(f"'{h}'" for h in headings[:8]) + (", ..." if len(headings) > 8 else "")
    columns = "1 column is" if len(headings) == 1 else f"{len(headings)} columns are"
    return (f"{columns} not in the contract and left out: {shown}",)
