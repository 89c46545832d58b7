"""What children achieve: teachers' judgements in P1, P4, P7 and S3.

How many of a fifth and stage achieve is the model's; who does is chance, moved by need, income, attendance and school.
A small year group is so no cleverer than another by luck.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.maths import Reals, levelled, logistic
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.places import MIDDLE_STRAIN
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import STAGES, Schooling, Stays
from kenspeckle.region.schools import Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table, rows_of

JUDGED = (0, 3, 6, 9)  # P1, P4, P7, S3
LEVELS = ("not yet", "achieved", "beyond")
_YEAR = {2022: -0.12, 2023: -0.03, 2024: 0.0}
# Log odds of achieving: at P1, P4, P7, S3; then what each unit of strain, need, ... adds in primary and in S3.
_LITERACY = ((1.185, 0.885, 0.985, 2.245), (-0.376, -0.440), (-0.42, -0.42), (-0.20, -0.20), (-0.80, -0.85))
_NUMERACY = ((1.745, 1.285, 1.335, 2.411), (-0.388, -0.531), (-0.42, -0.42), (-0.18, -0.20), (-0.75, -0.85))
_ATTENDANCE = 2.2  # for each share of the year attended
_TOGETHER = 0.5  # how far numeracy goes with literacy


def make_acel(
    chance: Chance,
    schools: Schools,
    births: Births,
    needs: Needs,
    schooling: Schooling,
    stays: Stays,
    pupils: YearOfPupils,
    rate: Reals,
    gain: Reals,
    reads: Flags,
) -> Table:
    """Teachers' judgements of June. `rate` is the attendance of the year, `gain` what a programme adds to literacy."""
    june = june_school(births, schooling, stays, pupils)
    rows = np.flatnonzero(np.isin(pupils.stage, JUDGED) & (june >= 0))
    at, child, year = pupils.child_at[rows], births.child[pupils.child_at[rows]], pupils.year
    stage, attended = pupils.stage[rows], rate[rows]
    place = np.searchsorted(np.array(JUDGED), stage)
    later = (stage == JUDGED[-1]).astype("int64")

    peers = place * 8 + pupils.quintile[rows]

    def chances(model: tuple[tuple[float, ...], ...]) -> Reals:
        base, strain, learning, low, asn = (np.array(part) for part in model)
        own = (
            strain[later] * pupils.strain[rows]
            + learning[later] * needs.learning[at]
            + low[later] * pupils.low_income[rows]
            + asn[later] * pupils.asn[rows]
            + _ATTENDANCE * attended
            + np.array([1.0, 0.4])[later] * schools.table["learning_effect"][june[rows]]
        )
        share = logistic(base[place] + _YEAR[year] + strain[later] * MIDDLE_STRAIN[pupils.quintile[rows]])
        return levelled(own, peers, share)

    cells = peers * 2 + reads[rows]
    p = np.clip(chances(_LITERACY) + gain[rows], 0.0, 0.995)
    literate = chance.spread(p, cells, f"acel/literacy/{year}", child) > 0
    q = chances(_NUMERACY)
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
            "child": child,
            "school": june[rows],
            "year": np.full(len(rows), year),
            "stage": stage,
            "reading": level(literate | (missed & 1 == 0)),
            "writing": level(literate | (missed & 2 == 0)),
            "listening": level(literate | (missed & 4 == 0)),
            "numeracy": level(numerate),
            "literacy": literate,
        },
        {"stage": STAGES, "reading": LEVELS, "writing": LEVELS, "listening": LEVELS, "numeracy": LEVELS},
    )


def june_school(births: Births, schooling: Schooling, stays: Stays, pupils: YearOfPupils) -> Ints:
    """The school at which each pupil ends the year; -1 for those who left this council's schools before."""
    last_day = stays.last == int(np.max(stays.last))
    child = births.child[schooling.child_at[stays.spell[last_day]]]
    school = schooling.enrolments["school"][stays.spell[last_day]]
    place = rows_of(child, births.child[pupils.child_at])
    return np.where(place >= 0, school[place], -1)
