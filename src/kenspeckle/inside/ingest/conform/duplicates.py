"""Rows that share a key.

Of two rows that disagree neither can be trusted, so both go; of equal ones the first stays.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from kenspeckle.ground.workspace.definitions import Contract

from .quoting import name, texts

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
        near = _overlapping(db, key, rows)
        if not near:
            continue
        there += f" AND _delivery IN {texts(near)}"
        # No delivery states a key twice, so one that is there twice is there in two of them.
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE suspects AS SELECT h FROM (SELECT hash({listed}) AS h FROM {rows}"
            f" WHERE {there}) GROUP BY h HAVING count(*) > 1"
        )
        if not db.execute("SELECT count(*) FROM suspects").fetchall()[0][0]:
            continue
        shared = (
            f"SELECT {listed}, min(_delivery) AS _one, max(_delivery) AS _other FROM {rows}"
            f" WHERE {there} AND hash({listed}) IN (SELECT h FROM suspects)"
            " GROUP BY ALL HAVING min(_delivery) <> max(_delivery)"
        )
        pairs = db.execute(f"SELECT _one, _other, count(*) FROM ({shared}) GROUP BY ALL ORDER BY ALL").fetchall()
        found.extend((", ".join(key), one, other, count) for one, other, count in pairs)
    return found


def _overlapping(db: duckdb.DuckDBPyConnection, key: tuple[str, ...], rows: str) -> list[str]:
    """Return the deliveries that could share a key with another one.

    Years of one feed have dates that lie apart. That is seen from the least and the greatest value of each field,
    and a comparison of every row with all others is spared.
    """
    known = " AND ".join(f"count({name(k)}) = count(*)" for k in key)
    order = ", ".join(f"min({n}), max({n})" for n in map(name, key))
    spans = db.execute(f"SELECT _delivery, {known}, {order} FROM {rows} GROUP BY _delivery ORDER BY ALL").fetchall()
    near = {
        label
        for one, other in combinations(spans, 2)
        if not (one[1] and other[1] and _apart(one[2:], other[2:]))
        for label in (one[0], other[0])
    }
    return sorted(near)


def _apart(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether in some field the greatest value of one is less than the least value of the other."""
    return any(one[n + 1] < other[n] or other[n + 1] < one[n] for n in range(0, len(one), 2))


def _words(key: tuple[str, ...]) -> str:
    return ", ".join(key).replace("'", "''")
