"""Make the invented region that speed is measured on: 5,000,040 half-day openings of 13,158 children.

300 schools in 32 councils, 190 school days, two openings a day, five quintiles of deprivation; nothing in it is
about anybody. The same rows come out each time, as Parquet and as CSV, in a workspace with one story, and in a
second one with twenty.

    python bench/make_rows.py DIR [--pupils 13158]      makes DIR/one and DIR/twenty, sharing their rows
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import duckdb

SCHOOLS, COUNCILS, DAYS = 300, 32, 190

ROWS = """
WITH days AS (
    SELECT day, row_number() OVER (ORDER BY day) AS n
    FROM (SELECT CAST(unnest(generate_series(DATE '2024-08-14', DATE '2025-06-27', INTERVAL 1 DAY)) AS DATE) AS day)
    -- no school at weekends, in October, at Christmas and at Easter
    WHERE isodow(day) < 6 AND NOT (day BETWEEN DATE '2024-10-14' AND DATE '2024-10-18')
        AND NOT (day BETWEEN DATE '2024-12-23' AND DATE '2025-01-03')
        AND NOT (day BETWEEN DATE '2025-04-07' AND DATE '2025-04-18')
    QUALIFY n <= {days}
),
pupils AS (
    SELECT i, (i * 7919) % {schools} AS school, 1 + (i * 104729 + i // 300) % 5 AS quintile FROM range({pupils}) AS t(i)
),
openings(opening, half) AS (VALUES ('am', 0), ('pm', 1)),
-- a generator of our own, so that another version of the engine makes the same rows
drawn AS (
    SELECT *, ((i * 1103515245 + n * 12345 + half * 6700417 + (i * n) * 2654435) % 2147483647) % 1000 AS chance
    FROM days, openings, pupils
)
SELECT
    'P' || lpad(CAST(i AS VARCHAR), 7, '0') AS pupil,
    'SC' || lpad(CAST(school AS VARCHAR), 4, '0') AS school,
    'S12' || lpad(CAST(school % {councils} AS VARCHAR), 6, '0') AS council,
    CAST(quintile AS BIGINT) AS simd_quintile,
    day AS date,
    opening,
    CAST(1 AS BIGINT) AS possible,
    CAST(chance < 850 + 18 * quintile - (n // 30) AS BIGINT) AS present
FROM drawn
ORDER BY day, opening, i
"""

KEN = """name: The region of the bench
publisher: Nobody
about: Invented openings, for measuring how fast pages are made.
invented: true
languages: [en]
calendar: {year_starts: 08-01}
protect: {minimum_children: 10}
"""


def _field(name: str, kind: str, meaning: str, extra: str = "", ken: str = "") -> str:
    text = f"""      - name: {name}
        logicalType: {kind}
        description: {meaning}
        required: true
"""
    text += f"        {extra}\n" if extra else ""
    return text + (f"        customProperties: [{{property: ken, value: {{{ken}}}}}]\n" if ken else "")


CONTRACT = (
    """apiVersion: v3.1.0
kind: DataContract
id: openings
name: Openings (invented)
version: 1.0.0
status: active
description:
  purpose: Each half-day opening of each child, and whether the child was there.
  limitations: All of it is invented.
team: {name: Nobody}
schema:
  - name: openings
    description: One row for each child and half-day opening.
    properties:
"""
    + _field("pupil", "string", "The child.", ken="identifying: true")
    + _field("school", "string", "Code of the school.")
    + _field("council", "string", "Code of the council.")
    + _field("simd_quintile", "integer", "1 is the most deprived fifth of areas.")
    + _field("date", "date", "The day.")
    + _field("opening", "string", "Morning (am) or afternoon (pm).")
    + _field("possible", "integer", "1 when the school was open to the child.")
    + _field("present", "integer", "1 when the child was there.")
    + """customProperties:
  - property: ken
    value:
      provider: An invented council
      public: false
      licence: CC0-1.0
      attribution: Invented for the bench.
      noise: children
      cadence: {every: once}
      deliveries:
        - {path: deliveries/openings.parquet, format: parquet}
"""
)

MEASURES = """attendance_rate:
  title: Attendance rate
  meaning: Share of possible half-day openings that children attended.
  from: openings
  rate: {of: sum(present), out_of: sum(possible)}
  counting: pupil
  when: date
  by: [council, school, simd_quintile]
  unit: percent
  better: higher
"""

FRONT = """---
title: {title}
question: {title}
kind: story
for: [elected members]
summary: Made for measuring speed.
---
"""

STORY = (
    FRONT.format(title="Attendance in the invented region")
    + """Over the year the rate was []{attendance_rate in 2024/25}. In the most deprived fifth of areas it was
[]{attendance_rate where simd_quintile = 1 in 2024/25}.

```chart
kind: bar
title: Councils
measure: attendance_rate
by: council
```

```chart
kind: line
title: Fifths of deprivation, month by month
measure: attendance_rate
by: simd_quintile
over: month
```

```table
title: Schools
measure: attendance_rate
by: school
```
"""
)


def _another(council: int) -> str:
    code = f"S12{council:06d}"
    return (
        FRONT.format(title=f"Attendance in invented council {chr(ord('A') + council - 1)}")
        + f"""Over the year the rate in this council was []{{attendance_rate where council = {code} in 2024/25}}, and in
the most deprived fifth of areas []{{attendance_rate where council = {code} and simd_quintile = 1 in 2024/25}}.

```chart
kind: line
title: Month by month
measure: attendance_rate
where: council = {code}
over: month
```
"""
    )


def make(target: Path, pupils: int) -> None:
    """Write both workspaces below `target`; the rows are written once and linked."""
    deliveries = target / "one" / "deliveries"
    deliveries.mkdir(parents=True, exist_ok=True)
    rows = ROWS.format(pupils=pupils, schools=SCHOOLS, councils=COUNCILS, days=DAYS)
    parquet, csv = deliveries / "openings.parquet", target / "openings.csv"
    with duckdb.connect() as engine:
        engine.execute(f"COPY ({rows}) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)")
        engine.execute(f"COPY (SELECT * FROM '{parquet}') TO '{csv}' (HEADER)")
    for name, stories in (("one", 1), ("twenty", 20)):
        root = target / name
        files = {"ken.yaml": KEN, "sources/openings.yaml": CONTRACT, "measures/attendance.yaml": MEASURES}
        files["stories/region.md"] = STORY
        files |= {f"stories/council-{n:02d}.md": _another(n) for n in range(1, stories)}
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        link = root / "deliveries" / parquet.name
        if not link.exists():
            link.parent.mkdir(exist_ok=True)
            os.link(parquet, link)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the invented region that speed is measured on.")
    parser.add_argument("target", type=Path)
    parser.add_argument("--pupils", type=int, default=13158)
    arguments = parser.parse_args()
    make(arguments.target, arguments.pupils)


if __name__ == "__main__":
    main()
