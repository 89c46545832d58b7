"""A report as a schools' system prints it: pages of fixed columns, the heading on each, groups and totals between.

It was made for paper. The heading comes again on every page, with the page number above it, after a form feed; a
group's name stands alone above its rows, and its total below them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_LINES = 60
_NEWLINE = "\r\n"


class Printout:
    """One print-out in Windows-1252. starts: where each column begins, counted from 1."""

    def __init__(
        self, path: Path, title: Sequence[str], printed_on: str, header: Sequence[str], starts: Sequence[int]
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._out = path.open("xb")
        self._printed_on, self._header, self._starts = printed_on, header, starts
        self._page, self._used, self.row = 1, 0, 1
        for line in title:
            self._line(line)
        self._line(self._cut(header))

    def group(self, name: str) -> None:
        """Print the name of a group on a line of its own, never as the last line of a page."""
        if self._used > _LINES - 3:
            self._turn()
        self._line(name)

    def write(self, cells: Sequence[str]) -> int:
        """Print one row; return its line number. Raises ValueError when a cell does not fit its column."""
        if self._used >= _LINES:
            self._turn()
        return self._line(self._cut(cells))

    def close(self) -> None:
        """Print the last line and close the file."""
        self._line("End of report")
        self._out.close()

    def _turn(self) -> None:
        self._page += 1
        self._used = 0
        self._line(f"\fPage: {self._page}")
        self._line(f"Printed on: {self._printed_on}")
        self._line(self._cut(self._header))

    def _cut(self, cells: Sequence[str]) -> str:
        line = ""
        for cell, start in zip(cells, self._starts, strict=True):
            if len(line) > max(start - 2, 0):
                raise ValueError(f"a cell before column {start} is too long")
            line = line.ljust(start - 1) + cell
        return line

    def _line(self, text: str) -> int:
        self._out.write((text.rstrip(" ") + _NEWLINE).encode("cp1252"))
        self._used += 1
        self.row += 1
        return self.row - 1
