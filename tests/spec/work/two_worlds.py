"""Two workspaces of invented children that differ in nothing but what is hidden.

In each, two schools of the south are hidden: the small one by itself, the other because it would give the small one
away. The second world is the first with some children moved from one hidden school to the other, and what they did
with them. Every total is the same, so whoever looks from outside must see the same to the last byte.
"""

from __future__ import annotations

import random
from pathlib import Path

YEARS = ("2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
ROLLS = {"Northside": 84, "Highfield": 72, "Eastfield": 48, "Westbrook": 6}
"""Children of each school in each year: the last two are in the south."""
HIDDEN = ("Eastfield", "Westbrook")

KEN = """\
name: Two worlds
about: Invented children.
publisher: Nobody
invented: true
calendar: {year_starts: 08-01}
protect: {minimum_children: 10}
"""

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: rolls
name: Rolls (invented)
version: 1.0.0
status: active
description: {purpose: Who was away, limitations: All children are invented.}
team: {name: Nobody}
schema:
  - name: rolls
    description: One row for each child and school year.
    properties:
      - name: year
        logicalType: string
        description: School year.
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        customProperties: [{property: ken, value: {period: split-year}}]
      - name: pupil
        logicalType: string
        description: The child.
        required: true
        primaryKey: true
        primaryKeyPosition: 2
        customProperties: [{property: ken, value: {identifying: true}}]
      - name: school
        logicalType: string
        description: The child's school.
        required: true
        customProperties: [{property: ken, value: {place: school}}]
      - name: sex
        logicalType: string
        description: Girl or boy.
        required: true
        customProperties: [{property: ken, value: {codes: {g: girls, b: boys}}}]
      - name: away
        logicalType: integer
        description: Days away.
        quality:
          - {metric: nullValues, mustBeLessThan: 9, unit: percent, severity: warning}
      - name: open
        logicalType: integer
        description: Days that school was open.
        required: true
      - name: often
        logicalType: integer
        description: Whether the child was often away.
        required: true
customProperties:
  - property: ken
    value:
      provider: Nobody
      noise: children
      cadence: {every: once}
      deliveries: [{path: deliveries/rolls.csv, format: csv}]
"""

MEASURES = """\
absence:
  title: Absence
  meaning: Days away of all days that school was open.
  from: rolls
  rate: {of: sum(away), out_of: sum(open)}
  over_known: true
  counting: pupil
  when: year
  by: [school, area, sex]
  unit: percent
  places: 1
  better: lower
  ways:
    girls: {title: girls alone, axis: cohort, where: sex = 'girls'}
often:
  title: Often away
  meaning: Children who are often away.
  from: rolls
  rate: {of: sum(often), out_of: count()}
  counting: pupil
  when: year
  by: [school, area, sex]
  unit: percent
  places: 1
  better: lower
roll:
  title: Roll
  meaning: How many children there are.
  from: rolls
  count: children
  counting: pupil
  when: year
  by: [school, area, sex]
  unit: children
  places: 0
"""

PLACES = """\
area:
  title: Area
  values: {North: The north, South: The south}
  tiles: {North: [0, 0], South: [0, 1]}
  pages: true
school:
  title: School
  from: schools
  code: school
  name: school
  within: {area: area}
  tiles: {Northside: [0, 0], Highfield: [1, 0], Eastfield: [0, 1], Westbrook: [1, 1]}
  pages: true
"""

SCHOOLS = """\
apiVersion: v3.1.0
kind: DataContract
id: schools
name: Where schools stand (invented)
version: 1.0.0
description: {purpose: The area of each school.}
schema:
  - name: schools
    properties:
      - name: school
        logicalType: string
        description: Name of the school.
        required: true
        primaryKey: true
        primaryKeyPosition: 1
        customProperties: [{property: ken, value: {place: school}}]
      - name: area
        logicalType: string
        description: Area that the school stands in.
        required: true
        customProperties: [{property: ken, value: {place: area}}]
customProperties:
  - property: ken
    value:
      provider: Nobody
      public: true
      licence: CC0-1.0
      attribution: Invented.
      cadence: {every: once}
      noise: complete
      deliveries: [{path: deliveries/schools.csv, format: csv}]
"""

GOALS = """\
goals:
  here:
    title: Children are at school
    meaning: They come.
    outcomes:
      present:
        title: Fewer days away
        meaning: Fewer days are missed.
        core: [absence]
        targets: [{measure: absence, at_most: 8, by: 2026/27}]
"""

SHOWN = """\
---
title: Who is away, and where
question: How often are children away?
kind: story
serves: present
---
Children were away []{absence in 2024/25} of the time.

```table
measure: absence
by: school
in: 2024/25
```

```chart
kind: line
measures: [absence, often]
```

```table
measure: absence
by: area
from: 2020/21
to: 2024/25
```

```chart
kind: bar
measures: [absence, often]
by: school
sort: name
in: 2024/25
```

```chart
kind: dot
measure: absence
by: school
from: 2023/24
to: 2024/25
```

```chart
kind: multiples
measure: absence
by: school
```

```chart
kind: line
measure: absence
compare: [school = Westbrook, school = Northside]
```

```map
measure: often
by: school
kind: tiles
in: 2024/25
```

```cards
outcomes: [present]
where: school = Westbrook
in: 2024/25
```

```method
measures: [absence, roll]
```
"""

TOLD = """\
---
title: What may not be said
kind: story
---
At Westbrook [9.9%]{absence where school = Westbrook in 2024/25} were away,
[more than at Northside]{absence where school = Westbrook against school = Northside in 2024/25},
and it [rose]{absence where school = Westbrook from 2023/24 to 2024/25};
[6]{roll where school = Westbrook in 2024/25} children go there, [4% of all]{share of roll where school = Westbrook
in 2024/25}. [At least a third]{often where school = Westbrook in 2024/25} are often away.
"""


def world(root: Path, moved: int = 0, shuffled: int = 0, *, new_each_year: bool = False, turned: bool = False) -> Path:
    """Write one world: with `moved` children of Eastfield at Westbrook instead, in every year.

    shuffled: a seed by which the children of the south exchange what they did; 0 leaves them as they are.
    new_each_year: other children come each year, so that Westbrook has enough of them in two years together. turned:
    in its last two years Westbrook's children did what in truth they did in the other year, and some of Eastfield's
    the reverse: each year's total stays as it is, and so do the two years together of each school.
    """
    files = {
        "ken.yaml": KEN,
        "sources/rolls.yaml": CONTRACT,
        "sources/schools.yaml": SCHOOLS,
        "measures/measures.yaml": MEASURES,
        "places/places.yaml": PLACES,
        "goals.yaml": GOALS,
        "stories/shown.md": SHOWN,
        "stories/told.md": TOLD,
        "deliveries/schools.csv": "school,area\nNorthside,North\nHighfield,North\nEastfield,South\nWestbrook,South\n",
        "deliveries/rolls.csv": "\n".join(_rows(moved, shuffled, new_each_year, turned)) + "\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def _rows(moved: int, shuffled: int, new_each_year: bool, turned: bool) -> list[str]:
    chance = random.Random(7)
    lines = ["year,pupil,school,sex,away,open,often"]
    last_two: dict[str, list[tuple[object, ...]]] = {year: [] for year in YEARS[-2:]}
    for year in YEARS:
        did = {}
        for school, n in ROLLS.items():
            for i in range(n):
                days = chance.randint(0, 60)
                did[school, i] = "g" if i % 2 else "b", "" if i == 3 else str(days), 190, int(days > 40)
        south = [child for child in did if child[0] in HIDDEN]
        if shuffled:
            others = list(south)
            random.Random(f"{shuffled} {year}").shuffle(others)
            did |= {one: did[other] for one, other in zip(south, others, strict=True)}
        for (school, i), (sex, away, days_open, often) in did.items():
            at = "Westbrook" if school == "Eastfield" and i < moved else school
            pupil = f"CHILD-{school[:2]}{i:03}{year[2:4] if new_each_year else ''}"
            if new_each_year and school in HIDDEN and year in last_two and i < ROLLS["Westbrook"]:
                last_two[year].append((pupil, at, i))
            else:
                lines.append(f"{year},{pupil},{at},{sex},{away},{days_open},{often}")
    for year, children in last_two.items():
        for pupil, at, i in children:
            # One school has what belongs to this year and the other what belongs to the other, or the reverse.
            late = ((year == YEARS[-1]) == (at == "Westbrook")) != turned
            days = 7 * int(i) + (30 if late else 3)
            lines.append(f"{year},{pupil},{at},{'g' if int(i) % 2 else 'b'},{days},190,{int(days > 40)}")
    return lines
