"""A table or a query of a PostgreSQL database, as one delivery.

`path` is postgresql://user@host/database; `options` names a `table` or gives a `query`. The password comes from
the environment or the password file, as PostgreSQL's own tools have it, never from the contract. The query is
parsed, must be one that only reads, and runs in a read-only transaction. Every value comes as its text; rows are
sorted, so that the same rows are the same delivery, in whatever order the server keeps them.
"""

from __future__ import annotations

import csv
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..refusals import MAX_COLUMNS, MAX_FILE, DeliveryRefused
from .place import Desk, Place

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composable

_BATCH = 5_000
_SETTINGS = (
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL intervalstyle = 'iso_8601'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL statement_timeout = '15min'",
)


def places(spec: DeliverySpec, root: Path, desk: Desk) -> list[Place]:
    """Ask the database and put its answer on the desk; raises DeliveryRefused when it cannot be asked."""
    import psycopg

    parts = urlsplit(spec.path)
    label = urlunsplit((parts.scheme, f"{parts.hostname or ''}", parts.path, "", ""))
    table = spec.options.get("table", "")
    label += f"#{table}" if table else ""
    if parts.password is not None or "password=" in parts.query:
        raise DeliveryRefused(
            label,
            "its address holds a password, and a contract is no place for one.",
            "Put it into PGPASSWORD or the password file (~/.pgpass).",
        )
    relation = _relation(spec, label)
    name = hashlib.sha256(f"{spec.path}\0{spec.options}".encode()).hexdigest()[:20]
    path = desk.scratch() / f"database-{name}.csv"
    try:
        with psycopg.connect(spec.path, connect_timeout=15, client_encoding="utf8") as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            _write(connection, relation, path, label)
    except psycopg.OperationalError as error:
        if error.sqlstate is None:  # the message of a failed connection holds no data
            told = str(error).strip().splitlines()[-1]
            raise DeliveryRefused(
                label, f"the database cannot be reached: {told}", "Check address and password."
            ) from None
        raise DeliveryRefused(label, f"the database gave up ({type(error).__name__}).", "Ask its keeper.") from None
    except psycopg.Error as error:
        # Only complaints about names and rights are repeated; others may quote the value of a row.
        told = (error.diag.message_primary or "") if (error.sqlstate or "").startswith("42") else type(error).__name__
        raise DeliveryRefused(
            label, f"the database refused the query: {told}.", "Correct it in the contract."
        ) from None
    plain = DeliverySpec(
        path=spec.path,
        format="csv",
        unpivot=spec.unpivot,
        adds=spec.adds,
        options={"encoding": "utf-8", "delimiter": ","},
    )
    return [Place(label, path, path.name, plain)]


def _relation(spec: DeliverySpec, label: str) -> Composable:
    from psycopg import sql

    table, query = spec.options.get("table", ""), spec.options.get("query", "")
    if bool(table) == bool(query):
        raise DeliveryRefused(label, "its contract must give either a `table` or a `query`.", "Declare one in options.")
    if table:
        return sql.Identifier(*table.split("."))
    return sql.SQL("({})").format(sql.SQL(reading_query(query, label)))


def reading_query(written: str, label: str) -> str:
    """Return `written` as the parser understood it; raises DeliveryRefused unless it is one query that only reads."""
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    try:
        found = [tree for tree in parse(written, dialect="postgres") if tree is not None]
    except SqlglotError:
        raise DeliveryRefused(label, "its `query` is not SQL that can be read.", "Correct it.") from None
    writes = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Into, exp.Lock, exp.Command)
    if len(found) != 1 or not isinstance(found[0], exp.Select | exp.SetOperation) or found[0].find(*writes):
        raise DeliveryRefused(label, "its `query` is not a single SELECT.", "Only reading is allowed here.")
    return found[0].sql(dialect="postgres", comments=False)


def _write(connection: Connection[Any], relation: Composable, path: Path, label: str) -> None:
    from psycopg import sql

    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(setting)
        cursor.execute(sql.SQL("SELECT * FROM {} AS q LIMIT 0").format(relation))
        names = [column.name for column in cursor.description or ()]
    if not 0 < len(names) <= MAX_COLUMNS:
        raise DeliveryRefused(label, f"it has {len(names):,} columns, and 1 to {MAX_COLUMNS:,} are read.")
    if len(set(names)) < len(names):
        raise DeliveryRefused(label, "two of its columns have one name.", "Name them apart in the query.")
    texts = [sql.SQL("q.{}::text").format(sql.Identifier(n)) for n in names]
    order = sql.SQL(", ").join(sql.SQL('{} COLLATE "C"').format(t) for t in texts)
    query = sql.SQL("SELECT {} FROM {} AS q ORDER BY {}").format(sql.SQL(", ").join(texts), relation, order)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        open(fd, "w", encoding="utf-8", newline="", buffering=1 << 20) as out,
        connection.cursor(name="ken_delivery") as cursor,
    ):
        cursor.itersize = _BATCH
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        size = writer.writerow(names)
        cursor.execute(query)
        for row in cursor:
            size += writer.writerow(["" if value is None else value for value in row])
            if size > MAX_FILE:
                raise DeliveryRefused(label, f"it has more than {MAX_FILE:,} characters.", "Ask for less in a query.")
