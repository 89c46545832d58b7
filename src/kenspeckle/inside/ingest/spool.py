"""Rows of text on their way into the engine: one canonical file, so that a delivery never has to fit in memory.

Every reader's rows are written once as plain CSV (UTF-8, commas, quotes doubled) with two columns before the
delivered ones: the row number, and the number of cells when it is not that of the header. The file lies in the
scratch folder of one ingest, readable by its owner alone, and goes with it.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

from kenspeckle.ground.frozen import dataclass

from .conform.quoting import text
from .headers import blank
from .reading import Heading, Reading
from .refusals import MAX_ROW, DeliveryRefused


@dataclass(frozen=True)
class Delivery:
    """A delivery as an all-text relation. `sql` selects _row, _cells and c0, c1, ... from it, in file order."""

    header: tuple[Heading, ...]
    sql: str
    notes: tuple[str, ...] = ()


def spool(reading: Reading, path: Path, label: str) -> Delivery:
    """Write all rows of `reading` to `path` and return how they are read back.

    Rows that are short, or long with more than blanks, are marked, for the contract to break on; nothing is
    dropped. Raises DeliveryRefused when there is a header and no row.
    """
    width = len(reading.header)
    longest = rows = 0
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(fd, "w", encoding="utf-8", newline="", buffering=1 << 20, errors="surrogatepass") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for number, cells in reading.rows:
            odd = ""
            if len(cells) != width:
                while len(cells) > width and blank(cells[-1:]):
                    cells = cells[:-1]
                odd = "" if len(cells) == width else str(len(cells))
                cells = cells[:width] + [""] * (width - len(cells))
            rows += 1
            longest = max(longest, writer.writerow([number, odd, *cells]))
            if longest > MAX_ROW:
                raise DeliveryRefused(label, f"row {number:,} has more than {MAX_ROW:,} characters.")
    if not rows:
        raise DeliveryRefused(label, "it has a header and no rows.", "Ask its provider to send it again.")
    names = ["_row", "_cells", *(f"c{i}" for i in range(width))]
    columns = ", ".join(f"{text(n)}: 'VARCHAR'" for n in names)
    line = max(1 << 21, 4 * longest + 1024)  # bytes; a character may have four
    read = (
        f"read_csv({text(str(path))}, header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
        f" columns = {{{columns}}}, nullstr = '', new_line = '\\n', max_line_size = {line}, buffer_size = {2 * line},"
        " parallel = false)"
    )
    listed = ", ".join(names[2:])
    query = f"SELECT CAST(_row AS BIGINT) AS _row, coalesce(_cells, '') AS _cells, {listed} FROM {read}"
    return Delivery(reading.header, query, tuple(reading.notes))
