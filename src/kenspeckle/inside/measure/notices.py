"""What is noticed while a source is counted, and cells and notices as rows of plain values, to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import ABSENCES, Absence, Cell, CellKey, Period, PeriodKind


@dataclass(frozen=True)
class Notice:
    """Something in a source that its reader should know: values of a field that no register has.

    values are given only where the source is public.
    """

    source: str
    field: str
    level: str
    values: tuple[str, ...]
    different: int
    rows: int

    def __str__(self) -> str:
        which = f": {', '.join(self.values)}" if self.values else ""
        return (
            f"{self.source}: {self.different} value(s) of {self.field}, on {self.rows} row(s), are no {self.level} "
            f"that we know, and stand as they were delivered{which}"
        )


def written(cells: Mapping[CellKey, Cell | Absence], notices: Iterable[Notice]) -> Iterator[tuple[Any, ...]]:
    """Give cells and notices as rows of exact values; `read_back` makes the same of them again."""
    for key, cell in cells.items():
        period = (key.period.kind.value, key.period.label) if key.period else None
        named = key.measure, period, key.group, key.way
        if isinstance(cell, Cell):
            yield "cell", named, _values_of_cell(cell)
        else:
            yield "absence", named, (_ABSENCE[type(cell)], cell.reason)
    for notice in notices:
        yield "notice", (), _values_of_notice(notice)


def read_back(rows: Iterable[tuple[Any, ...]]) -> tuple[dict[CellKey, Cell | Absence], tuple[Notice, ...]]:
    """Return the cells and notices that were `written`."""
    cells: dict[CellKey, Cell | Absence] = {}
    notices = []
    periods: dict[Any, Period | None] = {None: None}
    for what, named, values in rows:
        if what == "notice":
            notices.append(Notice(*values))
            continue
        measure, when, group, way = named
        if when not in periods:
            periods[when] = Period(PeriodKind(when[0]), when[1])
        key = CellKey(measure, periods[when], group, way)
        cells[key] = Cell(*values) if what == "cell" else type(ABSENCES[values[0]])(values[1])
    return cells, tuple(notices)


_ABSENCE = {type(absence): name for name, absence in ABSENCES.items()}
_values_of_cell = attrgetter(*(f.name for f in fields(Cell)))
_values_of_notice = attrgetter(*(f.name for f in fields(Notice)))
