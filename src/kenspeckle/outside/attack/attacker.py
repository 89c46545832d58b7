"""Bounds on every hidden cell, from what is published of the same children.

Unknowns are the hidden cells and what is left over where a breakdown is not whole. Every published sum is an
equation over rows, which always add up (children may not: one can be in two schools); counts are at least 0. A cell
whose bounds, in children and rounded inwards, are closer together than WIDTH is a breach. Linear programmes (HiGHS,
through scipy) give the bounds; scipy is only loaded when something is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import ceil, floor, inf, isinf

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, CellKey, DimensionFacts, ProtectedCell, ProtectedCells, Suppressed

WIDTH = 3
"""Least distance between the bounds of a hidden cell: four possible values."""
SLACK = 1e-7
"""What a solver's floating point may be off by."""
PUBLISHERS = "by its publisher"
"""How the reason begins where a source itself withheld a value: not ours to protect."""


@dataclass(frozen=True)
class Breach:
    """A hidden cell that a stranger can work out, or nearly; `low` and `high` bound its number of children."""

    cell: str
    low: int
    high: int


@dataclass(frozen=True)
class Report:
    """What the attacker found. `hidden` cells were attacked; `equations` were used."""

    hidden: int
    equations: int
    breaches: tuple[Breach, ...]

    @property
    def clean(self) -> bool:
        return not self.breaches

    def in_words(self) -> str:
        if self.breaches:
            return f"{len(self.breaches)} of {self.hidden} hidden cells can be worked out to within {WIDTH} children."
        if not self.hidden:
            return "Nothing is hidden, so there was nothing to work out."
        return f"None of {self.hidden} hidden cells can be worked out to within {WIDTH} children."


def attack(cells: ProtectedCells, dimensions: Mapping[str, DimensionFacts], minimum: int = 10) -> Report:
    """Attack every hidden cell of one or more releases, taken together.

    minimum: the smallest number of children that the release says it shows; a hidden cell that must hold as many
    says nothing of a few. dimensions: what any atlas or code list says: which values there are, and which place
    lies in which.
    """
    hidden = {
        key for key, cell in cells.items() if isinstance(cell, Suppressed) and not cell.reason.startswith(PUBLISHERS)
    }
    if not hidden:
        return Report(0, 0, ())
    known = {key: cell for key, cell in cells.items() if isinstance(cell, ProtectedCell) and not cell.public}
    sums = list(_sums({*hidden, *known}, dimensions))
    breaches: list[Breach] = []
    for unknown, rows in _blocks(hidden, known, sums):
        breaches += _bounds([key for key in unknown if key in hidden], unknown, rows, _rows_per_child(known))
    breaches = [b for b in breaches if b.low < minimum]
    return Report(len(hidden), len(sums), tuple(sorted(breaches, key=lambda b: b.cell)))


def _is_ours(cell: ProtectedCell | Absence) -> bool:
    return isinstance(cell, Suppressed) and not cell.reason.startswith(PUBLISHERS)


@dataclass(frozen=True)
class Rest:
    """What a breakdown leaves over, when not all of its values are in the tables."""

    whole: CellKey
    along: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """whole = parts (+ rest)."""

    whole: CellKey
    parts: tuple[CellKey, ...]
    rest: Rest | None


Unknown = CellKey | Rest


def _sums(keys: Iterable[CellKey], dimensions: Mapping[str, DimensionFacts]) -> Iterable[Sum]:
    """Every whole with its parts: along one or more dimensions, and up the places."""
    present = set(keys)
    families: dict[tuple[CellKey, tuple[str, ...]], list[CellKey]] = defaultdict(list)
    for key in present:
        for n in range(1, len(key.group) + 1):
            for dropped in combinations(key.group, n):
                rest = tuple(p for p in key.group if p not in dropped)
                whole = CellKey(key.measure, key.period, rest, key.way)
                if whole in present:
                    families[whole, tuple(d for d, _ in dropped)].append(key)
        for dimension, value in key.group:
            beside = tuple(p for p in key.group if p[0] != dimension)
            for level, above in _parents(dimensions, dimension).items():
                if value in above:
                    whole = CellKey(key.measure, key.period, tuple(sorted((*beside, (level, above[value])))), key.way)
                    if whole in present:
                        families[whole, (dimension, "within", level)].append(key)
    for (whole, along), inside in sorted(families.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        parts = tuple(sorted(inside, key=str))
        yield Sum(whole, parts, None if _is_whole(whole, along, parts, dimensions) else Rest(whole, along))


def _parents(dimensions: Mapping[str, DimensionFacts], dimension: str) -> Mapping[str, Mapping[str, str]]:
    return dimensions[dimension].parents if dimension in dimensions else {}


def _is_whole(
    whole: CellKey, along: tuple[str, ...], parts: Sequence[CellKey], dimensions: Mapping[str, DimensionFacts]
) -> bool:
    """Whether the parts are all there are, as far as a stranger knows; in doubt the stranger supposes so."""
    if len(along) == 3 and along[1] == "within":
        above = _parents(dimensions, along[0])[along[2]]
        inside = {code for code, parent in above.items() if (along[2], parent) in whole.group}
        return inside <= {dict(p.group)[along[0]] for p in parts}
    if len(along) > 1:
        return False
    labels = set(dimensions[along[0]].labels) if along[0] in dimensions else set()
    seen = {dict(p.group)[along[0]] for p in parts}
    return labels <= seen if labels else len(seen) > 1


Row = tuple[dict[Unknown, int], int]  # coefficients of what is unknown, and what they must add up to


def _blocks(
    hidden: set[CellKey], known: Mapping[CellKey, ProtectedCell], sums: Sequence[Sum]
) -> list[tuple[list[Unknown], list[Row]]]:
    """The equations over unknowns, in parts that share none."""
    rows: list[Row] = []
    for one in sums:
        coefficients: dict[Unknown, int] = {}
        constant = 0
        for key, sign in [(one.whole, 1), *((p, -1) for p in one.parts)]:
            if key in hidden:
                coefficients[key] = sign
            else:
                constant -= sign * known[key].rows
        if coefficients:
            if one.rest is not None:
                coefficients[one.rest] = -1
            rows.append((coefficients, constant))
    leader: dict[Unknown, Unknown] = {key: key for coefficients, _ in rows for key in coefficients}

    def find(key: Unknown) -> Unknown:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for coefficients, _ in rows:
        first, *others = coefficients
        for other in others:
            leader[find(other)] = find(first)
    members: dict[Unknown, list[Unknown]] = defaultdict(list)
    for unknown in sorted(leader, key=repr):
        members[find(unknown)].append(unknown)
    by_block: dict[Unknown, list[Row]] = defaultdict(list)
    for row in rows:
        by_block[find(next(iter(row[0])))].append(row)
    return [(inside, by_block[top]) for top, inside in members.items()]


def _rows_per_child(known: Mapping[CellKey, ProtectedCell]) -> float:
    rows = sum(cell.rows for cell in known.values())
    children = sum(cell.children or 0 for cell in known.values())
    return rows / children if children else 1.0


def _bounds(
    attacked: Sequence[Unknown], unknown: Sequence[Unknown], rows: Sequence[Row], rows_per_child: float
) -> list[Breach]:
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    at = {key: i for i, key in enumerate(unknown)}
    matrix = lil_matrix((len(rows), len(unknown)))
    for r, (coefficients, _) in enumerate(rows):
        for key, sign in coefficients.items():
            matrix[r, at[key]] = sign
    equalities, constants = matrix.tocsr(), np.array([constant for _, constant in rows], dtype=float)
    found = []
    for key in attacked:
        ends = []
        for direction in (1.0, -1.0):
            cost = np.zeros(len(unknown))
            cost[at[key]] = direction
            solved = linprog(cost, A_eq=equalities, b_eq=constants, bounds=(0, None), method="highs")
            # No bound found is no bound: an unbounded or impossible programme tells the stranger nothing.
            ends.append(direction * solved.fun / rows_per_child if solved.success else -direction * inf)
        low, high = ends
        if isinf(low) or isinf(high):
            continue
        least, most = ceil(low - SLACK), floor(high + SLACK)
        if most - least < WIDTH:
            found.append(Breach(str(key), least, most))
    return found
