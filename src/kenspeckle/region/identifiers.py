"""Children's numbers with education and with the health board: shuffled by a key of the agency's own, and checked.

The true number of a child is exchanged for another by a keyed network, so no arithmetic leads from one agency's number
to another's or back to the child. Both numbers end in a sign that shows a wrong one, as the real ones do, and both
hold SX, which no real one does.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.region.calendar import Dates
from kenspeckle.region.chance import Chance, Ints, mix
from kenspeckle.region.table import Array

_ROUNDS = 4
_CANDIDATES = 10**8
_TAIL = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0 or 1, which are mistaken for one another
_TAILS = len(_TAIL) ** 5
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Shuffle:
    """Exchanges each number from 0 up to, not including, `most` for another of them: a Feistel network under keys."""

    def __init__(self, chance: Chance, name: str, most: int) -> None:
        self.most = most
        self._half = np.uint64((most.bit_length() + 1) // 2)
        self._mask = (np.uint64(1) << self._half) - np.uint64(1)
        self._keys = [chance.key(f"numbering/{name}/{n}") for n in range(_ROUNDS)]

    def of(self, numbers: Ints) -> Ints:
        """What each number is exchanged for; no two for the same. Raises ValueError when one is out of reach."""
        if len(numbers) and not 0 <= int(numbers.min()) <= int(numbers.max()) < self.most:
            raise ValueError(f"{self.most} numbers cannot tell ids up to {int(numbers.max())} apart")
        turned = self._turned(numbers.astype("uint64"))
        while len(outside := np.flatnonzero(turned >= self.most)):
            turned[outside] = self._turned(turned[outside])
        return np.asarray(turned.astype("int64"))

    def _turned(self, numbers: Array) -> Array:
        left, right = numbers >> self._half, numbers & self._mask
        for key in self._keys:
            with np.errstate(over="ignore"):
                left, right = right, left ^ (mix(right + key) & self._mask)
        turned: Array = (left << self._half) | right
        return turned


def candidate_numbers(chance: Chance, child: Ints) -> Array:
    """Education's numbers: SX, eight digits and a check digit, so that one wrong digit is seen."""
    digits = Shuffle(chance, "education/candidates", _CANDIDATES).of(child)
    weighed = sum((digits // 10**place % 10) * (place + 2) for place in range(8))
    return np.array([f"SX{d:08}{c}" for d, c in zip(digits.tolist(), check_digits(weighed).tolist())], dtype=object)


def check_digits(weighed: Ints) -> Array:
    """The last sign of a candidate number: what is missing to a multiple of eleven, X for ten."""
    return np.array(list("0123456789X"), dtype=object)[-weighed % 11]


def health_numbers(chance: Chance, child: Ints, born: Dates, *, former: bool = False) -> Array:
    """The health board's numbers: day, month and year of birth, SX, five signs and a check sign.

    former: the numbers that these children had before they were adopted, which are like any other and nobody's own.
    """
    shuffled = Shuffle(chance, "health/children", _TAILS).of(2 * child + former)
    tails = ["".join(_TAIL[n // 32**place % 32] for place in range(5)) for n in shuffled.tolist()]
    dates = born.astype(str).tolist()
    bare = [f"{d[8:]}{d[5:7]}{d[2:4]}SX{tail}" for d, tail in zip(dates, tails)]
    return np.array([number + sign for number, sign in zip(bare, check_signs(bare))], dtype=object)


def check_signs(numbers: list[str]) -> list[str]:
    """The sign that ISO 7064 (MOD 37,36) puts after each of these numbers, which are all of one length."""
    if not numbers:
        return []
    points = np.array(numbers).view("uint32").reshape(len(numbers), -1).astype("int64")
    left = np.full(len(numbers), 36)
    for column in np.where(points < ord("A"), points - ord("0"), points - ord("A") + 10).T:
        summed = (left + column) % 36
        left = np.where(summed == 0, 36, summed) * 2 % 37
    return [_SIGNS[n] for n in ((37 - left) % 36).tolist()]
