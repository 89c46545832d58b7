"""A table that is read as it stands, for what is published and needs no contract: a header, and rows of text."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.definitions import DeliverySpec

from .headers import same
from .opening import opened
from .readers import READERS
from .reading import Delivered, Heading
from .refusals import DeliveryRefused

MOST_ROWS = 1_000_000
"""Far more than anybody publishes in one table."""


def read_table(
    path: Path, label: str, columns: tuple[str, ...], *, sheet: str = "", skip: int = 0
) -> list[tuple[int, tuple[str, ...]]]:
    """Return the number of each row in the file, and its texts in `columns`.

    columns: names of columns, which are found as headers of deliveries are. Raises DeliveryRefused when the file
    cannot be read or has no such column.
    """
    spec = DeliverySpec(label, sheet=sheet, skip=skip)
    found: list[tuple[int, tuple[str, ...]]] = []
    with tempfile.TemporaryDirectory() as desk:
        for file, kind in opened(Delivered(label, path, path.name), spec, Path(desk)):
            reading = READERS[kind](file, spec)
            at = [_column(name, reading.header, label) for name in columns]
            for number, cells in reading.rows:
                found.append((number, tuple(cells[i].strip() if i < len(cells) else "" for i in at)))
                if len(found) > MOST_ROWS:
                    raise DeliveryRefused(
                        label, f"it has more than {MOST_ROWS:,} rows.", "Name the sheet that is meant."
                    )
    return found


def _column(name: str, header: tuple[Heading, ...], label: str) -> int:
    for i, heading in enumerate(header):
        if same(name) in map(same, (heading.name, *heading.also)):
            return i
    near = nearest(name, [h.name for h in header])
    hint = f"Did you mean '{near}'?" if near else "Its columns are " + ", ".join(h.name for h in header[:12]) + "."
    raise DeliveryRefused(label, f"it has no column '{name}'.", hint)
