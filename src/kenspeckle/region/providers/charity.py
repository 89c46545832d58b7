"""The charity: the register of programmes, its own and the council's, and who took part in its own."""

from __future__ import annotations

import numpy as np

from ..files import Dialect
from ..table import Array, Table, rows_of
from .cells import days, numbers, texts, worded
from .desk import UTF8, Desk, Feed
from .health import school_years
from .known import Known
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
        programmes = known.council.programmes
        its_own = programmes["programme"][programmes.is_("runs", "charity")]
        took = took.take(took["took_part"] & np.isin(took["programme"], its_own))
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


def rank(column: Array) -> Array:
    """The place of each text in the order of all of them."""
    return np.unique(column, return_inverse=True)[1]


def _short(name: str) -> str:
    """A school as volunteers write it."""
    return name.replace("Primary School", "PS").replace("High School", "HS").replace("Academy", "Acad.")
