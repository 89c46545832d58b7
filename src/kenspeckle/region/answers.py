"""The sealed answers: what an analyst of the region is not told, and may be held against afterwards.

One archive, kept apart from the workspace and written only when it is asked for. It says who is who in every
agency's file, every defect that was planted, what each hidden count was, what the programmes truly do, which schools
truly moved, which permissions were withdrawn and which staff know which family. A row that is named here is the
row of the delivered file, counted as readers count.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np

from .files.archive import write_zip
from .files.delimited import Delimited, Dialect, Texts
from .table import Array

HEADERS = {
    "who": ("provider", "identifier", "kind", "person"),
    "defects": ("file", "row", "field", "kind", "true"),
    "hidden": ("file", "row", "field", "mark", "count"),
    "programmes": ("programme", "name", "truth", "outcome", "effect", "chosen"),
    "moved_schools": ("school", "name", "from", "points"),
    "withdrawn": ("voice", "on"),
    "ties": ("staff", "household", "tie", "children"),
    "protected": ("provider", "identifier", "child", "why"),
}
"""The files of the archive, and their columns."""

README = """# Sealed answers of an invented region

Nothing in here is about anybody: the region is invented. Keep this file apart from the workspace made with it
(seed {seed}, {pupils} pupils): whoever analyses the region must not see it.

| file | one row is |
|---|---|
| who.csv | an identifier in a provider's files, and the true number of the child, carer or staff it stands for |
| defects.csv | a planted defect: file, row, field, kind, and the true value. Row 0: it is of the file as a whole |
| hidden.csv | a count that a mark stands for in a provider's file |
| programmes.csv | a programme and what it truly does: works, only seems to work, reversal, no effect; points |
| moved_schools.csv | a school whose attendance truly changed, from when, by how many points |
| withdrawn.csv | a voice whose permission was withdrawn, and when |
| ties.csv | a member of staff who knows a family outside work; true numbers of the children |
| protected.csv | an identifier that must never be joined to a child's present one |

Rows are counted as readers count them: the first line of a text file or sheet is row 1, the first record of XML or
JSON is 1. Every other cell of every delivery is what the agency meant to write.

A child whose family moved from one council to another has a number with each council, and one with every agency that
serves them all.
"""


class Answers:
    """What is gathered while deliveries are written, and sealed at the end. `kept` is false when nobody asked."""

    def __init__(self, path: Path | None) -> None:
        self.kept = path is not None
        self._path = path
        self._open = ExitStack()
        self._spools: dict[str, IO[bytes]] = {}
        self._tables: dict[str, Delimited] = {}

    def __enter__(self) -> Answers:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for name, header in HEADERS.items():
                spool = self._open.enter_context(tempfile.TemporaryFile(dir=self._path.parent))
                self._spools[name] = spool
                self._tables[name] = Delimited(spool, header, Dialect())
        return self

    def __exit__(self, *stopped_by: object) -> None:
        self._open.close()

    def add(self, name: str, columns: Sequence[Texts]) -> None:
        """Add rows to one of the files, column by column."""
        if self.kept:
            self._tables[name].write(columns)

    def who(self, provider: str, identifiers: Texts, persons: Array, kind: str = "child") -> None:
        """Say which true persons the identifiers of a provider stand for; persons of -1 and blank ones are left out."""
        if self.kept:
            texts = np.asarray(identifiers, dtype=object)
            there = (persons >= 0) & (texts != "")
            numbers = [str(n) for n in persons[there].tolist()]
            self.add("who", [[provider] * len(numbers), texts[there].tolist(), [kind] * len(numbers), numbers])

    def defects(self, file: str, rows: Iterable[int], field: str, kind: str, true: Iterable[Any]) -> None:
        """Say that these rows of a file have a defect of this kind in this field, and what would be true."""
        if self.kept:
            numbers, values = [str(r) for r in rows], [str(t) for t in true]
            if numbers:
                n = len(numbers)
                self.add("defects", [[file] * n, numbers, [field] * n, [kind] * n, values])

    def hidden(self, file: str, rows: Iterable[int], field: str, mark: str, counts: Iterable[int]) -> None:
        """Say what the marks in these rows stand for."""
        if self.kept:
            numbers, values = [str(r) for r in rows], [str(c) for c in counts]
            if numbers:
                n = len(numbers)
                self.add("hidden", [[file] * n, numbers, [field] * n, [mark] * n, values])

    def seal(self, seed: int, pupils: int) -> None:
        """Write the archive."""
        if self._path is not None:
            readme = README.format(seed=seed, pupils=pupils).encode()
            write_zip(self._path, [("README.md", readme), *((f"{n}.csv", s) for n, s in self._spools.items())])
