"""Cells as sums of what nothing divides, so that one walk over all of them says which to hide.

Each cell that some equation divides is the sum of its parts, and so down to cells that nothing divides and to what
breakdowns leave over: these are the atoms. An equation that divides a cell a second time either says the same, or it
is a relation between atoms: something that comes to nothing, as every reader knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from .linear import Row
from .relations import Equation, Remainder, System, Unknown
from .wider import Spot


class Forms:
    """Cells and remainders as sums of atoms. secret: cells that stay secret even if nobody is in them."""

    def __init__(self, system: System, secret: Collection[Unknown]) -> None:
        self._heads = system.heads
        self._secret = secret
        self._divides: dict[Unknown, Equation] = {}
        self._leaves: dict[Unknown, Equation] = {}
        for equation in sorted(system.equations, key=_plainness):
            self._divides.setdefault(equation.whole, equation)
            if equation.remainder is not None:
                self._leaves[equation.remainder] = equation
        self._equations = system.equations
        self._number: dict[Unknown, int] = {}
        self._found: dict[Unknown, Row] = {}

    def of(self, unknown: Unknown) -> Row:
        """Return a cell or a remainder as a sum of atoms. Nobody's cells are no sum at all: zeros are told."""
        if unknown not in self._found:
            self._find(unknown)
        return self._found[unknown]

    def relations(self) -> list[Row]:
        """Return every sum of atoms that comes to nothing, whoever is counted."""
        found = []
        for equation in self._equations:
            rest = self._rest(equation)
            if equation.remainder is not None:
                _add(rest, self.of(equation.remainder), -1)
            if rest:
                found.append(rest)
        return found

    def atoms(self) -> Mapping[Unknown, int]:
        """Return the number of each cell and remainder that is an atom."""
        return self._number

    def leaves(self, remainder: Remainder) -> Equation:
        """Return the equation that leaves a remainder."""
        return self._leaves[remainder]

    def of_one_child(self) -> list[int]:
        """Return the atoms that are one child, or a secret nobody: told together they give each other away."""
        return [n for unknown, n in self._number.items() if self._children(unknown) == 1 or self._is_none(unknown)]

    def _find(self, unknown: Unknown) -> None:
        """Find what a cell is the sum of, its parts first."""
        waiting, entered = [unknown], set[Unknown]()
        while waiting:
            at = waiting[-1]
            if at in self._found:
                waiting.pop()
                continue
            needs = [] if self._is_none(at) else self._needs(at)
            ahead = [n for n in needs if n not in self._found]
            if any(n in entered for n in ahead):
                ahead = needs = []  # what leads back to itself stands for itself
            if ahead:
                entered.add(at)
                waiting += ahead
            elif needs:
                self._found[at] = self._made_of(at, needs)
            elif self._is_none(at) and at not in self._secret:
                self._found[at] = {}
            else:
                self._found[at] = {self._number.setdefault(at, len(self._number)): 1}

    def _needs(self, unknown: Unknown) -> list[Unknown]:
        """What must be found first: the parts of what divides it; for a remainder, where it is no atom, all else."""
        if isinstance(unknown, Remainder):
            equation = self._leaves.get(unknown)
            if equation is None or self._divides[equation.whole] is equation:
                return []
            return [equation.whole, *equation.parts]
        divided = self._divides.get(unknown)
        if divided is None:
            return []
        return [*divided.parts, *([divided.remainder] if divided.remainder is not None else [])]

    def _made_of(self, unknown: Unknown, parts: Iterable[Unknown]) -> Row:
        if isinstance(unknown, Remainder):
            return self._rest(self._leaves[unknown])
        return total(self._found[part] for part in parts)

    def _rest(self, equation: Equation) -> Row:
        rest = dict(self.of(equation.whole))
        for part in equation.parts:
            _add(rest, self.of(part), -1)
        return rest

    def _children(self, unknown: Unknown) -> int | None:
        if isinstance(unknown, Remainder):
            return self._leaves[unknown].children
        return self._heads.children.get(unknown)

    def _is_none(self, unknown: Unknown) -> bool:
        return isinstance(unknown, Spot) and unknown in self._heads.cells and not self._heads.rows[unknown]


def touching(equations: Iterable[Equation]) -> dict[Unknown, list[int]]:
    """Return the numbers of the equations in which each cell and remainder stands."""
    found: dict[Unknown, list[int]] = defaultdict(list)
    for number, equation in enumerate(equations):
        for unknown in members(equation):
            found[unknown].append(number)
    return found


def members(equation: Equation) -> list[Unknown]:
    """The whole, the parts and the remainder of an equation."""
    rest = [] if equation.remainder is None else [equation.remainder]
    return [equation.whole, *equation.parts, *rest]


def total(rows: Iterable[Row]) -> Row:
    """Add sums of atoms."""
    found: Row = {}
    for row in rows:
        _add(found, row)
    return found


def _add(to: Row, row: Row, times: int = 1) -> None:
    for atom, coefficient in row.items():
        value = to.get(atom, 0) + times * coefficient
        if value:
            to[atom] = value
        else:
            del to[atom]


def _plainness(equation: Equation) -> tuple[object, ...]:
    """Whole breakdowns before those that leave something over, and of these the smallest steps first."""
    finer = max(len(part.group) for part in equation.parts)
    return (equation.remainder is not None, finer, len(equation.parts), [p.order for p in equation.parts[:1]])
