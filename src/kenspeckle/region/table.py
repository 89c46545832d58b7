"""A table of the invented region: named columns of one length, and words for those that are coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kenspeckle.ground.frozen import dataclass

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Table:
    """Columns of one length; `words[column][code]` says what a code means.

    `table["born"]` is the column as it is kept, `table.text("sex")` a coded column as words.
    """

    columns: Mapping[str, Array]
    words: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns of {sorted(lengths)} rows do not make a table")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def text(self, name: str) -> Array:
        """The words of a coded column, one for each row, as an array of str."""
        return np.array(self.words[name], dtype=object)[self.columns[name]]

    def code(self, name: str, word: str) -> int:
        """The number that stands for this word in this column."""
        return self.words[name].index(word)

    def is_(self, name: str, *words: str) -> Array:
        """For each row, whether its code stands for one of these words."""
        return np.isin(self.columns[name], [self.code(name, word) for word in words])

    def take(self, rows: Array) -> Table:
        """The rows at these positions, or those where a mask is true."""
        return Table({name: column[rows] for name, column in self.columns.items()}, self.words)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Row by row, as plain values (codes as words). For small tables and tests."""
        shown: Sequence[list[Any]] = [
            list(self.text(name) if name in self.words else column.tolist()) for name, column in self.columns.items()
        ]
        return zip(*shown)


def join(tables: Sequence[Table]) -> Table:
    """One table with the rows of several of the same form, in their order."""
    first = tables[0]
    return Table({name: np.concatenate([t.columns[name] for t in tables]) for name in first.columns}, first.words)


def rows_of(ids: Array, wanted: Array) -> Array:
    """Where each wanted id stands in `ids` (each there once); -1 where it does not."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype="int64")
    order = np.argsort(ids, kind="stable")
    place = np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)
    found = order[place]
    return np.where(ids[found] == wanted, found, -1)
