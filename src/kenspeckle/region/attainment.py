"""What children achieve: the level expected in P1, P4, P7 and S3, and what leavers leave with and go on to."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.maths import Reals, logistic
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import S4, SP, STAGES, Schooling, Stays
from kenspeckle.region.schools import Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table, rows_of

JUDGED = (0, 3, 6, 9)  # P1, P4, P7, S3
LEVELS = ("not yet", "achieved", "beyond")
DESTINATIONS = (
    "higher education", "further education", "training", "employment", "voluntary work", "personal skills development",
    "seeking work", "not seeking work", "not known",
)  # fmt: skip

_YEAR = {2022: -0.12, 2023: -0.03, 2024: 0.0}
# Log odds of achieving: at P1, P4, P7, S3; then what each unit of strain, need, ... adds in primary and in S3.
_LITERACY = ((1.92, 1.62, 1.72, 2.90), (-0.27, -0.24), (-0.42, -0.42), (-0.20, -0.20), (-0.80, -0.85))
_NUMERACY = ((2.35, 1.90, 1.95, 3.05), (-0.25, -0.27), (-0.42, -0.42), (-0.18, -0.20), (-0.75, -0.85))
_ATTENDANCE = 2.2  # for each share of the year attended
_TOGETHER = 0.5  # how far numeracy goes with literacy

_FIVE = ((-0.55, 1.30, 3.55), -0.42, -0.55, -0.35, 3.0)
_SIX = ((-3.2, -0.35, 1.55), -0.42, -0.45, -0.30, 3.0)
_POSITIVE = ((2.2, 2.7, 3.9), -0.28, -0.25, -0.25, 2.0)


def make_acel(
    chance: Chance, schools: Schools, births: Births, needs: Needs, schooling: Schooling, stays: Stays,
    pupils: YearOfPupils, rate: Reals, gain: Reals, reads: Flags,
) -> Table:  # fmt: skip
    """Teachers' judgements of June. `rate` is the attendance of the year, `gain` what a programme adds to literacy."""
    june = june_school(births, schooling, stays, pupils)
    rows = np.flatnonzero(np.isin(pupils.stage, JUDGED) & (june >= 0))
    at, child, year = pupils.child_at[rows], births.child[pupils.child_at[rows]], pupils.year
    stage, attended = pupils.stage[rows], rate[rows]
    place = np.searchsorted(np.array(JUDGED), stage)
    later = (stage == JUDGED[-1]).astype("int64")

    def odds(model: tuple[tuple[float, ...], ...]) -> Reals:
        base, strain, learning, low, asn = (np.array(part) for part in model)
        return np.asarray(
            base[place] + _YEAR[year] + strain[later] * pupils.strain[rows] + learning[later] * needs.learning[at]
            + low[later] * pupils.low_income[rows] + asn[later] * pupils.asn[rows]
            + _ATTENDANCE * (attended - 0.91) + schools.table["learning_effect"][june[rows]]
        )  # fmt: skip

    cells = (place * 8 + pupils.quintile[rows]) * 2 + reads[rows]
    p = np.clip(logistic(odds(_LITERACY)) + gain[rows], 0.0, 0.995)
    literate = chance.spread(p, cells, f"acel/literacy/{year}", child) > 0
    q = logistic(odds(_NUMERACY))
    together = np.minimum(
        _TOGETHER, np.minimum((0.995 - q) / np.maximum(1.0 - p, 0.005), 0.95 * q / np.maximum(p, 0.005))
    )
    q = np.clip(np.where(literate, q + (1.0 - p) * together, q - p * together), 0.0, 1.0)
    numerate = chance.spread(q, cells * 2 + literate, f"acel/numeracy/{year}", child) > 0

    # Who misses literacy misses at least one of its three parts, writing most often.
    missed = 1 + chance.pick((8, 30, 4, 2, 6, 14, 36), f"acel/parts/{year}", child)
    able = chance.unit("acel/beyond", child) < 0.13 - 0.07 * needs.learning[at]

    def level(achieved: Flags) -> Ints:
        return np.where(achieved, np.where(able, 2, 1), 0)

    return table(
        "acel",
        {
            "child": child, "school": june[rows], "year": np.full(len(rows), year), "stage": stage,
            "reading": level(literate | (missed & 1 == 0)), "writing": level(literate | (missed & 2 == 0)),
            "listening": level(literate | (missed & 4 == 0)), "numeracy": level(numerate), "literacy": literate,
        },
        {"stage": STAGES, "reading": LEVELS, "writing": LEVELS, "listening": LEVELS, "numeracy": LEVELS},
    )  # fmt: skip


def make_leavers(
    chance: Chance, schools: Schools, births: Births, needs: Needs, schooling: Schooling, stays: Stays,
    pupils: YearOfPupils, rate: Reals,
) -> Table:  # fmt: skip
    """Those who leave school for good at the end of the year."""
    june = june_school(births, schooling, stays, pupils)
    years = pupils.year - births.cohort[pupils.child_at]
    ends = np.where(schooling.special[pupils.child_at], 12, schooling.leaves_after[pupils.child_at])
    rows = np.flatnonzero((years == ends) & (june >= 0))
    at, child, year = pupils.child_at[rows], births.child[pupils.child_at[rows]], pupils.year
    stage = years[rows] - S4
    special = pupils.stage[rows] == SP
    cells = stage * 8 + pupils.quintile[rows]

    def odds(model: tuple[tuple[float, ...], float, float, float, float]) -> Reals:
        base, strain, learning, low, attendance = model
        return np.asarray(
            np.array(base)[stage] + strain * pupils.strain[rows] + learning * needs.learning[at]
            + low * (pupils.low_income[rows] + 0.8 * pupils.asn[rows]) + attendance * (rate[rows] - 0.9)
            + 0.5 * schools.table["learning_effect"][june[rows]] - 4.0 * special
        )  # fmt: skip

    five = logistic(odds(_FIVE))
    has_five = chance.spread(five, cells, f"leavers/five/{year}", child) > 0
    # The chance of level 6 is that of all leavers; only who has level 5 can have it.
    six = np.minimum(logistic(odds(_SIX)), 0.99 * five) / np.maximum(five, 1e-6)
    has_six = has_five & (chance.spread(np.where(has_five, six, 0.0), cells, f"leavers/six/{year}", child) > 0)
    has_seven = (
        has_six & (stage == 2) & chance.happens(logistic(-0.7 - 0.5 * needs.learning[at]), "leavers/seven", child)
    )
    lower = 2 + chance.pick((6, 16, 78), "leavers/lower", child)
    level = np.select(
        [has_seven, has_six, has_five], [7, 6, 5], np.where(chance.happens(0.15, "leavers/none", child), 0, lower)
    )
    positive = (
        chance.spread(logistic(odds(_POSITIVE) + 0.5 * (level >= 5)), cells, f"leavers/positive/{year}", child) > 0
    )
    weights = {7: (78, 8, 1, 12, 1, 0), 6: (62, 17, 2, 18, 1, 0), 5: (8, 50, 5, 35, 1, 1), 0: (0, 38, 18, 36, 2, 6)}
    good = np.zeros(len(rows), dtype="int64")
    for lowest, weight in weights.items():
        members = (
            np.flatnonzero(level >= lowest)
            if lowest == 7
            else np.flatnonzero((level >= lowest) & (level < lowest + (1 if lowest else 5)))
        )
        good[members] = chance.pick(weight, "leavers/destination", child[members])
    initial = np.where(positive, good, 6 + chance.pick((55, 33, 12), "leavers/other", child))
    changes = chance.happens(np.where(positive, 0.08, 0.35), "leavers/changes", child)
    later = np.where(changes, chance.pick((10, 20, 8, 40, 1, 2, 14, 4, 1), "leavers/later", child), initial)
    return table(
        "leavers",
        {
            "child": child, "school": june[rows], "year": np.full(len(rows), year), "stage": stage, "level": level,
            "awards": np.where(level >= 4, chance.whole(1, 6, "leavers/awards", child) + 2 * (level >= 5) + 2 * (level >= 6), 0),
            "destination": initial, "positive": positive, "later": later,
        },
        {"stage": ("S4", "S5", "S6"), "destination": DESTINATIONS, "later": DESTINATIONS},
    )  # fmt: skip


def june_school(births: Births, schooling: Schooling, stays: Stays, pupils: YearOfPupils) -> Ints:
    """The school at which each pupil ends the year; -1 for those who left this council's schools before."""
    last_day = stays.last == int(np.max(stays.last))
    child = births.child[schooling.child_at[stays.spell[last_day]]]
    school = schooling.enrolments["school"][stays.spell[last_day]]
    place = rows_of(child, births.child[pupils.child_at])
    return np.where(place >= 0, school[place], -1)
