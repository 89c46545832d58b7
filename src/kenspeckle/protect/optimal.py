"""The least that could be hidden, by an integer programme: for small tables, and to know how far from it one is.

Each cell is hidden or told, and hiding it has its price. For each secret there are two tables beside the true one,
that differ from each other in it by as much as they must; what is told is the same in both, and what is hidden
differs by no more than `MOST` times its width. The cheapest choice is proven, or the search says that it is not.

Method: after Fischetti and Salazar-González, "Solving the cell suppression problem on tabular data with linear
constraints" (Management Science 47, 2001), written out whole, where they add what is needed cut by cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from kenspeckle.ground.frozen import dataclass

from .flows import Slot
from .linear import Row
from .widening import Secret

MOST = 10
"""How many times its width a hidden cell may differ in a table beside the true one."""


@dataclass(frozen=True)
class Optimum:
    """hidden: the numbers of the cells to hide. proven: whether nothing cheaper does."""

    hidden: frozenset[int]
    proven: bool


def least_hidden(
    counts: Mapping[int, int], slots: Sequence[Slot], secrets: Sequence[Secret], *, seconds: float = 60
) -> Optimum | None:
    """Return the cheapest cells to hide so that all secrets range; None where none were found in time, or at all.

    counts: of each atom. slots: the cells; those of price 0 are hidden, those without one are told. seconds: how long
    to search; then the best that was found is not proven.
    """
    programme = _Programme()
    chosen = {n: programme.column(slot.price, 0, 1, whole=True) for n, slot in enumerate(slots) if slot.price}
    for secret in secrets:
        tables = [
            {atom: programme.column(0, -value, MOST * secret.width, whole=False) for atom, value in counts.items()}
            for _ in ("above", "below")
        ]
        above, below = tables
        programme.row(
            [*((above[a], c) for a, c in secret.form.items()), *((below[a], -c) for a, c in secret.form.items())],
            secret.width,
            programme.free,
        )
        for n, slot in enumerate(slots):
            for table in tables:
                programme.within(_in(slot.form, table), slot, chosen.get(n), MOST * secret.width)
    return programme.solved(chosen, seconds)


def _in(form: Row, table: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(table[atom], coefficient) for atom, coefficient in form.items()]


class _Programme:
    """Columns and rows of an integer programme, as they are written."""

    free = 1e9

    def __init__(self) -> None:
        self._number = count()
        self._columns: list[tuple[float, float, float, bool]] = []
        self._rows: list[tuple[list[tuple[int, int]], float, float]] = []

    def column(self, price: float | None, least: float, most: float, *, whole: bool) -> int:
        self._columns.append((price or 0.0, least, most, whole))
        return next(self._number)

    def row(self, entries: list[tuple[int, int]], least: float, most: float) -> None:
        self._rows.append((entries, least, most))

    def within(self, entries: list[tuple[int, int]], slot: Slot, hidden: int | None, most: int) -> None:
        """A cell differs only where it is hidden, and never by so much that it is less than readers know."""
        down = min(most, max(0, slot.value - slot.least))
        if slot.price is None:
            self.row(entries, 0, 0)
        elif hidden is None:
            self.row(entries, -down, self.free)
        else:
            self.row([*entries, (hidden, -most)], -self.free, 0)
            self.row([*entries, (hidden, down)], 0, self.free)

    def solved(self, chosen: Mapping[int, int], seconds: float) -> Optimum | None:
        import numpy as np
        from highspy import Highs, HighsLp, HighsModelStatus, HighsVarType, MatrixFormat

        model = HighsLp()
        model.num_col_, model.num_row_ = len(self._columns), len(self._rows)
        prices, least, most, whole = zip(*self._columns, strict=True)
        model.col_cost_, model.col_lower_, model.col_upper_ = np.array(prices), np.array(least), np.array(most)
        model.integrality_ = [HighsVarType.kInteger if w else HighsVarType.kContinuous for w in whole]
        model.row_lower_ = np.array([low for _, low, _ in self._rows], dtype=float)
        model.row_upper_ = np.array([high for _, _, high in self._rows], dtype=float)
        model.a_matrix_.format_ = MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(entries) for entries, _, _ in self._rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([c for entries, _, _ in self._rows for c, _ in entries], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for entries, _, _ in self._rows for _, v in entries], dtype=float)
        made: Any = Highs  # it comes without types
        highs = made()
        for name, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds), ("mip_rel_gap", 0.0)):
            highs.setOptionValue(name, value)
        highs.passModel(model)
        highs.run()
        values = list(highs.getSolution().col_value)
        if not values or highs.getInfo().primal_solution_status != 2:
            return None
        hidden = frozenset(n for n, column in chosen.items() if values[column] > 0.5)
        return Optimum(hidden, highs.getModelStatus() == HighsModelStatus.kOptimal)
