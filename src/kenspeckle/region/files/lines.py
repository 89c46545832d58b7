"""Records as JSON, one on each line, with their fields in the order given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path


class Lines:
    """One file of records; `row` is the number of the next line, from 1."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._out = path.open("xb")
        self.row = 1

    def write(self, records: Iterable[Mapping[str, object]]) -> int:
        """Write a line for each record; return the number of the first."""
        first = self.row
        for record in records:
            self._out.write(json.dumps(record, ensure_ascii=False, separators=(", ", ": ")).encode() + b"\n")
            self.row += 1
        return first

    def close(self) -> None:
        """Close the file."""
        self._out.close()
