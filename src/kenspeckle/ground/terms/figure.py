"""Protected cells, and figures: arithmetic on protected cells.

A `ProtectedCell` is made in two places only: by `protect`, which decides, and by `verify` and others who read
cells that were released already (`released`). Everything told is derived from protected cells, so a stranger
can compute it again from what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass

from .absence import Absence
from .cube import CellKey, Interval

_DOOR = object()


@dataclass(frozen=True)
class ProtectedCell:
    """Counts that may be published. `public` says that its publisher had already published them.

    interval: the limits that its publisher gives with the value; they are shown and hidden with it.
    children_within, rows_within: by how many its children and rows may be off, where counts were disturbed before
    they were told; 0 where they are exact.
    """

    numerator: int | Decimal
    denominator: int | Decimal | None
    children: int | None
    public: bool = False
    rows: int = 0
    unknown: int = 0
    interval: Interval | None = None
    children_within: int = 0
    rows_within: int = 0
    _door: object = None

    def __post_init__(self) -> None:
        if self._door is not _DOOR:
            raise TypeError("a protected cell comes from protect, or from a release that was read back")
        object.__setattr__(self, "_door", None)

    def __init_subclass__(cls) -> None:
        raise TypeError("a protected cell comes from protect; nothing else is one")


def protected(cell: object) -> ProtectedCell:
    """Return `cell`, of which something is to be told; raises TypeError unless it came through the door.

    Whoever takes numbers out of cells asks this first, so that counts that were never protected cannot be told by
    mistake, whatever they look like. The message says nothing of them.
    """
    if type(cell) is not ProtectedCell:
        raise TypeError(f"a {type(cell).__name__} has not come through protect, so nothing can be told of it")
    return cell


def issue(
    numerator: int | Decimal,
    denominator: int | Decimal | None,
    children: int | None,
    *,
    public: bool = False,
    rows: int = 0,
    unknown: int = 0,
    interval: Interval | None = None,
    children_within: int = 0,
    rows_within: int = 0,
) -> ProtectedCell:
    """Make a protected cell; only `protect` calls this (a contract in the tests)."""
    within = children_within, rows_within
    return ProtectedCell(numerator, denominator, children, public, rows, unknown, interval, *within, _DOOR)


released = issue
"""The same for a cell of a release that is read back: `verify` and `attack` call it so, because they decide nothing."""


ProtectedCells = Mapping[CellKey, ProtectedCell | Absence]
"""What `protect` gives: each wanted cell with its counts, or why they are not there."""


def rounded(value: Fraction | int | Decimal, places: int) -> Decimal:
    """Return `value` rounded half away from zero to `places` decimals, once, from the exact value."""
    numerator, denominator = value.as_integer_ratio()
    whole = (abs(numerator) * 10**places * 2 + denominator) // (2 * denominator)
    result = Decimal(whole).scaleb(-places)
    return -result if numerator < 0 and whole else result


__all__ = [
    "ProtectedCell",
    "ProtectedCells",
    "issue",
    "protected",
    "released",
    "rounded",
]
