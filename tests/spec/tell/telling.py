"""Small facts, cells and stories for the tests of `tell`: an invented region of three councils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kenspeckle.ground.terms import (
    ABSENCES,
    Absence,
    CellKey,
    DimensionFacts,
    Facts,
    MeasureFacts,
    OutcomeFacts,
    Period,
    ProtectedCell,
    Spot,
    TargetFacts,
)
from kenspeckle.ground.terms.figure import released
from kenspeckle.ground.workspace.definitions import StoryFile

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FILE = "stories/attendance.md"
YEARS = tuple(Period.parse(label) for label in ("2018/19", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25"))

ATTENDANCE = MeasureFacts(
    name="attendance_rate",
    title="Attendance rate",
    meaning="Share of possible half-day openings that children attended.",
    kind="rate",
    unit="percent",
    places=1,
    better="higher",
    noise="children",
    dimensions=("council", "school", "sex", "simd_quintile"),
    periods=YEARS,
    sources=("attendance",),
    ways=(("very_late", "very late counted as absent", "definition"),),
    notes=("Openings, not days, are counted.",),
)
EXCLUSIONS = replace(
    ATTENDANCE,
    name="exclusion_rate",
    title="Exclusion rate",
    meaning="Exclusions for every 1,000 pupils.",
    unit="per_1000",
    better="lower",
    sources=("exclusions",),
    ways=(),
    notes=(),
)
ROLL = replace(
    ATTENDANCE,
    name="roll",
    title="School roll",
    meaning="Children on the roll on census day.",
    kind="count",
    unit="children",
    places=0,
    better="",
    noise="complete",
    dimensions=("council",),
    sources=("census",),
    ways=(),
    notes=(),
)

FACTS = Facts(
    measures={m.name: m for m in (ATTENDANCE, EXCLUSIONS, ROLL)},
    dimensions={
        "council": DimensionFacts(
            "council",
            "Council",
            labels={"S01": "Argyll", "S02": "Borve", "S03": "Sgurr"},
            spellings={"Argyll and the Isles": "S01"},
            open=False,
            place=True,
            tiles={"S01": (0, 0), "S02": (1, 0), "S03": (1, 1)},
        ),
        "school": DimensionFacts("school", "School", labels={"9001": "Ardnish", "9002": "Brae"}, place=True),
        "sex": DimensionFacts("sex", "Sex", labels={"boys": "Boys", "girls": "Girls"}, open=False),
        "simd_quintile": DimensionFacts(
            "simd_quintile",
            "Deprivation fifth",
            labels={"1": "Most deprived fifth", "5": "Least deprived fifth"},
            open=False,
        ),
    },
    outcomes={
        "attending": OutcomeFacts(
            "attending",
            "Children are in school",
            "They come, and they stay.",
            goal="thriving",
            core=("attendance_rate",),
            contributing=("exclusion_rate",),
            targets=(TargetFacts("attendance_rate", at_least=Decimal(92), by="2024/25"),),
        )
    },
)


def story_file(text: str, name: str = "attendance") -> StoryFile:
    """A story as the workspace hands it over: front matter read, the body cut off."""
    lines = text.split("\n")
    closing = lines[1:].index("---") + 1 if lines[0] == "---" and "---" in lines[1:] else -1
    try:
        loaded = yaml.safe_load("\n".join(lines[1:closing])) if closing > 0 else {}
    except yaml.YAMLError:
        loaded = {}
    front: Mapping[str, Any] = loaded if isinstance(loaded, dict) else {}
    return StoryFile(
        name=name,
        path=Path(FILE),
        text=text,
        body="\n".join(lines[closing + 1 :]),
        body_line=closing + 2,
        front=front,
        front_spots={key: Spot(FILE, 1, 1) for key in front},
        digest="0" * 64,
    )


def cells(table: str) -> dict[CellKey, ProtectedCell | Absence]:
    """Protected cells from lines of `measure | period | group | numerator | denominator | children`.

    group: `sex=girls, council=S01` or nothing; `~way` after the measure names a way of counting; one of the
    absences' names in place of the numerator.
    """
    found: dict[CellKey, ProtectedCell | Absence] = {}
    for line in table.strip().splitlines():
        measure, period, group, *counts = (part.strip() for part in line.split("|"))
        name, _, way = measure.partition("~")
        pairs = tuple(sorted(tuple(pair.strip().split("=", 1)) for pair in group.split(",") if pair.strip()))
        key = CellKey(name, Period.parse(period) if period else None, pairs, way)  # type: ignore[arg-type]
        if counts[0] in ABSENCES:
            found[key] = ABSENCES[counts[0]]
        else:
            numbers = [int(count) if count else None for count in (*counts, "", "")[:3]]
            found[key] = released(numbers[0] or 0, numbers[1], numbers[2])
    return found
