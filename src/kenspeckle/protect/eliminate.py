"""Secondary suppression: hide more, until no unsafe cell can be worked out by adding and subtracting.

Three tests are repeated until all are quiet. In each equation nobody may be left alone: one unknown is no
unknown. In each equation the unknown parts must together stand for enough children, or the pair would be a
small group under another name. And over the whole system of equations no unsafe cell may be determined:
exact elimination, in integers, finds combinations that no single equation shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import gcd

from .relations import Equation, Remainder, Spot, System, Unknown


class NothingLeftToHide(Exception):
    """An unsafe cell follows from cells that were released before and cannot be taken back."""

    def __init__(self, spots: Sequence[Unknown]) -> None:
        self.spots = tuple(spots)
        super().__init__("an unsafe cell follows from what was released before")


def eliminate(
    system: System,
    unsafe: frozenset[Unknown],
    children: Mapping[Spot, int],
    cost: Callable[[Spot], tuple[object, ...]],
    fixed: frozenset[Spot],
    minimum: int,
) -> frozenset[Spot]:
    """Return the spots to hide besides the unsafe ones.

    cost orders the candidates, cheapest first; fixed spots were released and are no candidates. Raises
    NothingLeftToHide when no set of further cells protects an unsafe one.
    """
    if not unsafe:
        return frozenset()
    equations = system.equations
    hidden: set[Unknown] = set(unsafe) | {e.remainder for e in equations if e.remainder is not None}
    hidden |= set(system.unseen)
    added: set[Spot] = set()
    touching: dict[Unknown, list[int]] = defaultdict(list)
    for i, equation in enumerate(equations):
        for spot in _members(equation):
            touching[spot].append(i)

    def hide_cheapest(among: Sequence[Equation]) -> bool:
        candidates = {s for e in among for s in (e.whole, *e.parts) if s not in hidden and s not in fixed}
        if not candidates:
            return False
        chosen = min(candidates, key=cost)
        hidden.add(chosen)
        added.add(chosen)
        waiting.update(touching[chosen])
        return True

    waiting = {i for spot in unsafe for i in touching[spot]}
    while True:
        while waiting:
            i = min(waiting)
            waiting.discard(i)
            equation = equations[i]
            while _gives_away(equation, hidden, unsafe, added, children, minimum):
                if not hide_cheapest([equation]):
                    if _alone(equation, hidden) and _alone(equation, hidden) in unsafe:
                        raise NothingLeftToHide([s for s in _members(equation) if s in unsafe])
                    break
        found = determined(equations, hidden, unsafe)
        if not found:
            return frozenset(added)
        worst = min(found, key=_order)
        beside = [equations[i] for i in touching[worst]]
        if not hide_cheapest(beside) and not hide_cheapest(_around(worst, equations, touching, hidden)):
            raise NothingLeftToHide(sorted(found, key=_order))


def _around(
    start: Unknown, equations: Sequence[Equation], touching: Mapping[Unknown, list[int]], hidden: set[Unknown]
) -> list[Equation]:
    """Every equation that is tied to `start` through hidden cells."""
    seen: set[Unknown] = {start}
    reached: set[int] = set()
    edge = [start]
    while edge:
        for i in touching[edge.pop()]:
            if i not in reached:
                reached.add(i)
                fresh = [s for s in _members(equations[i]) if s in hidden and s not in seen]
                seen.update(fresh)
                edge.extend(fresh)
    return [equations[i] for i in sorted(reached)]


def _order(unknown: Unknown) -> tuple[str, ...]:
    return unknown.order if isinstance(unknown, Spot) else (*unknown.whole.order, unknown.along)


def _members(equation: Equation) -> list[Unknown]:
    members: list[Unknown] = [equation.whole, *equation.parts]
    if equation.remainder is not None:
        members.append(equation.remainder)
    return members


def _alone(equation: Equation, hidden: set[Unknown]) -> Unknown | None:
    unknown = [s for s in _members(equation) if s in hidden]
    return unknown[0] if len(unknown) == 1 else None


def _gives_away(
    equation: Equation,
    hidden: set[Unknown],
    unsafe: frozenset[Unknown],
    added: set[Spot],
    children: Mapping[Spot, int],
    minimum: int,
) -> bool:
    unknown = [s for s in _members(equation) if s in hidden]
    if not any(s in unsafe or s in added for s in unknown):
        return False
    if len(unknown) == 1:
        return unknown[0] in unsafe
    if equation.whole in hidden:
        return False
    # The parts that are hidden add up to a number that the reader can work out: it must be a safe one.
    total = sum(equation.children if isinstance(s, Remainder) else children[s] for s in unknown)
    return 0 < total < minimum


def determined(equations: Sequence[Equation], hidden: set[Unknown], wanted: frozenset[Unknown]) -> set[Unknown]:
    """Return those of `wanted` whose value follows from the equations and the cells that are shown.

    Exact: rows are reduced with integers only. A hidden cell is determined when, after full reduction, some
    row holds it alone. Parts of the system that touch nothing wanted are left alone.
    """
    found: set[Unknown] = set()
    for block in _blocks(equations, hidden):
        if any(not wanted.isdisjoint(row) for row in block):
            found |= _alone_after_reduction(block)
    return found & wanted


def _blocks(equations: Sequence[Equation], hidden: set[Unknown]) -> list[list[dict[Unknown, int]]]:
    """The equations restricted to hidden cells, split into parts that share no cell."""
    rows: list[dict[Unknown, int]] = []
    for equation in equations:
        row: dict[Unknown, int] = {}
        for spot in _members(equation):
            if spot in hidden:
                row[spot] = row.get(spot, 0) + (1 if spot == equation.whole else -1)
        row = {s: c for s, c in row.items() if c}
        if row:
            rows.append(row)
    home: dict[Unknown, int] = {}
    groups: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        meets = {home[s] for s in row if s in home}
        target = min(meets) if meets else i
        members = [i]
        for g in meets:
            members += groups.pop(g)
        groups[target] = members
        for j in members:
            for s in rows[j]:
                home[s] = target
    return [[rows[i] for i in sorted(members)] for _, members in sorted(groups.items())]


def _alone_after_reduction(rows: list[dict[Unknown, int]]) -> set[Unknown]:
    pivots: dict[Unknown, dict[Unknown, int]] = {}
    for row in rows:
        current = dict(row)
        for pivot, reduced in pivots.items():
            if pivot in current:
                current = _clear(current, reduced, pivot)
        if not current:
            continue
        pivot = min(current, key=_order)
        for other in list(pivots):
            if pivot in pivots[other]:
                pivots[other] = _clear(pivots[other], current, pivot)
        pivots[pivot] = current
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _clear(row: dict[Unknown, int], by: dict[Unknown, int], pivot: Unknown) -> dict[Unknown, int]:
    """Return `row` with `pivot` cleared by a multiple of `by`, divided by the greatest common divisor."""
    a, b = row[pivot], by[pivot]
    g = gcd(a, b)
    result = {s: c * (b // g) for s, c in row.items()}
    for s, c in by.items():
        value = result.get(s, 0) - c * (a // g)
        if value:
            result[s] = value
        else:
            result.pop(s, None)
    common = gcd(*result.values()) if result else 1
    return {s: c // common for s, c in result.items()}
