"""Agencies' own numbers: each stands for one person or thing, and says nothing of the true number behind it.

Two agencies' numbers have nothing to do with each other, so knowing some pairs of them does not give the rest away.
"""

from __future__ import annotations

import numpy as np

from ..chance import Chance, mix
from ..table import Array
from .cells import texts

_ROUNDS = 4


class Numbering:
    """Numbers of one agency: a prefix and so many digits, different for different ids, in no order of theirs."""

    def __init__(self, chance: Chance, name: str, prefix: str, digits: int = 8) -> None:
        self._prefix, self._digits, self._most = prefix, digits, 10**digits
        self._half = np.uint64((self._most.bit_length() + 1) // 2)
        self._mask = (np.uint64(1) << self._half) - np.uint64(1)
        self._keys = [chance.key(f"numbering/{name}/{n}") for n in range(_ROUNDS)]

    def of(self, ids: Array) -> Array:
        """The number of each id as text; blank for nobody (-1). Raises ValueError when there are too many of them."""
        if len(ids) and int(ids.max()) >= self._most:
            raise ValueError(f"numbers of {self._digits} digits cannot tell ids up to {int(ids.max())} apart")
        numbers = self._shuffled(np.maximum(ids, 0).astype("uint64"))
        form = f"{self._prefix}%0{self._digits}d"
        column = texts([form % n for n in numbers.tolist()])
        column[ids < 0] = ""
        return column

    def _shuffled(self, numbers: Array) -> Array:
        """Exchange each number for another below 10**digits: a Feistel network, gone through until it is in range."""
        numbers = self._turned(numbers)
        while len(outside := np.flatnonzero(numbers >= self._most)):
            numbers[outside] = self._turned(numbers[outside])
        return numbers

    def _turned(self, numbers: Array) -> Array:
        left, right = numbers >> self._half, numbers & self._mask
        for key in self._keys:
            with np.errstate(over="ignore"):
                left, right = right, left ^ (mix(right + key) & self._mask)
        turned: Array = (left << self._half) | right
        return turned
