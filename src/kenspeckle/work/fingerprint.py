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
from datetime import datetime
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass

FORMAT = 2
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Mark:
    """What tells two states of a file apart: size, times and inode, and the SHA-256 of its content."""

    stat: tuple[int, int, int, int]
    sha256: str


@dataclass(frozen=True)
class LastBuild:
    """The fingerprint of a build and what it answered, so that the answer can be given again.

    roots: folders that were read beside the workspace's own, such as the core that it extends, as paths from it.
    """

    version: str
    marks: Mapping[str, Mark]
    roots: tuple[str, ...]
    ledger: str
    next_instant: str
    answer: Mapping[str, Any]


def inputs(root: Path, apart: tuple[Path, ...]) -> Iterator[Path]:
    """Every file of the workspace that a build may read, in order; `apart` are folders that builds write."""
    entered = {p.resolve() for p in apart}
    for folder, names, files in os.walk(root, followlinks=True):
        here = Path(folder)
        # Links are followed, since what lies behind them is read; each folder once, so that none leads in circles.
        names[:] = sorted(n for n in names if not n.startswith(".") and (here / n).resolve() not in entered)
        entered |= {(here / n).resolve() for n in names}
        for name in sorted(files):
            if not name.startswith("."):
                yield here / name


def take(
    root: Path, apart: tuple[Path, ...], roots: tuple[str, ...] = (), known: Mapping[str, Mark] | None = None
) -> dict[str, Mark]:
    """Return the marks of all inputs, by path from the root. known: earlier marks; what they tell is not read again."""
    found = {}
    for name, path in _named(root, apart, roots):
        stat = _stat(path)
        before = (known or {}).get(name)
        found[name] = before if before is not None and before.stat == stat else Mark(stat, _sha256(path))
    return found


def _named(root: Path, apart: tuple[Path, ...], roots: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for path in inputs(root, apart):
        yield str(path.relative_to(root)), path
    for other in roots:
        for path in inputs(root / other, apart):
            yield os.path.join(other, path.relative_to(root / other)), path


def read(place: Path) -> LastBuild | None:
    """Return the last build's fingerprint; None when there is none that this version can read."""
    try:
        record = json.loads(place.read_bytes())
        if record["format"] != FORMAT:
            return None
        marks = {name: Mark(tuple(stat), digest) for name, (stat, digest) in record["marks"].items()}
        roots = tuple(record["roots"])
        return LastBuild(record["version"], marks, roots, record["ledger"], record["next"], record["answer"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(place: Path, last: LastBuild) -> None:
    """Keep `last`, whole or not at all."""
    record = {
        "format": FORMAT,
        "version": last.version,
        "marks": {name: [list(m.stat), m.sha256] for name, m in last.marks.items()},
        "roots": list(last.roots),
        "ledger": last.ledger,
        "next": last.next_instant,
        "answer": last.answer,
    }
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps(record), "utf-8")
    os.replace(fresh, place)


def forget(place: Path) -> None:
    """Remember no build: one that is under way may leave something else than the last one did."""
    place.unlink(missing_ok=True)


def still_holds(last: LastBuild, root: Path, apart: tuple[Path, ...], version: str, ledger: str, now: datetime) -> bool:
    """Whether a build now would read what the last one read and give the same answer."""
    if last.version != version or last.ledger != ledger:
        return False
    if last.next_instant and now >= datetime.fromisoformat(last.next_instant):
        return False
    found = dict(_named(root, apart, last.roots))
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
