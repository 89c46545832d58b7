"""Which reader a delivered file needs: the declared one, or the one that its first bytes call for."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from kenspeckle.ground.workspace.definitions import DeliverySpec

from .readers import READERS
from .readers.archive import members
from .reading import Delivered
from .refusals import DeliveryRefused

_STARTS = (
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0", "excel"),
)
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".parquet": "parquet",
    ".json": "json",
    ".geojson": "json",
    ".ndjson": "json",
    ".jsonl": "json",
    ".xml": "xml",
}
_WHOLE = frozenset({"oneroster", "excel"})
"""Formats that are zip files themselves, or know what to do with one."""


def opened(file: Delivered, spec: DeliverySpec, scratch: Path) -> Iterator[tuple[Delivered, str]]:
    """Yield each file to be read, with its format: the file itself, or the wanted members of an archive."""
    kind = format_of(file, spec)
    if kind == "zip":
        for member in members(file, spec.member, scratch):
            inner = format_of(member, spec)
            if inner == "zip":
                raise DeliveryRefused(member.label, "it is an archive inside an archive.", "Deliver it on its own.")
            yield member, inner
    else:
        yield file, kind


def format_of(file: Delivered, spec: DeliverySpec) -> str:
    """Return the name of the reader for `file`; "zip" for an archive of files."""
    declared = "" if spec.format == "auto" else spec.format
    if file.path.is_dir():
        return declared
    with file.path.open("rb") as stream:
        start = stream.read(64)
    if start.startswith(b"PK") and declared not in _WHOLE:
        return {"": "excel", "report": "report"}.get(declared, "zip") if _is_workbook(file.path) else "zip"
    if start.startswith(b"PK") and declared == "excel" and not _is_workbook(file.path):
        return "zip"
    if declared:
        if declared not in READERS:
            known = ", ".join(READERS)
            raise DeliveryRefused(file.label, f"there is no reader called '{declared}'.", f"Known: {known}.")
        return declared
    found = next((kind for begin, kind in _STARTS if start.startswith(begin)), "")
    return found or _SUFFIXES.get(Path(file.name).suffix.lower(), "csv")


def _is_workbook(path: Path) -> bool:
    """Whether a zip file is a workbook, by the parts that every workbook has; a damaged one goes by its name."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
