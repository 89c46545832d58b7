"""Chance that belongs to things: the same draw for the same child, whatever else is made, and in whatever order.

A draw is a mixture of the seed, the name of what is drawn, the number of the child (or home, or school) and a counter.
Nothing is drawn from a sequence, so a council can be made alone, and two councils tell the same of a child who moved
from one to the other. All mixing is of 64-bit whole numbers; a uniform number has 53 bits and is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from kenspeckle.region.maths import Reals, quantile

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_NEIGHBOURS = 25
_COUNTER = np.uint64(0xD6E8FEB86659FD93)


def mix(x: Bits) -> Bits:
    """Turn numbers that differ a little into numbers that have nothing in common (the finish of SplitMix64)."""
    x = x ^ (x >> np.uint64(30))
    x = x * _FIRST
    x = x ^ (x >> np.uint64(27))
    x = x * _SECOND
    return x ^ (x >> np.uint64(31))


class Chance:
    """All draws of one region, from its seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._keys: dict[str, np.uint64] = {}

    def key(self, name: str) -> np.uint64:
        """The number that stands for what is drawn."""
        if name not in self._keys:
            digest = blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest()
            self._keys[name] = np.uint64(int.from_bytes(digest, "little"))
        return self._keys[name]

    def bits(self, name: str, ids: npt.ArrayLike, counter: npt.ArrayLike = 0) -> Bits:
        """64 random bits for each id; another counter gives others."""
        numbers: Bits = np.atleast_1d(np.asarray(ids)).astype("int64").view("uint64")
        counters: Bits = np.atleast_1d(np.asarray(counter)).astype("int64").view("uint64")
        with np.errstate(over="ignore"):
            stirred: Bits = numbers * _STEP + self.key(name)
            return mix(mix(stirred) + counters * _COUNTER)

    def unit(self, name: str, ids: npt.ArrayLike, counter: npt.ArrayLike = 0) -> Reals:
        """A number from 0 up to, not including, 1."""
        return (self.bits(name, ids, counter) >> np.uint64(11)).astype("float64") * 2.0**-53

    def even(self, name: str, ids: Ints) -> Reals:
        """A number from 0 up to 1, each twenty-fifth of the way once among each 25 neighbours by id.

        Which of them has which is random. So many homes have the families, and a street the ages, that they should.
        """
        own = self.bits(name, ids)
        first = ids // _NEIGHBOURS * _NEIGHBOURS
        before = np.zeros(len(ids), dtype="int64")
        for n in range(_NEIGHBOURS):
            before += self.bits(name, first + n) < own
        return np.asarray((before + self.unit(name + "/within", ids)) / _NEIGHBOURS)

    def normal(self, name: str, ids: npt.ArrayLike, counter: npt.ArrayLike = 0) -> Reals:
        """A standard normal number."""
        return quantile(self.unit(name, ids, counter) + 2.0**-54)

    def happens(self, chance: npt.ArrayLike, name: str, ids: npt.ArrayLike, counter: npt.ArrayLike = 0) -> Flags:
        """Whether it happens, with this chance."""
        return np.asarray(self.unit(name, ids, counter) < np.asarray(chance))

    def whole(self, low: int, high: int, name: str, ids: npt.ArrayLike, counter: npt.ArrayLike = 0) -> Ints:
        """A whole number from low to high, both included."""
        return low + (self.unit(name, ids, counter) * (high - low + 1)).astype("int64")

    def pick(self, weights: Sequence[float], name: str, ids: npt.ArrayLike, counter: npt.ArrayLike = 0) -> Ints:
        """Which of several, as likely as its weight."""
        return self.picked(weights, self.unit(name, ids, counter))

    def picked(self, weights: Sequence[float], drawn: Reals) -> Ints:
        """Which of several a number from 0 to 1 stands for."""
        edges = np.cumsum(np.asarray(weights, dtype="float64"))
        found = np.searchsorted(edges, drawn * edges[-1], side="right")
        return np.asarray(np.minimum(found, len(edges) - 1), dtype="int64")

    def order(self, name: str, ids: npt.ArrayLike) -> Ints:
        """The positions of these ids in a random order."""
        return np.argsort(self.bits(name, ids), kind="stable")

    def spread(self, chance: npt.ArrayLike, cells: Ints, name: str, ids: Ints, alone: Flags | None = None) -> Ints:
        """How often it happens to each, with this expectation, spread evenly within each cell.

        Each child's chance is exactly as given, and whom it happens to is random; but the number in a cell differs
        from what is expected by less than one, as in a sample drawn at a regular interval from a shuffled list. So
        one council shows what the model says, not what luck made of it. Those who are `alone` (who must come out
        the same in two councils) are drawn by themselves.
        """
        chances = np.broadcast_to(np.asarray(chance, dtype="float64"), ids.shape)
        drawn = np.zeros(len(ids), dtype="int64")
        listed = np.arange(len(ids)) if alone is None else np.flatnonzero(~alone)
        if len(listed):
            order = listed[np.lexsort((self.bits(name, ids[listed]), cells[listed]))]
            start = self.unit(name + "/start", int(cells[order[0]]))[0]
            reached = np.floor(np.cumsum(chances[order]) + start).astype("int64")
            drawn[order] = np.diff(reached, prepend=0)
        if alone is not None and alone.any():
            drawn[alone] = self.happens(chances[alone], name + "/alone", ids[alone])
        return drawn
