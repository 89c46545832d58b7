"""The skills agency: leavers of each year, with what they achieved and where they went."""

from __future__ import annotations

import numpy as np

from ..calendar import YEARS
from ..files import Dialect
from .cells import days, flags, numbers, worded, year_label
from .desk import Desk, Feed
from .known import Known
from .mis_pupils import SEX, rank_of
from .numbering import Numbering
from .partners import TWO_FIELDS, lose_numbers, names, vary

_LINES = Dialect(newline="\r\n")


class Leavers:
    """`skills/leavers_YYYY-YY.csv`: one row for a leaver."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feeds = {y: Feed(desk, f"skills/leavers_{year_label(y, '-')}.csv", _LINES) for y in YEARS}
        self._own = Numbering(desk.chance, "skills/candidates", "", 9)

    def council(self, known: Known) -> None:
        pupils = known.council.pupil_years
        for year, feed in self._feeds.items():
            leavers = known.council.leavers
            leavers = leavers.take(leavers["year"] == year)
            own = self._own.of(leavers["child"])
            order = np.argsort(rank_of(own), kind="stable")
            leavers, own = leavers.take(order), own[order]
            rows = known.child_rows(leavers["child"])
            years = known.year_rows(leavers["child"], leavers["year"])
            level = leavers["level"]
            block = feed.block(
                {
                    "Candidate": own,
                    "SCN": known.scn[rows],
                    **names(known, rows, TWO_FIELDS),
                    "DOB": days(known.children["born"][rows], "d/m/y"),
                    "Sex": worded(known.children, "sex", SEX)[rows],
                    "SEED Code": known.school("code", leavers["school"]),
                    "Leaving Stage": worded(leavers, "stage"),
                    "Data Zone": known.of_year(known.zone(pupils["zone"]), years),
                    "Quintile": known.of_year(numbers(pupils["quintile"]), years),
                    "SCQF Level": numbers(level),
                    "Awards": numbers(leavers["awards"]),
                    "SCQF 5": flags(level >= 5, "1", "0"),
                    "SCQF 6": flags(level >= 6, "1", "0"),
                    "Destination": worded(leavers, "destination"),
                    "Positive": flags(leavers["positive"], "1", "0"),
                    "Later Destination": worded(leavers, "later"),
                },
                leavers["child"],
            )
            self._desk.answers.who("skills", own, leavers["child"])
            lose_numbers(block, "SCN")
            vary(block, known, rows, TWO_FIELDS, "DOB", "d/m/y")
            block.impossible({"SCQF Level": ("14",)}, int(known.first))
            feed.write(block)

    def close(self) -> None:
        for feed in self._feeds.values():
            feed.close()
