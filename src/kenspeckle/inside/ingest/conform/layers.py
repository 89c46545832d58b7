"""The four layers of SQL over one delivery, from delivered cells to typed values.

Periods are read by `terms.read_period` and by nothing else: a delivery has few different ones, so each is read
once, in Python, and looked up by the engine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kenspeckle.ground.terms import PeriodKind, read_period
from kenspeckle.ground.workspace.definitions import Contract, Field, FieldType

from ..reading import Delivered
from ..refusals import DeliveryRefused
from ..spool import Delivery
from .binding import Binding
from .dates import read_day
from .quoting import name, text
from .typed import absence, cleaned, mapped, typed

if TYPE_CHECKING:
    import duckdb

MOST_PERIODS = 100_000
_NOTE = re.compile(r"\s*\[[^\]]*\]")


class Layers:
    """`texts`, `meant` and `typed` are SELECT statements, each over the one before."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, contract: Contract, bound: Binding, delivery: Delivery, file: Delivered
    ) -> None:
        self.texts = f"SELECT _row, _cells, {', '.join(_texts(contract, bound))} FROM ({delivery.sql})"
        if bound.unpivot:
            self.texts = _melted(contract, bound, delivery)
        absences = ", ".join(f"{absence(f, contract.marks)} AS {name('a:' + f.name)}" for f in contract.fields)
        values = ", ".join(f"{mapped(f)} AS {name('v:' + f.name)}" for f in contract.fields)
        self.meant = f"SELECT *, {values} FROM (SELECT *, {absences} FROM ({self.texts}))"
        periods = [f for f in contract.fields if f.type is FieldType.PERIOD]
        joined = f"({self.meant}) AS meant"
        labels = ""
        for number, f in enumerate(periods):
            table = f"labels_{number}"
            self._learn(db, f, table, file)
            joined += f" LEFT JOIN {table} ON meant.{name('v:' + f.name)} = {table}.written"
            labels += f", {table}.label AS {name('l:' + f.name)}"
        types = ", ".join(f"{typed(f)} AS {name('p:' + f.name)}" for f in contract.fields)
        typed_rows = f"SELECT *, {types} FROM (SELECT meant.*{labels} FROM {joined})"
        # A filter is not pushed below a window, so each value is worked out once, and not again in every rule.
        self.typed = f"SELECT *, row_number() OVER () AS _once FROM ({typed_rows})"

    def _learn(self, db: duckdb.DuckDBPyConnection, f: Field, table: str, file: Delivered) -> None:
        value = name("v:" + f.name)
        query = f"SELECT DISTINCT {value} FROM ({self.meant}) WHERE {value} IS NOT NULL LIMIT {MOST_PERIODS + 1}"
        written = [row[0] for row in db.execute(query).fetchall()]
        if len(written) > MOST_PERIODS:
            raise DeliveryRefused(file.label, f"field '{f.name}' has more than {MOST_PERIODS:,} different periods.")
        read = [(w, label) for w in sorted(written) if (label := period_label(w, f))]
        db.execute(f"CREATE OR REPLACE TEMP TABLE {table} (written VARCHAR, label VARCHAR)")
        for start in range(0, len(read), 1_000):
            rows = ", ".join(f"({text(w)}, {text(label)})" for w, label in read[start : start + 1_000])
            db.execute(f"INSERT INTO {table} VALUES {rows}")


def period_label(written: str, f: Field) -> str:
    """Return the canonical label of a period as delivered, or an empty string when it is none of its kind."""
    plain = _NOTE.sub("", written)
    kinds = (f.period,) if f.period is not None else tuple(PeriodKind)
    for kind in kinds:
        if found := read_period(plain, kind):
            return found.label
    if f.period in (PeriodKind.DAY, PeriodKind.MONTH) and (day := read_day(plain, f.formats)):
        return day.isoformat() if f.period is PeriodKind.DAY else f"{day:%Y-%m}"
    return ""


def _texts(contract: Contract, bound: Binding) -> list[str]:
    return [f"{_source(f, bound)} AS {name('t:' + f.name)}" for f in contract.fields]


def _source(f: Field, bound: Binding) -> str:
    if f.name in bound.constants:
        return text(bound.constants[f.name].strip())
    return cleaned(f"c{bound.columns[f.name]}")


def _melted(contract: Contract, bound: Binding, delivery: Delivery) -> str:
    assert bound.unpivot is not None
    made = {bound.unpivot.name: "_name", bound.unpivot.value: cleaned("_value")}
    names = ", ".join(text(n) for n, _ in bound.melted)
    values = ", ".join(f"c{i}" for _, i in bound.melted)
    long = f"SELECT *, unnest([{names}]) AS _name, unnest([{values}]) AS _value FROM ({delivery.sql})"
    columns = [f"{made.get(f.name) or _source(f, bound)} AS {name('t:' + f.name)}" for f in contract.fields]
    return f"SELECT _row, _cells, {', '.join(columns)} FROM ({long})"
