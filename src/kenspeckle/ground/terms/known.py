"""What others have published of the same children: numbers that every reader may have beside ours.

A school's own page, national statistics, a reply to a request for information: nobody can take these back, so they
count among what is known. They are never told by us, and never a reason to tell less of anything else than it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from kenspeckle.ground.frozen import dataclass

from .cube import CellKey


@dataclass(frozen=True)
class KnownCell:
    """What somebody else says of one of our cells; None where they do not say it.

    rounded: the base that they rounded to; 1 for exact numbers. alike: they count the same children as we do, so that
    a difference between their number and ours is a difference of children. origin: where it stands, by file and row.
    """

    children: int | None
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    rows: int | None = None
    rounded: int = 1
    alike: bool = True
    origin: str = ""


KnownCells: TypeAlias = Mapping[CellKey, KnownCell]
"""What is known elsewhere, by the cell of ours that it is."""
