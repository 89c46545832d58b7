"""Protected cells, found by measure and dimensions, so that a figure need not look through all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kenspeckle.ground.terms import CellKey, ProtectedCells


class CellIndex:
    """The keys of some cells, those of other ways of counting left out. The cells must not change afterwards."""

    def __init__(self, cells: ProtectedCells) -> None:
        self.cells = cells
        self._keys: dict[tuple[str, tuple[str, ...]], list[CellKey]] = defaultdict(list)
        for key in cells:
            if not key.way:
                self._keys[key.measure, tuple([dimension for dimension, _ in key.group])].append(key)

    def keys(self, measures: Iterable[str], dimensions: Iterable[str]) -> list[CellKey]:
        """Return the keys of these measures whose groups name exactly these dimensions."""
        named = tuple(sorted(dimensions))
        return [key for measure in measures for key in self._keys.get((measure, named), ())]
