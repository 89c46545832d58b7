"""Find the table in a file that no contract describes yet: its sheet, its header, where it begins and ends."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import field, replace
from itertools import islice
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import letters, table
from ..headers import tidy
from ..opening import opened
from ..readers import READERS, delimited, documents, markup, oneroster, workbook
from ..reading import Delivered, Heading, Row
from ..refusals import DeliveryRefused

LOOKED_AT = 30_000
"""Rows of a file from which types, keys and codes are guessed."""

_TOP = 400
"""Rows in which the header is looked for."""


@dataclass(frozen=True)
class Outline:
    """A file, the spec that reads it, and its first rows. notes: what a person should check, one sentence each.

    whole: `rows` is all there is.
    """

    name: str
    spec: DeliverySpec
    header: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    whole: bool
    notes: tuple[str, ...] = field(default=())


def outline(path: Path) -> Outline:
    """Read enough of the file at `path` to draft a contract; raises DeliveryRefused when there is no table in it."""
    file = Delivered(path.name, path, path.name)
    if not path.exists():
        raise DeliveryRefused(str(path), "there is no such file.")
    bare = DeliverySpec(path.name)
    with tempfile.TemporaryDirectory(prefix="ken-suggest-") as scratch:
        if bundle := _bundle(file):
            return _read(file, "oneroster", replace(bare, format="oneroster", member=bundle), ())
        found = list(opened(file, replace(bare, member="*"), Path(scratch)))
        first, kind = found[0]
        notes: tuple[str, ...] = ()
        if first.path != path:
            bare = replace(bare, member=first.name)
            notes = (f"the archive holds {len(found)} files; this contract reads '{first.name}'",)
        return _of_kind(first, kind, bare, notes)


def _of_kind(file: Delivered, kind: str, spec: DeliverySpec, notes: tuple[str, ...]) -> Outline:
    if kind == "csv":
        return _delimited(file, spec, notes)
    if kind == "excel":
        return _workbook(file, spec, notes)
    if kind == "xml":
        paths = markup.record_paths(file)
        if not paths:
            raise DeliveryRefused(file.label, "no element occurs more than once, so there are no records in it.")
        notes = (*notes, f"a record is taken to be {paths[0]}; check `rows`")
        return _read(file, kind, replace(spec, format=kind, options={"rows": paths[0]}), notes)
    if kind == "json" and (at := documents.longest_list(file, spec)):
        notes = (*notes, f"the records are taken to be those at '{at}'; check `rows`")
        spec = replace(spec, options={"rows": at})
    return _read(file, kind, replace(spec, format=kind), notes)


def _bundle(file: Delivered) -> str:
    """Return the file of a OneRoster bundle that is worth reading first, or nothing when it is no bundle."""
    texts = oneroster.listing(file)
    return next((name for name in ("users", "enrollments", *sorted(texts)) if name in texts), "")


def _read(file: Delivered, kind: str, spec: DeliverySpec, notes: tuple[str, ...]) -> Outline:
    reading = READERS[kind](file, spec)
    rows = [tuple(cells) for _, cells in islice(reading.rows, LOOKED_AT + 1)]
    return _made(file, spec, reading.header, rows, (*notes, *reading.notes))


def _made(
    file: Delivered,
    spec: DeliverySpec,
    header: Sequence[Heading],
    rows: list[tuple[str, ...]],
    notes: tuple[str, ...],
) -> Outline:
    if not header or not rows:
        raise DeliveryRefused(file.label, "it has no rows from which a contract could be drafted.")
    width = len(header)
    fitted = tuple((r + ("",) * width)[:width] for r in rows[:LOOKED_AT])
    whole = len(rows) <= LOOKED_AT
    if not whole:
        notes = (*notes, f"only the first {LOOKED_AT:,} rows were looked at")
    return Outline(file.name, spec, tuple(header), fitted, whole, notes)


def _delimited(file: Delivered, spec: DeliverySpec, notes: tuple[str, ...]) -> Outline:
    looked = delimited.look(file, spec)
    delimiter = delimited.delimiter_of(file, spec, looked.encoding)
    options = {}
    if looked.encoding not in ("utf-8", "utf-8-sig"):
        options["encoding"] = looked.encoding
        notes = (*notes, f"the encoding is taken to be {options['encoding']}; look at letters with accents")
    if delimiter != ",":
        options["delimiter"] = "tab" if delimiter == "\t" else delimiter
    spec = replace(spec, format="csv", options=options)
    rows = list(islice(delimited.rows(file, options.get("encoding", looked.encoding), delimiter), LOOKED_AT + _TOP))
    return _from_grid(file, rows, spec, None, notes)


def _workbook(file: Delivered, spec: DeliverySpec, notes: tuple[str, ...]) -> Outline:
    names = workbook.sheets(file)
    best, most, grid = names[0], (-1, -1), list[Row]()
    for name in names:
        rows = workbook.grid(file, name, LOOKED_AT + _TOP)
        cells = [c for _, row in rows if len([c for c in row if c.strip()]) > 1 for c in row if c.strip()]
        # A table of contents can be longer than a table, but it has fewer numbers.
        size = (sum(1 for c in cells if c.replace(".", "", 1).isdigit()), len(cells))
        if cells and size > most:
            best, most, grid = name, size, rows
    if not grid:
        raise DeliveryRefused(file.label, "no sheet of it holds a table.")
    if len(names) > 1:
        notes = (
            *notes,
            f"the workbook has {len(names)} sheets; this contract reads '{best.strip()}', the largest table",
        )
        spec = replace(spec, sheet=best.strip())
    return _from_grid(file, grid, replace(spec, format="excel"), workbook.merged(file, best), notes)


def _from_grid(
    file: Delivered,
    rows: list[Row],
    spec: DeliverySpec,
    merged: dict[tuple[int, int], str] | None,
    notes: tuple[str, ...],
) -> Outline:
    filled = [sum(1 for c in cells if c.strip()) for _, cells in rows]
    at = _header_at(filled)
    if at is None:
        raise DeliveryRefused(file.label, "no header was found in it.")
    upper = _upper(rows, at)
    if upper:
        notes = (*notes, "the header has two rows; check the joined names")
    title = _title(rows, at - upper)
    until = _end(rows, filled, at)
    if title and until:
        spec = replace(spec, after=title)
        notes = (*notes, f"several tables stand below each other; this is the one after '{title}'")
    elif at - upper:
        spec = replace(spec, skip=sum(1 for _ in rows[: at - upper]))
    spec = replace(spec, header_rows=1 + upper, until=until)
    if until:
        notes = (*notes, f"the table is taken to end before '{until}'")
    reading = table(iter(rows), spec, file.label, merged)
    body = [tuple(cells) for _, cells in islice(reading.rows, LOOKED_AT + 1)]
    width = len(reading.header)
    if spec.format == "excel" and any(c.strip() for cells in body for c in cells[width:]):
        spec = replace(spec, range=f"A1:{letters(width)}")
        notes = (*notes, "there are cells to the right of the table, which are left out")
    return _made(file, spec, reading.header, body, (*notes, *reading.notes))


def _header_at(filled: Sequence[int]) -> int | None:
    """Return the first row that is as full as the rows of the table: titles above it have a cell or two."""
    widths = Counter(n for n in filled if n > 1)
    if not widths:
        return None
    usual = max(widths.items(), key=lambda item: (item[1] * item[0], item[0]))[0]
    return next((i for i, n in enumerate(filled[:_TOP]) if n >= max(2, 0.8 * usual)), None)


def _upper(rows: list[Row], at: int) -> int:
    """Return 1 when the row above the header is another part of it: some cells filled, with gaps between."""
    if at == 0:
        return 0
    cells = rows[at - 1][1]
    places = [i for i, c in enumerate(cells) if c.strip()]
    return int(bool(places) and places[0] > 0)


def _title(rows: list[Row], at: int) -> str:
    """Return the beginning of the title right above the header, up to its number: `Table 1.1a`."""
    if at == 0:
        return ""
    cells = [c for c in rows[at - 1][1] if c.strip()]
    return _short(cells[0]) if len(cells) == 1 else ""


def _end(rows: list[Row], filled: Sequence[int], at: int) -> str:
    """Return the beginning of the first line of text below the table: a footnote, or the title of the next table."""
    if filled[at] < 3:
        return ""  # a row of two columns with one cell filled is an ordinary row
    for i in range(at + 1, len(rows)):
        first = rows[i][1][0] if rows[i][1] else ""
        if filled[i] == 1 and len(first.strip()) > 6:
            return _short(first)
    return ""


def _short(title: str) -> str:
    text = tidy(title)
    head = text.split(":")[0] if ":" in text[:30] else text[:60].rsplit(" ", 1)[0] if len(text) > 60 else text
    return head + (":" if ":" in text[:30] else "")
