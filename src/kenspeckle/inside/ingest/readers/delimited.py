"""CSV, TSV and their relatives, as spreadsheets, databases and schools' systems write them.

The encoding is the declared one, or that of a byte order mark, or UTF-8; a file that is none of these is read
as Windows-1252, which British systems write, and the intake says so. The delimiter is the declared one, or the
one that splits the first rows into the most columns. Line breaks inside quoted cells are part of the cell.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..grid import table
from ..reading import Delivered, Reading, Row
from ..refusals import MAX_CELL, MAX_FILE, MAX_LINE, DeliveryRefused

DELIMITERS = (",", "\t", ";", "|")
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Bytes:
    """What the bytes of a text file say before a single cell is read.

    plain: one newline style, no blank line and no line too long, so that any CSV engine sees the same rows.
    """

    encoding: str
    plain: bool
    notes: tuple[str, ...] = ()


def read(file: Delivered, spec: DeliverySpec) -> Reading:
    """Read a delimited text file; raises DeliveryRefused when it is empty, not text, or not of one piece."""
    looked = look(file, spec)
    delimiter = delimiter_of(file, spec, looked.encoding)
    reading = table(rows(file, looked.encoding, delimiter), spec, file.label)
    reading.notes.extend(looked.notes)
    return reading


def look(file: Delivered, spec: DeliverySpec) -> Bytes:
    """Go through the bytes once: encoding, forbidden bytes, shape of the lines."""
    size = file.path.stat().st_size
    if size == 0:
        raise DeliveryRefused(file.label, "it is empty (0 bytes).", "Ask its provider to send it again.")
    if size > MAX_FILE:
        raise DeliveryRefused(file.label, f"it has {size:,} bytes, and at most {MAX_FILE:,} are read.")
    with file.path.open("rb") as stream:
        start = stream.read(4)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    declared = spec.options.get("encoding", "")
    if declared:
        try:
            codecs.lookup(declared)
        except LookupError:
            raise DeliveryRefused(file.label, f"'{declared}' is not an encoding, such as utf-8 or cp1252.") from None
    encoding = marked or declared or "utf-8"
    if encoding.startswith("utf-16") or encoding.startswith("utf-32"):
        return Bytes(encoding, plain=False)
    return _look_at_bytes(file, encoding, bool(marked or declared))


def _look_at_bytes(file: Delivered, encoding: str, certain: bool) -> Bytes:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    returns = newlines = pairs = done = 0
    blank, longest, last, wrong = False, 0, b"", -1
    with file.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if (at := chunk.find(b"\0")) >= 0:
                raise DeliveryRefused(
                    file.label,
                    f"it holds a NUL byte (number {done + at + 1:,}), so it is no text file or was damaged.",
                    "Ask its provider to export it again; UTF-16 files need a byte order mark or `encoding`.",
                )
            if wrong < 0:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    wrong = done + error.start
            joined = last + chunk
            returns += chunk.count(b"\r")
            newlines += chunk.count(b"\n")
            pairs += joined.count(b"\r\n")
            blank = blank or b"\n\n" in joined or b"\n\r" in joined
            longest = 0 if b"\n" in chunk else longest + len(chunk)
            if longest > MAX_LINE:
                raise DeliveryRefused(
                    file.label,
                    f"it has a line or cell of more than {MAX_LINE:,} bytes.",
                    "Look for a quotation mark that is never closed.",
                )
            last = chunk[-1:] if chunk[-1:] in b"\r\n" else b""
            done += len(chunk)
    plain = not blank and (returns == 0 or returns == newlines == pairs)
    try:
        if wrong < 0:
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        wrong = done - 1
    if wrong < 0:
        return Bytes(encoding, plain)
    if certain:
        raise DeliveryRefused(
            file.label,
            f"byte {wrong + 1:,} is not {encoding.removesuffix('-sig')}.",
            "Correct `encoding` in the contract, or ask its provider which encoding it uses.",
        )
    note = f"byte {wrong + 1:,} is not UTF-8, so it was read as Windows-1252 (cp1252); declare `encoding` to be sure"
    return Bytes("cp1252", plain=False, notes=(note,))


def delimiter_of(file: Delivered, spec: DeliverySpec, encoding: str) -> str:
    """Return the declared delimiter, or the one under which most of the first rows have the same, largest width."""
    if declared := spec.options.get("delimiter", ""):
        delimiter = _NAMES.get(declared.lower(), declared)
        if len(delimiter) != 1:
            raise DeliveryRefused(file.label, f"'{declared}' is not a delimiter: one character is expected.")
        return delimiter
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(len(cells) for _, cells in islice(rows(file, encoding, delimiter), 60) if len(cells) > 1)
        if widths:
            width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (times, width) > most:
                best, most = delimiter, (times, width)
    return best


def rows(file: Delivered, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield every row of the file with its number, blank rows included."""
    with open_text(file.path, encoding) as stream:
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(_lines(stream, file.label), delimiter=delimiter)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise DeliveryRefused(
                    file.label,
                    f"row {number:,} has a cell of more than {MAX_CELL:,} characters.",
                    "Look for a quotation mark that is never closed.",
                ) from None
            except UnicodeDecodeError as error:
                raise DeliveryRefused(
                    file.label, f"after row {number - 1:,} it is not {encoding} ({error.reason})."
                ) from None
            yield number, cells


def open_text(path: Path, encoding: str) -> TextIO:
    """Open a text file with its line ends as they are."""
    return path.open(encoding=encoding, errors="strict" if encoding != "cp1252" else "cp1252-or-latin", newline="")


def _lines(stream: TextIO, label: str) -> Iterator[str]:
    while line := stream.readline(MAX_LINE):
        if "\0" in line:
            raise DeliveryRefused(label, "it holds a NUL character, so it is no text file or was damaged.")
        yield line


def _latin(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in cp1252; real files hold them as the control characters of Latin-1."""
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    raise error


codecs.register_error("cp1252-or-latin", _latin)
