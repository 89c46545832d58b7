"""Protected cells, and figures: arithmetic on protected cells.

A `ProtectedCell` is made in two places only: by `protect`, which decides, and by `verify` and others who read
cells that were released already (`released`). Everything told is derived from protected cells, so a stranger
can compute it again from what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass

from .absence import Absence, Value
from .cube import CellKey, Interval

_DOOR = object()


@dataclass(frozen=True)
class ProtectedCell:
    """Counts that may be published. `public` says that its publisher had already published them.

    interval: the limits that its publisher gives with the value; they are shown and hidden with it.
    """

    numerator: int | Decimal
    denominator: int | Decimal | None
    children: int | None
    public: bool = False
    rows: int = 0
    unknown: int = 0
    interval: Interval | None = None
    _door: object = None

    def __post_init__(self) -> None:
        if self._door is not _DOOR:
            raise TypeError("a protected cell comes from protect, or from a release that was read back")
        object.__setattr__(self, "_door", None)


def issue(
    numerator: int | Decimal,
    denominator: int | Decimal | None,
    children: int | None,
    *,
    public: bool = False,
    rows: int = 0,
    unknown: int = 0,
    interval: Interval | None = None,
) -> ProtectedCell:
    """Make a protected cell; only `protect` calls this (a contract in the tests)."""
    return ProtectedCell(numerator, denominator, children, public, rows, unknown, interval, _DOOR)


def released(
    numerator: int | Decimal,
    denominator: int | Decimal | None,
    children: int | None,
    *,
    public: bool = False,
    rows: int = 0,
    unknown: int = 0,
    interval: Interval | None = None,
) -> ProtectedCell:
    """Make a protected cell from a release that was read back: `verify`, `attack` and tests call this."""
    return ProtectedCell(numerator, denominator, children, public, rows, unknown, interval, _DOOR)


ProtectedCells = Mapping[CellKey, ProtectedCell | Absence]
"""What `protect` gives: each wanted cell with its counts, or why they are not there."""


class Standing(StrEnum):
    """How a figure came to be, and so who can check it."""

    DERIVED = "derived"  # arithmetic on protected cells: anybody recomputes it
    ATTESTED = "attested"  # computed inside, rounded, in the ledger: an inspector inside checks it


@dataclass(frozen=True)
class Figure:
    """A value that may be told, the unit it is in and the cells it was made from."""

    value: Value
    unit: str
    cells: tuple[CellKey, ...]
    standing: Standing = Standing.DERIVED
    children: int | None = None


def rounded(value: Fraction | int | Decimal, places: int) -> Decimal:
    """Return `value` rounded half away from zero to `places` decimals, once, from the exact value."""
    exact = Fraction(value)
    scale = 10**places
    twice = abs(exact) * scale * 2
    whole = (twice.numerator // twice.denominator + 1) // 2
    result = Decimal(whole).scaleb(-places)
    return -result if exact < 0 and whole else result


__all__ = [
    "Figure",
    "ProtectedCell",
    "ProtectedCells",
    "Standing",
    "issue",
    "released",
    "rounded",
]
