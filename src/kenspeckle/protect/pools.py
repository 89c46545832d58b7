"""What hidden cells are together: a number that a reader can work out is a cell under another name.

Beside a shown whole and shown parts, what is hidden comes to a known sum. It must stand for enough children, and
where children are counted out of children, neither few of them may be counted nor few left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kenspeckle.ground.terms import Cell

from .relations import Equation, Remainder, System, Unknown
from .rules import Rules
from .wider import Spot

Measures = Mapping[tuple[str, str], Cell]
"""The cells of one group, by measure and way."""


class Pools:
    """What the unknown parts of equations stand for."""

    def __init__(self, rules: Rules, system: System, cells: Mapping[Spot, Measures]) -> None:
        self.rules, self.system, self.cells = rules, system, cells
        self.heads = system.heads

    def unsafe(self) -> set[Unknown]:
        """Return the remainders, and cells in no table, that are unsafe by themselves."""
        found: set[Unknown] = set()
        for equation in self.system.equations:
            if equation.remainder is not None and self.too_few(equation, [equation.remainder]):
                found.add(equation.remainder)
        for spot in self.system.unseen:
            # What nobody can work out from all the cells there are, shown or hidden, is no reader's to find.
            if 0 < self.heads.children.setdefault(spot, 0) < self._minimum(spot):
                found.add(spot)
        return found

    def too_few(self, equation: Equation, unknown: Sequence[Unknown]) -> bool:
        """Whether the unknown parts of a shown whole are too few together to be known."""
        hidden = {u: None for u in unknown if isinstance(u, Spot)}
        shown = [p for p in equation.parts if p not in hidden]
        rest = [equation.children] if any(isinstance(u, Remainder) for u in unknown) else []
        if not rest and not any(self.heads.rows.get(p) for p in hidden):
            return False
        together = self.heads.together(equation.whole, hidden, shown, max(rest, default=0))
        if 0 < together < self._minimum(equation.whole):
            return True
        shares = self._shares(equation.whole, shown)
        return any(self.rules.of(measure).few_in_or_out(*share) for measure, *share in shares)

    def _minimum(self, spot: Spot) -> int:
        """The fewest children that may be known of a group, by the strictest measure of it."""
        asked = [self.rules.of(measure).minimum_children for measure, _ in self.cells.get(spot, ())]
        return max(asked, default=self.rules.minimum_children)

    def _shares(self, whole: Spot, shown: Sequence[Spot]) -> list[tuple[str, int, int]]:
        """What is left of each share of children when the shown parts are taken away: counted, and of how many."""
        found = []
        for name, cell in self.cells.get(whole, {}).items():
            parts = [self.cells.get(p, {}).get(name) for p in shown]
            if not all(p is not None and _of_children(p) for p in parts) or not _of_children(cell):
                continue
            counted = cell.numerator - sum(p.numerator for p in parts if p is not None)
            children = (cell.children or 0) - sum(p.children or 0 for p in parts if p is not None)
            if children > 0:
                found.append((name[0], int(counted), children))
        return found


def _of_children(cell: Cell) -> bool:
    return cell.denominator is not None and cell.denominator == cell.children
