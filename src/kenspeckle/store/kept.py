"""Answers that were worked out before, kept so that the same question about the same rows is not counted twice.

An answer is found by what it is an answer to: the caller's key is a hash over the question, the snapshots it was
asked of and the code that answered. Never by a file's time. What cannot be read exactly as it was written is as if
it were not there. These are counts before protection, so they lie where rows lie and are for their owner alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

Value: TypeAlias = int | Decimal | str | date | bool | tuple["Value", ...] | None
"""What an answer consists of: exact values, and tuples of them."""

Row: TypeAlias = tuple[Value, ...]

MOST = 512
"""How many answers are kept; the longest unused go first."""


class Kept:
    """The answers in one folder."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most

    def find(self, key: str) -> list[Row] | None:
        """Return the answer kept under `key`, or None when there is none that is whole."""
        place = self._place(key)
        try:
            digest, _, text = place.read_bytes().partition(b"\n")
            if hashlib.sha256(key.encode() + text).hexdigest().encode() != digest:
                return None
            rows = [tuple(_read(v) for v in row) for row in json.loads(text)]
            os.utime(place)  # used just now: this decides only which answers go first
        except (OSError, ValueError, TypeError, KeyError, ArithmeticError):
            return None
        return rows

    def keep(self, key: str, rows: Iterable[Row]) -> None:
        """Keep `rows` under `key`, whole or not at all. A disk that takes nothing is no reason to stop."""
        text = json.dumps([[_written(v) for v in row] for row in rows], separators=(",", ":")).encode()
        fresh = self._folder / f"{key}.{os.getpid()}.new"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(hashlib.sha256(key.encode() + text).hexdigest().encode() + b"\n" + text)
            fresh.replace(self._place(key))
            self._let_go()
        except OSError:
            with suppress(OSError):
                fresh.unlink()

    def clear(self) -> None:
        """Forget every answer, as when rows are let go that some of them were counted from."""
        for path in self._folder.glob("*"):
            path.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _let_go(self) -> None:
        with os.scandir(self._folder) as found:
            entries = [(entry.stat().st_mtime_ns, entry.path) for entry in found]
        for _, path in sorted(entries)[: max(0, len(entries) - self._most)]:
            Path(path).unlink(missing_ok=True)


def _written(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return [_written(v) for v in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"{type(value).__name__} is no exact value, so it cannot be kept")


def _read(value: Any) -> Value:
    if isinstance(value, dict):
        return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["date"])
    if isinstance(value, list):
        return tuple(_read(v) for v in value)
    assert not isinstance(value, float), "a float is never written"
    return value  # type: ignore[no-any-return]


def key_of(*parts: str | bytes) -> str:
    """Return the key for an answer to all that `parts` say, in their order."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
