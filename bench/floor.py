"""The floor: the cells of the bench's story by a script written by hand for it alone.

It knows its five tables beforehand, so it plans, checks and loads nothing: two statements read 5,000,040 rows and
make the cells. `release` then does with them what a release does, with the same protection, attack and seal; what
kenspeckle costs above this script is what its generality costs.

    python bench/floor.py ROWS.parquet OUT.ken.zip
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import duckdb

from kenspeckle.ground.terms import Cell, CellKey, Cube, Period, PeriodKind

MEASURE = "attendance_rate"

ATOMS = """
CREATE TEMP TABLE atoms AS
SELECT pupil, school, council, simd_quintile, year(date) * 12 + month(date) - 1 AS month,
    sum(present) AS present, sum(possible) AS possible, count(*) AS openings
FROM read_parquet(?)
GROUP BY ALL
"""

CELLS = """
WITH years AS MATERIALIZED (
    SELECT pupil, school, council, simd_quintile, (month - 7) // 12 AS year,
        sum(present) AS present, sum(possible) AS possible, sum(openings) AS openings
    FROM atoms GROUP BY ALL
),
children AS (
    SELECT 'all' AS dimension, year AS tick, '' AS value, pupil,
        sum(present) AS present, sum(possible) AS possible, sum(openings) AS openings
    FROM years GROUP BY ALL
    UNION ALL
    SELECT 'council', year, council, pupil, sum(present), sum(possible), sum(openings) FROM years GROUP BY ALL
    UNION ALL
    SELECT 'school', year, school, pupil, sum(present), sum(possible), sum(openings) FROM years GROUP BY ALL
    UNION ALL
    SELECT 'simd_quintile', year, CAST(simd_quintile AS VARCHAR), pupil,
        sum(present), sum(possible), sum(openings)
    FROM years WHERE simd_quintile = 1 GROUP BY ALL
    UNION ALL
    SELECT 'month', month, CAST(simd_quintile AS VARCHAR), pupil, sum(present), sum(possible), sum(openings)
    FROM atoms GROUP BY ALL
)
SELECT dimension, tick, value, sum(present), sum(possible), count(*), sum(present * present), sum(openings)
FROM children GROUP BY ALL ORDER BY ALL
"""


def scan(rows: str) -> Cube:
    """Return the cells of the bench's story, from the Parquet file `rows`."""
    with duckdb.connect() as engine:
        engine.execute(ATOMS, [rows])
        found = engine.execute(CELLS).fetchall()
    return Cube(MEASURE, ("council", "school", "simd_quintile"), dict(_cells(found)), False, ("openings",))


def _cells(found: Iterable[tuple[str, int, str, int, int, int, int, int]]) -> Iterable[tuple[CellKey, Cell]]:
    for by, at, value, present, possible, children, squares, openings in found:
        if by == "month":
            period = Period(PeriodKind.MONTH, f"{at // 12:04d}-{at % 12 + 1:02d}")
        else:
            period = Period(PeriodKind.SPLIT_YEAR, f"{at:04d}/{(at + 1) % 100:02d}")
        dimension = "simd_quintile" if by == "month" else by
        group = ((dimension, value),) if value else ()
        yield CellKey(MEASURE, period, group), Cell(present, possible, children, squares, openings)


# ==============================================================================================================
# To be finished beside `work`: the very calls of `ken build` and `ken release`, on the cube of `scan`.
# ==============================================================================================================
def release(cube: Cube, target: Path) -> None:
    """Protect, attack and seal the cells of `cube`; write the bundle to `target`."""


def main() -> None:
    cube = scan(sys.argv[1])
    if len(sys.argv) > 2:
        release(cube, Path(sys.argv[2]))
    sys.stdout.write(f"{len(cube.cells)} cells\n")


if __name__ == "__main__":
    main()
