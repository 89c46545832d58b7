"""Formulas and errors in a sheet: what calamine does not tell and a reader must know.

A formula whose result was not saved reads as an empty cell, and so does #DIV/0!. Either would pass for a value
that nobody has. So the sheet's own XML is looked at: a formula without a saved value refuses the workbook, an
error becomes the text that people see, which then breaks the contract in its own row.
"""

from __future__ import annotations

import re
import zipfile
from posixpath import join, normpath

from ..reading import Delivered
from ..refusals import DeliveryRefused

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>(.*?)</v>", re.DOTALL)


def stored_values(file: Delivered, sheet: str) -> tuple[dict[tuple[int, int], str], list[str]]:
    """Return the error texts of one sheet by (row, column) from 0, and what is to be said about its formulas.

    Raises DeliveryRefused when a formula was saved without its value. Old .xls files always save values.
    """
    if not zipfile.is_zipfile(file.path):
        return {}, []
    with zipfile.ZipFile(file.path) as packed:
        names = set(packed.namelist())
        if "content.xml" in names:
            return {}, _opendocument(packed.read("content.xml"), file.label)
        part = _part(packed, sheet)
        if part not in names:  # .xlsb keeps its sheets in a binary form, with their values
            return {}, []
        return _excel(packed.read(part), file.label, sheet)


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    from defusedxml.ElementTree import fromstring

    try:
        book = fromstring(packed.read("xl/workbook.xml"), forbid_dtd=True)
        relations = fromstring(packed.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except KeyError:
        return ""
    except LookupError:  # an encoding that there is none of
        raise ValueError("not XML") from None
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(element.get(_RELATION), "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return ""


def _excel(xml: bytes, label: str, sheet: str) -> tuple[dict[tuple[int, int], str], list[str]]:
    errors: dict[tuple[int, int], str] = {}
    if b"<f" not in xml and b't="e"' not in xml:
        return errors, []
    formulas = 0
    for cell in _CELL.finditer(xml):
        attributes, content = cell[1], cell[2] or b""
        wrong = b't="e"' in attributes
        formula = b"<f" in content
        if not (wrong or formula):
            continue
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if formula:
            formulas += 1
            if value is None and b"<is>" not in content:
                where = (place[1] + place[2]).decode() if place else "somewhere"
                raise DeliveryRefused(
                    label,
                    f"cell {where} of sheet '{sheet}' holds a formula that was saved without its value.",
                    "Open it in a spreadsheet program, save it and deliver that; formulas are not run here.",
                )
        if wrong and place:
            text = value[1].decode("utf-8", "replace") if value else "#ERROR"
            errors[int(place[2]) - 1, _column(place[1].decode())] = text
    return errors, _said(formulas)


def _opendocument(xml: bytes, label: str) -> list[str]:
    cells = re.findall(rb"<table:table-cell\b[^>]*table:formula=[^>]*>", xml)
    if any(b"office:value-type" not in cell and b"calcext:value-type" not in cell for cell in cells):
        raise DeliveryRefused(
            label,
            "it holds a formula that was saved without its value.",
            "Open it in a spreadsheet program, save it and deliver that; formulas are not run here.",
        )
    return _said(len(cells))


def _said(formulas: int) -> list[str]:
    if not formulas:
        return []
    cells = "1 cell holds a formula" if formulas == 1 else f"{formulas:,} cells hold formulas"
    return [f"{cells}; the values saved with the file were read, nothing was calculated"]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
