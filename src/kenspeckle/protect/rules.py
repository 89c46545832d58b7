"""Primary rules: which cells are unsafe by themselves.

A cell is unsafe when few children stand behind it, or, where it counts children out of children, when few of
them are in or few are left out: a share of 29 of 31 says something of the two. How a cell came to be hidden is
never told, since a mark of its own for primary cells would say that the count is small.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, KenError, Suppressed

LEAST = 5
"""No workspace can go below this number of children."""

HIDDEN = Suppressed(
    "hidden so that no child can be recognised: few children stand behind this, or behind what it would give away"
)
"""The one absence for every cell that this door hides, whatever the reason."""


@dataclass(frozen=True)
class Rules:
    """minimum_children: the smallest number of children that may stand behind a published cell."""

    minimum_children: int = 10

    def __post_init__(self) -> None:
        if self.minimum_children < LEAST:
            raise KenError(
                f"the smallest number of children that may be shown is {self.minimum_children} here; "
                f"it can be lowered to {LEAST} and no further. Change protect: minimum_children in ken.yaml."
            )

    def unsafe(self, cell: Cell) -> bool:
        """Whether `cell` must be hidden, looked at alone."""
        k = self.minimum_children
        if cell.children is None:
            # Nobody can say how many children this is, so nobody can say that it is safe.
            return True
        if 0 < cell.children < k:
            return True
        counts_children = cell.denominator is not None and cell.denominator == cell.children
        return counts_children and self.few_in_or_out(cell.numerator, cell.children)

    def few_in_or_out(self, counted: int | Decimal, children: int) -> bool:
        """Whether few of the children are counted, or few are not."""
        return 0 < counted < self.minimum_children or 0 < children - counted < self.minimum_children

    def few_left_out(self, cells: Iterable[Cell]) -> bool:
        """Whether measures of one group, side by side, show a few children that one counts and the other does not.

        Rows to which a measure does not apply are none of its own; those that are not known are, and its coverage
        says how many.
        """
        told = list(cells)
        widest = max(told, key=lambda c: (c.rows, c.children or 0))
        beyond = [(widest.children or 0) - (c.children or 0) for c in told if c.rows < widest.rows]
        return any(0 < few < self.minimum_children for few in beyond)

    def in_words(self) -> str:
        return (
            f"Fewer than {self.minimum_children} children are never shown, nor a share that leaves fewer than "
            f"{self.minimum_children} in or out; more is hidden where subtraction would give the hidden back."
        )
