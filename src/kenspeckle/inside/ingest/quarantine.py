"""Rows that broke the contract, kept where their owner can see them, and the sentence that counts them.

One file for each delivery, a line of JSON for each row: delivery, row, reasons, and the row's own text. Only the
file holds that text; no message does. The folder is readable by its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path

from .conform import Conformed


def keep(conformed: Conformed, label: str, folder: Path) -> Path | None:
    """Write the broken rows of one delivery into `folder`, replacing those of its last reading, and return the file."""
    stem = "".join(c if c.isalnum() or c in "-._" else "-" for c in label)[-80:]
    path = folder / f"{stem}-{hashlib.sha256(label.encode()).hexdigest()[:12]}.ndjson"
    if not conformed.broken:
        path.unlink(missing_ok=True)
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = (
        json.dumps(
            {
                "delivery": label,
                "row": broken.row,
                "reasons": [{"field": f, "reason": r} for f, r in broken.reasons],
                "text": dict(zip(conformed.fields, broken.cells, strict=True)),
            },
            ensure_ascii=False,
        )
        for broken in conformed.broken
    )
    write_whole(path, "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"))
    return path


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that after a loss of power the old file or the whole new one is there."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(fd, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def summary(conformed: Conformed, tolerance: str) -> str:
    """Say how many rows broke the contract and in which ways: fields, reasons and row numbers, never a value."""
    ways: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for broken in conformed.broken:
        for field, reason in broken.reasons:
            shown = reason.split(" row ")[0] + " another" if reason.startswith("repeats row") else reason
            shown = shown.split(" (the first is")[0]
            ways[field, shown] += 1
            first.setdefault((field, shown), broken.row)
    told = [
        f"{f'field {field!r} ' if field else 'the row '}{reason} ({_rows(count)}, first row {first[field, reason]:,})"
        for (field, reason), count in ways.most_common(5)
    ]
    more = f"; {len(ways) - 5} more kinds" if len(ways) > 5 else ""
    verb = "breaks" if conformed.quarantined == 1 else "break"
    return (
        f"{conformed.quarantined:,} of {_rows(conformed.delivered)} {verb} the contract"
        f" (tolerance {tolerance}): {'; '.join(told)}{more}."
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
