"""The Reporter: referrals of children, every cell in quotation marks, names in capitals."""

from __future__ import annotations

import numpy as np

from ..files import Dialect
from .cells import days, worded
from .desk import Desk, Feed
from .health import school_years
from .known import Known
from .mis_pupils import SEX
from .numbering import Numbering
from .partners import Names, lose_numbers, names, vary

_QUOTED = Dialect(newline="\r\n", quoted=True)
_FORM: Names = {"Child": lambda forename, surname: f"{surname.upper()}, {forename}"}


class Referrals:
    """`reporter/referrals.csv`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feed = Feed(desk, "reporter/referrals.csv", _QUOTED)
        self._numbers = Numbering(desk.chance, "reporter/referrals", "R", 8)
        self._children = Numbering(desk.chance, "reporter/children", "RC", 8)

    def council(self, known: Known) -> None:
        referrals = known.council.referrals
        referrals = referrals.take(np.lexsort((referrals["referral"], referrals["date"])))
        rows = known.child_rows(referrals["child"])
        own = self._children.of(referrals["child"])
        block = self._feed.block(
            {
                "Referral": self._numbers.of(referrals["referral"]),
                "Child Ref": own,
                **names(known, rows, _FORM),
                "Date of Birth": days(known.children["born"][rows], "d-m-y"),
                "Sex": worded(known.children, "sex", SEX)[rows],
                "SCN": known.scn[rows],
                "Postcode": known.home_postcode(rows, referrals["date"]),
                "Data Zone": known.zone(known.home_zone(rows, referrals["date"])),
                "Received": days(referrals["date"], "d-m-y"),
                "Year": school_years(referrals["date"]),
                "Source": worded(referrals, "source"),
                "Ground": worded(referrals, "ground"),
                "Decision": worded(referrals, "decision"),
                "Decided": days(referrals["decided"], "d-m-y"),
            },
            referrals["referral"],
        )
        _, once = np.unique(own, return_index=True)
        self._desk.answers.who("reporter", own[once], referrals["child"][once])
        lose_numbers(block, "SCN")
        vary(block, known, rows, _FORM, "Date of Birth", "d-m-y")
        block.impossible({"Decision": ("9",)}, int(known.first))
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()
