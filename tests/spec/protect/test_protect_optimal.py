"""Where a workspace asks for it, no less could be hidden: an integer programme proves it, for tables of few cells."""

from __future__ import annotations

from kenspeckle.ground.terms import Calendar, Cell, CellKey, Cube, Period, ProtectedCell, group
from kenspeckle.ground.terms.protection import Protect
from kenspeckle.protect import LedgerCopy, Population, Rules, protect
from kenspeckle.protect.flows import Slot
from kenspeckle.protect.optimal import least_hidden
from kenspeckle.protect.widening import Secret

YEAR = Period.parse("2024/25")
ROWS = {"a": (3, 40, 20, 37), "b": (30, 14, 30, 33), "c": (20, 25, 18, 4), "d": (24, 22, 31, 28)}


def cells():
    """A table of four by four with its margins."""
    counts = {}
    for row, values in ROWS.items():
        for column, n in enumerate(values):
            for key in (group(), group(r=row), group(c=str(column)), group(r=row, c=str(column))):
                counts[key] = counts.get(key, 0) + n
    return {CellKey("m", YEAR, key): Cell(n, n, n, None, n) for key, n in counts.items()}


def hidden(optimal):
    found = protect(
        [Cube("m", (), cells())],
        Rules(5, Protect(5, optimal=optimal)),
        LedgerCopy(),
        populations={("m", ""): Population("s")},
        dimensions={},
        calendar=Calendar(),
    ).cells
    return sum(cells()[key].rows for key, cell in found.items() if not isinstance(cell, ProtectedCell))


def test_no_more_is_hidden_than_without_and_nothing_less_would_do():
    assert hidden(optimal=True) <= hidden(optimal=False)


def test_the_least_of_a_table_of_two_by_two_is_all_four():
    forms = [{0: 1}, {1: 1}, {2: 1}, {3: 1}]
    margins = [{0: 1, 1: 1}, {2: 1, 3: 1}, {0: 1, 2: 1}, {1: 1, 3: 1}]
    counts = {0: 4, 1: 8, 2: 9, 3: 7}
    slots = [Slot(f, sum(counts[a] for a in f), 0 if f == {0: 1} else 10, 1) for f in forms]
    slots += [Slot(f, sum(counts[a] for a in f), 100, 1) for f in margins]
    found = least_hidden(counts, slots, [Secret({0: 1}, 3)])
    assert found is not None
    assert found.proven
    assert found.hidden == {1, 2, 3}


def test_what_must_be_told_can_leave_nothing_to_hide():
    slots = [Slot({0: 1}, 4, 0, 1), Slot({0: 1}, 4, None, 1)]
    assert least_hidden({0: 4}, slots, [Secret({0: 1}, 3)]) is None
