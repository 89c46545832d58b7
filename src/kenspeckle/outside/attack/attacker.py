"""Bounds on every hidden cell, from what is published of the same children.

Unknowns are the hidden cells and what is left over where a breakdown is not whole. Every published sum is an
equation over rows, which always add up (children may not: one can be in two schools); a number that was rounded, or
otherwise moved before it was told, lies between two bounds and is an unknown itself. A stranger knows that what is
hidden is somebody, since zeros are shown. A cell whose bounds, in children and rounded inwards, are closer together
than WIDTH is a breach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import ceil, floor, inf, isinf
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    BY_ITS_SOURCE,
    Absence,
    Calendar,
    CellKey,
    DimensionFacts,
    ProtectedCell,
    ProtectedCells,
    Suppressed,
)
from kenspeckle.ground.terms.figure import protected

from .bounds import SLACK, Impossible, Range, ranges
from .published import Rest, Sum, World, sums

WIDTH = 3
"""Least distance between the bounds of a hidden cell: four possible values."""
Told: TypeAlias = tuple[dict[int, int], int]
"""A sum of unknowns, and what it comes to or is at least."""


@dataclass(frozen=True)
class Breach:
    """A hidden cell that a stranger can work out, or nearly; `low` and `high` bound its number of children.

    by: shown cells that hold it there; were one of them hidden, it might range further.
    """

    cell: str
    low: int
    high: int
    by: tuple[CellKey, ...] = ()


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


def attack(
    cells: ProtectedCells,
    dimensions: Mapping[str, DimensionFacts],
    minimum: int = 10,
    *,
    calendar: Calendar | None = None,
    sensitive: Collection[str] = (),
    stricter: Mapping[str, int] | None = None,
) -> Report:
    """Attack every hidden cell of one or more releases, taken together.

    minimum: the smallest number of children that the release says it shows; a hidden cell that must hold as many
    says nothing of a few. dimensions, calendar: what any atlas, code list or calendar says: which values there are,
    which place lies in which, and which month in which year. sensitive: measures of which zeros are hidden too, as
    the release says: of them a hidden cell need not be anybody, and that it is nobody is a secret. stricter: the
    minimum of measures that have one of their own.
    """
    shown = {key: protected(cell) for key, cell in cells.items() if not isinstance(cell, Absence)}
    hidden = {key for key, cell in cells.items() if isinstance(cell, Suppressed) and cell != BY_ITS_SOURCE}
    if not hidden:
        return Report(0, 0, ())
    known = {key: cell for key, cell in shown.items() if not cell.public}
    found: dict[tuple[str, str], list[Sum]] = defaultdict(list)
    for one in sums({*hidden, *known}, World(dimensions, calendar or Calendar())):
        found[one.whole.measure, one.whole.way].append(one)
    close: list[Breach] = []
    for (measure, _), same in found.items():
        zeros, least = measure in sensitive, max(minimum, (stricter or {}).get(measure, 0))
        breaches = _breaches(hidden, known, same, zeros=zeros)
        # Elsewhere that nobody is there is no secret, and a cell that must hold enough says nothing of a few.
        close += (b for b in breaches if b.low < least and (zeros or b.high > 0))
    return Report(len(hidden), sum(map(len, found.values())), tuple(sorted(close, key=lambda b: b.cell)))


def _breaches(
    hidden: set[CellKey], known: Mapping[CellKey, ProtectedCell], found: Sequence[Sum], *, zeros: bool
) -> list[Breach]:
    """The hidden cells of one measure that its sums hold too near. zeros: some of them may be nobody."""
    numbers: dict[CellKey | Rest, int] = {}
    loose: dict[CellKey, int] = {}  # shown cells that may be off, each an unknown between two bounds
    told: list[Told] = []
    beside: list[list[CellKey]] = []
    # Sums that hold nothing hidden come last: they say how far off disturbed counts can be, where they hold at all.
    size = _sizes(known, found)
    possible = [(hidden.isdisjoint((one.whole, *one.parts)), one) for one in found if _can_be(one, size)]
    secret = [one for shown, one in possible if not shown]
    for one in (*secret, *(one for shown, one in possible if shown)):
        coefficients: dict[int, int] = {}
        constant = 0
        for key, sign in ((one.whole, 1), *((p, -1) for p in one.parts)):
            if key in hidden:
                coefficients[numbers.setdefault(key, len(numbers))] = sign
            elif size[key][1]:
                loose[key] = numbers.setdefault(key, len(numbers))
                coefficients[loose[key]] = sign
            else:
                constant -= sign * size[key][0]
        if coefficients:
            if one.rest is not None:
                coefficients[numbers.setdefault(one.rest, len(numbers))] = -1
            told.append((coefficients, constant))
            beside.append([key for key in (one.whole, *one.parts) if key in known])
    bounds = [b for key, n in loose.items() for b in _between(n, *size[key])]
    attacked = sorted((key for key in numbers if isinstance(key, CellKey) and key in hidden), key=str)
    per_child = _rows_per_child([known[key] for key in sorted({k for keys in beside for k in keys}, key=str)])
    # Where a child is several rows, ends are rounded to whole children, which may cost one at each.
    enough = float(WIDTH if per_child == 1 else (WIDTH + 1) * per_child)
    breaches = []
    targets: list[dict[int, int]] = [{numbers[key]: 1} for key in attacked]
    # Where zeros are told, what is hidden is somebody.
    somebody: list[Told] = [] if zeros else [(target, 1) for target in targets]
    for key, seen in zip(attacked, _ranges(told, len(secret), targets, enough, somebody, bounds), strict=True):
        if not isinf(seen.low) and not isinf(seen.high):
            low, high = ceil(seen.low / per_child - SLACK), floor(seen.high / per_child + SLACK)
            if high - low < WIDTH:
                breaches.append(Breach(str(key), low, max(low, high), _named(seen, beside)))
    return breaches


def _ranges(
    told: Sequence[Told],
    tied: int,
    targets: Sequence[dict[int, int]],
    enough: float,
    somebody: Sequence[Told],
    bounds: Sequence[Told],
) -> list[Range]:
    """The range of each target from all that is told; from less of it, where all of it cannot be true together.

    tied: how many of the told sums, which come first, hold something hidden.
    """
    for some in dict.fromkeys((len(told), tied)):
        for more in ([*somebody, *bounds], bounds):
            # Somewhere a zero is hidden after all, or a supposed whole is none: then less is known.
            with suppress(Impossible):
                return ranges(told[:some], targets, at_least=more, enough=enough)
    return [_alone(told[:tied], target, bounds, enough) for target in targets]


def _alone(told: Sequence[Told], target: dict[int, int], bounds: Sequence[Told], enough: float) -> Range:
    """The range of one target from the sums that it is in itself; none where not even these go together."""
    own = [number for number, (sums_, _) in enumerate(told) if not target.keys().isdisjoint(sums_)]
    inside = {unknown for number in own for unknown in told[number][0]}
    near = [bound for bound in bounds if not inside.isdisjoint(bound[0])]
    try:
        (seen,) = ranges([told[number] for number in own], [target], at_least=near, enough=enough)
    except Impossible:
        return Range(-inf, inf)
    return Range(seen.low, seen.high, frozenset(own[number] for number in seen.by))


Sizes: TypeAlias = Mapping[CellKey, tuple[int, int]]
"""How large shown cells are, in what adds up, and how far off that may be."""


def _sizes(known: Mapping[CellKey, ProtectedCell], found: Sequence[Sum]) -> Sizes:
    """Rows add up. Where a row stands for several children, as in a table of schools, their children do."""
    told = {key: known[key] for one in found for key in (one.whole, *one.parts) if key in known}
    if any((c.children or 0) - c.children_within > c.rows + c.rows_within for c in told.values()):
        return {key: (cell.children or 0, cell.children_within) for key, cell in told.items()}
    return {key: (cell.rows, cell.rows_within) for key, cell in told.items()}


def _can_be(one: Sum, size: Sizes) -> bool:
    """Whether a sum can be true, if shown counts are no further off than they may be: parts may have been left out."""
    if one.whole not in size or not any(size[key][1] for key in (one.whole, *one.parts) if key in size):
        return True
    whole, within = size[one.whole]
    parts = [size[key] for key in one.parts if key in size]
    if sum(max(0, told - off) for told, off in parts) > whole + within:
        return False
    open_ended = one.rest is not None or len(parts) < len(one.parts)
    return open_ended or sum(told + off for told, off in parts) >= whole - within


def _between(unknown: int, told: int, within: int) -> list[Told]:
    """That a count which was disturbed before it was told is no further than that from what is told."""
    return [({unknown: 1}, told - within), ({unknown: -1}, -told - within)]


def _named(found: Range, beside: Sequence[Sequence[CellKey]]) -> tuple[CellKey, ...]:
    return tuple(sorted({key for number in found.by for key in beside[number]}, key=str))


def _rows_per_child(known: Iterable[ProtectedCell]) -> Fraction:
    """How many rows a child has on average, where that is known; one where it is not."""
    rows = children = 0
    for cell in known:
        if cell.children:
            rows, children = rows + cell.rows, children + cell.children
    return max(Fraction(rows, children), Fraction(1)) if children else Fraction(1)
