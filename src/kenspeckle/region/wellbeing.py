"""Answers to the wellbeing survey: eight words of SHANARRI, and a score of difficulties."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.chance import Chance
from kenspeckle.region.maths import logistic
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import S1, SP, STAGES
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table

INDICATORS = ("safe", "healthy", "achieving", "nurtured", "active", "respected", "responsible", "included")
# How strongly needs in health, housing, family and learning, and being a girl in secondary, pull at each.
_PULLS = (
    (0.05, 0.20, 0.35, 0.05, 0.10), (0.45, 0.10, 0.10, 0.00, 0.25), (0.10, 0.05, 0.15, 0.50, 0.05),
    (0.00, 0.20, 0.50, 0.05, 0.05), (0.40, 0.05, 0.05, 0.00, 0.35), (0.05, 0.10, 0.30, 0.15, 0.20),
    (0.05, 0.05, 0.25, 0.25, -0.05), (0.15, 0.10, 0.20, 0.20, 0.25),
)  # fmt: skip
_EDGES = (-1.9, -1.2, -0.45, 0.75)


def make_wellbeing(chance: Chance, births: Births, needs: Needs, pupils: YearOfPupils) -> Table:
    """One spring's answers."""
    at, child, year = pupils.child_at, births.child[pupils.child_at], pupils.year
    asked = (pupils.stage >= 4) & (pupils.stage < SP) & pupils.on_roll
    # Those with more needs answer less often, as everywhere.
    answers = chance.happens(
        logistic(0.95 - 0.28 * needs.family[at] - 0.15 * needs.learning[at]), "wellbeing/answers", child, year
    )
    rows = np.flatnonzero(asked & answers)
    at, child, secondary = at[rows], child[rows], pupils.stage[rows] >= S1
    girl = (births.sex[at] == 0) & secondary
    mood = chance.normal("wellbeing/mood", child) * 0.35 + chance.normal("wellbeing/day", child, year) * 0.3
    columns = {}
    for n, (name, pull) in enumerate(zip(INDICATORS, _PULLS)):
        health, housing, family, learning, girls = pull
        felt = (
            mood - health * needs.health[at] - housing * needs.housing[at] - family * needs.family[at]
            - learning * needs.learning[at] - girls * girl - 0.25 * secondary
            + 0.62 * chance.normal(f"wellbeing/{name}", child, year)
        )  # fmt: skip
        score = 1 + np.searchsorted(np.array(_EDGES), felt)
        columns[name] = np.where(chance.happens(0.02, "wellbeing/skips", child, year * 8 + n), 0, score)
    trouble = (
        10.2 + 2.6 * needs.health[at] + 2.4 * needs.family[at] + 2.0 * needs.learning[at] - 2.2 * mood + 1.6 * girl
        + 3.2 * chance.normal("wellbeing/difficulties", child, year)
    )  # fmt: skip
    skipped = chance.happens(0.05, "wellbeing/no score", child, year)
    return table(
        "wellbeing",
        {
            "answer": child * 8 + year - 2022, "child": child, "year": np.full(len(rows), year),
            "school": pupils.school[rows], "stage": pupils.stage[rows],
            "difficulties": np.where(skipped, -1, np.clip(np.rint(trouble), 0, 40)), **columns,
        },
        {"stage": STAGES},
    )  # fmt: skip
