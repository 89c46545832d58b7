"""Read every delivery of an invented region with libraries that the project itself does not read with."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

Table = tuple[list[str], dict[int, list[str]]]
"""Header, and rows by the number that answers give them."""

# Delivery (from its beginning): encoding, delimiter, row of the header. Others: utf-8, comma, first row.
DIALECTS = {
    "mis/pupils": ("cp1252", ",", 1),
    "mis/enrolments": ("cp1252", ",", 1),
    "mis/exclusions": ("cp1252", ",", 1),
    "mis/acel_2022": ("utf-8-sig", ";", 1),
    "mis/acel_2023": ("utf-8", "\t", 1),
    "mis/acel_2024": ("utf-8", "\t", 1),
    "mis/pastoral_notes": ("utf-8-sig", ";", 1),
    "government/deprivation": ("utf-8-sig", ",", 1),
    "government/zones_old": ("cp1252", ",", 1),
    "government/school_rolls": ("cp1252", ",", 5),
    "health/": ("utf-8", "|", 1),
    "social_work/": ("cp1252", "\t", 1),
    "benefits/": ("utf-8-sig", ",", 3),
    "charity/participants": ("utf-8-sig", ",", 1),
    "survey/wellbeing_by_school": ("utf-8", ";", 1),
    "people/staff": ("cp1252", ",", 1),
}
SHEETS = {"Table 1": (5, 6), "Applications": (5,), "2022-23": (4,), "2023-24": (4,), "2024-25": (4,)}
"""Rows of each sheet's header."""


def tables(root: Path) -> dict[str, Table]:
    """Return every table by the path that answers name it by; of a workbook with years, path#sheet.

    Registers of days are left out: they are large, and no defect is planted in them.
    """
    found: dict[str, Table] = {}
    for path in sorted(p for p in (root / "deliveries").rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        match path.suffix:
            case ".csv":
                found[name] = _csv(path, name)
            case ".xlsx":
                found |= _workbook(path, name)
            case ".xml":
                found[name] = _xml(path)
            case ".jsonl":
                found[name] = _lines(path)
            case ".zip":
                found |= _bundle(path, name)
    return found


def answers(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return the sealed answers by the name of their file."""
    with zipfile.ZipFile(path) as packed:
        names = [n for n in packed.namelist() if n.endswith(".csv")]
        return {
            n.removesuffix(".csv"): list(csv.DictReader(io.StringIO(packed.read(n).decode(), newline="")))
            for n in names
        }


def _csv(path: Path, name: str) -> Table:
    bare = name.removeprefix("deliveries/")
    encoding, delimiter, top = next((d for k, d in DIALECTS.items() if bare.startswith(k)), ("utf-8", ",", 1))
    with path.open(encoding=encoding, newline="") as stream:
        rows = list(csv.reader(stream, delimiter=delimiter))
    return rows[top - 1], {n: row for n, row in enumerate(rows, start=1) if n > top and len(row) == len(rows[top - 1])}


def _workbook(path: Path, name: str) -> dict[str, Table]:
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        if sheet.title not in SHEETS:
            continue
        rows = {n: [_text(v) for v in row] for n, row in enumerate(sheet.iter_rows(values_only=True), start=1)}
        header = rows[SHEETS[sheet.title][-1]]
        body = {n: row for n, row in rows.items() if n > SHEETS[sheet.title][-1] and sum(map(bool, row)) > 1}
        found[f"{name}#{sheet.title}" if sheet.title.startswith("20") else name] = (header, body)
    return found


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _xml(path: Path) -> Table:
    rows = {}
    for number, report in enumerate(ElementTree.parse(path).getroot().findall("Division/Report"), start=1):
        cells = {f"@{k}": v for k, v in report.attrib.items()}
        child = report.find("Child")
        assert child is not None
        cells["Child/@ref"] = child.attrib["ref"]
        cells |= {f"Child/{e.tag}": e.text or "" for e in child}
        cells |= {e.tag: e.text or "" for e in report if e.tag != "Child"}
        rows[number] = cells
    return list(next(iter(rows.values()))), {n: list(cells.values()) for n, cells in rows.items()}


def _lines(path: Path) -> Table:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return list(records[0]), {n: [str(v) for v in r.values()] for n, r in enumerate(records, start=1)}


def _bundle(path: Path, name: str) -> dict[str, Table]:
    found = {}
    with zipfile.ZipFile(path) as packed:
        for member in packed.namelist():
            rows = list(csv.reader(io.StringIO(packed.read(member).decode(), newline="")))
            found[f"{name}!{member}"] = (rows[0], dict(enumerate(rows[1:], start=2)))
    return found
