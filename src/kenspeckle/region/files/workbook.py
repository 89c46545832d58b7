"""Excel workbooks, written part by part: text, whole numbers, decimals, dates, merged cells. No formulas.

Text stands in its own cell, not in a shared table, so that a sheet of any length is written as a stream. The workbook
carries one fixed date and says in its properties that its data is invented.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kenspeckle.ground.frozen import dataclass

from .archive import write_zip

Date = date
Cell = str | int | Decimal | date | None
_DAY_NOUGHT = date(1899, 12, 30).toordinal()
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWN = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from the top, and the ranges of cells that are merged, such as A5:A6."""

    name: str
    rows: Iterable[Sequence[Cell]]
    merged: Iterable[str] = ()


def write_workbook(path: Path, title: str, sheets: Sequence[Sheet]) -> None:
    """Write a workbook of `sheets`. `merged` of a sheet is read after its rows, so that it may be made with them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        spools: list[IO[bytes]] = []
        for sheet in sheets:
            spool = opened.enter_context(tempfile.TemporaryFile(dir=path.parent))
            for piece in _sheet(sheet):
                spool.write(piece.encode())
            spools.append(spool)
        write_zip(path, _parts(title, sheets, spools))


def _parts(title: str, sheets: Sequence[Sheet], spools: Sequence[IO[bytes]]) -> list[tuple[str, bytes | IO[bytes]]]:
    numbers = range(1, len(sheets) + 1)
    return [
        ("[Content_Types].xml", _types(numbers)),
        ("_rels/.rels", _relations([("officeDocument", _OFFICE, "xl/workbook.xml"), _PROPERTIES])),
        ("docProps/core.xml", _properties(title)),
        ("xl/workbook.xml", _book(sheets)),
        (
            "xl/_rels/workbook.xml.rels",
            _relations(
                [("worksheet", _OFFICE, f"worksheets/sheet{n}.xml") for n in numbers]
                + [("styles", _OFFICE, "styles.xml")]
            ),
        ),
        ("xl/styles.xml", _STYLES),
        *((f"xl/worksheets/sheet{n}.xml", spool) for n, spool in zip(numbers, spools)),
    ]


def column(number: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'
    letters = [column(n) for n in range(1, 200)]
    for number, cells in enumerate(sheet.rows, start=1):
        inside = "".join(_cell(f"{letters[i]}{number}", cell) for i, cell in enumerate(cells))
        yield f'<row r="{number}">{inside}</row>' if inside else ""
    yield "</sheetData>"
    merged = list(sheet.merged)
    if merged:
        yield f'<mergeCells count="{len(merged)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in merged)
        yield "</mergeCells>"
    yield "</worksheet>"


def _cell(place: str, cell: Cell) -> str:
    match cell:
        case None | "":
            return ""
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        case date():
            return f'<c r="{place}" s="1"><v>{cell.toordinal() - _DAY_NOUGHT}</v></c>'
        case _:
            return f'<c r="{place}"><v>{cell}</v></c>'


def _types(numbers: Iterable[int]) -> bytes:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_DRAWN}.worksheet+xml"/>' for n in numbers
    )
    text = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_DRAWN}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_DRAWN}.styles+xml"/>{sheets}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
    return text.encode()


_PROPERTIES = ("metadata/core-properties", f"{_PACKAGE}/relationships", "docProps/core.xml")


def _relations(targets: Sequence[tuple[str, str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{base}/{kind}" Target="{target}"/>'
        for n, (kind, base, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'.encode()


def _properties(title: str) -> bytes:
    day = '<dcterms:{0} xsi:type="dcterms:W3CDTF">2025-09-01T00:00:00Z</dcterms:{0}>'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>Invented data</dc:subject>"
        f"{day.format('created')}{day.format('modified')}</cp:coreProperties>"
    ).encode()


def _book(sheets: Sequence[Sheet]) -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(s.name)} sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(sheets, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'.encode()


_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
