"""Council finance: what schools were given for equity and what they spent it on, one sheet for a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..calendar import YEARS
from ..files import Sheet, write_workbook
from ..files.workbook import Cell
from ..mess import Block
from ..table import Array
from .cells import numbers, texts, worded, year_label
from .desk import INVENTED, Desk, delivery
from .known import Known
from .numbering import Numbering

_NAME = "finance/pupil_equity.xlsx"
_TOP = 5
"""Row of the first line: two titles and two header rows above it."""


class Equity:
    """`finance/pupil_equity.xlsx`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines = Numbering(desk.chance, "finance/lines", "PE", 8)
        self._blocks: dict[int, list[Block]] = {year: [] for year in YEARS}
        self._rows = dict.fromkeys(YEARS, _TOP)

    def council(self, known: Known) -> None:
        for year in YEARS:
            spend = known.council.equity_spend
            spend = spend.take(spend["year"] == year)
            spend = spend.take(np.lexsort((spend["use"], spend["school"])))
            columns = {
                "Line": self._lines.of(spend["line"]),
                "SEED Code": known.school("code", spend["school"]),
                "School": known.school("name", spend["school"]),
                "Free meals P1-S3": numbers(_free_meals(known, year)[spend["school"]]),
                "Allocation": numbers(spend["allocated"]),
                "Use": worded(spend, "use"),
                "Pounds": numbers(spend["pounds"]),
            }
            block = Block(f"{delivery(_NAME)}#{year_label(year, '-')}", columns, spend["line"], self._desk.mess)
            pounds = spend["pounds"]
            block.rate("text-number", "Pounds", texts([f"{p:,}" for p in pounds.tolist()]), pounds >= 1000)
            block.tell(range(self._rows[year], self._rows[year] + len(block)))
            self._rows[year] += len(block)
            self._blocks[year].append(block)

    def close(self) -> None:
        sheets = [
            Sheet(year_label(year, "-"), _rows(year, blocks), ("D3:E3", "F3:G3"))
            for year, blocks in self._blocks.items()
        ]
        write_workbook(self._desk.path(_NAME), "Pupil equity", sheets)


def _free_meals(known: Known, year: int) -> Array:
    """Pupils from P1 to S3 who were registered for free meals on census day, by school."""
    pupils = known.council.pupil_years
    stages = [s for s in pupils.words["stage"] if s.startswith("P") or s in ("S1", "S2", "S3")]
    counted = (pupils["year"] == year) & pupils["on_roll"] & pupils["free_meals"] & pupils.is_("stage", *stages)
    return np.bincount(pupils["school"][counted], minlength=len(known.region.schools)).astype("int64")


def _rows(year: int, blocks: Sequence[Block]) -> Iterator[Sequence[Cell]]:
    yield [INVENTED]
    yield [f"Pupil equity, {year_label(year)}"]
    yield [None, None, None, "Pupil equity", None, "Spent"]
    yield list(blocks[0].columns)
    for block in blocks:
        for line, code, school, meals, allocation, use, pounds in zip(
            *(c.tolist() for c in block.columns.values()), strict=True
        ):
            amount: Cell = pounds if "," in pounds else int(pounds)
            yield [line, code, school, int(meals), int(allocation), use, amount]
    yield []
    yield ["Notes"]
    yield ["A school's allocation stands on each of its lines."]
