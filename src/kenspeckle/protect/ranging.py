"""From cells and equations to counts that could be otherwise: how far each secret must range, and what may move.

Widths are in children. Where rows are about children, equations are over rows, which always add up, and a secret must
range over as many of them as that many children have, by what is known of its source and its kind of period. Where a
row is a table's entry about many children, it is these that add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil

from kenspeckle.ground.frozen import dataclass

from .flows import Slot
from .forms import Forms
from .linear import Row
from .optimal import least_hidden
from .relations import Remainder, System, Unknown
from .widening import Secret, Widening
from .wider import Spot

FEW = 100
"""How many cells there are at most where the least that must be hidden is looked for."""
WIDTH = 3
"""Least distance, in children, between the least and the greatest count that a secret could have."""


@dataclass(frozen=True)
class Worth:
    """What it is worth to tell a cell. rank: its priority, the first the highest. narrow: how many tests it makes."""

    rank: int
    narrow: int
    children: int

    @property
    def order(self) -> tuple[object, ...]:
        """Cells of greater order are told first. What counts nobody protects nobody, and is told before all."""
        return (self.children == 0, -self.rank, -self.narrow, self.children)

    @property
    def price(self) -> float:
        return (self.children + 1) * 4.0**-self.rank


class Ranging:
    """The cells of a system as slots, in one order."""

    def __init__(
        self,
        system: System,
        forms: Forms,
        worth: Mapping[Spot, Worth],
        unsafe: Collection[Unknown],
        known: Iterable[Row],
    ) -> None:
        self._heads, self._forms, self._unsafe = system.heads, forms, unsafe
        zeros_told = not any(isinstance(u, Spot) and self._heads.rows.get(u) == 0 for u in unsafe)
        self._least = int(zeros_told)
        self._per_child = _rows_per_child(system)
        self._worth = {spot: w for spot, w in worth.items() if forms.of(spot)}
        self._number = {spot: n for n, spot in enumerate(self._worth)}
        self._still = [Slot(form, 0, None) for form in known if form]
        secret = [u for u in unsafe if isinstance(u, Spot) and u not in self._number]
        self._still += [Slot(forms.of(u), self._count(u), 0, self._least) for u in secret]
        # What is left of a whole is nowhere less than nothing, even where it is no atom.
        mixed = (
            r
            for r in (e.remainder for e in system.equations)
            if r is not None and min(forms.of(r).values(), default=0) < 0
        )
        self._still += [Slot(forms.of(r), self._count(r), 0) for r in mixed]

    def widening(self, told: Collection[Spot], pools: Iterable[Row]) -> Widening:
        """Return what widens until every unsafe cell and remainder ranges, and nothing in `pools` stands still."""
        slots, secrets, counts = self._slots(), self._secrets(pools), self._counts()
        hidden = [n for n, slot in enumerate(slots) if slot.price == 0]
        hidden += [n for spot, n in self._number.items() if spot not in told and slots[n].price is not None]
        return Widening(counts, slots, secrets, hidden)

    def least(self, told: Collection[Spot], pools: Iterable[Row], also: Collection[Unknown]) -> set[Spot] | None:
        """Return the cells to tell that are worth the most, if that is more than `told`, and proven; None otherwise.

        also: cells that must stay hidden besides.
        """
        if len(self._worth) > FEW:
            return None
        slots = self._slots()
        for spot in also:
            if isinstance(spot, Spot) and spot in self._number:
                slots[self._number[spot]] = replace(slots[self._number[spot]], price=0)
        found = least_hidden(self._counts(), slots, self._secrets(pools))
        if found is None or not found.proven:
            return None
        now = sum(slots[n].price or 0 for spot, n in self._number.items() if spot not in told)
        if sum(slots[n].price or 0 for n in found.hidden) >= now:
            return None
        return {spot for spot, n in self._number.items() if n not in found.hidden and slots[n].price != 0}

    def _counts(self) -> dict[int, int]:
        return {atom: self._count(unknown) for unknown, atom in self._forms.atoms().items()}

    def _secrets(self, pools: Iterable[Row]) -> list[Secret]:
        unsafe = [Secret(self._forms.of(u), self._width(u)) for u in self._unsafe if self._forms.of(u)]
        return [*unsafe, *(Secret(pool, 1) for pool in pools)]

    def _slots(self) -> list[Slot]:
        slots = []
        for spot, worth in self._worth.items():
            price = 0.0 if spot in self._unsafe else worth.price if self._count(spot) else None
            slots.append(Slot(self._forms.of(spot), self._count(spot), price, self._least))
        return [*slots, *self._still]

    def told(self, widening: Widening) -> set[Spot]:
        """Return the cells that a widening leaves to be told."""
        return {spot for spot, n in self._number.items() if n not in widening.hidden}

    def numbers(self, spots: Iterable[Spot]) -> list[int]:
        return [self._number[s] for s in spots if s in self._number]

    def _count(self, unknown: Unknown) -> int:
        """How many there are, in what adds up."""
        whole = unknown.whole if isinstance(unknown, Remainder) else unknown
        many = self._per_child[whole.population.source, ""] < 1
        counts = self._heads.children if many else self._heads.rows
        if isinstance(unknown, Spot):
            return counts.get(unknown, 0)
        parts = self._forms.leaves(unknown).parts
        return max(0, counts.get(whole, 0) - sum(counts.get(part, 0) for part in parts))

    def _width(self, unknown: Unknown) -> int:
        whole = unknown.whole if isinstance(unknown, Remainder) else unknown
        ratio = max(self._per_child[whole.population.source, kind] for kind in ("", _kind(whole)))
        # Ends are rounded to whole children, which may cost one.
        return WIDTH if ratio <= 1 else ceil((WIDTH + 1) * ratio)


def _rows_per_child(system: System) -> Mapping[tuple[str, str], Fraction]:
    """By source, and by source and kind of period: how many rows a child has."""
    rows: dict[tuple[str, str], int] = defaultdict(int)
    children: dict[tuple[str, str], int] = defaultdict(int)
    for spot, cell in system.heads.cells.items():
        if cell.children:
            for kind in {"", _kind(spot)}:
                rows[spot.population.source, kind] += cell.rows
                children[spot.population.source, kind] += cell.children
    found: dict[tuple[str, str], Fraction] = defaultdict(lambda: Fraction(1))
    return found | {key: Fraction(rows[key], children[key]) for key in rows}


def _kind(spot: Spot) -> str:
    return str(spot.period.kind) if spot.period is not None else ""
