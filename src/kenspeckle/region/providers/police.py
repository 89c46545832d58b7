"""Police: concerns recorded about children, as XML in divisions; a division is a council's area."""

from __future__ import annotations

import numpy as np

from ..files import Return
from ..mess import Block
from .cells import days, flags, worded
from .desk import INVENTED, Desk, delivery
from .known import Known
from .mis_pupils import SEX
from .numbering import Numbering
from .partners import Names, lose_numbers, names, vary

_NAME = "police/concerns.xml"
_INSIDE = "Child/"
_FORM: Names = {"Child/Forename": lambda forename, _: forename, "Child/Surname": lambda _, surname: surname}


class Concerns:
    """`police/concerns.xml`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._out = Return(desk.path(_NAME), "ConcernReports", {"notice": INVENTED, "made": "2025-08-29"})
        self._numbers = Numbering(desk.chance, "police/concerns", "PC", 8)
        self._children = Numbering(desk.chance, "police/children", "N", 8)

    def council(self, known: Known) -> None:
        concerns = known.council.concerns
        concerns = concerns.take(np.lexsort((concerns["concern"], concerns["date"])))
        rows = known.child_rows(concerns["child"])
        own = self._children.of(concerns["child"])
        columns = {
            "@id": self._numbers.of(concerns["concern"]),
            "@date": days(concerns["date"], "y-m-d"),
            "Child/@ref": own,
            **names(known, rows, _FORM),
            "Child/DateOfBirth": days(known.children["born"][rows], "y-m-d"),
            "Child/Sex": worded(known.children, "sex", SEX)[rows],
            "Child/Postcode": known.home_postcode(rows, concerns["date"]),
            "Child/SchoolNumber": known.scn[rows],
            "Category": worded(concerns, "kind"),
            "Domestic": flags(concerns["domestic"]),
            "Zone": known.zone(known.home_zone(rows, concerns["date"])),
            "Shared": flags(concerns["shared"]),
        }
        block = Block(delivery(_NAME), columns, concerns["concern"], self._desk.mess)
        _, once = np.unique(own, return_index=True)
        self._desk.answers.who("police", own[once], concerns["child"][once])
        lose_numbers(block, "Child/SchoolNumber")
        vary(block, known, rows, _FORM, "Child/DateOfBirth", "y-m-d")
        block.impossible({"Category": ("UNKNOWN 99",)}, int(known.first))
        block.tell(range(self._out.row, self._out.row + len(block)))
        self._out.open_group("Division", {"code": known.code, "name": known.name})
        for cells in zip(*(column.tolist() for column in block.columns.values()), strict=True):
            record = dict(zip(block.columns, cells, strict=True))
            child = {n.removeprefix(_INSIDE): v for n, v in record.items() if n.startswith(_INSIDE)}
            own_part = {n: v for n, v in record.items() if n.startswith("@")}
            rest = {n: v for n, v in record.items() if not n.startswith(("@", _INSIDE))}
            self._out.write("Report", {**own_part, "Child": child, **rest})
        self._out.close_group("Division")

    def close(self) -> None:
        self._out.close()
