"""A build with nothing changed: give the last answer again, without waking the engine.

The standard library alone, because this is decided before anything heavy is imported.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kenspeckle.version import __version__

from . import fingerprint

FILE = "last-build.json"
NO_ENTRIES = "0" * 64


def folders(root: Path) -> tuple[Path, Path]:
    """Return the state folder and the output folder of a workspace, as `ken.yaml` says."""
    try:
        text = (root / "ken.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    found = {m[1]: m[2].strip("\"'") for m in re.finditer(r"^(state|out):[ \t]*([^#\n]+?)[ \t]*(?:#.*)?$", text, re.M)}
    return root / found.get("state", ".ken"), root / found.get("out", "out")


def answer_again(root: Path) -> Mapping[str, Any] | None:
    """Return what the last build answered when a build now would answer the same; None when one is needed."""
    state, out = folders(root)
    last = fingerprint.read(state / FILE)
    if last is None or not (out / "preview" / "index.html").exists():
        return None
    head = _ledger_head(state)
    if head is None:
        return None
    now = datetime.now(UTC)
    return last.answer if fingerprint.still_holds(last, root, (state, out), __version__, head, now) else None


def _ledger_head(state: Path) -> str | None:
    """The head of the ledger, read without a framework; None when the records are not a file of ours."""
    file = state / "records.sqlite3"
    if os.environ.get("DATABASE_URL") or not file.exists():
        return None
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            row = connection.execute('SELECT hash FROM records_ledgerrow ORDER BY "index" DESC LIMIT 1').fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row else NO_ENTRIES
