"""Cells as a table that anybody can open, and back again without loss.

One row a cell: its name, measure, way, period, one column for each dimension, and its counts or its absence.
A text that a spreadsheet would take for a formula gets an apostrophe before it, and loses it when read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

from kenspeckle.ground.terms import (
    ABSENCES,
    Absence,
    CellKey,
    Missing,
    NotApplicable,
    Period,
    ProtectedCell,
    ProtectedCells,
    Suppressed,
)
from kenspeckle.ground.terms.figure import protected, released

FIXED = ("cell", "measure", "way", "period")
COUNTS = ("numerator", "denominator", "children", "rows", "unknown", "low", "high", "public", "absence", "reason")
WITHIN = ("children_within", "rows_within")
"""Columns that are there only where counts were disturbed before they were told: by how many they may be off."""
_NAMES = {type(a): name for name, a in ABSENCES.items()}
_TYPES: Mapping[str, type[Absence]] = {"missing": Missing, "not-applicable": NotApplicable, "suppressed": Suppressed}


def write_cells(cells: ProtectedCells) -> bytes:
    """Return the cells as CSV, UTF-8, sorted by name."""
    dimensions = sorted({d for key in cells for d, _ in key.group})
    moved = any(isinstance(c, ProtectedCell) and (c.children_within or c.rows_within) for c in cells.values())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*FIXED, *(f"by_{d}" for d in dimensions), *COUNTS, *(WITHIN if moved else ())])
    for name, key in sorted((str(k), k) for k in cells):
        cell, group = cells[key], dict(key.group)
        counts: list[object]
        within: tuple[object, ...] = ("", "")
        if not isinstance(cell, Absence):
            cell = protected(cell)
            empty = "" if cell.denominator is None else cell.denominator
            children = "" if cell.children is None else cell.children
            public = "yes" if cell.public else "no"
            limits = cell.interval or ("", "")
            counts = [cell.numerator, empty, children, cell.rows, cell.unknown, *limits, public, "", ""]
            within = cell.children_within, cell.rows_within
        else:
            counts = [*[""] * (len(COUNTS) - 2), _NAMES[type(cell)], cell.reason]
        head = [name, key.measure, key.way, "" if key.period is None else str(key.period)]
        row = [*head, *(group.get(d, "") for d in dimensions), *counts, *(within if moved else ())]
        writer.writerow([_shield(str(v)) for v in row])
    return out.getvalue().encode()


def read_cells(data: bytes) -> dict[CellKey, ProtectedCell | Absence]:
    """Read what `write_cells` wrote. Raises ValueError when it is not that."""
    rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    head = next(rows)
    moved = tuple(head[-len(WITHIN) :]) == WITHIN
    end = len(head) - (len(WITHIN) if moved else 0)
    dimensions = [name.removeprefix("by_") for name in head[len(FIXED) : end - len(COUNTS)]]
    cells: dict[CellKey, ProtectedCell | Absence] = {}
    for row in rows:
        values = [_unshield(v) for v in row]
        if len(values) != len(head):
            raise ValueError("a row of cells has too few or too many columns")
        name, measure, way, period = values[: len(FIXED)]
        group = tuple((d, v) for d, v in zip(dimensions, values[len(FIXED) :], strict=False) if v)
        key = CellKey(measure, Period.parse(period) if period else None, group, way)
        if str(key) != name or key in cells:
            raise ValueError("a cell is not what its name says, or is there twice")
        counts = values[end - len(COUNTS) : end]
        numerator, denominator, children, known, unknown, low, high, public, absence, reason = counts
        within = [int(v or 0) for v in values[end:]] or [0, 0]
        if absence:
            cells[key] = _TYPES[absence](reason)
        else:
            cells[key] = released(
                _number(numerator),
                _number(denominator) if denominator else None,
                int(children) if children else None,
                public=public == "yes",
                rows=int(known),
                unknown=int(unknown),
                interval=(_number(low), _number(high)) if low or high else None,
                children_within=within[0],
                rows_within=within[1],
            )
    return cells


def _number(text: str) -> int | Decimal:
    return Decimal(text) if "." in text or "E" in text else int(text)


def _shield(text: str) -> str:
    risky = text[:1] in ("=", "+", "@", "\t", "\r", "'") or (text[:1] == "-" and not text[1:2].isdigit())
    return "'" + text if risky else text


def _unshield(text: str) -> str:
    return text[1:] if text.startswith("'") else text
