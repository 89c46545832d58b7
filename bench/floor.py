"""The floor: the cells of the bench's story by a script written by hand for it alone.

It knows its five tables beforehand, so it plans, checks and loads nothing: two statements read 5,000,040 rows and
make the cells. `release` then does with them what a release does, with the same protection, attack and seal; what
kenspeckle costs above this script is what its generality costs.

    python bench/floor.py ROWS.parquet STORY.md OUT.ken.zip
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from kenspeckle.ground.terms import (
    Calendar,
    Cell,
    CellKey,
    Cube,
    DimensionFacts,
    Facts,
    MeasureFacts,
    Period,
    PeriodKind,
)
from kenspeckle.ground.terms.plain import plain
from kenspeckle.ground.workspace.one_story import story_from_text
from kenspeckle.outside.attack import attack
from kenspeckle.outside.tell import read, tell
from kenspeckle.outside.verify import Contents, LogProof, SigningKey, SourceNote, close, sign_contents
from kenspeckle.protect import LedgerCopy, Population, Rules, protect, seal_forms

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


# What the workspace says of the one measure, written out: there is no definition to load here.
PERIODS = (
    *(f"2024-{month:02d}" for month in range(8, 13)),
    *(f"2025-{month:02d}" for month in range(1, 7)),
    *("2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2024", "2025", "2024/25"),
)
FACTS = Facts(
    measures={
        MEASURE: MeasureFacts(
            name=MEASURE,
            title="Attendance rate",
            meaning="Share of possible half-day openings that children attended.",
            kind="rate",
            unit="percent",
            places=1,
            better="higher",
            noise="children",
            dimensions=("council", "school", "simd_quintile"),
            periods=tuple(Period.parse(label) for label in PERIODS),
            sources=("openings",),
        )
    },
    dimensions={
        name: DimensionFacts(name, name.replace("_", " ").capitalize())
        for name in ("council", "school", "simd_quintile")
    },
    calendar=Calendar((8, 1)),
)
NOW = datetime(2025, 7, 1, tzinfo=UTC)


def release(cube: Cube, story: Path, target: Path) -> SigningKey:
    """Protect and attack the cells of `cube`, tell `story` with them, seal the bundle `target`; return its key."""
    told = story_from_text("region", story.read_text("utf-8"), story.name)
    rules, ledger = Rules(10), LedgerCopy()
    protection = protect(
        [cube],
        rules,
        ledger,
        populations={(MEASURE, ""): Population("openings")},
        dimensions=FACTS.dimensions,
        calendar=FACTS.calendar,
    )
    report = attack(protection.cells, FACTS.dimensions, rules.minimum_children)
    if not report.clean:
        raise SystemExit(report.in_words())
    page = tell(read(told, FACTS), protection.cells, FACTS)
    key = SigningKey(os.urandom(32), "Nobody")
    contents = Contents(
        name=told.name,
        title=page.plain_title,
        story=told.text,
        page=page,
        cells=protection.cells,
        facts=FACTS,
        clock=NOW,
        plan=f"{ATOMS}{CELLS}".encode(),
        rule=protection.rule,
        sources=(SourceNote("openings", "Openings (invented)", "", "CC0-1.0", "", "", "by-hand", (), "", ""),),
        publisher="Nobody",
        licence="",
        versions={"kenspeckle": "floor"},
        attack=plain(report),
    )
    signed = sign_contents(contents, [key])
    ledger.append([seal_forms("floor", protection.rule, "public", protection.cells, []), signed.entry], NOW)
    *_, last = ledger.entries()
    target.write_bytes(close(signed, LogProof(last.index, last.previous, last.hash)))
    return key


def main() -> None:
    rows, story, target = sys.argv[1:]
    cube = scan(rows)
    release(cube, Path(story), Path(target))
    sys.stdout.write(f"{len(cube.cells)} cells\n")


if __name__ == "__main__":
    main()
