"""Exact elimination, in integers: what unknowns come to, where equations say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd

Row = dict[int, int]
"""Coefficients by number of the unknown; a row is an equation whose other side is known. Negative numbers stand for
columns of what is known, which never become a pivot."""


def reduce(rows: Iterable[Row]) -> dict[int, Row]:
    """Return the fully reduced rows by pivot, which is the lowest unknown of its row."""
    pivots: dict[int, Row] = {}
    holding: dict[int, set[int]] = defaultdict(set)  # unknown -> pivots in whose rows it stands
    for row in rows:
        current = dict(row)
        for unknown in [u for u in row if u in pivots]:
            if unknown in current:
                current = clear(current, pivots[unknown], unknown)
        pivot = min((u for u in current if u >= 0), default=None)
        if pivot is None:
            continue
        for other in list(holding[pivot]):
            before, after = pivots[other], clear(pivots[other], current, pivot)
            pivots[other] = after
            for u in before.keys() - after.keys():
                holding[u].discard(other)
            for u in after.keys() - before.keys():
                holding[u].add(other)
        pivots[pivot] = current
        for u in current:
            if u != pivot:
                holding[u].add(pivot)
    return pivots


def solved(rows: Iterable[Row], constants: int) -> Mapping[int, tuple[Fraction, ...]]:
    """Return the values of the unknowns that follow. Column -1 - i of a row is the i-th known sum that it comes to."""
    return {
        pivot: tuple(Fraction(row.get(-1 - i, 0), row[pivot]) for i in range(constants))
        for pivot, row in reduce(rows).items()
        if sum(u >= 0 for u in row) == 1
    }


def blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """Split rows into parts that share no unknown, in the order of their first rows."""
    leader: dict[int, int] = {}

    def find(unknown: int) -> int:
        while leader[unknown] != unknown:
            leader[unknown] = leader[leader[unknown]]
            unknown = leader[unknown]
        return unknown

    for row in rows:
        first = None
        for unknown in row:
            top = find(leader.setdefault(unknown, unknown))
            if first is not None and first != top:
                leader[top] = first
            else:
                first = top
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(find(next(iter(row))), []).append(row)
    return list(found.values())


def clear(row: Row, by: Row, pivot: int) -> Row:
    """Return `row` with `pivot` cleared by a multiple of `by`, divided by the greatest common divisor."""
    a, b = row[pivot], by[pivot]
    g = gcd(a, b)
    times, minus = b // g, a // g
    result = {u: c * times for u, c in row.items()} if times != 1 else dict(row)
    for u, c in by.items():
        value = result.get(u, 0) - c * minus
        if value:
            result[u] = value
        else:
            result.pop(u, None)
    common = gcd(*result.values()) if result else 1
    return {u: c // common for u, c in result.items()} if common > 1 else result
