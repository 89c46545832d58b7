"""Small workspaces that really run: the start that `ken new` writes, and one of invented children."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kenspeckle.ground.workspace import load, new
from kenspeckle.outside.verify import SigningKey
from kenspeckle.portal.rendering import renderer
from kenspeckle.records import open_records
from kenspeckle.work.build import build as build_corridor
from kenspeckle.work.build import marks_of
from kenspeckle.work.release import Released
from kenspeckle.work.release import release as release_corridor
from kenspeckle.work.results import Built
from kenspeckle.work.setting import Setting

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
ANNA = SigningKey(b"a" * 32, "Anna")
BERT = SigningKey(b"b" * 32, "Bert")
CARA = SigningKey(b"c" * 32, "Cara")


def start(root: Path, settings: str = "") -> Path:
    """Write the small start; `settings` is added to its ken.yaml."""
    new(root, "A start")
    if settings:
        ken = root / "ken.yaml"
        ken.write_text(ken.read_text() + settings)
    return root


def setting(root: Path, now: datetime = NOW) -> Setting:
    workspace = load(root)
    return Setting(workspace, open_records(workspace.settings.state), now, person="tester")


def build(root: Path, names: Sequence[str] = (), *, now: datetime = NOW, fix: bool = False) -> Built:
    before = marks_of(root)
    run = setting(root, now)
    render = renderer(run.state / "preview.json")
    return build_corridor(run, render, names, fix_drafts=fix, before=before)


def release(
    root: Path,
    keys: Sequence[SigningKey] = (ANNA,),
    names: Sequence[str] = (),
    *,
    now: datetime = NOW,
    holding: bool = False,
) -> Released:
    run = setting(root, now)
    return release_corridor(run, renderer(run.state / "site.json"), keys, names, only_holding=holding)


def page(root: Path, story: str, of: str = "site") -> str:
    """Return the saved page of a story."""
    return (root / "out" / of / "stories" / story / "index.html").read_text("utf-8")


CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: rolls
name: Rolls (invented)
version: 1.0.0
status: active
description: {purpose: Who came late, limitations: All children are invented.}
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
        logicalTypeOptions: {pattern: "[A-Z][a-z]+"}
        customProperties:
          - {property: ken, value: {codes: {Northside: Northside, Eastfield: Eastfield, Westbrook: Westbrook}}}
      - name: late
        logicalType: integer
        description: How often the child came late.
        required: true
customProperties:
  - property: ken
    value:
      provider: Nobody
      noise: children
      cadence: {every: once}
      deliveries: [{path: deliveries/rolls.csv, format: csv}]
"""
MEASURE = """\
lates:
  title: Times late
  meaning: How often children came late, on average.
  from: rolls
  mean: {of: sum(late), over: count()}
  counting: pupil
  when: year
  by: [school]
  unit: times
  places: 1
  better: lower
"""
STORY = """\
---
title: Who comes late
question: How often do children come late?
kind: story
---
Children came late [2.0]{lates in 2024/25} times on average.

```chart
kind: bar
measure: lates
by: school
in: 2024/25
```
"""


def children(root: Path, schools: dict[str, int], settings: str = "") -> Path:
    """Write a workspace of invented children: so many of them in each school, each of whom came late twice."""
    for folder in ("sources", "measures", "stories", "deliveries"):
        (root / folder).mkdir(parents=True)
    (root / "ken.yaml").write_text(
        "name: Lates\nabout: Invented children.\npublisher: Nobody\ninvented: true\n"
        "calendar: {year_starts: 08-01}\nprotect: {minimum_children: 10}\n" + settings
    )
    (root / "sources" / "rolls.yaml").write_text(CONTRACT)
    (root / "measures" / "lates.yaml").write_text(MEASURE)
    (root / "stories" / "lates.md").write_text(STORY)
    deliver(root, schools)
    return root


def deliver(root: Path, schools: dict[str, int], late: int = 2) -> None:
    """Replace the delivery of the children's workspace."""
    lines = ["year,pupil,school,late", *_rows(schools, late)]
    (root / "deliveries" / "rolls.csv").write_text("\n".join(lines) + "\n")


def _rows(schools: dict[str, int], late: int) -> Iterable[str]:
    for school, n in schools.items():
        for i in range(n):
            yield f"2024/25,CHILD-{school[0]}{i:03},{school},{late}"
