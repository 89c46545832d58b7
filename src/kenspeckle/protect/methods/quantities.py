"""Which numbers are told, each once, however many cells tell it, and in what steps each is disturbed.

`denominator` of one measure, `children` of another and the count of a third may be the same number of the same
children. Two disturbed versions of one number would be nearer to it together than either, so it is disturbed once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, CellKey

from ..wider import Spot

Exact = int | Decimal
Name = tuple[str, ...]

CHILDREN: Name = ("children",)
ROWS: Name = ("rows",)
FIELDS = ("numerator", "denominator", "children", "rows", "unknown")


@dataclass(frozen=True)
class Quantity:
    """One number of one group. name: what is counted; children and rows are the same for all measures.

    key: the keys of the children who are counted, added up, where a method asks for them.
    """

    spot: Spot
    name: Name
    value: Exact
    key: int = 0

    @property
    def order(self) -> tuple[object, ...]:
        """A canonical order, so that the same input always gives the same result."""
        return (*self.spot.order, self.name, Fraction(self.value), self.key)


class Quantities:
    """The numbers of some cells that are to be told, all of which know their children.

    steps: what is counted -> the step in which it is told: `base` for children and for what a child adds no more
    than one to; for rows and amounts so much that a step is no less than a child.
    """

    def __init__(self, cells: Mapping[CellKey, Cell], spots: Mapping[CellKey, Spot], base: int) -> None:
        self.cells, self.spots, self.base = cells, spots, base
        self._names = _names(cells)
        widest: dict[Name, tuple[int, Exact]] = defaultdict(lambda: (0, 0))
        whole: dict[Name, bool] = {}
        self.of: dict[CellKey, dict[str, Quantity]] = {}
        for key, cell in cells.items():
            told = self._names[key.measure, key.way]
            self.of[key] = {}
            for field, name in told.items():
                value = getattr(cell, field)
                self.of[key][field] = Quantity(spots[key], name, value, _key(field, name, cell))
                widest[name] = max(widest[name], (cell.children or 0, abs(value)))
                whole[name] = whole.get(name, True) and isinstance(value, int)
        self.steps = {name: _step(name, base, *widest[name], whole=whole[name]) for name in widest}

    def all(self) -> list[Quantity]:
        """Every number once, in canonical order."""
        return sorted({q for found in self.of.values() for q in found.values()}, key=lambda q: q.order)

    def with_values(self, key: CellKey, values: Mapping[Quantity, Exact]) -> Cell:
        """Return a cell with its numbers as they are told; nothing of the exact ones is left in it."""
        found = {field: values[quantity] for field, quantity in self.of[key].items()}
        exact, below = self.cells[key], found.get("denominator")
        above = found["numerator"]
        if below is not None and exact.denominator is not None and exact.numerator <= exact.denominator:
            above = min(above, below)
        return Cell(above, below, int(found["children"]), None, int(found["rows"]), int(found.get("unknown", 0)))


def _key(field: str, name: Name, cell: Cell) -> int:
    """The key of the children in one number: those behind the cell, or those who add to the number itself."""
    every, of, out_of = cell.keys or (0, 0, 0)
    if name in (CHILDREN, ROWS):
        return every
    return {"numerator": of, "denominator": out_of}.get(field, every)


def _names(cells: Mapping[CellKey, Cell]) -> dict[tuple[str, str], dict[str, Name]]:
    """For each measure and way, what its fields count: its own, or children or rows where it is those everywhere."""
    by_measure: dict[tuple[str, str], list[Cell]] = {}
    for key, cell in cells.items():
        by_measure.setdefault((key.measure, key.way), []).append(cell)
    found = {}
    for named, own in by_measure.items():
        rows = CHILDREN if all(c.rows == c.children for c in own) else ROWS
        names: dict[str, Name] = {"children": CHILDREN, "rows": rows}
        for field in ("numerator", "denominator"):
            if any(getattr(c, field) is None for c in own):
                continue
            names[field] = (field, *named)
            for name, other in ((rows, "rows"), (CHILDREN, "children")):
                if all(getattr(c, field) == getattr(c, other) for c in own):
                    names[field] = name
        if any(c.unknown for c in own):
            names["unknown"] = ("unknown", *named)
        found[named] = names
    return found


def _step(name: Name, base: int, children: int, value: Exact, *, whole: bool) -> Exact:
    if name == CHILDREN or not children:
        return base
    each = Fraction(value) / children
    step = nice(each * base / 4)
    return max(base, step) if whole else step


def nice(least: Fraction) -> Exact:
    """Return the smallest of 1, 2 and 5 times a power of ten that is at least `least`; 1 for nothing."""
    if least <= 0:
        return 1
    power = 0
    while Fraction(10) ** power > least:
        power -= 1
    while Fraction(10) ** (power + 1) <= least:
        power += 1
    for digit in (1, 2, 5, 10):
        if digit * Fraction(10) ** power >= least:
            return digit * 10**power if power >= 0 else Decimal(digit).scaleb(power)
    raise AssertionError("ten times a power of ten is more than what the power was chosen for")
