"""Council housing: applications for help with homelessness, a workbook with a row for each child in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from ..files import Sheet, write_workbook
from ..files.workbook import Cell
from ..mess import Block
from ..table import Array, rows_of
from .cells import days, flags, numbers, worded
from .desk import INVENTED, Desk, delivery
from .known import Known, placed
from .numbering import Numbering
from .partners import Names, lose_numbers, names, vary

_NAME = "housing/homelessness.xlsx"
_FORM: Names = {"Child Forename": lambda forename, _: forename, "Child Surname": lambda _, surname: surname}
_DATES = frozenset({"Applied", "Child DOB", "Closed"})
_NUMBERS = frozenset({"Children", "Child No", "Nights"})
_TOP = 6
"""Row of the first child: three titles, a blank row and the header above it."""


class Homelessness:
    """`housing/homelessness.xlsx`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._applications = Numbering(desk.chance, "housing/applications", "HL", 8)
        self._blocks: list[Block] = []
        self._row = _TOP

    def council(self, known: Known) -> None:
        applied = known.council.homelessness
        which, rows = _children(known, applied["household"])
        applied = applied.take(which)
        order = np.lexsort((known.children["born"][rows], applied["application"], applied["applied"]))
        applied, rows = applied.take(order), rows[order]
        references = self._applications.of(applied["application"])
        nights = applied["temporary_nights"]
        carers = rows_of(known.council.carers["carer"], applied["carer"])
        first = np.flatnonzero(np.diff(applied["application"], prepend=-1))
        places = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows)))) + 1
        columns = {
            "Application": references,
            "Applied": days(applied["applied"], "y-m-d"),
            "Closed": days(applied["closed"], "y-m-d"),
            "Reason": worded(applied, "reason"),
            "Outcome": worded(applied, "outcome"),
            "Applicant Surname": placed(known.council.carers["surname"], carers),
            "Children": numbers(applied["children"]),
            "Child No": numbers(places),
            **names(known, rows, _FORM),
            "Child DOB": days(known.children["born"][rows], "y-m-d"),
            "SCN": known.scn[rows],
            "Postcode": known.home_postcode(rows, applied["applied"]),
            "Data Zone": known.zone(applied["zone"]),
            "Temporary Accommodation": flags(nights > 0),
            "Nights": numbers(nights),
        }
        persons = known.children["child"][rows]
        block = Block(delivery(_NAME), columns, applied["application"] * 16 + places, self._desk.mess)
        lose_numbers(block, "SCN")
        vary(block, known, rows, _FORM, "Child DOB", "y-m-d")
        block.impossible({"Nights": ("-1",)}, int(known.first))
        numbered = [f"{a}/{c}" for a, c in zip(references.tolist(), columns["Child No"].tolist(), strict=True)]
        self._desk.answers.who("housing", numbered, persons)
        block.tell(range(self._row, self._row + len(block)))
        self._row += len(block)
        self._blocks.append(block)

    def close(self) -> None:
        sheets = [Sheet("Applications", self._rows()), Sheet("About", [[INVENTED]])]
        write_workbook(self._desk.path(_NAME), "Homelessness applications", sheets)

    def _rows(self) -> Iterator[Sequence[Cell]]:
        yield [INVENTED]
        yield ["Homelessness applications: children in the household"]
        yield ["Report HL3"]
        yield []
        yield list(self._blocks[0].columns)
        for block in self._blocks:
            for cells in zip(*(column.tolist() for column in block.columns.values()), strict=True):
                yield [_cell(name, text) for name, text in zip(block.columns, cells, strict=True)]
        yield []
        yield ["Notes"]
        yield ["A household may apply more than once."]


def _children(known: Known, households: Array) -> tuple[Array, Array]:
    """For each household the rows of its children: positions in `households`, and rows of children."""
    homes = known.children["household"]
    order = np.argsort(homes, kind="stable")
    first = np.searchsorted(homes[order], households, side="left")
    counts = np.searchsorted(homes[order], households, side="right") - first
    which = np.repeat(np.arange(len(households)), counts)
    inside = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, order[np.repeat(first, counts) + inside]


def _cell(name: str, text: str) -> Cell:
    if not text:
        return None
    return date.fromisoformat(text) if name in _DATES else int(text) if name in _NUMBERS else text
