"""The charity's evaluation: who took part in each programme, and with whom they may be compared.

It holds no names: its numbers stand for children only in its own file. Openings before are those of the school year
before the programme, openings after those of its own year; children who were not at school in both are left out, but
for a programme that is about literacy, which begins in P1. Beside those who took part stand those on a waiting list,
or children whom the charity thought alike: as often away the year before, of the same stages, or of the same schools.
"""

from __future__ import annotations

import numpy as np

from ..table import Array, Table, rows_of
from .cells import flags, numbers, texts, worded, year_labels
from .charity import programme_codes, rank, years_of
from .desk import UTF8, Desk, Feed
from .known import Known, placed
from .mis_pupils import SEX, openings_of_year
from .numbering import Numbering

GROUPS = ("took part", "waiting list", "compared")
_OFTEN_AWAY = 0.86
"""Attendance in the year before below which a child may be compared with those who were chosen for it."""

_SAMPLE = 0.2
"""Share of the other pupils of the same schools who are compared where teachers chose."""


class Evaluation:
    """`charity/evaluation.csv`: one row for a child and a programme."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "charity/evaluation.csv", UTF8)
        self._own = Numbering(desk.chance, "charity/evaluation", "EV", 9)

    def council(self, known: Known) -> None:
        cases = self._cases(known)
        own = self._own.of(cases["child"] * 8 + cases["programme"])
        order = np.lexsort((rank(own), cases["programme"]))
        self._write(known, {name: column[order] for name, column in cases.items()}, own[order])

    def _cases(self, known: Known) -> dict[str, Array]:
        """Children by programme and group, with the year of each programme; only those at school then."""
        offered = known.council.participations
        cases = [(offered["programme"], offered["child"], np.where(offered["took_part"], 0, 1))]
        programmes = known.council.programmes
        for programme, chosen in zip(programmes["programme"].tolist(), programmes.text("chosen").tolist(), strict=True):
            year = int(years_of(programmes, np.array([programme]))[0])
            alike = self._alike(known, offered, programme, chosen, year)
            cases.append((np.full(len(alike), programme), alike, np.full(len(alike), 2)))
        programme, child, group = (np.concatenate(columns) for columns in zip(*cases, strict=True))
        years = years_of(programmes, programme)
        at = known.year_rows(child, years)
        columns = {"programme": programme, "child": child, "group": group, "year": years, "at": at}
        for when, then in (("before", years - 1), ("after", years)):
            columns |= {f"{name} {when}": sums for name, sums in _openings(known, child, then).items()}
        both = (columns["possible before"] > 0) & (columns["possible after"] > 0)
        kept = (at >= 0) & (both | (programme == _reading(known)))
        return {name: column[kept] for name, column in columns.items()}

    def _alike(self, known: Known, offered: Table, programme: int, chosen: str, year: int) -> Array:
        """Children who were not offered a place and may be compared with those who were, by how these were chosen."""
        pupils = known.council.pupil_years
        pupils = pupils.take((pupils["year"] == year) & pupils["on_roll"])
        child = pupils["child"]
        its_own = offered["programme"] == programme
        free = ~np.isin(child, offered["child"][its_own])
        in_sector = ~known.region.schools.is_("sector", "special")[pupils["school"]]
        elsewhere = np.isin(child, offered["child"][~its_own & (offered["programme"] != _reading(known))])
        if chosen.startswith("lot"):
            alike = np.zeros(len(child), dtype=bool)
        elif chosen.startswith("every child"):
            acel = known.council.acel
            assessed = acel.take((acel["year"] == year) & acel.is_("stage", "P1", "P4", "P7"))
            alike = np.isin(child, assessed["child"])
        elif chosen.startswith("lowest"):
            before = openings_of_year(known, child, year - 1)
            alike = ~elsewhere & (before["present"] < _OFTEN_AWAY * before["possible"])
        else:
            same_schools = np.isin(pupils["school"], offered["school"][its_own])
            alike = ~elsewhere & same_schools & (self._desk.chance.unit("charity/compared", child) < _SAMPLE)
        found: Array = child[free & in_sector & alike]
        return found

    def _write(self, known: Known, cases: dict[str, Array], own: Array) -> None:
        pupils = known.council.pupil_years.take(cases["at"])
        child, years = cases["child"], cases["year"]
        acel = known.council.acel
        assessed = rows_of(acel["child"] * 16 + acel["year"] - 2016, child * 16 + years - 2016)
        sectors = texts([w.capitalize() for w in known.region.schools.text("sector").tolist()])
        block = self._feed.block(
            {
                "Programme": programme_codes(cases["programme"]),
                "Pupil": own,
                "Year": year_labels(years),
                "SEED Code": known.school("code", pupils["school"]),
                "Sector": sectors[pupils["school"]],
                "School Band": _bands(known, cases, pupils["school"]),
                "Stage": worded(pupils, "stage"),
                "Sex": worded(known.children, "sex", SEX)[known.child_rows(child)],
                "Quintile": numbers(pupils["quintile"]),
                "Data Zone": known.zone(pupils["zone"]),
                "ASN": flags(pupils["asn"]),
                "Took Part": flags(cases["group"] == 0),
                "Group": texts(GROUPS)[cases["group"]],
                "Possible Before": numbers(cases["possible before"]),
                "Attended Before": numbers(cases["present before"]),
                "Possible After": numbers(cases["possible after"]),
                "Attended After": numbers(cases["present after"]),
                "Literacy": placed(flags(acel["literacy"]), assessed),
            },
            child * 8 + cases["programme"],
        )
        self._desk.answers.who("evaluation", own, child)
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()


def _reading(known: Known) -> int:
    """The programme for literacy, which does not come between children and a programme for attendance."""
    programmes = known.council.programmes
    return int(programmes["programme"][programmes.is_("outcome", "literacy")][0])


def _bands(known: Known, cases: dict[str, Array], school: Array) -> Array:
    """Whether each case's school was chosen for the programme about literacy, which takes few children elsewhere.

    That is seen from the cases themselves: in a chosen school three in ten of the stages that it is for took part.
    """
    reading = cases["programme"] == _reading(known)
    count = len(known.region.schools)
    there = np.bincount(school[reading], minlength=count)
    took = np.bincount(school[reading & (cases["group"] == 0)], minlength=count)
    chosen = (there > 0) & (10 * took >= 3 * there)
    bands: Array = texts(["other schools", "chosen schools"])[chosen[school].astype("int64")]
    return bands


def _openings(known: Known, children: Array, years: Array) -> dict[str, Array]:
    sums = {name: np.zeros(len(children), dtype="int64") for name in ("possible", "present")}
    for year in np.unique(years).tolist():
        at = np.flatnonzero(years == year)
        one, where = np.unique(children[at], return_inverse=True)
        found = openings_of_year(known, one, year)
        for name, column in sums.items():
            column[at] = found[name][where]
    return sums
