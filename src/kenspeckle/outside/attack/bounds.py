"""How small and how large can a hidden number be, when everything that is told is true?

The unknowns are counts, whole numbers that are not negative; what is told are sums of them. Each hidden number gets
the least and the greatest value that some table of counts gives it which agrees with all that is told. Programmes
that are solved for one number give whole tables, and every table is a witness for all the others: a number that was
seen far enough apart already needs no programme of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, floor, inf

from kenspeckle.ground.frozen import dataclass

from .settling import Block, Impossible, Origin, Settled, Sum, settle
from .solving import SLACK, End, Solver


@dataclass(frozen=True)
class Range:
    """The least and the greatest value that a number can have; an end is infinite where nothing bounds it.

    by: the numbers of the told sums that hold it there: were none of them told, it might range further.
    """

    low: float
    high: float
    by: Origin = frozenset()

    @property
    def least(self) -> float:
        """The least whole number in it."""
        return self.low if self.low == -inf else ceil(self.low - SLACK)

    @property
    def most(self) -> float:
        """The greatest whole number in it."""
        return self.high if self.high == inf else floor(self.high + SLACK)

    @property
    def width(self) -> float:
        """How many whole numbers apart its ends are."""
        return self.most - self.least


def ranges(
    told: Sequence[tuple[Sum, int]],
    hidden: Sequence[Sum],
    *,
    at_least: Sequence[tuple[Sum, int]] = (),
    enough: float = inf,
    whole: bool = True,
) -> list[Range]:
    """Return the range of each hidden number.

    told: sums with what they come to. at_least: sums that a reader knows to be at least so much. enough: a width; a
    number that was seen to range so far is left there, with ends that lie inside the true ones. whole: unknowns are
    whole numbers, which a reader knows too; without it the ends are those of linear programmes. Raises Impossible.
    """
    settled = settle(told, at_least)
    parts = [_by_block(settled, target) for target in hidden]
    waiting: dict[int, list[tuple[int, Sum]]] = defaultdict(list)
    for number, inside in enumerate(parts):
        for block, part in inside.items():
            if block is not None:
                waiting[block].append((number, part))
    seen: dict[tuple[int, int], Range] = {}
    for block, targets in sorted(waiting.items()):
        # Half a range is not enough where the other half is in another block.
        alone = enough if all(len(parts[number]) == 1 for number, _ in targets) else inf
        found = _ranges(settled.blocks[block], [part for _, part in targets], alone, whole)
        seen |= {(number, block): range_ for (number, _), range_ in zip(targets, found, strict=True)}
    return [_together(settled, target, parts[number], number, seen) for number, target in enumerate(hidden)]


def _by_block(settled: Settled, target: Sum) -> dict[int | None, dict[int, int]]:
    """The unknown parts of a number, by the block that they lie in."""
    found: dict[int | None, dict[int, int]] = defaultdict(dict)
    for unknown, coefficient in settled.unknown_part(target).items():
        found[settled.block_of.get(unknown)][unknown] = coefficient
    return dict(found)


def _together(
    settled: Settled,
    target: Sum,
    inside: dict[int | None, dict[int, int]],
    number: int,
    seen: dict[tuple[int, int], Range],
) -> Range:
    """A number's range: its known part, and parts that share nothing and so range by themselves."""
    value, by = settled.known_part(target)
    low = high = float(value)
    for block, part in inside.items():
        if block is None:
            low += -inf if min(part.values()) < 0 else 0
            high += inf if max(part.values()) > 0 else 0
        else:
            range_ = seen[number, block]
            low, high, by = low + range_.low, high + range_.high, by | range_.by
    return Range(low, high, by)


def _ranges(block: Block, targets: Sequence[Sum], enough: float, whole: bool) -> list[Range]:
    seen = _Seen(Solver(block), targets)
    return [seen.range(number, enough, whole) for number in range(len(targets))]


class _Seen:
    """The numbers of one block, and how far apart each was seen in the tables of whole numbers that came up."""

    def __init__(self, solver: Solver, targets: Sequence[Sum]) -> None:
        import numpy as np

        self.solver, self.targets = solver, targets
        entries = [(row, solver.at[u], c) for row, target in enumerate(targets) for u, c in target.items()]
        self._rows, self._columns, self._values = map(np.array, zip(*entries, strict=True))
        self.low, self.high = np.full(len(targets), inf), np.full(len(targets), -inf)

    def range(self, number: int, enough: float, whole: bool) -> Range:
        """The range of one number; what was seen of it, when that is enough."""
        if self._apart(number) >= enough:
            return self._as_seen(number)
        target = self.targets[number]
        first, last = self._witness(self.solver.least(target)), self._witness(self.solver.least(target, -1))
        found = Range(first.value, -last.value, first.by | last.by)
        # Ends that are too near each other already need no whole numbers to come nearer; nor do ends that whole
        # tables have shown.
        if not whole or found.width < enough < inf:
            return found
        if self._apart(number) >= enough:
            return self._as_seen(number)
        first, last = (end if end.whole else self._witness(self.solver.tightened(target, sign, end))
                       for sign, end in ((1, first), (-1, last)))  # fmt: skip
        return Range(first.value, -last.value, first.by | last.by)

    def _witness(self, end: End) -> End:
        """Let a table of whole numbers bear witness for all numbers of the block."""
        import numpy as np

        if end.whole:
            shown = np.bincount(self._rows, self._values * end.table.round()[self._columns], len(self.targets))
            self.low, self.high = np.minimum(self.low, shown), np.maximum(self.high, shown)
        return end

    def _apart(self, number: int) -> float:
        return float(self.high[number] - self.low[number])

    def _as_seen(self, number: int) -> Range:
        return Range(float(self.low[number]), float(self.high[number]))


__all__ = ["SLACK", "Impossible", "Range", "Sum", "ranges"]
