"""Cells that are kept come back as they were counted, to the last digit and the reason of every absence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from kenspeckle.ground.terms import Cell, CellKey, Missing, NotApplicable, Period, Suppressed
from kenspeckle.inside.measure.notices import Notice, read_back, written
from kenspeckle.store import Kept

CELLS = {
    CellKey("m", Period.parse("2024/25"), (("council", "S1"), ("sex", "f"))): Cell(87, 100, 12, 640, 100, 3),
    CellKey("m", None, (), "strict"): Cell(Decimal("1.50"), None, None, None, 4, 0, (Decimal("1.1"), 2)),
    CellKey("m", Period.parse("2024-08")): Missing("Nothing was delivered."),
    CellKey("m", Period.parse("2024-09")): NotApplicable("the question does not arise here"),
    CellKey("m", Period.parse("2024-10")): Suppressed(),
}
NOTICES = (Notice("openings", "school", "school", ("X1", "X2"), 2, 7),)


def test_cells_and_notices_are_the_same_after_being_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "answers")
    kept.keep("k", written(CELLS, NOTICES))
    found = kept.find("k")
    assert found is not None
    cells, notices = read_back(found)
    assert cells == CELLS
    assert list(cells) == list(CELLS)
    assert {type(v) for v in cells.values()} == {Cell, Missing, NotApplicable, Suppressed}
    assert str(cells[CellKey("m", None, (), "strict")].numerator) == "1.50"
    assert notices == NOTICES
