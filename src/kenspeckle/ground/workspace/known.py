"""Turns known tables as written into `KnownTable`s: what others have published of children whom we count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kenspeckle.ground.terms import Complaint, Complaints, nearest

from .blocks import Entry
from .definitions import Contract, Measure
from .known_table import KnownRow, KnownTable
from .layers import Definition, said
from .paths import wrong_path
from .shapes import Written


def known(
    definition: Definition,
    measures: Mapping[str, Measure],
    contracts: Mapping[str, Contract],
    names: Callable[[str], set[str] | None],
) -> KnownTable:
    """Return the table; complaints go to its reading. measures: those that could be built."""
    entry = definition.entry
    columns: Entry | None = entry["columns"]
    measure = said(entry["measure"])
    _check_measure(entry, measure, measures, contracts, names("measure"))
    by = {str(d): str(column) for d, column in columns["by"].items()} if columns is not None else {}
    where = {str(d): str(value) for d, value in entry["where"].items()}
    if measure in measures:
        _check_dimensions(entry, columns, measures[measure])
    if columns is not None and not any(columns[key] for key in ("children", "numerator", "rows")):
        entry.complain("columns", "columns without a number", "`children:`, `numerator:` or `rows:` and a column")
    rows = tuple(_row(one, definition) for one in entry["rows"])
    _check_columns(entry, columns, rows)
    return KnownTable(
        name=definition.name,
        title=said(entry["title"]),
        publisher=said(entry["publisher"]),
        published=entry["date"],
        reference=said(entry["reference"]),
        licence=said(entry["licence"]),
        measure=measure,
        by=by,
        period_column=said(columns["period"]) if columns is not None else "",
        children=said(columns["children"]) if columns is not None else "",
        numerator=said(columns["numerator"]) if columns is not None else "",
        denominator=said(columns["denominator"]) if columns is not None else "",
        row_count=said(columns["rows"]) if columns is not None else "",
        table=_table(entry, definition),
        shown=said(entry["table"]),
        sheet=said(entry["sheet"]),
        skip=entry["skip"],
        rows=rows,
        where=where,
        period=said(entry["in"]),
        rounded=entry["rounded"],
        totals=tuple(str(one) for one in entry["totals"]),
        marks=tuple(str(one) for one in entry["marks"]),
        alike=said(entry["counted"]) != "otherwise",
        spot=definition.spot,
    )


def _check_measure(
    entry: Entry,
    measure: str,
    measures: Mapping[str, Measure],
    contracts: Mapping[str, Contract],
    names: set[str] | None,
) -> None:
    if measure and names is not None and measure not in names:
        entry.complain("measure", f"there is no measure `{measure}`", "a measure", nearest(measure, names))
        return
    found = measures.get(measure)
    if found is None:
        return
    if found.ratio is not None or found.index is not None:
        entry.complain("measure", f"`{measure}` is made of other measures", "a measure that is counted from rows")
    elif found.source in contracts and contracts[found.source].public:
        source = f"`{measure}` is counted from {found.source}, which is public already: nothing of it is hidden"
        entry.complain("measure", source, "a measure of a source that is not public")


def _check_dimensions(entry: Entry, columns: Entry | None, measure: Measure) -> None:
    written = [*(columns["by"] if columns is not None else ()), *entry["where"]]
    seen: set[str] = set()
    for dimension in written:
        if dimension not in measure.by:
            found = f"`{dimension}` is not a dimension of the measure `{measure.name}`"
            expected = f"one of {', '.join(measure.by)}" if measure.by else "a measure with dimensions"
            entry.reading.complain(dimension.spot, found, expected, nearest(dimension, measure.by))
        elif str(dimension) in seen:
            found = f"`{dimension}` in a column, and the same for all rows"
            entry.reading.complain(dimension.spot, found, "one of the two")
        seen.add(str(dimension))
    timed = bool(entry["in"]) + bool(columns is not None and columns["period"])
    if measure.when and not timed:
        entry.complain("", "a table that does not say when", "`in:` a period, or a column of periods in `columns:`")
    if timed and not measure.when:
        entry.complain("in" if entry["in"] else "columns", f"`{measure.name}` has no time", "no period")
    elif timed > 1:
        entry.complain("in", "a period for all rows, and a column of periods", "one of the two")


def _row(written: Mapping[Written, Written], definition: Definition) -> KnownRow:
    spot = next((column.spot for column in written), definition.spot)
    return KnownRow({str(column): str(text) for column, text in written.items()}, spot)


def _check_columns(entry: Entry, columns: Entry | None, rows: tuple[KnownRow, ...]) -> None:
    """That every row that is written out has the columns that are named."""
    if columns is None:
        return
    named = [*columns["by"].values(), *(columns[k] for k in ("period", "children", "numerator", "denominator", "rows"))]
    for row in rows:
        for column in named:
            if column and str(column) not in row.texts:
                near = nearest(str(column), row.texts)
                entry.reading.complain(row.spot, f"a row without the column `{column}`", "", near)


def _table(entry: Entry, definition: Definition) -> Path | None:
    written = said(entry["table"])
    if bool(written) == ("rows" in entry):
        found = "both a table and rows" if written else "neither a table nor rows"
        entry.complain("rows" if written else "", found, "either `table:` and a file, or `rows:`")
    if not written:
        return None
    if why := wrong_path(written, definition.layer.root):
        entry.complain("table", why, "a path inside the workspace, such as known/statistics.csv")
        return None
    path = definition.layer.root / written
    if not path.is_file():
        entry.complain("table", f"there is no file {written}", "a CSV file or a workbook")
        return None
    return path


def read_known(path: Path) -> tuple[KnownTable, ...]:
    """Return the tables of one file of known tables that is in no workspace; paths in it begin where the file is.

    Raises Complaints for what cannot be read.
    """
    from .layers import Layer, read_file

    complaints: list[Complaint] = []
    layer = Layer(path.parent, "")
    read_file(layer, path, "known", complaints)
    tables = [known(d, {}, {}, lambda _: None) for d in layer.definitions.values()]
    if complaints:
        raise Complaints(complaints)
    return tuple(tables)
