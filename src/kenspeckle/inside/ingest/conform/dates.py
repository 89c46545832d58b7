"""Dates in two orders: 03/04/2024 is a day in March or in April, and no row says which.

A delivery in which some rows can only be read day first and others only month first was put together from
systems that disagree, so the rows that can be read both ways cannot be trusted either: it is refused whole.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from kenspeckle.ground.workspace.definitions import Contract, Field, FieldType

from ..refusals import DeliveryRefused
from .quoting import name, text

if TYPE_CHECKING:
    import duckdb

_ORDERED = r"[0-9]{1,2}([/.\-])[0-9]{1,2}[/.\-][0-9]{2,4}"


def read_day(written: str, formats: tuple[str, ...]) -> date | None:
    """Read a day in one of the declared formats, or in ISO 8601."""
    for form in ("%Y-%m-%d", *formats):
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
        if found.year >= 1583:
            return found
    return None


def check_formats(contract: Contract) -> None:
    """Refuse a contract whose formats for one field read the same text as two different days."""
    for field in contract.fields:
        orders = {order for form in field.formats if (order := _order(form))}
        if len(orders) > 1:
            raise DeliveryRefused(
                contract.id,
                f"the formats of field '{field.name}' read one text as two days: {', '.join(field.formats)}.",
                "Declare one order of day and month.",
            )


def _order(form: str) -> str:
    bare = form.replace("-", "/").replace(".", "/")
    bare = bare.replace("%/", "%")
    day, month = bare.find("%d"), bare.find("%m")
    return "" if day < 0 or month < 0 or bare.startswith("%Y") else ("day" if day < month else "month")


def check_one_order(db: duckdb.DuckDBPyConnection, contract: Contract, typed: str, label: str) -> None:
    """Refuse a delivery that has dates in two orders, or in an order that its contract does not declare.

    typed: SQL of the typed layer. To be asked once rows were found that cannot be read.
    """
    for field in contract.fields:
        if field.type is FieldType.DATE:
            _check_field(db, field, typed, label)


def _check_field(db: duckdb.DuckDBPyConnection, field: Field, typed: str, label: str) -> None:
    value, day = name(f"v:{field.name}"), name(f"p:{field.name}")
    first = f"TRY_CAST(regexp_extract({value}, '^([0-9]+)', 1) AS INTEGER)"
    second = f"TRY_CAST(regexp_extract({value}, '^[0-9]+[^0-9]([0-9]+)', 1) AS INTEGER)"
    found = db.execute(
        f"SELECT min(_row) FILTER ({first} > 12), min(_row) FILTER ({second} > 12),"
        f" min(_row) FILTER ({day} IS NULL), count(*) FILTER ({day} IS NULL)"
        f" FROM ({typed}) WHERE regexp_full_match({value}, {text(_ORDERED)})"
    ).fetchone()
    if found is None or not found[3]:
        return
    day_first, month_first, unread, _ = found
    if day_first is not None and month_first is not None:
        raise DeliveryRefused(
            label,
            f"dates in field '{field.name}' are written in two orders: day first in row {day_first:,}, month first"
            f" in row {month_first:,}. Dates that fit both cannot be told apart.",
            "Ask its provider for one order, best 2024-08-19, and declare it in `formats`.",
        )
    if not field.formats:
        order = "day first" if day_first is not None else "month first" if month_first is not None else "in some order"
        raise DeliveryRefused(
            label,
            f"dates in field '{field.name}' are written with day and month as numbers ({order}; row {unread:,}),"
            " and the contract declares no format.",
            "Declare one in `formats`, such as %d/%m/%Y.",
        )
