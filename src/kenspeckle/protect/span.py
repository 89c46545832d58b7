"""What follows exactly from what is told, and what may be told so that no secret follows.

Everything that could be told is a form: a sum of atoms, which are counts that nothing else divides. What is told
spans a space, and a hidden form can be worked out exactly when it lies in that space. So forms are walked through
from most to least wanted, and each is told unless a form that must stay secret would come to lie in the span. Whole
numbers to the end: no division, no floating point.

Method: Langsrud, "Secondary Cell Suppression by Gaussian Elimination: An Algorithm Suitable for Handling Issues
with Zeros and Singletons" (Privacy in Statistical Databases, 2024). The order of the walk, the choice of pivots,
the canonical residuals and what readers know already are our own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import gcd

from .linear import Row, clear

_Canonical = tuple[tuple[int, int], ...]


class GivenAway(Exception):
    """Forms that readers know already give away one that must stay secret. form: its number among those given."""

    def __init__(self, form: int) -> None:
        super().__init__(f"form {form} follows from what is known already")
        self.form = form


class Span:
    """What is told so far, and every form that is not, less all of it that what is told explains.

    forms: each as atoms with coefficients. secret: the numbers of those that must never follow. marked: atoms of one
    child where zeros are told, or of none where zeros may be hidden: told beside each other they give each other
    away, though no equation says so.
    """

    def __init__(
        self, forms: Sequence[Mapping[int, int]], secret: Collection[int], marked: Collection[int] = ()
    ) -> None:
        self._left: list[Row] = [dict(form) for form in forms]
        self._secret = frozenset(secret)
        self._marked = frozenset(marked)
        self._used: set[int] = set()
        self._holding: dict[int, set[int]] = defaultdict(set)
        for number, left in enumerate(self._left):
            for atom in left:
                self._holding[atom].add(number)
        self._secrets: dict[_Canonical, int] = defaultdict(int)
        for number in self._secret:
            self._secrets[_canonical(self._left[number])] += 1
        self._told: list[tuple[int, Row]] = []
        self._step: dict[int, int] = {}

    def know(self, forms: Iterable[Mapping[int, int]]) -> None:
        """Take for told what readers know, whatever we do. Raises GivenAway when a secret follows."""
        for form in forms:
            if left := self.left_of(form):
                self._tell(left)

    def tell(self, number: int) -> bool:
        """Tell a form unless that would give a secret away; return whether it was told."""
        left = self._left[number]
        if number in self._secret:
            return False
        if not left:
            return True  # what follows from what is told is told with it
        if _canonical(left) in self._secrets:
            return False
        if left.keys() <= self._marked and not self._says_nothing(left):
            return False
        for atom in left:
            self._holding[atom].discard(number)
        self._tell(left)
        self._left[number] = {}
        return True

    def follows(self, number: int) -> bool:
        """Whether a form can be worked out from what has been told."""
        return not self._left[number]

    def left_of(self, form: Mapping[int, int]) -> Row:
        """Return what is left of a form when all is taken away that follows: nothing, where it follows itself."""
        left = dict(form)
        # A form that was told holds no atom that was taken out before it; one that is taken out later it may hold.
        steps = [self._step[atom] for atom in left if atom in self._step]
        heapify(steps)
        while steps:
            pivot, by = self._told[heappop(steps)]
            if pivot in left:
                for atom in by.keys() - left.keys():
                    if atom in self._step:
                        heappush(steps, self._step[atom])
                left = clear(left, by, pivot)
        return left

    def _says_nothing(self, left: Row) -> bool:
        """Whether a sum of marked atoms alone says nothing of each: signs that differ, and atoms not used before.

        Two sums of mixed signs over the same atoms can add up to one of one sign.
        """
        if len({coefficient > 0 for coefficient in left.values()}) == 1 or self._used & left.keys():
            return False
        self._used |= left.keys()
        return True

    def _tell(self, told: Row) -> None:
        """Take one atom out of everything else, by what has been told."""
        # Marked atoms last, so that what is left in the end shows whether it stands on them alone; and of the others
        # one that few forms hold, so that little fills in.
        pivot = min(told, key=lambda atom: (atom in self._marked, len(self._holding.get(atom, ())), atom))
        self._step[pivot] = len(self._told)
        self._told.append((pivot, told))
        for number in sorted(self._holding.pop(pivot, ())):
            self._reduce(number, told, pivot)

    def _reduce(self, number: int, told: Row, pivot: int) -> None:
        before = self._left[number]
        after = clear(before, told, pivot)
        for atom in told:
            if atom in after:
                self._holding[atom].add(number)
            elif atom in before and atom != pivot:
                self._holding[atom].discard(number)
        self._left[number] = after
        if number in self._secret:
            if not after:
                raise GivenAway(number)
            self._forget(_canonical(before))
            self._secrets[_canonical(after)] += 1

    def _forget(self, secret: _Canonical) -> None:
        self._secrets[secret] -= 1
        if not self._secrets[secret]:
            del self._secrets[secret]


def _canonical(left: Row) -> _Canonical:
    """The one form of all rows that are proportional: no common factor, the first coefficient positive."""
    if not left:
        return ()
    items = sorted(left.items())
    shared = gcd(*left.values())
    if items[0][1] < 0:
        shared = -shared
    return tuple(items) if shared == 1 else tuple((atom, coefficient // shared) for atom, coefficient in items)
