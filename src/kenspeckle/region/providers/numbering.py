"""Agencies' own numbers: each stands for one person or thing, and says nothing of the true number behind it.

Two agencies' numbers have nothing to do with each other, so knowing some pairs of them does not give the rest away.
"""

from __future__ import annotations

import numpy as np

from ..chance import Chance
from ..identifiers import Shuffle
from ..table import Array
from .cells import texts


class Numbering:
    """Numbers of one agency: a prefix and so many digits, different for different ids, in no order of theirs."""

    def __init__(self, chance: Chance, name: str, prefix: str, digits: int = 8) -> None:
        self._form = f"{prefix}%0{digits}d"
        self._shuffle = Shuffle(chance, name, 10**digits)

    def of(self, ids: Array) -> Array:
        """The number of each id as text; blank for nobody (-1). Raises ValueError when there are too many of them."""
        numbers = self._shuffle.of(np.maximum(ids, 0))
        column = texts([self._form % n for n in numbers.tolist()])
        column[ids < 0] = ""
        return column
