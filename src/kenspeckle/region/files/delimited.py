"""Delimited text in the dialects that agencies write: commas, pipes, tabs, semicolons, Windows-1252, titles above.

A file is written block by block, column by column. A cell is put in quotation marks only where it must be, or always
where the dialect says so; line ends are the dialect's own on every system.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from kenspeckle.ground.frozen import dataclass

from ..table import Array

Texts = Array | Sequence[str]
"""One column of a block: text, one for each row."""


@dataclass(frozen=True)
class Dialect:
    """How a system writes a table. bom: a byte order mark before it. quoted: every cell in quotation marks."""

    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\n"
    bom: bool = False
    quoted: bool = False


class Delimited:
    """One file. `above` are lines over the header, `below` lines under the last row, as they stand.

    `row` is the number of the next row, counted as readers count: the first line of the file is row 1.
    """

    def __init__(
        self,
        out: Path | IO[bytes],
        header: Sequence[str],
        dialect: Dialect,
        above: Sequence[str] = (),
        below: Sequence[str] = (),
    ) -> None:
        self._dialect, self._below, self._width = dialect, below, len(header)
        self._out = _opened(out) if isinstance(out, Path) else out
        if dialect.bom:
            self._out.write(b"\xef\xbb\xbf")
        self._lines(above)
        self._lines([dialect.delimiter.join(self._cells([name])[0] for name in header)])
        self.row = len(above) + 2

    def __enter__(self) -> Delimited:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, columns: Sequence[Texts]) -> int:
        """Write a block of rows; return the number of the first. Raises ValueError when a column is missing."""
        if len(columns) != self._width:
            raise ValueError(f"{len(columns)} columns do not fit a header of {self._width}")
        first = self.row
        cells = [self._cells(column) for column in columns]
        self._lines(map(self._dialect.delimiter.join, zip(*cells, strict=True)))
        self.row += len(cells[0])
        return first

    def close(self) -> None:
        """Write what stands below the rows, and close the file."""
        self._lines(self._below)
        self._out.close()

    def _lines(self, lines: Iterable[str]) -> None:
        newline = self._dialect.newline
        text = newline.join(lines)
        if text:
            self._out.write((text + newline).encode(self._dialect.encoding, "strict"))

    def _cells(self, column: Texts) -> Sequence[str]:
        texts: Sequence[str] = column if isinstance(column, list | tuple) else column.tolist()  # type: ignore[union-attr]
        if self._dialect.quoted:
            return ['"' + t.replace('"', '""') + '"' for t in texts]
        # One search through the whole column is much faster than one in each cell, and nearly always finds nothing.
        special = (self._dialect.delimiter, '"', "\n", "\r")
        whole = "\x00".join(texts)
        if not any(mark in whole for mark in special):
            return texts
        # Most columns say the same things again and again, so each is looked at once.
        different = {text: text for text in texts}
        for text in different:
            if any(mark in text for mark in special):
                different[text] = '"' + text.replace('"', '""') + '"'
        return [different[text] for text in texts]


def _opened(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")
