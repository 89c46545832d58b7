"""The charity that runs programmes: who took part, the programmes, and an evaluation of all who were offered a place.

The evaluation holds no names: its numbers stand for children only in its own file. Openings before are those of the
school year before the programme, openings after those of the programme's own year.
"""

from __future__ import annotations

import numpy as np

from ..files import Dialect
from ..table import Array, Table, rows_of
from .cells import days, flags, numbers, texts, worded, year_labels
from .desk import UTF8, Desk, Feed
from .health import school_years
from .known import Known, placed
from .mis_pupils import SEX, openings_of_year
from .numbering import Numbering
from .partners import Names, lose_numbers, names, vary

_FORM: Names = {"First name": lambda forename, _: forename, "Last name": lambda _, surname: surname}


def programme_codes(ids: Array) -> Array:
    """PR1 and so on; the order says nothing of what they do."""
    return texts([f"PR{n + 1}" for n in ids.tolist()])


def years_of(programmes: Table, ids: Array) -> Array:
    """The school year in which each of these programmes began."""
    begun = programmes["first"].astype("datetime64[M]").astype("int64")
    years = 1970 + (begun - 7) // 12
    return years[rows_of(programmes["programme"], ids)]


class Participants:
    """`charity/participants.csv` and `charity/programmes.csv`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "charity/participants.csv", Dialect(bom=True))
        self._programmes = Feed(desk, "charity/programmes.csv", UTF8)
        self._own = Numbering(desk.chance, "charity/children", "M", 8)

    def council(self, known: Known) -> None:
        if known.first:
            self._write_programmes(known.council.programmes)
        took = known.council.participations
        took = took.take(took["took_part"])
        took = took.take(np.lexsort((rank(self._own.of(took["child"])), took["programme"])))
        rows = known.child_rows(took["child"])
        codes, own = programme_codes(took["programme"]), self._own.of(took["child"])
        participants = texts([f"{c}-{o}" for c, o in zip(codes.tolist(), own.tolist(), strict=True)])
        block = self._feed.block(
            {
                "Participant": participants,
                **names(known, rows, _FORM),
                "Date of birth": days(known.children["born"][rows], "d/m/y"),
                "SCN": known.scn[rows],
                "School": texts([_short(s) for s in known.school("name", took["school"]).tolist()]),
                "Seed": known.school("code", took["school"]),
                "Programme": codes,
                "Started": days(took["first"], "d/m/y"),
                "Finished": days(took["last"], "d/m/y"),
                "Sessions": numbers(took["sessions"]),
            },
            took["child"] * 8 + took["programme"],
        )
        self._desk.answers.who("charity", participants, took["child"])
        lose_numbers(block, "SCN")
        vary(block, known, rows, _FORM, "Date of birth", "d/m/y")
        block.impossible({"Sessions": ("-3", "9999")}, int(known.first))
        self._feed.write(block)

    def _write_programmes(self, programmes: Table) -> None:
        block = self._programmes.block(
            {
                "Programme": programme_codes(programmes["programme"]),
                "Name": programmes["name"],
                "Aim": programmes["aim"],
                "Run By": worded(programmes, "runs"),
                "Starts": days(programmes["first"], "y-m-d"),
                "Ends": days(programmes["last"], "y-m-d"),
                "Year": school_years(programmes["first"]),
                "How Chosen": worded(programmes, "chosen"),
                "Outcome": worded(programmes, "outcome"),
            },
            programmes["programme"],
        )
        self._programmes.write(block)

    def close(self) -> None:
        self._feed.close()
        self._programmes.close()


class Evaluation:
    """`charity/evaluation.csv`: one row for a child who was offered a place, and took it or not."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "charity/evaluation.csv", UTF8)
        self._own = Numbering(desk.chance, "charity/evaluation", "EV", 8)

    def council(self, known: Known) -> None:
        offered = known.council.participations
        years = years_of(known.council.programmes, offered["programme"])
        rows = known.year_rows(offered["child"], years)
        there = rows >= 0
        offered, years, rows = offered.take(there), years[there], rows[there]
        own = self._own.of(offered["child"] * 8 + offered["programme"])
        order = np.lexsort((rank(own), offered["programme"]))
        offered, years, rows, own = offered.take(order), years[order], rows[order], own[order]
        pupils = known.council.pupil_years.take(rows)
        before, after = _openings(known, offered["child"], years - 1), _openings(known, offered["child"], years)
        blank = before["possible"] == 0
        acel = known.council.acel
        assessed = rows_of(acel["child"] * 16 + acel["year"] - 2016, offered["child"] * 16 + years - 2016)
        block = self._feed.block(
            {
                "Programme": programme_codes(offered["programme"]),
                "Pupil": own,
                "Year": year_labels(years),
                "SEED Code": known.school("code", offered["school"]),
                "Sector": texts([w.capitalize() for w in known.region.schools.text("sector").tolist()])[
                    offered["school"]
                ],
                "Stage": worded(pupils, "stage"),
                "Sex": worded(known.children, "sex", SEX)[known.child_rows(offered["child"])],
                "Quintile": numbers(pupils["quintile"]),
                "Data Zone": known.zone(pupils["zone"]),
                "ASN": flags(pupils["asn"]),
                "Took Part": flags(offered["took_part"]),
                "Possible Before": numbers(before["possible"], blank),
                "Attended Before": numbers(before["present"], blank),
                "Possible After": numbers(after["possible"]),
                "Attended After": numbers(after["present"]),
                "Literacy": placed(flags(acel["literacy"]), assessed),
            },
            offered["child"] * 8 + offered["programme"],
        )
        self._desk.answers.who("evaluation", own, offered["child"])
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()


def rank(column: Array) -> Array:
    """The place of each text in the order of all of them."""
    return np.unique(column, return_inverse=True)[1]


def _openings(known: Known, children: Array, years: Array) -> dict[str, Array]:
    sums = {name: np.zeros(len(children), dtype="int64") for name in ("possible", "present")}
    for year in np.unique(years).tolist():
        at = np.flatnonzero(years == year)
        one, where = np.unique(children[at], return_inverse=True)
        found = openings_of_year(known, one, year)
        for name, column in sums.items():
            column[at] = found[name][where]
    return sums


def _short(name: str) -> str:
    """A school as volunteers write it."""
    return name.replace("Primary School", "PS").replace("High School", "HS").replace("Academy", "Acad.")
