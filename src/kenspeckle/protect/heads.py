"""How many children at least, and at most: rows add up, children do not.

One child is in a group for eleven months, or in two schools in one year. So the children of parts are never simply
added where it matters: what is left of a whole is taken for no more than it surely is, and hidden parts together
for no more than they surely are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kenspeckle.ground.terms import Cell, Period
from kenspeckle.ground.terms.cube import Group

from .wider import Population, Spot


class Heads:
    """Children and rows of the cells there are, and bounds for what is in none.

    unseen: whole that is in no table -> the children and rows that its widest breakdown has.
    """

    def __init__(self, cells: Mapping[Spot, Cell], unseen: Iterable[tuple[Spot, Iterable[Iterable[Spot]]]]) -> None:
        self.cells = cells
        self.rows = {spot: cell.rows for spot, cell in cells.items()}
        self.children = {spot: cell.children or 0 for spot, cell in cells.items()}
        self.unseen: set[Spot] = set()
        for whole, breakdowns in unseen:
            # The widest breakdown is the least that the whole can be.
            ways = [known for parts in breakdowns if cells.keys() >= set(known := list(parts))]
            if not ways:
                continue
            self.rows[whole] = max(sum(self.rows[p] for p in parts) for parts in ways)
            self.children[whole] = max(self.at_least(parts) for parts in ways)
            self.unseen.add(whole)

    def learn(self, values: Mapping[Spot, tuple[int, int]]) -> bool:
        """Keep the rows and children that were worked out of cells in no table; return whether any is new."""
        new = values.keys() - self.rows.keys()
        rows_of_children = all(self.children[s] <= self.rows[s] for s in self.cells)
        for spot in new:
            rows, children = values[spot]
            self.rows[spot] = max(0, rows)
            # Children who stand in two parts make the difference too low; one there is as long as rows are left.
            self.children[spot] = max(1, min(children, rows) if rows_of_children else children) if rows > 0 else 0
            self.unseen.add(spot)
        return bool(new)

    def left(self, whole: Spot, parts: Iterable[Spot]) -> int:
        """How many children of `whole` are in no part, at least, where rows are left: one, if nobody can say more.

        Those of the whole time, and those of each month by itself. Never more than the rows that are left, where
        a row is no more than one child; and for a whole that is in no table no more than its share of the rows,
        since its children are then a sum in which one child may stand twice.
        """
        inside = list(parts)
        rows = self.rows[whole] - sum(self.rows[p] for p in inside)
        at: dict[Period | None, int] = defaultdict(int)
        for part in inside:
            at[part.period] += self.children[part]
        then = {p: self.children.get(Spot(whole.population, p, whole.group)) for p in at}
        known = [n - at[period] for period, n in then.items() if n is not None]
        found = max([self.children[whole] - self.at_most(inside, whole.period), *known])
        if whole in self.unseen:
            found = min(found, -(-rows * self.children[whole] // max(1, self.rows[whole])))
        if self.children[whole] <= self.rows[whole]:
            found = min(found, rows)
        return max(1, found)

    def together(self, whole: Spot, hidden: Iterable[Spot], shown: Iterable[Spot], rest: int) -> int:
        """How many children the hidden parts of a shown whole are together, at least. rest: those in no part."""
        over_time = _over_time(hidden, self.children)
        most = max([rest, *(max(found) for found in over_time.values())], default=0)
        return max(most, self.children[whole] - self.at_most(shown, whole.period))

    def at_least(self, parts: Iterable[Spot]) -> int:
        """The children of `parts`: one who is in a group for eleven months is still one child."""
        return sum(max(found) for found in _over_time(parts, self.children).values())

    def at_most(self, parts: Iterable[Spot], period: Period | None) -> int:
        """The children of `parts`, at most: in a group's months no more than in its year, where that is told."""
        most = 0
        for (population, group), found in _over_time(parts, self.children).items():
            year = self.cells.get(Spot(population, period, group))
            by_period = sum(found)
            most += by_period if year is None or year.children is None else min(by_period, year.children)
        return most


def _over_time(parts: Iterable[Spot], children: Mapping[Spot, int]) -> Mapping[tuple[Population, Group], list[int]]:
    """The children of each group in `parts`, in each of its periods."""
    found: dict[tuple[Population, Group], list[int]] = defaultdict(list)
    for part in parts:
        found[part.population, part.group].append(children[part])
    return found
