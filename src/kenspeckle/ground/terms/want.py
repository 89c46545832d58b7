"""What a story asks of the data: which cells it wants. `tell` writes wants, `measure` plans them."""

from __future__ import annotations

from enum import IntEnum

from kenspeckle.ground.frozen import dataclass

from .cube import MAIN
from .period import Period, PeriodKind


@dataclass(frozen=True, order=True)
class Test:
    """One condition on a dimension: operator is = <> < <= > >= or in; values are canonical codes."""

    __test__ = False  # not a test of pytest's

    dimension: str
    operator: str
    values: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        """The dimension and value text that stand for this condition in a cell's group.

        `simd_quintile = 1` is ("simd_quintile", "1"); every other condition keeps its operator in the value:
        ("simd_decile", "<= 2"), ("council", "in (Fife|Moray)").
        """
        if self.operator == "=":
            return self.dimension, self.values[0]
        if self.operator == "in":
            return self.dimension, f"in ({'|'.join(self.values)})"
        return self.dimension, f"{self.operator} {self.values[0]}"


class Priority(IntEnum):
    """Which cells are kept first when something has to be hidden."""

    HEADLINE = 1
    CLAIM = 2
    CHART = 3
    WAY = 4
    SEARCH = 5


@dataclass(frozen=True)
class Want:
    """Cells of one measure and way: one for each value of `by` among the rows where all of `where` holds.

    periods: the periods wanted, or empty for all that the source covers; `over` is then the kind of period that
    dates are gathered into (month, split-year, ...), None for the measure's own.
    """

    measure: str
    where: tuple[Test, ...] = ()
    by: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    over: PeriodKind | None = None
    way: str = MAIN
    priority: Priority = Priority.CLAIM
