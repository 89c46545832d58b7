"""Half-day openings as Parquet: a row for a pupil and a day, written by one thread so that its bytes stay the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..table import Array

if TYPE_CHECKING:
    import duckdb

_ROW_GROUP = 122_880
NOTICE = "Invented data about nobody: no real child, school or place"


def write_openings(
    path: Path, pupils: Mapping[str, Array], days: Mapping[str, Array], am: Array, pm: Array, codes: Sequence[str]
) -> int:
    """Write one row for each pupil and day that has a code; return how many.

    pupils: `scn` and `seed_code`, a value for each pupil, who come in this order. days: `day` and `weekday`. am, pm:
    one row a pupil and one column a day, numbers into `codes`; 0 in both means that the pupil was not on the roll.
    """
    import duckdb

    pupil, day = np.nonzero((am > 0) | (pm > 0))
    rows = {
        "pupil": pupil.astype("int32") + 1,
        "number": day.astype("int16") + 1,
        "a": am[pupil, day].astype("int16") + 1,
        "p": pm[pupil, day].astype("int16") + 1,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": "1", "autoinstall_known_extensions": "false"}) as db:
        # Where Python is typed at, it would draw a bar into the answer.
        db.execute("SET enable_progress_bar = false")
        db.register("r", rows)
        _texts(db, "pupils", pupils)
        _texts(db, "days", {"day": days["day"].astype(str), "weekday": days["weekday"]})
        _texts(db, "words", {"word": np.asarray(codes)})
        place = str(path).replace("'", "''")  # every other name in the statement is written here
        db.execute(
            "COPY (SELECT scn, CAST(day AS DATE) AS day, weekday, seed_code, a.word AS am, p.word AS pm FROM r"  # noqa: S608
            " JOIN pupils ON pupils.n = r.pupil JOIN days ON days.n = r.number"
            " JOIN words a ON a.n = r.a JOIN words p ON p.n = r.p ORDER BY r.pupil, r.number)"
            f" TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, PARQUET_VERSION v1,"
            f" KV_METADATA {{notice: '{NOTICE}'}})"
        )
    return len(pupil)


def _texts(db: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Array]) -> None:
    """Make a table of columns of text, with `n` counting its rows from 1.

    Each column goes in as one text and is cut apart inside: for each object that the engine is handed in an array it
    looks for a library that is not there, which takes longer than all the rest.
    """
    listed = ", ".join(f"unnest(string_split(${column}, chr(10))) AS {column}" for column in columns)
    joined = {column: "\n".join(values.tolist()) for column, values in columns.items()}
    db.execute(f"CREATE TEMP TABLE {name} AS SELECT row_number() OVER () AS n, * FROM (SELECT {listed})", joined)  # noqa: S608
