"""The mess in agencies' files: duplicates, typing errors, old codes, shifted rows, each at a declared rate.

A defect is planted in a block of rows on its way into a file, and told to the sealed answers with the row it ends up
in and the value that would be true. Chance belongs to the thing a row is about, so that a file has the same defects
however the region is cut into blocks. No cell has two defects, and no row of a duplicate has any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from kenspeckle.ground.frozen import dataclass

from .answers import Answers
from .files.delimited import Delimited
from .table import Array

RATES: Mapping[str, float] = {
    "duplicate-pupil": 0.008,
    "name-variant": 0.025,
    "dob-variant": 0.015,
    "missing-scn": 0.35,
    "old-zone-code": 0.02,
    "council-variant": 0.03,
    "impossible-value": 1 / 2000,
    "mangled-band": 0.1,
    "text-number": 0.02,
    "overlapping-enrolment": 0.5,
}
"""Share of the rows that could have a defect and do. Names and dates of birth together vary in 4 % of rows."""

SHIFTED_ROWS = 50
"""Rows of the one block whose cells moved to the right; a hundredth of the file where that is fewer."""

Draw = Callable[[str, Array], Array]
"""Uniform numbers from 0 to 1 for a stream of chance and the numbers of things."""


@dataclass(frozen=True)
class Planted:
    """Defects of one kind in one field of a block: positions in the block and the values that would be true."""

    kind: str
    field: str
    positions: Array
    true: Array


class Mess:
    """Where defects come from. clean: none are planted, which is how tests see what would have been written."""

    def __init__(self, draw: Draw, answers: Answers, *, clean: bool = False) -> None:
        self.draw, self.answers, self.clean = draw, answers, clean

    def chosen(self, kind: str, stream: str, ids: Array, free: Array, least: int = 0) -> Array:
        """Positions of the rows that get a defect of this kind: by its rate, and at least `least` of the free ones."""
        if self.clean or not free.any():
            return np.empty(0, dtype="int64")
        drawn = np.where(free, self.draw(f"mess/{kind}/{stream}", ids), 2.0)
        found = np.flatnonzero(drawn < RATES[kind])
        return found if len(found) >= least else np.sort(np.argsort(drawn, kind="stable")[:least])


class Block:
    """Rows of one file on their way out: text columns by their header, in the file's order.

    ids: numbers of what the rows are about, for chance. file: the delivery's path in the workspace.
    """

    def __init__(self, file: str, columns: Mapping[str, Array], ids: Array, mess: Mess) -> None:
        self.file, self.ids, self.mess = file, ids, mess
        self.columns: dict[str, Array] = dict(columns)
        self.free = np.ones(len(ids), dtype=bool)
        self._planted: list[Planted] = []
        self._touched: dict[str, Array] = {}

    def __len__(self) -> int:
        return len(self.free)

    def plant(self, kind: str, field: str, positions: Array, told: Array | Sequence[str]) -> None:
        """Put `told` into a field at these positions; where it is what stands there already, nothing is a defect."""
        if not len(positions):
            return
        column, values = self.columns[field], np.asarray(told, dtype=object)
        differs = column[positions] != values
        positions, values = positions[differs], values[differs]
        self._planted.append(Planted(kind, field, positions, column[positions].copy()))
        changed = column.copy()
        changed[positions] = values
        self.columns[field] = changed
        self._touch(field, positions)

    def rate(self, kind: str, field: str, told: Array, where: Array | None = None) -> None:
        """Plant a defect at its rate: write what is `told` of a row, in rows that are free and where `where` holds.

        told, where: a value for each row as they were before any was written twice.
        """
        could = self.untouched(field).copy()
        could[len(told) :] = False
        if where is not None:
            could[: len(told)] &= where
        at = self.mess.chosen(kind, f"{self.file}/{field}", self.ids, could)
        self.plant(kind, field, at, told[at])

    def impossible(self, values: Mapping[str, Sequence[str]], least: int = 0) -> None:
        """Plant a value that cannot be: in one row of 2,000, each time in one of these fields."""
        fields = list(values)
        could = self.free.copy()
        for field in fields:
            could &= self.untouched(field)
        at = self.mess.chosen("impossible-value", self.file, self.ids, could, least)
        picks = self.mess.draw(f"mess/which/{self.file}", self.ids[at])
        for position, pick in zip(at.tolist(), picks.tolist(), strict=True):
            scaled = int(pick * 1_000_000)
            field = fields[scaled % len(fields)]
            told = values[field][scaled // 7 % len(values[field])]
            self.plant("impossible-value", field, np.array([position]), [told])

    def duplicate(self, kind: str, field: str, other: Array) -> None:
        """Write some rows once more, after the last: half of them as they are, half with `other` in one field."""
        at = self.mess.chosen(kind, self.file, self.ids, self.free)
        if not len(at):
            return
        half = self.mess.draw(f"mess/half/{self.file}", self.ids[at]) < 0.5
        kept, changed = self.columns[field][at], other[at]
        copies = np.arange(len(self), len(self) + len(at))
        self.columns = {name: np.concatenate([c, c[at]]) for name, c in self.columns.items()}
        self.columns[field][copies[half]] = changed[half]
        self.ids = np.concatenate([self.ids, self.ids[at]])
        self.free = np.concatenate([self.free, np.zeros(len(at), dtype=bool)])
        self.free[at] = False
        self._touched = {n: np.concatenate([t, np.zeros(len(at), dtype=bool)]) for n, t in self._touched.items()}
        differs = half & (changed != kept)
        self._planted.append(Planted(kind, field, copies[differs], kept[differs]))
        self._planted.append(Planted(kind, "", copies[~differs], np.full(int((~differs).sum()), "", dtype=object)))

    def shift(self, kind: str, first: str, rows: int) -> None:
        """Move the cells of a run of free rows one column to the right from `first` on; the last cell is lost."""
        if self.mess.clean or rows < 1 or not self.free.any():
            return
        names = list(self.columns)
        moved = names[names.index(first) :]
        clean = self.free.copy()
        for touched in self._touched.values():
            clean &= ~touched
        could = np.flatnonzero(clean)[: 4 * rows]
        at = could[len(could) // 2 :][:rows]
        tails = zip(*(self.columns[name][at].tolist() for name in moved), strict=True)
        true = np.array(["|".join(tail) for tail in tails], dtype=object)
        before = [np.full(len(at), "", dtype=object), *(self.columns[name][at].copy() for name in moved[:-1])]
        for name, cells in zip(moved, before, strict=True):
            self.columns[name] = self.columns[name].copy()
            self.columns[name][at] = cells
            self._touch(name, at)
        self.free[at] = False
        self._planted.append(Planted(kind, first, at, true))

    def untouched(self, field: str) -> Array:
        """Rows that are free of duplicates and shifts and have no defect in this field yet."""
        touched = self._touched.get(field)
        return self.free if touched is None else self.free & ~touched

    def write(self, out: Delimited) -> int:
        """Write the rows, tell the answers where the defects are, and return the number of the first row."""
        first = out.write(list(self.columns.values()))
        self.tell(range(first, first + len(self)))
        return first

    def tell(self, rows: Sequence[int]) -> None:
        """Tell the answers of the defects; rows: the number in the file of each row of the block."""
        numbers = np.asarray(rows, dtype="int64")
        for planted in self._planted:
            where = numbers[planted.positions].tolist()
            self.mess.answers.defects(self.file, where, planted.field, planted.kind, planted.true.tolist())

    def _touch(self, field: str, positions: Array) -> None:
        touched = self._touched.setdefault(field, np.zeros(len(self.free), dtype=bool))
        touched[positions] = True


def council_spellings(name: str) -> tuple[str, str, str]:
    """How a council is called beside its own name: without the word, in capitals, cut short."""
    bare = name.removesuffix(" Council")
    return bare, f"THE {bare.upper()} COUNCIL", f"{bare} C."
