"""Pupil Equity Funding: what each school was allocated for its children with free meals, and what it spent it on."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.chance import Chance
from kenspeckle.region.schema import table
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table

USES = (
    "support staff",
    "literacy",
    "numeracy",
    "attendance and family link",
    "wellbeing",
    "breakfast and food",
    "trips and clubs",
    "devices",
)
_WEIGHTS = (34, 12, 9, 14, 12, 7, 6, 6)
_POUNDS = 1_225
_FUNDED_TO = 10  # P1 to S3
_PROGRAMME_USES = {0: 3, 1: 3, 2: 1, 3: 4}


def make_spend(chance: Chance, pupils: YearOfPupils, participations: Table) -> Table:
    """The lines of one year; `participations` says which schools run a programme."""
    funded = pupils.free_meals & (pupils.stage < _FUNDED_TO) & pupils.on_roll
    counts = np.bincount(pupils.school[funded])
    schools = np.flatnonzero(counts)
    allocated = counts[schools] * _POUNDS
    lines = 2 + chance.whole(0, 3, "money/lines", schools, pupils.year)
    row = np.repeat(np.arange(len(schools)), lines)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(lines) - lines, lines)
    use = chance.pick(_WEIGHTS, "money/use", schools[row], pupils.year * 8 + nth)
    weight = 0.3 + chance.unit("money/weight", schools[row], pupils.year * 8 + nth)
    share = weight / np.bincount(row, weights=weight)[row]
    spent = (0.82 + 0.18 * chance.unit("money/spent", schools, pupils.year))[row]
    pounds = (allocated[row] * spent * share / 50.0).astype("int64") * 50
    programme = np.full(len(row), -1)
    for number, bought in _PROGRAMME_USES.items():
        runs = np.unique(participations["school"][participations["programme"] == number])
        first = (use == bought) & np.isin(schools[row], runs) & (programme < 0)
        programme = np.where(first, number, programme)
    return table(
        "equity_spend",
        {
            "line": (schools[row] * 100 + pupils.year - 2000) * 8 + nth,
            "school": schools[row],
            "year": np.full(len(row), pupils.year),
            "allocated": allocated[row],
            "pounds": pounds,
            "use": use,
            "programme": programme,
        },
        {"use": USES},
    )
