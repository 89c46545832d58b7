"""Report exports, as schools' systems print them: made for paper, delivered as data.

The heading comes again on every page, with a page number above or below; a group's name stands once, above or
beside its rows; subtotals stand between them. Options of the contract say what the report looks like:

- `group: Class` takes rows that hold only `Class: 3B` as the value of a column `Class` for the rows below it, also
  where `widths` says how a print-out is cut into columns;
- `fill: Class, Teacher` carries a value down over the blank cells below it, as a merged cell shows it;
- `subtotals` is a regular expression for rows that add others up (Total, Sub-total, Grand total by default);
- `drop` is one for rows that belong to the page (page numbers, "Printed on" by default).

What was left out is counted and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import table
from ..headers import same, tidy
from ..reading import Delivered, Heading, Reading, Row
from ..refusals import DeliveryRefused
from . import delimited, workbook

SUBTOTALS = r"(grand |sub-? ?|overall |class |year |school |page )?totals?\b.*|.+ (sub-?)?total"
PAGES = r"page:? ?\d+.*|printed( on)?:?\b.*|run (date|on):?\b.*|report (date|created|id):?\b.*|\d+ of \d+|end of report"


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read a report from a text file or a workbook; raises DeliveryRefused when no heading is found."""
    subtotals = _shape(spec, "subtotals", SUBTOTALS, file)
    pages = _shape(spec, "drop", PAGES, file)
    body = _grid(file, spec, pages)
    group = spec.options.get("group", "")
    header = body.header
    if group:
        header = (*header, Heading(tidy(group)))
    fills = _columns(header, spec.options.get("fill", ""), file)
    reading = Reading(header, iter(()), list(body.notes))
    reading.rows = _rows(body, fills, group, subtotals, pages, reading.notes)
    return reading


def _grid(file: Delivered, spec: DeliverySpec, pages: re.Pattern[str]) -> Reading:
    with file.path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return workbook.read(file, spec)
    if widths := spec.options.get("widths", ""):
        encoding = delimited.look(file, spec).encoding
        lines = _fixed(file, encoding, widths, tidy(spec.options.get("group", "")), pages)
        return table(lines, replace(spec, options={}), file.label)
    return delimited.read(file, spec)


def _fixed(file: Delivered, encoding: str, widths: str, group: str, pages: re.Pattern[str]) -> Iterator[Row]:
    """Cut each line at the declared columns, counted from 1: `1, 12, 40` begins three columns.

    Lines that name a group, `School: Northside Primary School`, and lines of the page run over the columns and are
    left whole.
    """
    try:
        starts = [int(w) - 1 for w in widths.split(",")]
    except ValueError:
        raise DeliveryRefused(file.label, f"`widths` is '{widths}'.", "List where columns begin: 1, 12, 40.") from None
    ends = [*starts[1:], None]
    named = re.compile(rf"\s*{re.escape(group.rstrip(' :'))}\s*:\s*\S+( \S+)*\s*", re.IGNORECASE) if group else None
    with delimited.open_text(file.path, encoding) as stream:
        for number, line in enumerate(stream, start=1):
            bare = line.rstrip("\r\n\f").lstrip("\f")
            if (named is not None and named.fullmatch(bare)) or pages.fullmatch(tidy(bare)):
                yield number, [bare.strip()]
            else:
                yield number, [bare[a:b].strip() for a, b in zip(starts, ends, strict=True)]


def _rows(
    body: Reading,
    fills: Sequence[int],
    group: str,
    subtotals: re.Pattern[str],
    pages: re.Pattern[str],
    notes: list[str],
) -> Iterator[Row]:
    printed = [same(h.name) for h in body.header]
    lowest = [same((h.also or (h.name,))[-1]) for h in body.header]
    prefix = same(group).rstrip(":") if group else None
    left_out = {"repeated headings": 0, "subtotals": 0, "lines of the page": 0}
    above: dict[int, str] = {}
    current = ""
    for number, cells in body.rows:
        texts = [tidy(c) for c in cells]
        filled = [t for t in texts if t]
        if not filled:
            continue  # nothing but note marks and characters that nobody sees
        spelt = [same(t) for t in texts[: len(printed)]]
        if spelt in (printed, lowest) or _is_heading(spelt, lowest):
            left_out["repeated headings"] += 1
            continue
        if prefix is not None and same(filled[0]).startswith(prefix) and len(filled) <= 2:
            inside = filled[1] if len(filled) == 2 else filled[0][len(prefix) :].lstrip(" :-")
            if inside:
                current, above = inside, {}
                continue
        if subtotals.fullmatch(filled[0]):
            left_out["subtotals"] += 1
            continue
        if any(pages.fullmatch(t) for t in filled) and len(filled) <= max(2, len(printed) // 2):
            left_out["lines of the page"] += 1
            continue
        row = [*cells[: len(printed)], *[""] * (len(printed) - len(cells)), *cells[len(printed) :]]
        for column in fills:
            if row[column].strip():
                above[column] = row[column]
            else:
                row[column] = above.get(column, "")
        yield number, ([*row[: len(printed)], current] if group else row)
    notes.extend(f"left out {count:,} {what}" for what, count in left_out.items() if count)


def _is_heading(spelt: list[str], lowest: list[str]) -> bool:
    """Whether a row is the heading again with some of its cells merged away."""
    filled = [(s, h) for s, h in zip(spelt, lowest, strict=False) if s]
    return len(filled) >= 2 and all(s == h for s, h in filled)


def _columns(header: Sequence[Heading], listed: str, file: Delivered) -> list[int]:
    by_name = {same(n): i for i, h in enumerate(header) for n in (h.name, *h.also)}
    wanted = [w for w in listed.split(",") if w.strip()]
    lost = [w for w in wanted if same(w) not in by_name]
    if lost:
        raise DeliveryRefused(file.label, f"`fill` names '{lost[0].strip()}', which is no column of it.")
    return [by_name[same(w)] for w in wanted]


def _shape(spec: DeliverySpec, option: str, otherwise: str, file: Delivered) -> re.Pattern[str]:
    try:
        return re.compile(spec.options.get(option) or otherwise, re.IGNORECASE)
    except re.error as error:
        raise DeliveryRefused(file.label, f"`{option}` is not a regular expression: {error}.") from None
