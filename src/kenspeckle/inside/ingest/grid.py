"""From a grid of cells to a header and rows: titles above, footnotes below, tables stacked on one sheet.

Publishers put titles over a table, two rows of headers on it and notes under it. The delivery's contract says
where the table begins (`skip`, `after`), how many rows its header has and where it ends (`until`). Two header
rows become one name for each column: the upper one, carried over the columns it spans, and the lower one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.definitions import DeliverySpec

from .headers import SPACE, blank, same, tidy
from .reading import Heading, Reading, Row
from .refusals import MAX_CELL, MAX_COLUMNS, DeliveryRefused

_PATIENCE = 5_000
"""Rows that are searched for the text of `after`."""


def table(
    rows: Iterable[Row], spec: DeliverySpec, label: str, merged: Mapping[tuple[int, int], str] | None = None
) -> Reading:
    """Return the table that `spec` describes in `rows`.

    merged: (row number, column) -> text, for header cells that a workbook merged with a cell on their left.
    None when the file cannot say so, as in a CSV saved from merged cells: then a blank cell in an upper header
    row belongs to the cell on its left.
    Raises DeliveryRefused when the table cannot be found, is empty or is too wide.
    """
    source = iter(rows)
    if spec.after:
        _find(source, spec.after, label)
    skipped = sum(1 for _ in islice(source, spec.skip))
    if skipped < spec.skip:
        raise DeliveryRefused(label, f"it has {skipped} rows, and the contract skips {spec.skip} to find the header.")
    if not spec.columns and not spec.header_rows:
        raise DeliveryRefused(label, "its contract says that it has no header.", "Name its columns in `columns`.")
    if spec.columns:
        header = tuple(Heading(tidy(c)) for c in spec.columns)
        list(islice(source, spec.header_rows))
    else:
        header = _header(source, spec.header_rows, label, merged)
    if len(header) > MAX_COLUMNS:
        raise DeliveryRefused(
            label,
            f"it has {len(header):,} columns, and at most {MAX_COLUMNS:,} are read.",
            "Ask for the table in long form, or declare the range of cells that is wanted.",
        )
    return Reading(header, _body(source, spec, label))


def _find(rows: Iterator[Row], text: str, label: str) -> None:
    wanted, seen = same(text), []
    for _, cells in islice(rows, _PATIENCE):
        first = same(next((c for c in cells if c.strip(SPACE)), ""))
        if first.startswith(wanted):
            return
        if first:
            seen.append(first)
    close = nearest(wanted, seen)
    hint = f" The nearest text is '{close[:80]}'." if close else ""
    raise DeliveryRefused(
        label, f"no row begins with '{text}', after which the contract expects the header.{hint}", "Correct `after`."
    )


def _header(
    rows: Iterator[Row], count: int, label: str, merged: Mapping[tuple[int, int], str] | None
) -> tuple[Heading, ...]:
    taken: list[list[str]] = []
    for number, cells in rows:
        if not taken and blank(cells):
            continue  # blank rows above a header are never part of it
        filled = [c or merged.get((number, i), "") for i, c in enumerate(cells)] if merged else cells
        taken.append([tidy(c) for c in filled])
        if len(taken) == count:
            break
    if len(taken) < count or not taken:
        raise DeliveryRefused(label, "it is empty: no header was found.", "Ask its provider to send it again.")
    width = len(taken[-1])
    while width and not any(width <= len(row) and row[width - 1] for row in taken):
        width -= 1
    lower = _fit(taken[-1], width)
    uppers = [_carried(_fit(row, width)) if merged is None else _fit(row, width) for row in taken[:-1]]
    names = [
        " ".join(dict.fromkeys(part for part in (*(u[i] for u in uppers), lower[i]) if part)) for i in range(width)
    ]
    return headings(names, lower)


def headings(names: Sequence[str], lower: Sequence[str] = ()) -> tuple[Heading, ...]:
    """Return a heading for each of `names`; the second of two equal ones is called `name (2)`.

    A column without a name is called by its letter, as in `column A`: years often stand under nothing.
    lower: the last header row alone; a name in it that no other column has is another name of its column.
    """
    alone = Counter(same(n) for n in lower)
    met: Counter[str] = Counter()
    result = []
    for i, written in enumerate(names):
        name = written or f"column {letters(i + 1)}"
        met[same(name)] += 1
        unique = name if met[same(name)] == 1 else f"{name} ({met[same(name)]})"
        also = (lower[i],) if lower and lower[i] not in ("", name) and alone[same(lower[i])] == 1 else ()
        result.append(Heading(unique, also))
    return tuple(result)


def letters(column: int) -> str:
    """Return the letters that a spreadsheet gives to a column, counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _fit(row: list[str], width: int) -> list[str]:
    return (row + [""] * width)[:width]


def _carried(row: list[str]) -> list[str]:
    carried, last = [], ""
    for cell in row:
        last = cell or last
        carried.append(last)
    return carried


def _body(rows: Iterator[Row], spec: DeliverySpec, label: str) -> Iterator[Row]:
    until = same(spec.until)
    stops_at_blank = spec.options.get("ends") == "blank-row"
    for number, cells in rows:
        if blank(cells):
            if stops_at_blank:
                return
            continue
        if until and same(next(c for c in cells if c.strip(SPACE))).startswith(until):
            return
        if max(map(len, cells)) > MAX_CELL:
            raise DeliveryRefused(label, f"row {number:,} has a cell of more than {MAX_CELL:,} characters.")
        yield number, cells
