"""What every reader makes of a delivered file: a header, and rows of text.

Everything is text first and nothing is guessed here: a number is the digits that were delivered, a date the
characters. What the text means is said by the contract and found out by `conform`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from kenspeckle.ground.frozen import dataclass

Row = tuple[int, list[str]]
"""Row number in the delivered file, counted from 1 as a spreadsheet program numbers them, and its cells."""


@dataclass(frozen=True)
class Delivered:
    """One delivered thing: `label` is what people call it, `path` the local file that holds its bytes.

    The label is the path from the workspace, followed by `!member` inside an archive and `#sheet` inside a
    workbook. `name` is the file name that `from_name` is matched with.
    """

    label: str
    path: Path
    name: str


@dataclass(frozen=True)
class Heading:
    """What a column is called. `also`: other names it answers to, such as the lower of two header rows."""

    name: str
    also: tuple[str, ...] = ()


@dataclass
class Reading:
    """A file being read: `rows` can be gone through once; `notes` may grow while that happens."""

    header: tuple[Heading, ...]
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)
