"""Cases of exclusion, before the attendance of the year, because the days they last are openings missed."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.calendar import school_year
from kenspeckle.region.chance import Chance
from kenspeckle.region.maths import exp, means
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.places import MIDDLE_STRAIN
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import SP, Stays
from kenspeckle.region.schools import Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table

KINDS = ("temporary", "removed from register")
REASONS = (
    "physical assault without a weapon",
    "verbal abuse of staff",
    "verbal abuse of a pupil",
    "general disruption",
    "threat of violence",
    "damage to property",
    "substance misuse",
    "persistent disobedience",
    "indecent behaviour",
    "other",
)

_BASE = {2022: -5.347, 2023: -5.43, 2024: -5.521}  # log of cases a pupil, for a girl of mean strain without a need
_BOY, _ASN, _STRAIN, _FAMILY, _SPREAD = 0.69, 1.39, 0.35, 0.30, 0.8
_STAGE = (0.05, 0.1, 0.16, 0.24, 0.34, 0.42, 0.5, 1.6, 2.6, 2.9, 2.2, 0.6, 0.2, 0.5)
_LENGTHS = (2, 2, 4, 4, 6, 6, 8, 10)  # openings


def make_exclusions(
    chance: Chance, schools: Schools, births: Births, needs: Needs, stays: Stays, pupils: YearOfPupils
) -> Table:
    """The cases of one year."""
    at, year = pupils.child_at, pupils.year
    child, boy = births.child[at], births.sex[at] == 1
    named = year - 2022
    cells = (pupils.quintile * 2 + boy) * 2 + pupils.asn
    # How a child's risk compares with that of others of the same sex, need and fifth.
    risk = exp(_FAMILY * needs.family[at] + _SPREAD * chance.normal("exclusions/own", child))
    risk = risk * np.array(_STAGE)[pupils.stage] * schools.table["exclusion_effect"][pupils.school]
    risk = risk / means(risk, cells, int(cells.max()) + 1)[cells]
    rate = exp(_BASE[year] + _BOY * boy + _ASN * pupils.asn + _STRAIN * MIDDLE_STRAIN[pupils.quintile]) * risk
    cases = chance.spread(np.minimum(rate, 2.5), cells, f"exclusions/{year}", child)
    row = np.repeat(np.arange(len(child)), cases)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(cases) - cases, cases)
    first, last = stays.first[pupils.stay][row], stays.last[pupils.stay][row]
    length = np.array(_LENGTHS)[chance.whole(0, len(_LENGTHS) - 1, "exclusions/length", child[row], named * 8 + nth)]
    # Each case has a part of the child's days to itself, so that two never overlap.
    part = (last - first + 1) / cases[row]
    room = np.maximum(part - length // 2, 1.0)
    start = first + (part * nth + room * chance.unit("exclusions/day", child[row], named * 8 + nth)).astype("int64")
    days = school_year(year).days
    fits = start + length // 2 - 1 <= last
    row, nth, start, length = row[fits], nth[fits], start[fits], length[fits]
    removed = chance.happens(0.004, "exclusions/removed", child[row], named * 8 + nth) & (pupils.stage[row] != SP)
    return table(
        "exclusions",
        {
            # A child who changes council in the year may have cases in both.
            "exclusion": child[row] * 64 + named * 8 + 4 * (stays.first[pupils.stay][row] > 0) + nth,
            "child": child[row],
            "school": pupils.school[row],
            "year": np.full(len(row), year),
            "date": days[start],
            "openings": length,
            "kind": removed,
            "reason": chance.pick(
                (17, 21, 13, 14, 9, 4, 6, 10, 2, 4), "exclusions/reason", child[row], named * 8 + nth
            ),
        },
        {"kind": KINDS, "reason": REASONS},
    )
