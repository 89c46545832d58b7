"""Secondary suppression: hide more, until no unsafe cell can be worked out by adding and subtracting.

Tests are repeated until all are quiet. In each equation nobody may be left alone: one unknown is no unknown. In
each equation the unknown parts must together be safe to show, or they would be a small group under another name.
Over the whole system of equations no unsafe cell may be determined: exact elimination, in integers, finds
combinations that no single equation shows. A hidden cell that is determined and safe counts as shown in the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from .linear import Row, blocks, determined
from .relations import Equation, System, Unknown
from .wider import Spot


class NothingLeftToHide(Exception):
    """An unsafe cell follows from cells that were released before and cannot be taken back."""

    def __init__(self, spots: Sequence[Unknown]) -> None:
        self.spots = tuple(spots)
        super().__init__("an unsafe cell follows from what was released before")


TooFew = Callable[[Equation, Sequence[Unknown]], bool]
"""Whether what an equation leaves unknown is too little to be known together."""


class Elimination:
    """What is hidden, and what a reader makes of the rest.

    cost orders the candidates, cheapest first; fixed spots were released and are no candidates; also: spots that are
    hidden from the start, though they are safe. Inside, cells and
    remainders go by their number in one canonical order.
    """

    def __init__(
        self,
        system: System,
        unsafe: frozenset[Unknown],
        cost: Mapping[Spot, tuple[object, ...]],
        fixed: frozenset[Spot],
        too_few: TooFew,
        also: frozenset[Spot] = frozenset(),
    ) -> None:
        self._equations = system.equations
        self._too_few = too_few
        every: set[Unknown] = {*unsafe, *system.unseen}
        remainders = {e.remainder for e in system.equations if e.remainder is not None}
        for equation in system.equations:
            every.update((equation.whole, *equation.parts))
        self._named = sorted(every | remainders, key=order)
        number: dict[Unknown, int] = {unknown: n for n, unknown in enumerate(self._named)}
        self._members = [tuple(number[m] for m in members(e)) for e in system.equations]
        self._touching: dict[int, list[int]] = defaultdict(list)
        for i, some in enumerate(self._members):
            for n in some:
                self._touching[n].append(i)
        candidates: list[Spot] = [s for s in cost if s in number and s not in fixed]
        candidates.sort(key=lambda s: cost[s])
        self._rank = {number[s]: rank for rank, s in enumerate(candidates)}
        self._unsafe = {number[u] for u in unsafe}
        self._hidden = self._unsafe | {number[u] for u in remainders} | {number[u] for u in system.unseen}
        self._added = {number[s] for s in also if s in number}
        self._hidden |= self._added
        self._readable: set[int] = set()  # hidden, and worked out all the same

    @property
    def added(self) -> frozenset[Unknown]:
        """The cells that were hidden besides the unsafe ones."""
        return frozenset(self._named[n] for n in self._added)

    def settle(self) -> None:
        """Hide more until nothing unsafe follows. Raises NothingLeftToHide when no further cell could help."""
        waiting = {i for n in self._unsafe | self._added for i in self._touching[n]}
        while waiting:
            self._readable = set()  # what was worked out may not be any more
            while waiting:
                i = min(waiting)
                waiting.discard(i)
                while self._gives_away(i):
                    waiting |= self._hide([i])
            alone = self._determined()
            if found := alone & self._unsafe:
                waiting = self._hide_beside(found, alone)
                continue
            self._readable = alone
            for i in sorted({i for n in alone for i in self._touching[n]}):
                if i not in waiting and self._gives_away(i):
                    if waiting and self._cheapest(self._around([i])) is None:
                        break  # what was hidden in this round may have been enough
                    waiting |= self._hide([i])

    def _hide_beside(self, found: Iterable[int], alone: set[int]) -> set[int]:
        """Hide one cell beside each of some that follow, where it is most alone, and in no equation a second one."""
        changed: set[int] = set()
        for n in sorted(found):
            still = {i: sum(m in self._hidden and m not in alone for m in self._members[i]) for i in self._touching[n]}
            ranked = [i for _, _, i in sorted((count, len(self._members[i]), i) for i, count in still.items())]
            where = next((i for i in ranked if self._cheapest([i]) is not None), None)
            if where is not None and where not in changed:
                changed |= self._hide([where])
            elif where is None and not changed:
                changed |= self._hide(ranked)
        return changed

    def _hide(self, among: Iterable[int]) -> set[int]:
        """Hide the cheapest cell of some equations, or of those tied to them; return the equations it stands in."""
        beside = list(among)
        chosen = self._cheapest(beside)
        if chosen is None:
            chosen = self._cheapest(self._around(beside))
        if chosen is None:
            secret = {m for i in beside for m in self._members[i] if m in self._unsafe}
            raise NothingLeftToHide([self._named[n] for n in sorted(secret)])
        self._hidden.add(chosen)
        self._added.add(chosen)
        return set(self._touching[chosen])

    def _cheapest(self, among: Iterable[int]) -> int | None:
        """The cheapest cell of some equations that is shown and that nobody has seen yet."""
        shown = {n for i in among for n in self._members[i] if n in self._rank and n not in self._hidden}
        return min(shown, key=self._rank.__getitem__, default=None)

    def _gives_away(self, i: int) -> bool:
        unknown = [n for n in self._members[i] if n in self._hidden and n not in self._readable]
        if not any(n in self._unsafe or n in self._added for n in unknown):
            return False
        if len(unknown) == 1:
            return unknown[0] in self._unsafe
        whole = self._members[i][0]
        return whole not in unknown and self._too_few(self._equations[i], [self._named[n] for n in unknown])

    def _determined(self) -> set[int]:
        """What follows from the rest. Parts of the system that touch nothing unsafe are left alone."""
        rows = []
        for some in self._members:
            row: Row = {}
            for n in some:
                if n in self._hidden:
                    row[n] = row.get(n, 0) - 1
            if some[0] in row:
                row[some[0]] += 2  # the whole stands on the other side
            row = {n: c for n, c in row.items() if c}
            if row:
                rows.append(row)
        found: set[int] = set()
        for block in blocks(rows):
            if any(not self._unsafe.isdisjoint(row) for row in block):
                found |= determined(block)
        return found

    def _around(self, start: Iterable[int]) -> list[int]:
        """Every equation that is tied to some through hidden cells."""
        reached = set(start)
        edge = list(reached)
        seen: set[int] = set()
        while edge:
            for n in self._members[edge.pop()]:
                if n in self._hidden and n not in seen:
                    seen.add(n)
                    fresh = [i for i in self._touching[n] if i not in reached]
                    reached.update(fresh)
                    edge += fresh
        return sorted(reached)


def order(unknown: Unknown) -> tuple[str, ...]:
    """A canonical order of cells and remainders."""
    return unknown.order if isinstance(unknown, Spot) else (*unknown.whole.order, unknown.along)


def members(equation: Equation) -> list[Unknown]:
    """The whole, the parts and the remainder of an equation."""
    found: list[Unknown] = [equation.whole, *equation.parts]
    if equation.remainder is not None:
        found.append(equation.remainder)
    return found
