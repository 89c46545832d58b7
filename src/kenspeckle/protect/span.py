"""What follows exactly from what is told, and what may be told so that no secret follows.

Everything that could be told is a form: a sum of atoms, which are counts that nothing else divides. What is told
spans a space, and a hidden form can be worked out exactly when it lies in that space. So forms are walked through
from most to least wanted, and each is told unless a form that must stay secret would come to lie in the span. Whole
numbers to the end: no division, no floating point.

Method: Langsrud, "Secondary Cell Suppression by Gaussian Elimination: An Algorithm Suitable for Handling Issues
with Zeros and Singletons" (Privacy in Statistical Databases, 2024). The order of the walk, the choice of pivots
and what readers know already are our own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import gcd

from .linear import Row, clear


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
        if self._completes(left):
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

    def _completes(self, left: Row) -> bool:
        """Whether what is left of a form is what is left of a secret, but for a factor."""
        rarest = min(left, key=lambda atom: (len(self._holding[atom]), atom))
        return any(number in self._secret and is_multiple(self._left[number], left) for number in self._holding[rarest])

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
        """Take the pivot out of what is left of a form, by what has been told; in place, since the form may be long."""
        left = self._left[number]
        shared = gcd(left[pivot], told[pivot])
        times, minus = told[pivot] // shared, left[pivot] // shared
        if times < 0:
            times, minus = -times, -minus
        if times != 1:
            for atom in left:
                left[atom] *= times
        for atom, coefficient in told.items():
            value = left.get(atom, 0) - minus * coefficient
            if value:
                if atom not in left:
                    self._holding[atom].add(number)
                left[atom] = value
            elif atom in left:
                del left[atom]
                if atom != pivot:
                    self._holding[atom].discard(number)
        if times != 1 and left and (common := gcd(*left.values())) > 1:
            for atom in left:
                left[atom] //= common
        if not left and number in self._secret:
            raise GivenAway(number)


def is_multiple(one: Row, other: Row) -> bool:
    """Whether two rows are the same but for a factor."""
    if len(one) != len(other) or one.keys() != other.keys():
        return False
    atom = next(iter(one))
    a, b = one[atom], other[atom]
    return all(one[at] * b == other[at] * a for at in one)
