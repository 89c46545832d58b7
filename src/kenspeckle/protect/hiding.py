"""Secondary suppression: hide more, until nothing that must stay secret can be worked out.

What must stay secret is every unsafe cell, every unsafe remainder, and whatever hidden cells come to together where
that is too little to be known: beside a shown whole and shown parts, those that are hidden are one number. Which
numbers these are depends on what is hidden; so cells are told and hidden, the sums of the hidden ones are looked at,
those that are too small become secrets too, and all is walked through again until none is left. What then could still
be told too nearly is widened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from .forms import Forms, members, total, touching
from .linear import Row
from .ranging import Ranging, Worth
from .relations import Equation, System, Unknown
from .span import GivenAway, Span
from .wider import Spot


class NothingLeftToHide(Exception):
    """An unsafe cell follows from cells that were released before and cannot be taken back."""

    def __init__(self, unknown: Sequence[Unknown]) -> None:
        self.unknown = tuple(unknown)
        super().__init__("an unsafe cell follows from what was released before")


TooFew = Callable[[Equation, Sequence[Unknown]], bool]
"""Whether what an equation leaves unknown is too little to be known together."""


Pools = dict[tuple[tuple[int, int], ...], list[Unknown]]
"""What hidden cells come to, as a sum of atoms, with the cells."""


class Hiding:
    """Which cells to hide.

    unsafe: what must never follow. worth: of each cell that may be told; of two that are worth as much, the one that
    more of what is told rests on is told first. fixed: cells that readers have. also: cells to hide though
    they are safe, because of what else they would tell; they are kept secret as far as readers do not have them.
    lenient: what follows from `fixed` is out, whatever we do, and stops nothing. optimal: whether to prove that no less
    could be hidden, where there are few cells.
    """

    def __init__(
        self,
        system: System,
        unsafe: Collection[Unknown],
        worth: Mapping[Spot, Worth],
        fixed: Collection[Spot],
        too_few: TooFew,
        also: Collection[Unknown] = (),
        *,
        lenient: bool = False,
        optimal: bool = False,
    ) -> None:
        self._system, self._too_few = system, too_few
        self._forms = forms = Forms(system, unsafe)
        self._wanted = _order(worth, {spot: forms.of(spot) for spot in worth}, system)
        secret = [*unsafe, *(s for s in also if s not in unsafe)]
        named = list(dict.fromkeys([*self._wanted, *secret]))
        self._number: dict[Unknown, int] = {unknown: n for n, unknown in enumerate(named)}
        self._rows = [forms.of(unknown) for unknown in named]
        self._known = [*forms.relations(), *(forms.of(s) for s in fixed)]
        self._marked = forms.of_one_child()
        self._unsafe = frozenset(unsafe)
        self._also = [s for s in secret if s not in self._unsafe]
        self._touching = touching(system.equations)
        self._lenient, self._optimal = lenient, optimal
        self._ranging = Ranging(system, forms, worth, self._unsafe, self._known)
        self._lost: set[int] = set()

    def cells(self) -> frozenset[Spot]:
        """Return the cells that are hidden besides the unsafe ones. Raises NothingLeftToHide."""
        pools: Pools = {}
        apart: set[Spot] = set()
        while True:
            span, told = self._walk(pools, apart)
            if self._add(pools, span, told):
                continue
            if not self._unsafe:
                return self._hidden(told)
            widening = self._ranging.widening(told, [dict(pool) for pool in pools])
            widening.widen()
            wide = self._ranging.told(widening) & told
            if self._add(pools, self._span(wide), wide):
                apart |= told - wide
                continue
            widening.tell_again(self._ranging.numbers(s for s in self._wanted if self._may_be_told(s, wide)))
            again = wide | self._ranging.told(widening)
            told = again if self._keeps(again) else wide
            if self._optimal:
                least = self._ranging.least(told, [dict(pool) for pool in pools], self._also)
                told = told if least is None or not self._keeps(least) else least
            return self._hidden(told)

    def _may_be_told(self, spot: Spot, told: Collection[Spot]) -> bool:
        return spot not in told and spot not in self._unsafe and spot not in self._also

    def _keeps(self, told: Collection[Spot]) -> bool:
        """Whether all that is secret stays so, as far as what readers have allows it."""
        span = self._span(told)
        secret = {self._number[u] for u in (*self._unsafe, *self._also)} - self._lost
        given_away = any(self._rows[n] and span.follows(n) for n in secret)
        return not given_away and not self._small_together(span, told)

    def _hidden(self, told: Collection[Spot]) -> frozenset[Spot]:
        return frozenset(s for s in self._wanted if s not in told and s not in self._unsafe)

    def _add(self, pools: Pools, span: Span, told: Collection[Spot]) -> bool:
        """Add what hidden cells come to, where that is too little to be known; return whether any of it is new."""
        fresh = self._small_together(span, told)
        new = not fresh.keys() <= pools.keys()
        pools |= fresh
        return new

    def _span(self, told: Collection[Spot]) -> Span:
        span = Span(self._rows, ())
        span.know(self._known)
        for spot in self._wanted:
            if spot in told:
                span.tell(self._number[spot])
        return span

    def _walk(self, pools: Pools, apart: Collection[Spot]) -> tuple[Span, set[Spot]]:
        while True:
            secret = [n for u in (*self._unsafe, *self._also) if self._rows[n := self._number[u]]]
            forms = [*self._rows, *(dict(pool) for pool in pools)]
            secret += range(len(self._rows), len(forms))
            secret = [n for n in secret if n not in self._lost]
            span = Span(forms, secret, self._marked)
            try:
                span.know(self._known)
            except GivenAway as stop:
                self._give_up(stop.form, list(pools.values()))
                continue
            return span, {s for s in self._wanted if s not in apart and span.tell(self._number[s])}

    def _give_up(self, form: int, pools: Sequence[list[Unknown]]) -> None:
        """Leave a cell alone that need not be hidden and that readers can work out. Raises NothingLeftToHide."""
        if self._lenient:
            self._lost.add(form)
            return
        if form >= len(self._rows):
            raise NothingLeftToHide([u for u in pools[form - len(self._rows)] if u in self._unsafe])
        unknown = next(u for u, n in self._number.items() if n == form)
        if unknown in self._unsafe:
            raise NothingLeftToHide([unknown])
        self._also = [s for s in self._also if s != unknown]

    def _small_together(self, span: Span, told: Collection[Spot]) -> Pools:
        """What hidden cells come to, where that is known and too little, with the cells."""
        found = {}
        secret = self._unsafe | self._hidden(told)
        known: dict[Unknown, bool] = dict.fromkeys(told, True)

        def follows(unknown: Unknown) -> bool:
            if unknown not in known:
                number = self._number.get(unknown)
                known[unknown] = not span.left_of(self._forms.of(unknown)) if number is None else span.follows(number)
            return known[unknown]

        for i in sorted({i for u in secret for i in self._touching.get(u, ())}):
            equation = self._system.equations[i]
            if not follows(equation.whole):
                continue
            unknown = [u for u in members(equation)[1:] if not follows(u)]
            if not secret.isdisjoint(unknown) and self._too_few(equation, unknown):
                found[_fixed(total(self._forms.of(u) for u in unknown))] = unknown
        return found


def _order(worth: Mapping[Spot, Worth], forms: Mapping[Spot, Row], system: System) -> list[Spot]:
    """The cells, dearest first."""
    resting: dict[int, int] = defaultdict(int)
    for spot, form in forms.items():
        for atom in form:
            resting[atom] += system.heads.children[spot] + 1
    reach = {spot: sum(resting[atom] for atom in form) for spot, form in forms.items()}
    return sorted(worth, key=lambda spot: (worth[spot].order, reach[spot], spot.order), reverse=True)


def _fixed(row: Row) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(row.items()))
