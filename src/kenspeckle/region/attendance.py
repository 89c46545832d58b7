"""Daily openings: each child's chance of being away, and day by day what the register says.

A chance of absence for the year is moved by needs, home, stage and school, by something lasting in the child, and by
something that belongs to the year alone (so that a bad year is mostly followed by a better one). Days follow one
another in spells: who was away yesterday is likelier to be away today. Winter and Fridays pull at every child's chance.
Terms are the sums of days, whether or not the days are kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import Dates, SchoolYear, school_year
from kenspeckle.region.chance import Chance, Ints, mix
from kenspeckle.region.homes import Homes
from kenspeckle.region.maths import Reals, exp, logistic
from kenspeckle.region.needs import Needs
from kenspeckle.region.people import Births
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import S1, S4, STAGES, Schooling, Stays
from kenspeckle.region.schools import Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table, rows_of

CODES = (
    "",
    "10 present",
    "11 late",
    "20 late after half-way",
    "12 work experience",
    "13 sick with education provision",
    "30 sick",
    "31 medical appointment",
    "32 bereavement",
    "33 exceptional domestic",
    "34 holiday authorised",
    "40 holiday unauthorised",
    "41 unexplained",
    "42 other unauthorised",
    "50 temporary exclusion",
    "02 extended leave",
)
_PRESENT, _LATE, _VERY_LATE, _WORK, _EXCLUDED, _LEAVE = 1, 2, 3, 4, 14, 15
# Which counts of `attendance_terms` an opening of each code belongs to, in this order: possible, present, late, sick,
# authorised, unauthorised, excluded.
COUNTS = ("possible", "present", "late", "sick", "authorised", "unauthorised", "excluded")
_COUNTED = ((), (0, 1), (0, 1, 2), (0, 1, 2), (0, 1), (0, 1), (0, 3), *((0, 4),) * 4, *((0, 5),) * 3, (0, 6), ())

_BASE = {2022: -3.165, 2023: -3.165, 2024: -3.27}
_STAGE = (-0.02, -0.14, -0.2, -0.2, -0.18, -0.14, -0.1, 0.22, 0.46, 0.62, 0.58, 0.48, 0.40, 0.25)
_STRAIN, _LOW_INCOME, _ASN, _LOOKED_AFTER = 0.163, 0.26, 0.03, 0.12
_FAMILY, _HEALTH, _HOUSING, _LEARNING = 0.22, 0.20, 0.10, 0.08
_LASTING, _OF_HOME, _OF_YEAR = 0.91, 0.79, 0.52
_AGAIN = 0.45  # how much of tomorrow's chance today decides
_HALF = 0.10  # days away that are half days
_LEAVE_SHARE = 0.004
_BITS_24 = float(2**24)
_FIELD = 9  # bits in which the openings of a term fit

# How often a spell has each reason (codes 5 to 13): P, P with troubled family, S, S with troubled family.
_REASONS = (
    (0, 62, 8, 1, 2, 3, 17, 6, 1),
    (0, 52, 5, 1, 3, 2, 18, 17, 2),
    (0, 52, 9, 1, 2, 2, 9, 23, 2),
    (0, 38, 5, 1, 3, 1, 8, 40, 4),
)


@dataclass(frozen=True)
class Openings:
    """A school year's register, day by day: `am` and `pm` index CODES; 0 where the child was not on the roll.

    One row is one spell of a child at a school; `days` and `terms` go with the columns.
    """

    year: int
    days: Dates
    terms: Ints
    child: Ints
    school: Ints
    am: npt.NDArray[np.uint8]
    pm: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Attended:
    """What came of a year: terms, the register (None unless asked for), each pupil's openings possible and present."""

    terms: Table
    openings: Openings | None
    possible: Ints
    present: Ints


def absence_chance(
    chance: Chance, schools: Schools, homes: Homes, births: Births, needs: Needs, pupils: YearOfPupils
) -> Reals:
    """Each pupil's chance of missing an opening of the year, before any programme."""
    at, year = pupils.child_at, pupils.year
    child, home = births.child[at], births.home[at]
    log_odds = (
        _BASE[year]
        + np.array(_STAGE)[pupils.stage]
        + _STRAIN * pupils.strain
        + _LOW_INCOME * pupils.low_income
        + _ASN * pupils.asn
        + _LOOKED_AFTER * (pupils.looked_after > 0)
        + _FAMILY * needs.family[at]
        + _HEALTH * needs.health[at]
        + _HOUSING * needs.housing[at]
        + _LEARNING * needs.learning[at]
        + _LASTING * needs.vigour[at]
        + _OF_HOME * chance.normal("attendance/home", homes.household)[home]
        + _OF_YEAR * chance.normal("attendance/year", child, year)
    )
    effect = schools.table["attendance_effect"][pupils.school]
    moved = schools.table["moved_from"][pupils.school] <= school_year(year).first
    effect = effect + np.where(moved, schools.table["moved_points"][pupils.school], 0.0)
    return within(logistic(log_odds) - effect / 100.0)


def within(chance: Reals) -> Reals:
    """A chance of absence that is one."""
    return np.clip(chance, 0.004, 0.93)


def attend(
    chance: Chance,
    births: Births,
    needs: Needs,
    schooling: Schooling,
    stays: Stays,
    pupils: YearOfPupils,
    away: Reals,
    exclusions: Table,
    daily: bool,
) -> Attended:
    """Live through a school year, day by day. `away` is each pupil's chance of absence."""
    year = school_year(pupils.year)
    enrolments = schooling.enrolments
    at = schooling.child_at[stays.spell]
    child, school = enrolments["child"][stays.spell], enrolments["school"][stays.spell]
    pupil = rows_of(births.child[pupils.child_at], child)
    stage = pupils.stage[pupil]
    group = 2 * (stage >= S1) + (needs.family[at] > 0.9)
    late = np.clip(0.022 * exp(0.5 * needs.family[at] + 0.4 * needs.vigour[at] + 0.2 * (stage >= S1)), 0.0, 0.3)
    register = _Register(chance, year, stays, child, away[pupil], group, late, daily)
    register.put_down(
        rows_of(child * 10_000 + school, exclusions["child"] * 10_000 + exclusions["school"]),
        exclusions["date"],
        exclusions["openings"],
    )
    register.on_leave(chance.happens(_LEAVE_SHARE, "attendance/leave", child, pupils.year))
    register.at_work(np.flatnonzero((stage == S4) & chance.happens(0.7, "attendance/work", child)))
    sums = register.live()

    terms = np.unique(year.terms)
    columns = {name: sums[n].T.reshape(-1) for n, name in enumerate(COUNTS)}
    made = table(
        "attendance_terms",
        {
            "child": np.repeat(child, len(terms)),
            "school": np.repeat(school, len(terms)),
            "year": np.full(len(child) * len(terms), pupils.year),
            "term": np.tile(terms, len(child)),
            "stage": np.repeat(stage, len(terms)),
            **columns,
        },
        {"stage": STAGES},
    ).take(_on_roll(year, stays, terms))
    openings = (
        Openings(pupils.year, year.days, year.terms, child, school, register.am.T, register.pm.T) if daily else None
    )
    totals = sums[:2].sum(axis=1)
    possible, present = (np.bincount(pupil, weights=t, minlength=len(away)).astype("int64") for t in totals)
    return Attended(made, openings, possible, present)


class _Register:
    """The register of one school year while it is being filled in."""

    def __init__(
        self,
        chance: Chance,
        year: SchoolYear,
        stays: Stays,
        child: Ints,
        away: Reals,
        group: Ints,
        late: Reals,
        daily: bool,
    ) -> None:
        rows = len(child)
        self.chance, self.year, self.stays, self.child, self.group = chance, year, stays, child, group
        self.away = away / (1.0 - _HALF / 2.0)
        self.late = (late * 2.0**16).astype("uint64")
        self.keys = chance.bits("attendance/day", child, year.year)
        self.daily = daily
        self.am = np.zeros((len(year.days) if daily else 1, rows), dtype="uint8")
        self.pm = np.zeros_like(self.am)
        self.fixed: list[list[tuple[Ints, int]]] = [[] for _ in year.days]
        self.work: tuple[Ints, range] = (np.zeros(0, dtype="int64"), range(0))

    def put_down(self, rows: Ints, dates: Dates, openings: Ints) -> None:
        """Exclusions: on these days the register says so, whatever else would have been."""
        start = np.searchsorted(self.year.days, dates)
        for row, first, length in zip(rows.tolist(), start.tolist(), (openings // 2).tolist()):
            for day in range(first, min(first + length, len(self.fixed))):
                self.fixed[day].append((np.array([row]), _EXCLUDED))

    def on_leave(self, goes: npt.NDArray[np.bool_]) -> None:
        """Extended leave with consent, four weeks that count nowhere."""
        rows = np.flatnonzero(goes)
        start = self.chance.whole(10, len(self.fixed) - 30, "attendance/leave day", self.child[rows], self.year.year)
        for row, first in zip(rows.tolist(), start.tolist()):
            for day in range(first, first + 20):
                self.fixed[day].append((np.array([row]), _LEAVE))

    def at_work(self, rows: Ints) -> None:
        """A week of work experience in spring."""
        self.work = (rows, range(150, 155))

    def live(self) -> Ints:
        """Go through the days. Returns openings by count, term and row."""
        rows, terms = len(self.child), self.year.terms
        packed = np.array([sum(1 << (_FIELD * count) for count in counted) for counted in _COUNTED], dtype="uint64")
        reasons = _reason_table()
        base = self.group * 256
        part = np.flatnonzero((self.stays.first > 0) | (self.stays.last < len(terms) - 1))
        first, last = self.stays.first[part], self.stays.last[part]
        was_away = np.zeros(rows, dtype=bool)
        reason = np.zeros(rows, dtype="uint8")
        sums = np.zeros((len(COUNTS), int(terms[-1]), rows), dtype="int64")
        term_sum = np.zeros(rows, dtype="uint64")
        for day in range(len(terms)):
            with np.errstate(over="ignore"):
                bits = mix(self.keys + np.uint64(day) * np.uint64(0x9E3779B97F4A7C15))
            p = np.minimum(self.away * self.year.pull[day], 0.97)
            now = p * (1.0 - _AGAIN)
            now = np.where(was_away, now + _AGAIN, now) * _BITS_24
            is_away = (bits >> np.uint64(40)) < now.astype("uint64")
            begins = is_away & ~was_away
            drawn = reasons[base + ((bits >> np.uint64(32)) & np.uint64(255)).astype("int64")]
            reason = np.where(begins, drawn, reason)
            half = bits & np.uint64(1023)
            late = ((bits >> np.uint64(16)) & np.uint64(0xFFFF)) < self.late
            am = np.where(is_away & (half >= _HALF * 512), reason, np.uint8(_PRESENT))
            pm = np.where(is_away & ((half < _HALF * 512) | (half >= _HALF * 1024)), reason, np.uint8(_PRESENT))
            am = np.where(
                late & (am == _PRESENT), np.where(half & np.uint64(31) == 7, np.uint8(_VERY_LATE), np.uint8(_LATE)), am
            )
            if day in self.work[1]:
                for session in (am, pm):
                    at = self.work[0][session[self.work[0]] == _PRESENT]
                    session[at] = _WORK
            for where, code in self.fixed[day]:
                am[where] = pm[where] = code
            outside = part[(day < first) | (day > last)]
            am[outside] = pm[outside] = 0
            term_sum += packed[am]
            term_sum += packed[pm]
            was_away = is_away
            if self.daily:
                self.am[day], self.pm[day] = am, pm
            if day == len(terms) - 1 or terms[day + 1] != terms[day]:
                for count in range(len(COUNTS)):
                    field = (term_sum >> np.uint64(_FIELD * count)) & np.uint64(2**_FIELD - 1)
                    sums[count, terms[day] - 1] = field.astype("int64")
                term_sum = np.zeros(rows, dtype="uint64")
        return sums


def _reason_table() -> npt.NDArray[np.uint8]:
    """For each group of pupils, a reason for each of 256 equal chances."""
    made = []
    for weights in _REASONS:
        edges = np.cumsum(np.array(weights)) * 256 // sum(weights)
        made.append(5 + np.searchsorted(edges, np.arange(256), side="right"))
    return np.concatenate(made).astype("uint8")


def _on_roll(year: SchoolYear, stays: Stays, terms: Ints) -> Ints:
    """The rows of child and term where the child was on the roll on some day of the term."""
    starts = np.searchsorted(year.terms, terms, side="left")
    ends = np.searchsorted(year.terms, terms, side="right") - 1
    there = (stays.first[:, None] <= ends[None, :]) & (stays.last[:, None] >= starts[None, :])
    return np.flatnonzero(there.reshape(-1))
