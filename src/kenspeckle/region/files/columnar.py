"""Half-day openings as Parquet: a row for a pupil and a day, written by one thread so that its bytes stay the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ..table import Array

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
        "pupil": pupil.astype("int32"),
        "number": day.astype("int16"),
        "a": am[pupil, day].astype("uint8"),
        "p": pm[pupil, day].astype("uint8"),
    }
    dates = {"number": np.arange(len(days["day"]), dtype="int16"), "weekday": days["weekday"]}
    dates["day"] = days["day"].astype("datetime64[us]")
    words = {"code": np.arange(len(codes), dtype="uint8"), "word": np.array(codes, dtype=object)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": "1", "autoinstall_known_extensions": "false"}) as db:
        db.register("r", rows)
        db.register("u", {"pupil": np.arange(am.shape[0], dtype="int32"), **pupils})
        db.register("d", dates)
        db.register("w", words)
        db.execute("CREATE TEMP TABLE pupils AS SELECT * FROM u")
        db.execute("CREATE TEMP TABLE days AS SELECT number, CAST(day AS DATE) AS day, weekday FROM d")
        db.execute("CREATE TEMP TABLE words AS SELECT * FROM w")
        place = str(path).replace("'", "''")
        db.execute(
            "COPY (SELECT scn, days.day, weekday, seed_code, a.word AS am, p.word AS pm FROM r"
            " JOIN pupils USING (pupil) JOIN days USING (number)"
            " JOIN words a ON a.code = r.a JOIN words p ON p.code = r.p ORDER BY r.pupil, r.number)"
            f" TO '{place}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, PARQUET_VERSION v1,"
            f" KV_METADATA {{notice: '{NOTICE}'}})"
        )
    return len(pupil)
