"""What others have published of the same children: their tables become cells of ours that are known.

Their rows name places and values in words or codes, and periods in whichever form they like; what they name that we
do not count ties to nothing and is left out. What cannot be understood is complained of, all at once: a number that
a reader may have must not be overlooked because of how it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import (
    CellKey,
    Complaint,
    Complaints,
    DimensionFacts,
    Facts,
    KnownCell,
    KnownCells,
    Period,
    PeriodKind,
    Spot,
    nearest,
    read_period,
)
from kenspeckle.ground.workspace.definitions import Workspace
from kenspeckle.ground.workspace.known_table import KnownTable
from kenspeckle.inside.ingest.whole_table import read_table

HIDDEN_BY_THEM = frozenset("* ** - – — : ~ . .. ... c x z n/a na null [c] [x] [z] [low] <5 <10".split()) | {""}  # noqa: SIM905
"""What publishers write where they tell no number; `marks` of a table adds to it."""
_COLUMNS = ("children", "numerator", "denominator", "row_count")


@dataclass(frozen=True)
class _Row:
    """One row of a known table: where it stands, and its texts by column."""

    spot: Spot
    texts: Mapping[str, str]


def known_cells(workspace: Workspace, facts: Facts) -> KnownCells:
    """Return what others have published, by the cell of ours that it is.

    Of two that tell of one cell the finer one is kept. Raises Complaints for all that cannot be understood.
    """
    return cells_of(workspace.known, facts)


def cells_of(tables: Iterable[KnownTable], facts: Facts) -> KnownCells:
    """The same for tables of whichever origin. Those of measures that `facts` do not know tie to nothing."""
    found: dict[CellKey, KnownCell] = {}
    complaints: list[Complaint] = []
    for table in tables:
        if table.measure not in facts.measures:
            continue
        for key, cell in _Reader(table, facts, complaints).cells():
            if key not in found or cell.rounded < found[key].rounded:
                found[key] = cell
    if complaints:
        raise Complaints(complaints)
    return found


class _Reader:
    """Reads the rows of one table as cells of its measure."""

    def __init__(self, table: KnownTable, facts: Facts, complaints: list[Complaint]) -> None:
        self.table, self.facts, self.complaints = table, facts, complaints
        self.measure = facts.measures[table.measure]
        self.kinds = tuple(dict.fromkeys(p.kind for p in self.measure.periods))
        self.totals = {word.casefold() for word in table.totals}
        self.marks = HIDDEN_BY_THEM | {mark.casefold() for mark in table.marks}
        self._codes: dict[str, dict[str, str]] = {}

    def cells(self) -> Iterator[tuple[CellKey, KnownCell]]:
        for dimension in (*self.table.by, *self.table.where):
            if dimension not in self.measure.dimensions:
                near = nearest(dimension, self.measure.dimensions)
                found = f"`{dimension}` is not a dimension of the measure `{self.measure.name}`"
                self.complaints.append(Complaint(self.table.spot, found, "one of its dimensions", near))
                return
        fixed = dict[str, str]()
        for dimension, value in self.table.where.items():
            code = self._code(dimension, value)
            if code is None:
                self._complain(self.table.spot, f"`{value}` is no {dimension} that we know", "", dimension, value)
                return
            fixed[dimension] = code
        rows = total = 0
        for row in self._rows():
            total += 1
            key = self._key(row, fixed)
            cell = self._cell(row) if key is not None else None
            rows += key is not None
            if key is not None and cell is not None:
                yield key, cell
        if total and not rows and not self.complaints:
            self._complain(
                self.table.spot, "not one of its rows is about a place or group that we count", "rows that are"
            )

    def _rows(self) -> Iterable[_Row]:
        table = self.table
        if table.table is None:
            return [_Row(row.spot, row.texts) for row in table.rows]
        named = [*table.by.values(), table.period_column, *(getattr(table, name) for name in _COLUMNS)]
        columns = tuple(dict.fromkeys(column for column in named if column))
        read = read_table(table.table, table.shown, columns, sheet=table.sheet, skip=table.skip)
        return [_Row(Spot(table.shown, number), dict(zip(columns, texts, strict=True))) for number, texts in read]

    def _key(self, row: _Row, fixed: Mapping[str, str]) -> CellKey | None:
        """The cell that a row is about; None for one of places that we do not count, or after a complaint."""
        group = dict(fixed)
        for dimension, column in self.table.by.items():
            text = row.texts[column].strip()
            if text.casefold() in self.totals or not text:
                continue
            code = self._code(dimension, text)
            if code is None:
                if not self.facts.dimensions[dimension].place:
                    self._complain(row.spot, f"`{text}` is no {dimension} that we know", "", dimension, text)
                return None
            group[dimension] = code
        period = None
        if self.measure.periods:
            text = row.texts[self.table.period_column] if self.table.period_column else self.table.period
            period = self._period(text)
            if period is None:
                like = ", ".join(map(str, self.measure.periods[-2:]))
                self._complain(row.spot, f"`{text.strip()}` is no period", f"one such as {like}")
                return None
        return CellKey(self.measure.name, period, tuple(sorted(group.items())))

    def _period(self, text: str) -> Period | None:
        """The period that a text names: one of a kind that the measure has, or a month or day in words."""
        found = (read_period(text, kind) for kind in self.kinds)
        named = next((period for period in found if period is not None), None)
        if named is not None:
            return named
        plain = " ".join(text.replace(",", " ").split())
        for form in ("%B %Y", "%b %Y", "%Y %B", "%m/%Y"):
            if (at := _time(plain, form)) is not None:
                return Period(PeriodKind.MONTH, f"{at:%Y-%m}")
        for form in ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y"):
            if (at := _time(plain, form)) is not None:
                return Period(PeriodKind.DAY, f"{at:%Y-%m-%d}")
        if quarter := re.fullmatch(r"(?:Q([1-4])\s*(\d{4})|(\d{4})\s*-?Q([1-4]))", plain, re.IGNORECASE):
            return Period(PeriodKind.QUARTER, f"{quarter[2] or quarter[3]}-Q{quarter[1] or quarter[4]}")
        for kind in (PeriodKind.SPLIT_YEAR, PeriodKind.YEAR):
            if (year := read_period(plain, kind)) is not None:
                return year
        try:
            return Period.parse(plain)
        except ValueError:
            return None

    def _code(self, dimension: str, text: str) -> str | None:
        if dimension not in self._codes:
            self._codes[dimension] = _spelled(self.facts.dimensions[dimension])
        code = self._codes[dimension].get(text.casefold())
        return text if code is None and self.facts.dimensions[dimension].open else code

    def _cell(self, row: _Row) -> KnownCell | None:
        """The numbers of a row; None when it tells none of them."""
        told = {name: self._number(row, getattr(self.table, name), name) for name in _COLUMNS}
        children = told["children"]
        if children is None and self.measure.kind == "count" and self.measure.unit == "children":
            children = told["numerator"]
        if all(n is None for n in (children, told["numerator"], told["row_count"])):
            return None
        return KnownCell(
            children=None if children is None else int(children),
            numerator=told["numerator"],
            denominator=told["denominator"],
            rows=None if told["row_count"] is None else int(told["row_count"]),
            rounded=self.table.rounded,
            alike=self.table.alike,
            origin=str(row.spot),
        )

    def _number(self, row: _Row, column: str, name: str) -> int | Decimal | None:
        if not column:
            return None
        text = row.texts[column].strip()
        if text.casefold() in self.marks:
            return None
        try:
            value = Decimal(re.sub(r"(?<=\d)[,\s](?=\d{3}(\D|$))", "", text))
        except InvalidOperation:
            value = Decimal("NaN")
        whole = value.is_finite() and value == value.to_integral_value()
        if not value.is_finite() or value < 0 or (not whole and name in ("children", "row_count")):
            what = "a whole number" if name in ("children", "row_count") else "a number"
            self._complain(row.spot, f"`{text[:40]}` in the column `{column}`", f"{what}, or one of `marks`")
            return None
        return int(value) if whole else value

    def _complain(self, spot: Spot, found: str, expected: str = "", dimension: str = "", value: str = "") -> None:
        near = nearest(value, self.facts.dimensions[dimension].labels.values()) if dimension else ""
        if dimension and not expected:
            expected = "one of its values, or one of `totals`"
        self.complaints.append(Complaint(spot, found, expected, near))


def _spelled(facts: DimensionFacts) -> dict[str, str]:
    """Every way to write a value of a dimension -> its code; a name that two of them share names neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for code, label in facts.labels.items():
        name = label.casefold()
        if found.setdefault(name, code) != code:
            shared.add(name)
    found = {name: code for name, code in found.items() if name not in shared}
    found |= {spelling.casefold(): code for spelling, code in facts.spellings.items()}
    return found | {code.casefold(): code for code in facts.labels}


def _time(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 (a month has no time zone)
    except ValueError:
        return None
