"""Linear programmes over one block of unknowns, by HiGHS: the least of any sum, and what holds it there.

Programmes over one block differ only in what is to be least, so each starts where the last one ended.
"""

from __future__ import annotations

from math import inf
from typing import Any

from kenspeckle.ground.frozen import dataclass

from .settling import Block, Impossible, Origin, Sum

SLACK = 1e-6
"""What a solver's floating point may be off by."""


@dataclass(frozen=True)
class End:
    """The least value that a sum can have, a table in which it does, and the told sums that hold it there.

    table: values of the block's unknowns, in their order; None where nothing bounds the sum.
    """

    value: float
    table: Any
    by: Origin

    @property
    def whole(self) -> bool:
        """Whether there is a table, and all in it are whole numbers."""
        return self.table is not None and bool((abs(self.table - self.table.round()) < SLACK).all())


class Solver:
    """The programmes of one block."""

    def __init__(self, block: Block) -> None:
        import highspy
        import numpy as np

        self.at = {unknown: i for i, unknown in enumerate(block.unknowns)}
        self._rows = [*block.equal, *block.at_least]
        self._status = highspy.HighsModelStatus
        self._kinds = highspy.HighsVarType
        made: Any = highspy.Highs  # it comes without types
        self._highs = made()
        for name, value in (("output_flag", False), ("presolve", "off"), ("threads", 1)):
            self._highs.setOptionValue(name, value)
        width, free = len(self.at), [highspy.kHighsInf] * len(block.at_least)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(self._rows)
        model.col_cost_, model.col_lower_ = np.zeros(width), np.zeros(width)
        model.col_upper_ = np.full(width, highspy.kHighsInf)
        model.row_lower_ = np.array([row.value for row in self._rows], dtype=float)
        model.row_upper_ = np.array([*(row.value for row in block.equal), *free], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row.sum) for row in self._rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([self.at[u] for row in self._rows for u in row.sum], dtype=np.int32)
        model.a_matrix_.value_ = np.array([c for row in self._rows for c in row.sum.values()], dtype=float)
        self._highs.passModel(model)
        self._columns = np.arange(width, dtype=np.int32)

    def least(self, target: Sum, sign: int = 1) -> End:
        """Return where `target` (times `sign`) is least. Raises Impossible when nothing agrees with what is told."""
        return self._least(target, sign)

    def tightened(self, target: Sum, sign: int, end: End) -> End:
        """Return where `target` (times `sign`) is least among tables of whole numbers; `end`: among all tables.

        Where nothing bounds it among all tables nothing is tightened.
        """
        if end.table is None:
            return end
        self._integral(self._kinds.kInteger)
        try:
            tightest = self._least(target, sign)
        finally:
            self._integral(self._kinds.kContinuous)
        return End(tightest.value, tightest.table, end.by)

    def _integral(self, kind: Any) -> None:
        import numpy as np

        kinds = np.full(len(self._columns), int(kind), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(self._columns), self._columns, kinds)

    def _least(self, target: Sum, sign: int) -> End:
        import numpy as np

        cost = np.zeros(len(self._columns))
        for unknown, coefficient in target.items():
            cost[self.at[unknown]] = sign * coefficient
        self._highs.changeColsCost(len(self._columns), self._columns, cost)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (self._status.kUnbounded, self._status.kUnboundedOrInfeasible):
            return End(-inf, None, frozenset())
        if status == self._status.kInfeasible:
            raise Impossible
        if status != self._status.kOptimal:
            raise RuntimeError("the solver ended without an answer")
        solution = self._highs.getSolution()
        # A programme over whole numbers has no duals; then what holds its end is what held the one before it.
        duals = zip(self._rows, solution.row_dual, strict=False)
        by = frozenset[int]().union(*(row.origin for row, dual in duals if abs(dual) > SLACK))
        return End(float(self._highs.getInfo().objective_function_value), np.array(solution.col_value), by)
