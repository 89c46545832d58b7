"""Rows that share a key.

Of two rows that disagree neither can be trusted, so both go; of equal ones the first stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kenspeckle.ground.workspace.definitions import Contract

from .quoting import name

if TYPE_CHECKING:
    import duckdb


def keys(contract: Contract) -> list[tuple[str, ...]]:
    """Return the groups of fields that may occur only once each: the primary key, and each unique field."""
    key = tuple(f.name for f in sorted(contract.fields, key=lambda f: f.key) if f.key)
    alone = [(f.name,) for f in contract.fields if f.unique and (f.name,) != key]
    return ([key] if key else []) + alone


def mark_repeated(db: duckdb.DuckDBPyConnection, contract: Contract, rows: str) -> int:
    """Fill the temporary table `repeated` (n, fields, first, same) from `rows`; return how many rows cannot stay.

    rows: SQL of a relation with the snapshot's columns, _row, and n, a number that no two rows share. n: of a row
    that cannot stay. fields: of the key that it shares. first: row number of the first row with that key. same:
    whether all rows with that key are equal in every field.
    """
    db.execute("CREATE OR REPLACE TEMP TABLE repeated (n BIGINT, fields VARCHAR, first BIGINT, same BOOLEAN)")
    everything = ", ".join(name(f.name) for f in contract.fields)
    for key in keys(contract):
        listed = ", ".join(name(k) for k in key)
        there = " AND ".join(f"{name(k)} IS NOT NULL" for k in key) if len(key) == 1 else "TRUE"
        # Hashes are compared first, since they take little memory; rows themselves only where hashes are equal.
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE suspects AS SELECT h FROM (SELECT hash({listed}) AS h FROM {rows}"
            f" WHERE {there}) GROUP BY h HAVING count(*) > 1"
        )
        if not db.execute("SELECT count(*) FROM suspects").fetchall()[0][0]:
            continue
        # Ordered by n, so that the first of equal rows is the first in the file.
        db.execute(
            f"INSERT INTO repeated SELECT n, '{_words(key)}', first, same FROM ("
            f"SELECT n, min(_row) OVER k AS first, min(n) OVER k AS kept, count(*) OVER k AS times,"
            f" min(hash({everything})) OVER k = max(hash({everything})) OVER k AS same FROM {rows}"
            f" WHERE {there} AND hash({listed}) IN (SELECT h FROM suspects)"
            f" WINDOW k AS (PARTITION BY {listed})) WHERE times > 1 AND (NOT same OR n > kept)"
        )
    return int(db.execute("SELECT count(DISTINCT n) FROM repeated").fetchall()[0][0])


def stated_twice(db: duckdb.DuckDBPyConnection, contract: Contract, rows: str) -> list[tuple[str, str, str, int]]:
    """Return (fields, delivery, other delivery, keys) for each two deliveries that state rows of the same key.

    rows: SQL of a relation with the snapshot's columns, over the parts of all deliveries.
    """
    found: list[tuple[str, str, str, int]] = []
    for key in keys(contract):
        listed = ", ".join(name(k) for k in key)
        there = " AND ".join(f"{name(k)} IS NOT NULL" for k in key) if len(key) == 1 else "TRUE"
        several = "GROUP BY ALL HAVING min(_delivery) <> max(_delivery)"
        db.execute(
            "CREATE OR REPLACE TEMP TABLE suspects AS SELECT h FROM"
            f" (SELECT hash({listed}) AS h, _delivery FROM {rows} WHERE {there})"
            " GROUP BY h HAVING min(_delivery) <> max(_delivery)"
        )
        if not db.execute("SELECT count(*) FROM suspects").fetchall()[0][0]:
            continue
        shared = (
            f"SELECT {listed}, min(_delivery) AS _one, max(_delivery) AS _other FROM {rows}"
            f" WHERE {there} AND hash({listed}) IN (SELECT h FROM suspects) {several}"
        )
        pairs = db.execute(f"SELECT _one, _other, count(*) FROM ({shared}) GROUP BY ALL ORDER BY ALL").fetchall()
        found.extend((", ".join(key), one, other, count) for one, other, count in pairs)
    return found


def _words(key: tuple[str, ...]) -> str:
    return ", ".join(key).replace("'", "''")
