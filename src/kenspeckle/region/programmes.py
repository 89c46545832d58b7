"""Four programmes of the last year, each with a truth that can be measured and is easily mistaken.

One works, and has a waiting list drawn by lot to show it. One only seems to: it takes children after their worst year,
and most of them would have come back without it. One helps in every school and looks harmful when schools are thrown
together, because most who take part are where achievement is lowest. One does nothing.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import NEVER, school_year
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.maths import Reals
from kenspeckle.region.people import Births
from kenspeckle.region.schema import table
from kenspeckle.region.schools import PRIMARY, SPECIAL, Schools
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Table, rows_of

YEAR = 2024
WORKS, SEEMS, REVERSAL, NOTHING = range(4)
NAMES = ("Morning Mates", "Fresh Start", "Reading Rockets", "Calm Corners")
TRUTHS = ("works", "only seems to work", "reversal", "no effect")
CHOSEN = (
    "lot among those who asked",
    "lowest attendance of the year before",
    "every child of the class who wished",
    "teachers' choice",
)
EFFECTS = (2.0, 0.0, 7.0, 0.0)  # points of attendance, or of the share who achieve literacy

_AIMS = (
    "A grown-up mentor meets each child before school, to help them come more often.",
    "Calls home and a fresh timetable for children who were away most, to help them come more often.",
    "Reading in pairs three times a week, to help more children reach the level expected in literacy.",
    "A quiet room at break, to help children feel well and come more often.",
)
_ASKED = 0.62  # of eligible pairs of children at schools that take part in Morning Mates
_LOWEST, _ELSEWHERE = 0.62, 0.05  # who takes part in Reading Rockets
_CALM = 0.18


@dataclass(frozen=True)
class Programmes:
    """Who took part, and what it does to each pupil of the year (by place among the pupils), in shares."""

    participations: Table
    attendance: Reals
    literacy: Reals
    reads: Flags


def programme_list() -> Table:
    """The four programmes with their truths."""
    year = school_year(YEAR)
    return table(
        "programmes",
        {
            "programme": np.arange(4),
            "name": np.array(NAMES, dtype=object),
            "aim": np.array(_AIMS, dtype=object),
            "runs": np.array([0, 1, 0, 1]),
            "first": np.full(4, year.first),
            "last": np.full(4, year.last),
            "chosen": np.arange(4),
            "outcome": np.array([0, 0, 1, 0]),
            "truth": np.arange(4),
            "effect": np.array(EFFECTS),
        },
        {
            "runs": ("charity", "council education"),
            "chosen": CHOSEN,
            "outcome": ("attendance", "literacy"),
            "truth": TRUTHS,
        },
    )


def run_programmes(
    chance: Chance,
    schools: Schools,
    births: Births,
    pupils: YearOfPupils,
    before: YearOfPupils,
    rate_before: Reals,
    away: Reals,
) -> Programmes:
    """Choose who takes part.

    `rate_before` is the attendance of the pupils of the year `before`, `away` the chance of absence now.
    """
    child = births.child[pupils.child_at]
    place = rows_of(births.child[before.child_at], child)
    prior = np.where(place >= 0, rate_before[place], np.nan)
    settled = (place >= 0) & pupils.on_roll & (schools.table["sector"][pupils.school] != SPECIAL)
    asks = settled & (prior >= 0.78) & (prior <= 0.93) & (away > 0.035) & _takes_part(chance, pupils, "mates", 0.85)
    works, waits = _by_lot(chance, "mates", pupils.school, child, asks, away, _ASKED)
    at_work = works | waits
    # There were calls for about half of those on each school's list.
    listed = settled & ~at_work & (prior < 0.86) & _takes_part(chance, pupils, "fresh", 0.9)
    seems, _ = _by_lot(chance, "fresh", pupils.school, child, listed, away, 1.0)
    reads = _readers(chance, schools, pupils, child)
    calm = settled & ~at_work & ~seems & _takes_part(chance, pupils, "calm", 0.4)
    calm &= chance.happens(_CALM, "programmes/calm child", child)
    parts = [
        _rows(chance, WORKS, pupils, child, at_work, works, 30),
        _rows(chance, SEEMS, pupils, child, seems, seems, 8),
        _rows(chance, REVERSAL, pupils, child, reads, reads, 60),
        _rows(chance, NOTHING, pupils, child, calm, calm, 25),
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    gains = np.array(EFFECTS) / 100.0
    return Programmes(table("participations", columns), gains[WORKS] * works, gains[REVERSAL] * reads, reads)


def _takes_part(chance: Chance, pupils: YearOfPupils, name: str, share: float) -> Flags:
    """Whether each pupil's school takes part."""
    return np.asarray(chance.unit(f"programmes/{name}/school", pupils.school) < share)


def _by_lot(
    chance: Chance, name: str, school: Ints, child: Ints, may: Flags, away: Reals, share: float
) -> tuple[Flags, Flags]:
    """Who got a place and who did not, as many of each, from so large a share of those who may have one.

    A lot decides between two children of one school for whom the year would have gone much alike. So what the
    programme does can be seen in one council, and not only in the average of many.
    """
    rows = np.flatnonzero(may)
    rows = rows[np.lexsort((child[rows], away[rows], school[rows]))]
    pairs = rows[: len(rows) // 2 * 2].reshape(-1, 2)
    pairs = pairs[school[pairs[:, 0]] == school[pairs[:, 1]]]
    pairs = pairs[chance.happens(share, f"programmes/{name}/asked", child[pairs[:, 0]])]
    second = chance.happens(0.5, f"programmes/{name}/lot", child[pairs[:, 0]]).astype("int64")
    chosen, left = np.zeros(len(child), dtype=bool), np.zeros(len(child), dtype=bool)
    chosen[pairs[np.arange(len(pairs)), second]] = True
    left[pairs[np.arange(len(pairs)), 1 - second]] = True
    return chosen, left


def _readers(chance: Chance, schools: Schools, pupils: YearOfPupils, child: Ints) -> Flags:
    """Most children of P1, P4 and P7 in the third of primaries where least is achieved, few elsewhere."""
    known = schools.table
    primary = np.flatnonzero(np.isin(np.arange(len(known)), pupils.school) & (known["sector"] == PRIMARY))
    expected = known["learning_effect"][primary] - 0.45 * known["strain"][primary]
    lowest = primary[np.argsort(expected, kind="stable")][: max(1, len(primary) // 3)]
    reached = np.isin(pupils.stage, (0, 3, 6)) & pupils.on_roll
    p = np.where(reached, np.where(np.isin(pupils.school, lowest), _LOWEST, _ELSEWHERE), 0.0)
    return chance.spread(p, pupils.school * 2 + reached, "programmes/reads", child) > 0


def _rows(
    chance: Chance, programme: int, pupils: YearOfPupils, child: Ints, offered: Flags, took: Flags, sessions: int
) -> dict[str, np.ndarray]:
    rows, year = np.flatnonzero(offered), school_year(YEAR)
    took_part = took[rows]
    count = len(rows)
    return {
        "programme": np.full(count, programme),
        "child": child[rows],
        "school": pupils.school[rows],
        "offered": year.first - 60 + chance.whole(0, 30, "programmes/offered", child[rows], programme),
        "took_part": took_part,
        "first": np.where(took_part, year.first, NEVER),
        "last": np.where(took_part, year.last, NEVER),
        "sessions": np.where(
            took_part, chance.whole(sessions // 2, sessions, "programmes/sessions", child[rows], programme), 0
        ),
    }
