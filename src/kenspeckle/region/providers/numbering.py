"""Agencies' own numbers: each stands for one person or thing, and says nothing of the true number behind it."""

from __future__ import annotations

import numpy as np

from ..chance import Chance
from ..table import Array
from .cells import texts


class Numbering:
    """Numbers of one agency: a prefix and up to nine digits, different for different ids, in no order of theirs."""

    def __init__(self, chance: Chance, name: str, prefix: str, digits: int = 8) -> None:
        self._prefix, self._digits, self._most = prefix, digits, 10**digits
        step, start = chance.whole(self._most // 10, self._most // 10 * 9, f"numbering/{name}", [0, 1]).tolist()
        # A step without a factor in common with ten goes through all numbers before it comes to one again.
        while step % 2 == 0 or step % 5 == 0:
            step += 1
        self._step, self._start = step, start

    def of(self, ids: Array) -> Array:
        """The number of each id as text; blank for nobody (-1). Raises ValueError when there are too many of them."""
        if len(ids) and int(ids.max()) >= self._most:
            raise ValueError(f"numbers of {self._digits} digits cannot tell ids up to {int(ids.max())} apart")
        numbers = (ids.astype("uint64") * np.uint64(self._step) + np.uint64(self._start)) % np.uint64(self._most)
        written = [f"{self._prefix}{n:0{self._digits}d}" for n in numbers.tolist()]
        column = texts(written)
        column[ids < 0] = ""
        return column
