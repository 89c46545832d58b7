"""Social work: cases of children and spells of being looked after, one row for each spell."""

from __future__ import annotations

import numpy as np

from ..files import Dialect
from ..table import Array
from .cells import days, flags, same, worded
from .desk import Desk, Feed
from .known import Known
from .numbering import Numbering
from .partners import TWO_FIELDS, lose_numbers, names, vary

_TABS = Dialect("cp1252", "\t", "\r\n")
SEX = {"female": "Female", "male": "Male"}
CARE = {"at home": "LAH", "kinship": "LAK", "foster": "LAF", "residential": "LAR"}


class Cases:
    """`social_work/cases.csv`."""

    def __init__(self, desk: Desk, staff: Numbering) -> None:
        self._desk, self._staff = desk, staff
        self._feed = Feed(desk, "social_work/cases.csv", _TABS)
        self._persons = Numbering(desk.chance, "social-work/persons", "SW", 8)
        self._cases = Numbering(desk.chance, "social-work/cases", "C", 8)
        self._spells = Numbering(desk.chance, "social-work/spells", "L", 8)

    def council(self, known: Known) -> None:
        cases, care = known.council.cases, known.council.care
        nobody = np.full(len(care), -1)
        joined = {
            "id": np.concatenate([cases["case"] * 2, care["spell"] * 2 + 1]),
            "number": np.concatenate([self._cases.of(cases["case"]), self._spells.of(care["spell"])]),
            "child": np.concatenate([cases["child"], care["child"]]),
            "status": np.concatenate([worded(cases, "kind"), worded(care, "kind", CARE)]),
            "placement": np.concatenate([same("n/a", len(cases)), worded(care, "kind")]),
            "opened": np.concatenate([cases["opened"], care["first"]]),
            "closed": np.concatenate([cases["closed"], care["last"]]),
            "worker": np.concatenate([cases["worker"], nobody]),
        }
        order = np.lexsort((joined["id"], joined["opened"]))
        self._write(known, {name: column[order] for name, column in joined.items()})

    def _write(self, known: Known, spells: dict[str, Array]) -> None:
        rows = known.child_rows(spells["child"])
        own = self._persons.of(known.own_numbers(spells["child"]))
        plans = known.council.support
        planned = np.isin(spells["child"], plans["child"][plans.is_("kind", "child's plan")])
        block = self._feed.block(
            {
                "Case": spells["number"],
                "SW No": own,
                "SCN": known.scn[rows],
                **names(known, rows, TWO_FIELDS),
                "DOB": days(known.children["born"][rows], "d mon y"),
                "Gender": worded(known.children, "sex", SEX)[rows],
                "Status": spells["status"],
                "Placement": spells["placement"],
                "Opened": days(spells["opened"], "d mon y"),
                "Closed": days(spells["closed"], "d mon y"),
                "Childs Plan": flags(planned, "Yes", "No"),
                "Worker": self._staff.of(spells["worker"]),
                "Data Zone": known.zone(known.home_zone(rows, spells["opened"])),
            },
            spells["id"],
        )
        self._desk.answers.who("social-work", own[_once(own)], spells["child"][_once(own)])
        lose_numbers(block, "SCN")
        vary(block, known, rows, TWO_FIELDS, "DOB", "d mon y")
        block.impossible({"Status": ("ZZZ",)}, int(known.first))
        self._feed.write(block)

    def close(self) -> None:
        self._feed.close()


def _once(column: Array) -> Array:
    return np.unique(column, return_index=True)[1]
