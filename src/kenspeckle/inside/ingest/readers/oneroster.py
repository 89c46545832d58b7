"""OneRoster 1.2 CSV bundles: a zip file, or a folder, of CSV files with a manifest.

The contract names one of the bundle's files in `member` (users, enrollments, classes ...); sources that need
several have a contract for each. The manifest says which files are there in bulk. A delta cannot be read as if it were
everything, so it is refused.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import table
from ..reading import Delivered, Reading, Row
from ..refusals import MAX_CELL, MAX_DOCUMENT, DeliveryRefused
from .archive import examine

FILES = (
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
)
"""The files that OneRoster 1.2 knows (section 4 of its CSV binding)."""

_VERSIONS = ("1.2", "1.1")


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read one file of a bundle; raises DeliveryRefused when the bundle does not hold what its manifest says."""
    wanted = (spec.member or spec.options.get("file", "")).removesuffix(".csv")
    if wanted not in FILES:
        close = nearest(wanted, FILES)
        hint = f" The nearest is '{close}'." if close else ""
        raise DeliveryRefused(
            file.label, f"'{wanted}' is no file of OneRoster 1.2.{hint}", "Name one in `member`, such as users."
        )
    texts = _texts(file)
    manifest = _manifest(texts, file)
    version = manifest.get("oneroster.version", "")
    if version not in _VERSIONS:
        raise DeliveryRefused(
            file.label, f"its manifest says OneRoster version '{version}'; {' and '.join(_VERSIONS)} are read."
        )
    mode = manifest.get(f"file.{wanted}", "absent").lower()
    if mode != "bulk":
        told = "holds only changes (delta)" if mode == "delta" else f"does not hold {wanted} ({mode})"
        raise DeliveryRefused(file.label, f"its manifest says that it {told}.", "Ask for a bulk export.")
    if f"{wanted}.csv" not in texts:
        raise DeliveryRefused(file.label, f"its manifest promises {wanted}.csv, which is not there.")
    reading = table(_rows(texts[f"{wanted}.csv"], file, wanted), DeliverySpec(spec.path), f"{file.label}!{wanted}.csv")
    if not reading.header[0].name == "sourcedId" and wanted not in ("demographics",):
        raise DeliveryRefused(file.label, f"the first column of {wanted}.csv is not sourcedId, as OneRoster has it.")
    if version != "1.2":
        reading.notes.append(f"the bundle is OneRoster {version}")
    return reading


def listing(file: Delivered) -> frozenset[str]:
    """Return the names of the files in a bundle, without their suffix; none when `file` is no bundle."""
    if not (file.path.is_dir() or zipfile.is_zipfile(file.path)):
        return frozenset()
    texts = _texts(file)
    return frozenset(n.removesuffix(".csv") for n in texts) & set(FILES) if "manifest.csv" in texts else frozenset()


def _texts(file: Delivered) -> dict[str, bytes]:
    """Return the CSV files of the bundle by name; they lie at its top, or all in one folder."""
    if file.path.is_dir():
        inside = {p.name: p for p in file.path.iterdir() if p.suffix.lower() == ".csv" and p.is_file()}
        home = file.path.resolve()
        for path in inside.values():
            if not path.resolve().is_relative_to(home):
                raise DeliveryRefused(file.label, "it holds a link that leads out of it.", "Deliver the file itself.")
        return {name: path.read_bytes() for name, path in inside.items()}
    names = [n for n in examine(file, MAX_DOCUMENT) if n.lower().endswith(".csv") and not n.startswith("__MACOSX/")]
    with zipfile.ZipFile(file.path) as packed:
        return {PurePosixPath(n).name: packed.read(n) for n in names}


def _manifest(texts: dict[str, bytes], file: Delivered) -> dict[str, str]:
    if "manifest.csv" not in texts:
        raise DeliveryRefused(file.label, "it has no manifest.csv, so it is no OneRoster bundle.")
    rows = [cells for _, cells in _rows(texts["manifest.csv"], file, "manifest")]
    return {cells[0].strip(): cells[1].strip() for cells in rows[1:] if len(cells) >= 2}


def _rows(content: bytes, file: Delivered, name: str) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DeliveryRefused(file.label, f"{name}.csv is not UTF-8 (byte {error.start + 1:,}).") from None
    if "\0" in text:
        raise DeliveryRefused(file.label, f"{name}.csv holds a NUL byte, so it is no text file or was damaged.")
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise DeliveryRefused(
                file.label, f"row {number:,} of {name}.csv has a cell of more than {MAX_CELL:,} characters."
            ) from None
