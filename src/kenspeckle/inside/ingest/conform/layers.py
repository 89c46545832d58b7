"""The four layers of SQL over one delivery, from delivered cells to typed values.

Periods are read by `terms.read_period` and by nothing else, patterns are Python's regular expressions: a delivery
has few different texts in such a field, so each is looked at once, in Python, and looked up by the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kenspeckle.ground.terms import GATHERED, PeriodKind, read_period
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

_NOTE = re.compile(r"\s*\[[^\]]*\]")


class Layers:
    """`texts`, `meant` and `typed` are SELECT statements, each over the one before."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, contract: Contract, bound: Binding, delivery: Delivery, file: Delivered
    ) -> None:
        self.texts = _melted(contract, bound, delivery) if bound.unpivot else _texts(contract, bound, delivery)
        absences = ", ".join(f"{absence(f, contract.marks)} AS {name('a:' + f.name)}" for f in contract.fields)
        values = ", ".join(f"{mapped(f)} AS {name('v:' + f.name)}" for f in contract.fields)
        self.meant = f"SELECT *, {values} FROM (SELECT *, {absences} FROM ({self.texts}))"
        joined, learnt = f"({self.meant}) AS meant", ""
        for number, f in enumerate(contract.fields):
            value = f"meant.{name('v:' + f.name)}"
            if f.type is FieldType.PERIOD:
                table = f"labels_{number}"
                self._learn(db, f, table, partial(period_label, f))
                joined += f" LEFT JOIN {table} ON {value} = {table}.written"
                learnt += f", {table}.told AS {name('l:' + f.name)}"
            if f.pattern:
                table = f"wrong_{number}"
                self._learn(db, f, table, _misses(f, file))
                joined += f" LEFT JOIN {table} ON {value} = {table}.written"
                learnt += f", {table}.told IS NOT NULL AS {name('w:' + f.name)}"
        types = ", ".join(f"{typed(f)} AS {name('p:' + f.name)}" for f in contract.fields)
        typed_rows = f"SELECT *, {types} FROM (SELECT meant.*{learnt} FROM {joined})"
        # A filter is not pushed below a window, so each value is worked out once, and not again in every rule.
        self.typed = f"SELECT *, row_number() OVER () AS _once FROM ({typed_rows})"

    def _learn(self, db: duckdb.DuckDBPyConnection, f: Field, table: str, tell: Callable[[str], str]) -> None:
        """Make a table of what `tell` says of each different text of a field; texts it says nothing of are left out."""
        value = name("v:" + f.name)
        db.execute(f"CREATE OR REPLACE TEMP TABLE {table} (written VARCHAR, told VARCHAR)")
        asked = db.cursor().execute(f"SELECT DISTINCT {value} FROM ({self.meant}) WHERE {value} IS NOT NULL")
        while batch := asked.fetchmany(1_000):
            told = [(row[0], said) for row in batch if (said := tell(row[0]))]
            if told:
                rows = ", ".join(f"({text(w)}, {text(said)})" for w, said in told)
                db.execute(f"INSERT INTO {table} VALUES {rows}")


def _misses(f: Field, file: Delivered) -> Callable[[str], str]:
    """Return what says "no" of a text that does not have the field's pattern, a regular expression of Python's."""
    try:
        shape = re.compile(f.pattern)
    except re.error as error:
        raise DeliveryRefused(
            file.label, f"the pattern of field '{f.name}' is not a regular expression: {error}.", "Correct it."
        ) from None
    return lambda written: "" if shape.fullmatch(written) else "no"


def period_label(f: Field, written: str) -> str:
    """Return the canonical label of a period as delivered, or an empty string when it is none of its kind."""
    plain = _NOTE.sub("", written)
    kinds = (f.period,) if f.period is not None else GATHERED
    for kind in kinds:
        if found := read_period(plain, kind):
            return found.label
    if f.period in (PeriodKind.DAY, PeriodKind.MONTH) and (day := read_day(plain, f.formats)):
        return day.isoformat() if f.period is PeriodKind.DAY else f"{day:%Y-%m}"
    return ""


def _texts(contract: Contract, bound: Binding, delivery: Delivery) -> str:
    columns = [f"{_source(f, bound)} AS {name('t:' + f.name)}" for f in contract.fields]
    return f"SELECT _row, _cells, {', '.join(columns)} FROM ({delivery.sql})"


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
