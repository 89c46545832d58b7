"""A child who is counted in eleven months is one child: what is left of a year is not taken for less than it is."""

from kenspeckle.ground.terms import Calendar, Cell, CellKey, Cube, Period, ProtectedCell, group
from kenspeckle.protect import LedgerCopy, Population, Rules, protect

YEAR, AUTUMN, SPRING = (Period.parse(label) for label in ("2024/25", "2024-10", "2025-03"))


def told(cells: dict[CellKey, Cell]) -> dict[str, bool]:
    """Whether each cell is shown, by the cell's name."""
    protected = protect(
        [Cube("m", ("council",), cells)],
        Rules(10),
        LedgerCopy(),
        populations={("m", ""): Population("s")},
        dimensions={},
        calendar=Calendar(),
    ).cells
    return {str(key): isinstance(cell, ProtectedCell) for key, cell in protected.items()}


def key(period: Period, **names: str) -> CellKey:
    return CellKey("m", period, group(**names))


def opened(children: int, rows: int) -> Cell:
    return Cell(rows - 1, rows, children, None, rows)


def test_months_of_some_councils_do_not_use_up_the_children_of_the_others():
    cells = {key(YEAR): opened(100, 20_000)}
    for council in ("a", "b"):
        cells[key(YEAR, council=council)] = opened(30, 6_000)
        for month in (AUTUMN, SPRING):
            cells[key(month, council=council)] = opened(30, 3_000)
    assert all(told(cells).values()), "40 children of other councils are left, whichever way one subtracts"


def test_months_still_give_away_a_small_rest():
    cells = {key(YEAR): opened(65, 13_000)}
    for council in ("a", "b"):
        cells[key(YEAR, council=council)] = opened(30, 6_000)
        for month in (AUTUMN, SPRING):
            cells[key(month, council=council)] = opened(30, 3_000)
    shown = told(cells)
    assert not shown["m@2024/25"] or not all(shown.values()), "5 children are left when a and b are taken away"


def test_what_is_left_of_each_month_is_left_of_the_quarter_too():
    """The quarter is in no table; 40 children are in neither council in each of its months."""
    cells = {}
    for month in (Period.parse("2024-10"), Period.parse("2024-11")):
        cells |= {key(month, sex=sex): opened(50, 5_000) for sex in ("f", "m")}
        cells |= {key(month, council=council): opened(30, 3_000) for council in ("a", "b")}
    assert all(told(cells).values())
