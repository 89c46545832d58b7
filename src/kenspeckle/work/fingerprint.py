"""Has anything changed since the last build? Decided from files' marks and one line of the records.

This runs before anything heavy is imported: the standard library alone. A file that has the same size, times and
inode is taken to be the same; one that has not is read and its content decides. What depends on time says when
it will next change, and past that moment a build is due again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Mark:
    """What tells two states of a file apart: size, times and inode, and the SHA-256 of its content."""

    stat: tuple[int, int, int, int]
    sha256: str


@dataclass(frozen=True)
class LastBuild:
    """The fingerprint of a build and what it answered, so that the answer can be given again."""

    version: str
    marks: Mapping[str, Mark]
    ledger: str
    next_instant: str
    answer: Mapping[str, Any]


def inputs(root: Path, apart: tuple[Path, ...]) -> Iterator[Path]:
    """Every file of the workspace that a build may read, in order; `apart` are folders that builds write."""
    kept_out = {p.resolve() for p in apart}
    for folder, names, files in os.walk(root):
        here = Path(folder)
        names[:] = sorted(n for n in names if not n.startswith(".") and (here / n).resolve() not in kept_out)
        for name in sorted(files):
            if not name.startswith("."):
                yield here / name


def mark(path: Path) -> Mark:
    return Mark(_stat(path), _sha256(path))


def take(root: Path, apart: tuple[Path, ...]) -> dict[str, Mark]:
    """Return the marks of all inputs, by path from the root."""
    return {str(p.relative_to(root)): mark(p) for p in inputs(root, apart)}


def read(place: Path) -> LastBuild | None:
    """Return the last build's fingerprint; None when there is none that this version can read."""
    try:
        record = json.loads(place.read_bytes())
        if record["format"] != FORMAT:
            return None
        marks = {name: Mark(tuple(stat), digest) for name, (stat, digest) in record["marks"].items()}
        return LastBuild(record["version"], marks, record["ledger"], record["next"], record["answer"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(place: Path, last: LastBuild) -> None:
    """Keep `last`, whole or not at all."""
    record = {
        "format": FORMAT,
        "version": last.version,
        "marks": {name: [list(m.stat), m.sha256] for name, m in last.marks.items()},
        "ledger": last.ledger,
        "next": last.next_instant,
        "answer": last.answer,
    }
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps(record), "utf-8")
    os.replace(fresh, place)


def still_holds(last: LastBuild, root: Path, apart: tuple[Path, ...], version: str, ledger: str, now: datetime) -> bool:
    """Whether a build now would read what the last one read and give the same answer."""
    if last.version != version or last.ledger != ledger:
        return False
    if last.next_instant and now.isoformat() >= last.next_instant:
        return False
    found = {str(p.relative_to(root)): p for p in inputs(root, apart)}
    return found.keys() == last.marks.keys() and all(_same(path, last.marks[name]) for name, path in found.items())


def _same(path: Path, before: Mark) -> bool:
    try:
        return _stat(path) == before.stat or (path.stat().st_size == before.stat[0] and _sha256(path) == before.sha256)
    except OSError:
        return False


def _stat(path: Path) -> tuple[int, int, int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
