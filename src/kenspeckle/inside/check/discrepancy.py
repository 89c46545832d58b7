"""Two sources that state the same thing: do they agree, by how much not, and since when?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import SCALES, Absence, CellKey, Group, Period, ProtectedCells
from kenspeckle.ground.terms.figure import protected
from kenspeckle.ground.words import plain_number


@dataclass(frozen=True)
class Comparison:
    """What came of comparing two measures cell by cell.

    compared: cells that both have. differ: (period, group, first value, second value) where they are further apart
    than tolerated, worst first. only_first, only_second: cells that one has and the other does not. since: the
    first period in which they differ, when there is time.
    """

    first: str
    second: str
    compared: int
    differ: tuple[tuple[Period | None, Group, Fraction, Fraction], ...]
    only_first: int
    only_second: int

    @property
    def since(self) -> Period | None:
        return min((p for p, *_ in self.differ if p is not None), default=None)

    @property
    def agree(self) -> bool:
        return self.compared > 0 and not self.differ

    def sentence(
        self, titles: Mapping[str, str], label: Mapping[tuple[str, str], str], unit: str = "", places: int = 0
    ) -> str:
        """Say it: how many agree, where they differ most, since when.

        unit, places: how the values are written; with more decimals where it takes them to see that they differ.
        """
        a, b = titles[self.first], titles[self.second]
        if not self.compared:
            return f"{a} and {b} have no cell in common, so they cannot be compared."
        if not self.differ:
            return f"{a} and {b} agree in all {self.compared:,} places compared.{self._alone(a, b)}"
        period, group, x, y = self.differ[0]
        where = ", ".join(label.get(pair, pair[1]) for pair in group) or "in all"
        when = f" in {period}" if period is not None else ""
        since = f", since {self.since}" if self.since is not None and len({p for p, *_ in self.differ}) > 1 else ""
        one, other = _written(x, y, unit, places)
        return (
            f"{a} and {b} differ in {len(self.differ):,} of {self.compared:,} places compared{since}; most for "
            f"{where}{when}: {one} against {other}.{self._alone(a, b)}"
        )

    def _alone(self, a: str, b: str) -> str:
        said = [f"{n:,} only in {name}" for n, name in ((self.only_first, a), (self.only_second, b)) if n]
        return f" {'; '.join(said)}." if said else ""


def _written(x: Fraction, y: Fraction, unit: str, places: int) -> tuple[str, str]:
    """Write two different values in their unit, so that they read differently."""
    scale = SCALES.get(unit, 1)
    while (one := plain_number(x * scale, unit, places)) == (other := plain_number(y * scale, unit, places)):
        places += 1
    return one, other


def compare(
    cells: ProtectedCells, first: str, second: str, by: tuple[str, ...], tolerance: Decimal = Decimal(0)
) -> Comparison:
    """Compare two measures over protected cells grouped by `by`; differences up to `tolerance` are agreement.

    Cells that are hidden or absent in either are not compared, and not counted as missing.
    """
    one, two = _values(cells, first, by), _values(cells, second, by)
    both = one.keys() & two.keys()
    apart = [(key, one[key], two[key]) for key in both if abs(one[key] - two[key]) > Fraction(tolerance)]
    apart.sort(key=lambda d: (-abs(d[1] - d[2]), str(d[0])))
    return Comparison(
        first,
        second,
        len(both),
        tuple((period, group, x, y) for (period, group), x, y in apart),
        len(one.keys() - two.keys()),
        len(two.keys() - one.keys()),
    )


def _values(cells: ProtectedCells, measure: str, by: tuple[str, ...]) -> dict[tuple[Period | None, Group], Fraction]:
    wanted = set(by)
    found = {}
    for key, cell in cells.items():
        if _is_plain(key, measure) and {d for d, _ in key.group} == wanted and not isinstance(cell, Absence):
            below = 1 if protected(cell).denominator is None else cell.denominator
            if below:
                found[key.period, key.group] = Fraction(cell.numerator) / Fraction(below)
    return found


def _is_plain(key: CellKey, measure: str) -> bool:
    return key.measure == measure and not key.way
