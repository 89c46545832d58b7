"""What follows at once from what is told; what is left, in blocks that share no unknown.

A sum with one unknown settles it; unknowns that are not negative and come to nothing are all 0. Each of these can
settle others. Everything that follows keeps the numbers of the told sums that it follows from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kenspeckle.ground.frozen import dataclass

Sum = Mapping[int, int]
"""Unknowns with their coefficients."""

Origin = frozenset[int]
"""The numbers of the told sums that something follows from."""


class Impossible(Exception):
    """No table of counts agrees with what is told."""


@dataclass(frozen=True)
class Told:
    """A sum of unknowns comes to a value, or at least to it; and what that follows from."""

    sum: Sum
    value: int
    origin: Origin


@dataclass(frozen=True)
class Block:
    """Unknowns that hang together: sums that come to a value, and sums that come at least to one."""

    unknowns: tuple[int, ...]
    equal: tuple[Told, ...]
    at_least: tuple[Told, ...]


@dataclass(frozen=True)
class Settled:
    """values: unknown -> what it is, and why. block_of: unknown -> its block; one in none is told nothing of."""

    values: Mapping[int, tuple[int, Origin]]
    blocks: tuple[Block, ...]
    block_of: Mapping[int, int]

    def known_part(self, target: Sum) -> tuple[int, Origin]:
        """Return what the settled unknowns of `target` come to, and why."""
        known = [(c * self.values[u][0], self.values[u][1]) for u, c in target.items() if u in self.values]
        return sum(value for value, _ in known), frozenset().union(*(origin for _, origin in known))

    def unknown_part(self, target: Sum) -> dict[int, int]:
        """Return what is left of `target` without the settled unknowns."""
        return {u: c for u, c in target.items() if u not in self.values}


def settle(told: Sequence[tuple[Sum, int]], at_least: Sequence[tuple[Sum, int]]) -> Settled:
    """Settle what follows at once from sums and the values that they come to. Raises Impossible."""
    rows = [Told(s, value, frozenset((number,))) for number, (s, value) in enumerate(told)]
    values = _follow(rows)
    left = Settled(values, (), {})
    equal = _once(_left(row, left) for row in rows)
    more = _once(_left(Told(s, value, frozenset()), left) for s, value in at_least)
    return _in_blocks(values, equal, more)


def _left(row: Told, settled: Settled) -> Told:
    value, origin = settled.known_part(row.sum)
    return Told(settled.unknown_part(row.sum), row.value - value, row.origin | origin)


def _once(rows: Iterable[Told]) -> list[Told]:
    """Each row that still has unknowns, once: of those that say the same, the one that needs the fewest told sums."""
    found: dict[tuple[tuple[tuple[int, int], ...], int], Told] = {}
    for row in rows:
        key = tuple(sorted(row.sum.items())), row.value
        if row.sum and (key not in found or len(row.origin) < len(found[key].origin)):
            found[key] = row
    return [found[key] for key in sorted(found)]


def _follow(rows: Sequence[Told]) -> dict[int, tuple[int, Origin]]:
    holding: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for unknown in row.sum:
            holding[unknown].append(number)
    left = [dict(row.sum) for row in rows]
    sums = [row.value for row in rows]
    origins = [row.origin for row in rows]
    values: dict[int, tuple[int, Origin]] = {}
    waiting = list(range(len(rows)))
    while waiting:
        number = waiting.pop()
        for unknown, value in _settles(left[number], sums[number]).items():
            values[unknown] = value, origins[number]
            for other in holding[unknown]:
                coefficient = left[other].pop(unknown, 0)
                if coefficient:
                    sums[other] -= coefficient * value
                    origins[other] |= origins[number]
                    waiting.append(other)
    return values


def _settles(unknowns: Sum, value: int) -> dict[int, int]:
    """Return the unknowns that one sum alone settles."""
    if not unknowns:
        if value:
            raise Impossible
        return {}
    if len(unknowns) == 1:
        ((unknown, coefficient),) = unknowns.items()
        if value % coefficient or value // coefficient < 0:
            raise Impossible
        return {unknown: value // coefficient}
    if value == 0 and len({c > 0 for c in unknowns.values()}) == 1:
        return dict.fromkeys(unknowns, 0)
    return {}


def _in_blocks(values: Mapping[int, tuple[int, Origin]], equal: list[Told], more: list[Told]) -> Settled:
    leader: dict[int, int] = {}

    def find(unknown: int) -> int:
        while leader.setdefault(unknown, unknown) != unknown:
            leader[unknown] = leader[leader[unknown]]
            unknown = leader[unknown]
        return unknown

    for row in (*equal, *more):
        first, *others = row.sum
        top = find(first)
        for other in others:
            leader[find(other)] = top
    members: dict[int, list[int]] = defaultdict(list)
    for unknown in sorted(leader):
        members[find(unknown)].append(unknown)
    number_of = {top: number for number, top in enumerate(sorted(members))}
    block_of = {unknown: number_of[find(unknown)] for unknown in leader}
    inside: tuple[dict[int, list[Told]], dict[int, list[Told]]] = (defaultdict(list), defaultdict(list))
    for kept, rows in zip(inside, (equal, more), strict=True):
        for row in rows:
            kept[block_of[next(iter(row.sum))]].append(row)
    blocks = tuple(
        Block(tuple(members[top]), tuple(inside[0][number]), tuple(inside[1][number]))
        for top, number in sorted(number_of.items())
    )
    return Settled(values, blocks, block_of)
