"""Those who leave school for good: with what, and where to.

As with achievement, what a fifth attains is the model's, and who attains it within a fifth is chance, moved by the
stage they leave from, need, income, attendance and school.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.region.attainment import june_school
from kenspeckle.region.chance import Chance
from kenspeckle.region.maths import Reals, levelled, log, logistic, means
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.places import MIDDLE_STRAIN
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import S4, SP, Schooling, Stays
from kenspeckle.region.schools import Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table

DESTINATIONS = (
    "higher education",
    "further education",
    "training",
    "employment",
    "voluntary work",
    "personal skills development",
    "seeking work",
    "not seeking work",
    "not known",
)

# Log odds of a fifth; then what each unit of strain, need in learning, income and attendance add, and the stage left.
_FIVE = (1.735, -0.618, -0.55, -0.35, 3.0)
_SIX = (0.310, -0.570, -0.45, -0.30, 3.0)
_POSITIVE = (3.184, -0.387, -0.25, -0.25, 2.0)
_STAGE = np.array([-2.6, -0.7, 0.9])  # S4, S5, S6
# Where those with a positive destination go, by level: up to 4, 5, 6, 7.
_GOOD = ((0, 38, 18, 36, 2, 6), (8, 50, 5, 35, 1, 1), (62, 17, 2, 18, 1, 0), (78, 8, 1, 12, 1, 0))


def make_leavers(
    chance: Chance,
    schools: Schools,
    births: Births,
    needs: Needs,
    schooling: Schooling,
    stays: Stays,
    pupils: YearOfPupils,
    rate: Reals,
) -> Table:
    """Those who leave school for good at the end of the year."""
    june = june_school(births, schooling, stays, pupils)
    years = pupils.year - births.cohort[pupils.child_at]
    ends = np.where(schooling.special[pupils.child_at], 12, schooling.leaves_after[pupils.child_at])
    rows = np.flatnonzero((years == ends) & (june >= 0))
    at, child, year = pupils.child_at[rows], births.child[pupils.child_at[rows]], pupils.year
    stage = years[rows] - S4
    special = pupils.stage[rows] == SP
    cells = pupils.quintile[rows] * 4 + stage

    fifth = pupils.quintile[rows]

    def chances(model: tuple[float, float, float, float, float]) -> Reals:
        base, strain, learning, low, attendance = model
        own = (
            strain * pupils.strain[rows]
            + learning * needs.learning[at]
            + attendance * rate[rows]
            + _STAGE[stage]
            + low * (pupils.low_income[rows] + 0.8 * pupils.asn[rows])
            + 0.3 * schools.table["learning_effect"][june[rows]]
            - 3.0 * special
        )
        share = logistic(base + strain * MIDDLE_STRAIN[fifth] - 3.0 * special)
        return levelled(own, fifth * 2 + special, share)

    five = chances(_FIVE)
    six = np.minimum(chances(_SIX), 0.98 * five)
    has_six = chance.spread(six, cells, f"leavers/six/{year}", child) > 0
    # Whoever has level 6 has level 5; the others have what is left of its chance.
    left = np.clip((five - six) / (1.0 - six), 1e-6, 1.0 - 1e-6)
    groups = fifth * 2 + special
    wanted = means(five - has_six, groups, 12)[groups] / np.maximum(means(~has_six, groups, 12)[groups], 1e-9)
    left = levelled(log(left) - log(1.0 - left), groups, np.clip(wanted, 0.0, 1.0), weight=np.where(has_six, 0.0, 1.0))
    left = np.where(has_six, 0.0, left)
    has_five = has_six | (chance.spread(left, cells, f"leavers/five/{year}", child) > 0)
    has_seven = (
        has_six & (stage == 2) & chance.happens(logistic(-0.7 - 0.5 * needs.learning[at]), "leavers/seven", child)
    )
    lower = 2 + chance.pick((6, 16, 78), "leavers/lower", child)
    level = np.select(
        [has_seven, has_six, has_five], [7, 6, 5], np.where(chance.happens(0.15, "leavers/none", child), 0, lower)
    )
    positive = chance.spread(chances(_POSITIVE), cells, f"leavers/positive/{year}", child) > 0
    good = np.zeros(len(rows), dtype="int64")
    for n, weights in enumerate(_GOOD):
        members = np.flatnonzero(np.maximum(level, 4) - 4 == n)
        good[members] = chance.pick(weights, "leavers/destination", child[members])
    initial = np.where(positive, good, 6 + chance.pick((55, 33, 12), "leavers/other", child))
    changes = chance.happens(np.where(positive, 0.08, 0.35), "leavers/changes", child)
    later = np.where(changes, chance.pick((10, 20, 8, 40, 1, 2, 14, 4, 1), "leavers/later", child), initial)
    return table(
        "leavers",
        {
            "child": child,
            "school": june[rows],
            "year": np.full(len(rows), year),
            "stage": stage,
            "level": level,
            "awards": np.where(
                level >= 4, chance.whole(1, 6, "leavers/awards", child) + 2 * (level >= 5) + 2 * (level >= 6), 0
            ),
            "destination": initial,
            "positive": positive,
            "later": later,
        },
        {"stage": ("S4", "S5", "S6"), "destination": DESTINATIONS, "later": DESTINATIONS},
    )
