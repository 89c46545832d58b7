"""People who work with children: their posts, roles, classes and caseloads, and the families they know outside work."""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region import names
from kenspeckle.region.calendar import NEVER, Dates, day, first_day, school_year
from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.classes import with_teachers
from kenspeckle.region.homes import SLOTS, next_door
from kenspeckle.region.people import SEXES
from kenspeckle.region.places import Places
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import SP
from kenspeckle.region.schools import PRIMARY, SECONDARY, Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Array, Table, rows_of

POSTS = (
    "head teacher",
    "depute head teacher",
    "class teacher",
    "guidance teacher",
    "support for learning teacher",
    "pupil support assistant",
    "social worker",
    "educational psychologist",
    "attainment adviser",
    "data manager",
    "inspector",
    "elected member",
    "coordinator",
)
HEAD, DEPUTE, TEACHER, GUIDANCE, SUPPORT, ASSISTANT, SOCIAL_WORKER, PSYCHOLOGIST = range(8)
TIES = ("next door", "same street door", "relative", "own children")
NEXT_DOOR, SAME_DOOR, RELATIVE, OWN = range(4)
CASELOADS = ("social work case", "guidance", "educational psychology", "support for learning")

_TIE_SHARES = (0.035, 0.008, 0.02, 0.06)
_OF_COUNCIL = ((SOCIAL_WORKER, 420), (PSYCHOLOGIST, 4000), (8, 8000), (9, 12000), (10, 9000), (11, 1500), (12, 6000))


@dataclass(frozen=True)
class People:
    """The staff and what ties them to children."""

    staff: Table
    roles: Table
    caseloads: Table
    ties: Table
    classes: Table


def social_workers(council: int, pupils: int) -> Ints:
    """The numbers of a council's social workers, who come first among its staff."""
    return council * 100_000 + np.arange(max(2, pupils // _OF_COUNCIL[0][1]))


def make_staff(
    chance: Chance,
    places: Places,
    schools: Schools,
    council: int,
    pupils: YearOfPupils,
    classes: Table,
    homes_of_pupils: Table,
    carers: Table,
    cases: Table,
    child: Ints,
    until: Dates,
) -> People:
    """Everybody who works here, in the last year. `child` is each pupil's child, `until` the day it leaves (NaT: none).

    `homes_of_pupils` holds the households of the pupils.
    """
    post, school = _posts(schools, council, pupils)
    ids = council * 100_000 + np.arange(len(post))
    columns, ties = _persons(chance, places, council, ids, post, school, homes_of_pupils, carers)
    start = day(2025, 6, 1) - chance.whole(60, 9000, "staff/first", ids)
    staff = table(
        "staff",
        {
            "staff": ids,
            "post": post,
            "school": school,
            "first": start,
            "last": np.full(len(ids), NEVER),
            "hours": np.where(chance.happens(0.24, "staff/part", ids), chance.whole(12, 30, "staff/hours", ids), 35),
            "phone": names.phones(chance, "staff/phone", ids, mobile=True),
            "email": names.mails(columns["forename"], columns["surname"], "council"),
            **columns,
        },
        {"post": POSTS, "sex": SEXES},
    )
    taught = with_teachers(classes, _teachers(classes, staff, post))
    loads = _caseloads(chance, staff, pupils, cases, child, until)
    return People(staff, _roles(staff, taught), loads, ties, taught)


def _posts(schools: Schools, council: int, pupils: YearOfPupils) -> tuple[Ints, Ints]:
    post: list[int] = []
    school: list[int] = []
    for code, per in _OF_COUNCIL:
        count = max(2, len(pupils.school) // per)
        post += [code] * count
        school += [-1] * count
    rolls = np.bincount(pupils.school, minlength=len(schools.table))
    for place in np.flatnonzero(schools.table["council"] == council).tolist():
        roll, sector = int(rolls[place]), int(schools.table["sector"][place])
        if sector == PRIMARY:
            counts = (1, roll // 180, roll // 21 + 2, 0, roll // 160 + 1, roll // 50 + 1)
        elif sector == SECONDARY:
            counts = (1, 1 + roll // 350, roll // 15 + 3, roll // 170 + 1, roll // 180 + 1, roll // 120 + 1)
        else:
            counts = (1, 1, roll // 6 + 1, 0, 1, roll // 5 + 1)
        for code, count in enumerate(counts):
            post += [code] * count
            school += [place] * count
    return np.array(post), np.array(school)


def _persons(
    chance: Chance, places: Places, council: int, ids: Ints, post: Ints, school: Ints, homes: Table, carers: Table
) -> tuple[dict[str, Array], Table]:
    """Names and homes; some live beside a family of their school, are related to one, or have children at school."""
    ethnicity = chance.pick((93, 2, 2, 1, 0.5, 0.5, 0.2, 0.8), "staff/ethnicity", ids)
    sex = np.asarray(chance.unit("staff/sex", ids) < np.where(post < SOCIAL_WORKER, 0.23, 0.3)).astype("int64")
    forename = names.forenames(chance, ethnicity, sex, "staff/forename", ids)
    surname = names.surnames(chance, ethnicity, "staff/surname", ids)
    born = day(2024, 6, 1) - 366 * chance.whole(23, 63, "staff/age", ids) - chance.whole(0, 364, "staff/born", ids)
    zone = places.zone_at(council, chance.unit("staff/zone", ids))
    address = zone * SLOTS + 2 * chance.whole(0, 1400, "staff/slot", ids) + 1
    drawn = chance.unit("staff/tie", ids)
    edges = np.cumsum(np.array(_TIE_SHARES))
    tie = np.searchsorted(edges, drawn, side="right")
    usable = homes.take((homes["zone"] >= 0) & np.isnat(homes["moved_on"]))
    tied = np.flatnonzero((tie < len(TIES)) & (len(usable) > 0) & (post < PSYCHOLOGIST))
    picked = _homes_for(chance, ids[tied], school[tied], usable)
    home = usable.take(picked)
    kind, home_address = tie[tied], home["address"]
    address[tied] = np.select(
        [kind == NEXT_DOOR, kind == SAME_DOOR, kind == OWN],
        [next_door(home_address), home_address, home_address],
        address[tied],
    )
    carer = rows_of(carers["carer"], home["household"] * 3)
    surname[tied] = np.where((kind == RELATIVE) | (kind == OWN), carers["surname"][carer], surname[tied])
    own = kind == OWN
    forename[tied[own]], sex[tied[own]] = carers["forename"][carer[own]], carers["sex"][carer[own]]
    born[tied[own]] = carers["born"][carer[own]]
    ties = table("ties", {"staff": ids[tied], "household": home["household"], "tie": kind}, {"tie": TIES})
    return {"forename": forename, "surname": surname, "sex": sex, "born": born, "address": address}, ties


def _homes_for(chance: Chance, ids: Ints, school: Ints, homes: Table) -> Ints:
    """A household for each of these staff: of a pupil of their school where there is one, no household twice."""
    of_school = homes["school"]
    order = np.lexsort((chance.bits("staff/home", homes["household"]), of_school))
    taken: set[int] = set()
    chosen = []
    sorted_schools = of_school[order]
    for place, person in zip(school.tolist(), ids.tolist()):
        start = int(np.searchsorted(sorted_schools, place)) if place >= 0 else person % len(order)
        while int(order[start % len(order)]) in taken:
            start += 1
        taken.add(int(order[start % len(order)]))
        chosen.append(int(order[start % len(order)]))
    return np.array(chosen, dtype="int64")


def _teachers(classes: Table, staff: Table, post: Ints) -> Ints:
    """Every class gets a teacher of its school; in primaries none has two classes in a year."""
    teaches = np.flatnonzero(post == TEACHER)
    school = staff["school"][teaches]
    starts = np.searchsorted(school, classes["school"])
    counts = np.searchsorted(school, classes["school"], side="right") - starts
    group = classes["school"] * 10 + classes["year"] - 2022
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], group[order])
    rank = np.empty(len(group), dtype="int64")
    rank[order] = np.arange(len(group)) - begins
    return np.asarray(staff["staff"][teaches[starts + rank % np.maximum(counts, 1)]])


def _roles(staff: Table, classes: Table) -> Table:
    """One role for each post, and one for each class taught this year."""
    now = classes.take(classes["year"] == 2024)
    ids = np.concatenate([staff["staff"], now["teacher"]])
    role = np.concatenate([staff["post"], np.full(len(now), TEACHER)])
    school = np.concatenate([staff["school"], now["school"]])
    number = np.concatenate([np.full(len(staff), -1), now["class"]])
    first = np.concatenate([staff["first"], np.full(len(now), first_day(2024))])
    keep = ~((role == TEACHER) & (number < 0))
    columns = {
        "staff": ids,
        "role": role,
        "school": school,
        "class": number,
        "first": first,
        "last": np.full(len(ids), NEVER),
    }
    return table("roles", columns, {"role": POSTS}).take(keep)


def _caseloads(chance: Chance, staff: Table, pupils: YearOfPupils, cases: Table, child: Ints, until: Dates) -> Table:
    open_cases = cases.take(np.isnat(cases["closed"]))
    parts = [
        (
            open_cases["worker"],
            open_cases["child"],
            np.zeros(len(open_cases), dtype="int64"),
            open_cases["opened"],
            open_cases["closed"],
        )
    ]
    start = first_day(2024)
    until = np.where(until < school_year(2024).last, until, NEVER)
    for kind, post, who in (
        (1, GUIDANCE, (pupils.stage >= 7) & (pupils.stage < SP)),
        (2, PSYCHOLOGIST, pupils.plan == 2),
        (3, SUPPORT, pupils.plan == 1),
    ):
        rows = np.flatnonzero(who)
        able = np.flatnonzero(staff["post"] == post)
        if post == PSYCHOLOGIST:
            person = able[chance.whole(0, len(able) - 1, "staff/psychologist", child[rows])]
        else:
            school = staff["school"][able]
            starts = np.searchsorted(school, pupils.school[rows])
            counts = np.searchsorted(school, pupils.school[rows], side="right") - starts
            rows, starts, counts = rows[counts > 0], starts[counts > 0], counts[counts > 0]
            person = able[starts + (chance.unit(f"staff/case {kind}", child[rows] // 5) * counts).astype("int64")]
        parts.append(
            (staff["staff"][person], child[rows], np.full(len(rows), kind), np.full(len(rows), start), until[rows])
        )
    ids, children, kinds, first, last = (np.concatenate(column) for column in zip(*parts))
    columns = {"staff": ids, "child": children, "kind": kinds, "first": first, "last": last}
    return table("caseloads", columns, {"kind": CASELOADS})
