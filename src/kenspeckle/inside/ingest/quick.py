"""The quick way for Parquet and clean CSV files: the engine reads the file itself, and Python never sees a row.

For CSV it is taken only where both ways are known to give the same rows: one header row, nothing skipped, UTF-8, one
style of line ends, no blank lines. Whatever then turns out odd (a ragged row, a stray quotation mark) makes the
engine stop, and the file is read the patient way, which says what is wrong and where.
"""

from __future__ import annotations

from itertools import islice

from kenspeckle.ground.workspace.definitions import DeliverySpec

from .conform.quoting import text
from .grid import table
from .headers import SPACE, blank
from .readers.columnar import relation
from .readers.delimited import delimiter_of, look, rows
from .reading import Delivered
from .refusals import MAX_CELL
from .spool import Delivery

_KNOWN = frozenset({"encoding", "delimiter"})


def quick(file: Delivered, spec: DeliverySpec, kind: str) -> Delivery | None:
    """Return the delivery as the engine reads it, or None when it must be read the patient way."""
    if kind == "parquet":
        return Delivery(*relation(file))
    return _csv(file, spec) if kind == "csv" else None


def _csv(file: Delivered, spec: DeliverySpec) -> Delivery | None:
    if spec.skip or spec.header_rows != 1 or spec.after or spec.until or spec.columns or set(spec.options) - _KNOWN:
        return None
    looked = look(file, spec)
    if not looked.plain or looked.encoding.lower() not in ("utf-8", "utf8", "utf-8-sig"):
        return None
    delimiter = delimiter_of(file, spec, looked.encoding)
    first = list(islice(rows(file, looked.encoding, delimiter), 2))
    if len(first) < 2 or any("\n" in cell for cell in first[0][1]) or blank(first[0][1]):
        return None
    header = table(iter(first), spec, file.label).header
    if len(header) != len(first[0][1]) or len(header) < 2:
        return None
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header)))
    read = (
        f"read_csv({text(str(file.path))}, header = false, skip = 1, auto_detect = false, delim = {text(delimiter)},"
        f" quote = '\"', escape = '\"', columns = {{{columns}}}, nullstr = '', strict_mode = true,"
        f" max_line_size = {2 * MAX_CELL}, all_varchar = true)"
    )
    listed = ", ".join(f"c{i}" for i in range(len(header)))
    numbered = f"SELECT row_number() OVER () + 1 AS _row, '' AS _cells, {listed} FROM {read}"
    # CASE stops at the first column that begins with a plain letter or digit, which is nearly always the first.
    plain = " ".join(f"WHEN regexp_matches(c{i}, '^[!-~]') THEN FALSE" for i in range(len(header)))
    blanks = f"CASE {plain} ELSE trim(concat({listed}), {text(SPACE)}) = '' END"
    return Delivery(header, f"SELECT * FROM ({numbered}) WHERE NOT ({blanks})", looked.notes)
