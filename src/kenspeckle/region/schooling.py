"""Which school each child goes to, from when to when.

A child goes to the primary school of the home's zone, or the denominational one, or another that was asked for; then
to its secondary school until S4, S5 or S6. A family that moves may change school with it, mostly in mid-year. Spells
of one child never overlap, and only those at this council's schools are kept.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import NEVER, YEARS, Dates, census_day, first_days, next_opening, school_year
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.homes import Homes
from kenspeckle.region.maths import beside_peers, logistic
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.places import MIDDLE_STRAIN, Places, fifth_of
from kenspeckle.region.schema import table
from kenspeckle.region.schools import Schools
from kenspeckle.region.table import Table, rows_of

STAGES = ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "S1", "S2", "S3", "S4", "S5", "S6", "SP")
S1, S4, S5, S6, SP = 7, 10, 11, 12, 13
CAME = ("started P1", "started S1", "moved home")
LEFT = ("still there", "went to secondary", "moved home", "left school")

_PLACED = 0.09  # children at a primary school that was asked for
_KEEPS = 0.3  # children who stay at their school when the family moves within the council
_SPECIAL = 2.72
_PULL = 0.21  # how much more a unit of strain pulls children out of school


@dataclass(frozen=True)
class Schooling:
    """Spells at schools; and by child, the stage after which it leaves and whether its school is special."""

    enrolments: Table
    child_at: Ints
    leaves_after: Ints
    special: Flags


@dataclass(frozen=True)
class Stays:
    """A school year's part of each spell: its place in the enrolments, and its first and last day as numbers."""

    spell: Ints
    first: Ints
    last: Ints


def make_schooling(
    chance: Chance, places: Places, schools: Schools, homes: Homes, births: Births, needs: Needs, council: int
) -> Schooling:
    """Send the children to school."""
    at, child = births.home, births.child
    zones = (homes.zone[at], np.where(np.isnat(homes.moved_on[at]), homes.zone[at], homes.next_zone[at]))
    score = 0.8 * needs.learning + 0.6 * needs.health + 0.5 * chance.normal("schooling/special", child)
    special = score > _SPECIAL
    leaves = _leaving(chance, homes, births, needs)
    faith = chance.happens(0.17, "people/faith", homes.household)[at]
    crosses = homes.crosses[at]
    keeps = chance.happens(_KEEPS, "schooling/keeps", child) & ~crosses
    moves = next_opening(homes.moved_on[at] + chance.whole(0, 9, "schooling/gap", child))

    primary = [_school(chance, schools, places, zone, faith, child, 0) for zone in zones]
    secondary = [_school(chance, schools, places, zone, faith, child, 1) for zone in zones]
    hall = [_special(schools, places, zone) for zone in zones]
    p1, s1 = first_days(births.cohort), first_days(births.cohort + 7)
    end_p7, end = _ends(births.cohort + 6), _ends(births.cohort + leaves)
    in_primary = moves < s1
    phases = (
        (~special, p1, end_p7, primary[0], np.where(keeps, primary[0], primary[1]), 0, 1),
        (~special, s1, end, secondary[0], np.where(keeps & ~in_primary, secondary[0], secondary[1]), 1, 3),
        (special, p1, _ends(births.cohort + 12), hall[0], np.where(crosses, hall[1], hall[0]), 0, 3),
    )
    made = [part for phase in phases for part in _spells(moves, *phase)]
    who, school, first, last, came, left = (np.concatenate(column) for column in zip(*made))
    window = (school_year(YEARS[0]).first, school_year(YEARS[-1]).last)
    here = (school >= 0) & (schools.table["council"][school] == council)
    here &= ~(last < window[0]) & (first <= window[1]) & ~(first > last)
    order = np.flatnonzero(here)
    order = order[np.lexsort((first[order].astype("int64"), who[order]))]
    enrolments = table(
        "enrolments",
        {
            "enrolment": council * 1_000_000 + np.arange(len(order)),
            "child": child[who[order]],
            "school": school[order],
            "first": first[order],
            "last": last[order],
            "came": came[order],
            "left": left[order],
        },
        {"came": CAME, "left": LEFT},
    )
    return Schooling(enrolments, who[order], leaves, special)


def stays_in(enrolments: Table, year: int) -> Stays:
    """The spells that have an opening in this school year."""
    days = school_year(year).days
    first = np.searchsorted(days, enrolments["first"], side="left")
    ends = enrolments["last"]
    last = np.where(np.isnat(ends), len(days) - 1, np.searchsorted(days, ends, side="right") - 1)
    spell = np.flatnonzero((first <= last) & (first < len(days)) & (last >= 0))
    return Stays(spell, first[spell], last[spell])


def at_census(enrolments: Table, stays: Stays, year: int) -> Ints:
    """For each child at school in the year, the place of the stay that counts: on census day, or the first after it."""
    days = school_year(year).days
    census = int(np.searchsorted(days, census_day(year)))
    there = (stays.first <= census) & (stays.last >= census)
    rank = np.where(there, 0, np.where(stays.first > census, 1, 2))
    child = enrolments["child"][stays.spell]
    order = np.lexsort((stays.first, rank, child))
    chosen = np.ones(len(order), dtype=bool)
    chosen[1:] = child[order][1:] != child[order][:-1]
    return np.sort(order[chosen])


def home_zone(homes: Homes, at: Ints, date: Dates) -> Ints:
    """Where the family lives on a day; the zone inside the region where the other lies outside."""
    moved = homes.moved_on[at] <= date
    zone = np.where(moved, homes.next_zone[at], homes.zone[at])
    return np.where(zone >= 0, zone, np.maximum(homes.zone[at], homes.next_zone[at]))


def stage_in(cohort: Ints, special: Flags, year: int) -> Ints:
    """The stage of children who are at school in a year, as a code of STAGES."""
    return np.where(special, SP, year - cohort)


def children_at(births: Births, child: Ints) -> Ints:
    """Where children stand among those of the council."""
    return rows_of(births.child, child)


def _leaving(chance: Chance, homes: Homes, births: Births, needs: Needs) -> Ints:
    """The stage after which each child leaves school for good, as years after P1."""
    pull = 0.45 * needs.learning + 0.3 * needs.family + 0.25 * np.where(needs.low_income, 1.0, -0.3)
    part = fifth_of(homes.strain[births.home])
    cells = births.cohort * 8 + part
    alone = homes.crosses[births.home]
    pull = beside_peers(pull, cells, _PULL * MIDDLE_STRAIN[part], alone)
    fourth = chance.spread(logistic(-2.35 + pull), cells, "schooling/leaves S4", births.child, alone) > 0
    fifth = (
        chance.spread(logistic(-1.05 + 0.8 * pull), cells * 2 + fourth, "schooling/leaves S5", births.child, alone) > 0
    )
    return np.where(fourth, S4, np.where(fifth, S5, S6))


def _school(chance: Chance, schools: Schools, places: Places, zone: Ints, faith: Flags, child: Ints, kind: int) -> Ints:
    """The primary (0) or secondary (1) school of children who live in these zones."""
    served = (schools.primary_of, schools.secondary_of)[kind]
    of_faith = (schools.faith_primary_of, schools.faith_secondary_of)[kind]
    asked = chance.happens(_PLACED if kind == 0 else 0.04, f"schooling/asked {kind}", child)
    step = chance.whole(-7, 7, f"schooling/step {kind}", child)
    council = places.zones["council"][np.maximum(zone, 0)]
    near = np.clip(zone + np.where(asked, step, 0), places.first_zone[council], places.first_zone[council + 1] - 1)
    return np.where(zone < 0, -1, np.where(faith, of_faith[near], served[near]))


def _special(schools: Schools, places: Places, zone: Ints) -> Ints:
    made = np.full(len(zone), -1)
    council = np.where(zone >= 0, places.zones["council"][np.maximum(zone, 0)], -1)
    for c in np.unique(council[council >= 0]).tolist():
        members = council == c
        halls = schools.specials[c]
        share = (zone[members] - places.first_zone[c]) * len(halls) // (places.first_zone[c + 1] - places.first_zone[c])
        made[members] = halls[share]
    return made


def _ends(year: Ints) -> Dates:
    """The last day of school years; NaT for those after the years shown."""
    known = {y: school_year(y).last for y in YEARS}
    past = first_days(year) + 310
    ends = np.where(year > YEARS[-1], NEVER, past)
    for y, last in known.items():
        ends = np.where(year == y, last, ends)
    return ends


def _spells(
    moves: Dates, who: Flags, start: Dates, end: Dates, school: Ints, next_school: Ints, came: int, left: int
) -> list[tuple[Ints, Ints, Dates, Dates, Ints, Ints]]:
    """The spells of one phase of schooling, cut in two where the child changes school."""
    cut = ~np.isnat(moves) & (school != next_school)
    early, late = cut & (moves <= start), cut & (moves > end)
    whole = who & (~cut | early | late)
    split = who & cut & ~early & ~late
    everyone = np.arange(len(who))
    count, parts = int(split.sum()), []
    goes_on = np.where(np.isnat(end[whole]), 0, left)
    parts.append(
        (
            everyone[whole],
            np.where(early, next_school, school)[whole],
            start[whole],
            end[whole],
            np.full(int(whole.sum()), came),
            goes_on,
        )
    )
    parts.append(
        (everyone[split], school[split], start[split], moves[split] - 1, np.full(count, came), np.full(count, 2))
    )
    goes_on = np.where(np.isnat(end[split]), 0, left)
    parts.append((everyone[split], next_school[split], moves[split], end[split], np.full(count, 2), goes_on))
    return parts
