"""Cells and cubes: counts of one measure by some dimensions, before protection.

A cell carries numerator, denominator, children and, where rows of children are known, a sum of squares; they
are shown or hidden together. A cube is what `measure` makes and `protect` takes; it never leaves the walls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass

from .absence import Absence
from .period import Period

MAIN = ""
"""The way of counting that a measure itself defines; its other ways have names."""

Group = tuple[tuple[str, str], ...]
"""Dimension and value pairs, sorted by dimension; () is everybody."""


def group(**values: str) -> Group:
    """Return a group in its one canonical order."""
    return tuple(sorted(values.items()))


@dataclass(frozen=True, order=True)
class CellKey:
    """Which cell: measure, way of counting, period and group. `period` is None for a source without time."""

    measure: str
    period: Period | None
    group: Group = ()
    way: str = MAIN

    def __str__(self) -> str:
        """The canonical name, such as `attendance_rate@2024/25{simd_quintile=1}`, for files and people."""
        name = self.measure + (f"~{self.way}" if self.way else "")
        if self.period is not None:
            name += f"@{self.period}"
        if self.group:
            name += "{" + ",".join(f"{d}={_quote(v)}" for d, v in self.group) + "}"
        return name


def _quote(value: str) -> str:
    plain = value and not any(c in value for c in ",={}'\"\n")
    return value if plain else "'" + value.replace("'", "''") + "'"


Interval = tuple[int | Decimal, int | Decimal]
"""The lower and upper limit of a value."""


@dataclass(frozen=True)
class Cell:
    """The counts of one cell.

    numerator, denominator: integers or decimals; denominator is None for a count or a sum.
    children: distinct children behind the cell, or None where the source cannot say.
    squares: sum over children of the squared numerator, where rows of children are known.
    rows: rows of the source behind it. unknown: how many of those rows had an absent input; the sums are then
    over what is known, and only a measure that says so may be told.
    interval: the limits between which its publisher says that the value lies, lower first; None without them.
    contributors: how many schools, or the like, it adds up. largest: the largest amounts of single children in
    falling order, as sizes without their sign. Both are counted where a rule asks for them, and are None elsewhere.
    keys: keys of its children, added up: of all, of those in the numerator, of those in the denominator; None where
    no method asks for them.
    """

    numerator: int | Decimal
    denominator: int | Decimal | None = None
    children: int | None = None
    squares: int | Decimal | None = None
    rows: int = 0
    unknown: int = 0
    interval: Interval | None = None
    contributors: int | None = None
    largest: tuple[int | Decimal, ...] | None = None
    keys: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Cube:
    """Cells of one measure, from one snapshot of each of its sources.

    cells: a Cell, or the absence that the source itself states (suppressed by its publisher, missing, not
    applicable). dimensions: those that any key may name. public: its sources are already published, so its
    cells are fixed and known, and exempt from primary rules.
    """

    measure: str
    dimensions: tuple[str, ...]
    cells: Mapping[CellKey, Cell | Absence]
    public: bool = False
    sources: tuple[str, ...] = ()
    snapshots: Mapping[str, str] = field(default_factory=dict)
