"""Excel (.xlsx, .xls) and OpenDocument (.ods) workbooks, read by calamine.

A number becomes the digits that a person sees in an unformatted cell: 5237521.0 is 5237521 and nothing is
rounded. A date becomes its ISO form. Where a header cell was merged over several columns, each of them gets its
text. Formulas are never run: the values that were saved with them are read, and a workbook whose formulas were
saved without values is refused. Macros are refused, because a delivery is data.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import table
from ..headers import same
from ..reading import Delivered, Reading, Row
from ..refusals import MAX_COLUMNS, MAX_DOCUMENT, DeliveryRefused
from .archive import examine
from .formulas import stored_values

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Area = tuple[int, int, int, int]
"""Top, left, bottom and right of a range of cells, counted from 0, all of them inside it."""

_HEADER_REACH = 200
"""Rows from the top of the area in which a header may stand, with merged cells in it."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read one sheet of a workbook; raises DeliveryRefused when there is no such sheet, or the file is not whole."""
    check(file)
    with _open(file) as book:
        name = _sheet(book.sheet_names, spec, file.label)
        sheet = _get(book, name, file)
        with _whole(file):
            errors, notes = stored_values(file, name)
        area = _area(sheet, spec, file.label)
        reading = table(_rows(sheet, area, errors), spec, file.label, merged=_merged(sheet, area))
        reading.notes.extend(notes)
        return reading


def sheets(file: Delivered) -> list[str]:
    """Return the names of the sheets of a workbook, in its order."""
    check(file)
    with _open(file) as book:
        return list(book.sheet_names)


def grid(file: Delivered, name: str, most: int) -> list[Row]:
    """Return the first `most` rows of a sheet as they are."""
    with _open(file) as book:
        sheet = _get(book, name, file)
        return list(islice(_rows(sheet, _area(sheet, DeliverySpec(""), file.label), {}), most))


def merged(file: Delivered, name: str) -> dict[tuple[int, int], str] | None:
    """Return the text that merged cells at the top of a sheet give to the cells they cover."""
    with _open(file) as book:
        sheet = _get(book, name, file)
        return _merged(sheet, _area(sheet, DeliverySpec(""), file.label))


def check(file: Delivered) -> None:
    """Refuse a workbook that is damaged, locked, far too large when unpacked, or that carries macros."""
    size = file.path.stat().st_size
    if size == 0:
        raise DeliveryRefused(file.label, "it is empty (0 bytes).", "Ask its provider to send it again.")
    if size > MAX_DOCUMENT:
        raise DeliveryRefused(file.label, f"it has {size:,} bytes, and a workbook of at most {MAX_DOCUMENT:,} is read.")
    with file.path.open("rb") as stream:
        start = stream.read(8)
    if start == _OLD:
        if b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T" in file.path.read_bytes():
            raise _macros(file)
        return
    names = examine(file, MAX_DOCUMENT)
    if any(part in name.lower() for name in names for part in _MACRO_PARTS):
        raise _macros(file)


def _macros(file: Delivered) -> DeliveryRefused:
    return DeliveryRefused(
        file.label,
        "it carries macros, and a delivery is data, not a program.",
        "Save it without macros (.xlsx, .ods or CSV) and deliver that.",
    )


@contextmanager
def _whole(file: Delivered) -> Iterator[None]:
    """Turn what calamine says of a damaged workbook into a refusal."""
    from xml.etree.ElementTree import ParseError

    from python_calamine import CalamineError, PasswordError

    refusal = DeliveryRefused(
        file.label, "it cannot be opened as a workbook; it may be damaged or cut short.", "Ask for it again."
    )
    try:
        yield
    except PasswordError:
        raise DeliveryRefused(file.label, "it is locked with a password.", "Deliver it without one.") from None
    except (CalamineError, ParseError, OSError, ValueError, zipfile.BadZipFile):
        raise refusal from None
    except BaseException as error:
        # calamine is written in Rust, and stops at some damaged files with an exception that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise refusal from None


def _open(file: Delivered) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    with _whole(file):
        return CalamineWorkbook.from_path(file.path)


def _get(book: CalamineWorkbook, name: str, file: Delivered) -> CalamineSheet:
    with _whole(file):
        return book.get_sheet_by_name(name)


def _sheet(names: list[str], spec: DeliverySpec, label: str) -> str:
    if not spec.sheet:
        if len(names) == 1:
            return names[0]
        listed = ", ".join(f"'{n}'" for n in names[:12]) + (" ..." if len(names) > 12 else "")
        raise DeliveryRefused(label, f"it has {len(names)} sheets: {listed}.", "Name one of them in `sheet`.")
    if spec.sheet in names:
        return spec.sheet
    # "Table 1.14 " is a real sheet name: people do not see the space, so it makes no difference here.
    alike = [n for n in names if same(n) == same(spec.sheet)]
    if not alike and any(c in spec.sheet for c in "*?"):
        from fnmatch import fnmatchcase

        alike = [n for n in names if fnmatchcase(same(n), same(spec.sheet))]
    if len(alike) == 1:
        return alike[0]
    close = nearest(spec.sheet, names)
    hint = f" The nearest is '{close}'." if close else ""
    found = "no sheet is" if not alike else f"{len(alike)} sheets are"
    raise DeliveryRefused(label, f"{found} called '{spec.sheet}'.{hint}", "Correct `sheet` in the contract.")


def _rows(sheet: CalamineSheet, area: Area, errors: dict[tuple[int, int], str]) -> Iterator[Row]:
    top, left, bottom, right = area
    before = [""] * (sheet.start or (0, 0))[1]
    wrong: dict[int, dict[int, str]] = {}
    for (r, c), text in errors.items():
        wrong.setdefault(r, {})[c] = text
    for r, cells in enumerate(sheet.iter_rows()):
        if r > bottom:
            return
        if r >= top:
            row = before + [as_text(cell) for cell in cells]
            for c, text in wrong.get(r, {}).items():
                if c < len(row):
                    row[c] = text
            yield r + 1, row[left : right + 1]


def _area(sheet: CalamineSheet, spec: DeliverySpec, label: str) -> Area:
    end = sheet.end or (0, 0)
    if not spec.range:
        return 0, 0, end[0], end[1]
    found = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})?", spec.range.replace("$", "").strip())
    if found is None:
        raise DeliveryRefused(label, f"'{spec.range}' is not a range of cells.", "Write it as A4:H20, or A4:H.")
    bottom = int(found[4]) - 1 if found[4] else end[0]
    return int(found[2]) - 1, _column(found[1]), bottom, _column(found[3])


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merged(sheet: CalamineSheet, area: Area) -> dict[tuple[int, int], str] | None:
    """Return the text that each merged cell gives to the cells it covers, by row number and column of the area.

    None when the workbook's format does not say which cells are merged.
    """
    if sheet.merged_cell_ranges is None:
        return None
    top, left, _, _ = area
    ranges = [m for m in sheet.merged_cell_ranges if top <= m[0][0] < top + _HEADER_REACH]
    corners = {m[0]: "" for m in ranges}
    offset = (sheet.start or (0, 0))[1]
    for r, cells in enumerate(islice(sheet.iter_rows(), top + _HEADER_REACH)):
        for c, cell in enumerate(cells, start=offset):
            if (r, c) in corners:
                corners[r, c] = as_text(cell)
    return {
        (r + 1, c - left): corners[first]
        for first, last in ranges
        for r in range(first[0], min(last[0], top + _HEADER_REACH) + 1)
        for c in range(first[1], min(last[1], first[1] + MAX_COLUMNS) + 1)
    }


def as_text(cell: object) -> str:
    """Return a cell as the text that a person would type to get it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        return str(int(number)) if number == number.to_integral_value() else format(number, "f")
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
