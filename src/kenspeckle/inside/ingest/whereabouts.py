"""Where deliveries are: files that a contract's paths and globs name, all of them inside the workspace.

A path that climbs out, by `..`, by being absolute or through a link, is refused by name before anything is read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kenspeckle.ground.workspace.definitions import DeliverySpec

from .refusals import DeliveryRefused

_CHUNK = 1 << 20
_HIDDEN = (".", "~$")
"""How the names begin of files that no person delivered: lock files of spreadsheet programs, half-copied files."""


@dataclass(frozen=True)
class Place:
    """A delivered file: `label` is its path from the workspace, `stamp` changes when the file is touched."""

    label: str
    path: Path
    stamp: str
    validators: Mapping[str, str] = field(default_factory=dict)


def is_address(path: str) -> bool:
    return path.startswith(("http://", "https://"))


def is_database(path: str) -> bool:
    return path.startswith(("postgresql://", "postgres://"))


def find(spec: DeliverySpec, root: Path) -> list[Place]:
    """Return the files that `spec.path` names, by name; raises DeliveryRefused when one is outside the workspace."""
    pattern = spec.path.replace("\\", "/")
    if PurePosixPath(pattern).is_absolute() or ".." in PurePosixPath(pattern).parts or pattern[1:2] == ":":
        raise DeliveryRefused(spec.path, "it climbs out of the workspace.", "Give a path from the workspace's folder.")
    home = root.resolve()
    if not any(c in pattern for c in "*?["):
        path = root / pattern
        found = sorted(p for p in path.iterdir()) if path.is_dir() and spec.format != "oneroster" else [path]
    else:
        found = sorted(root.glob(pattern))
    places = []
    for path in found:
        if path.name.startswith(_HIDDEN) or not path.exists():
            continue
        if not path.resolve().is_relative_to(home):
            raise DeliveryRefused(
                path.relative_to(root).as_posix(),
                "it is a link that leads out of the workspace.",
                "Put the file itself there.",
            )
        if path.is_file() or (path.is_dir() and spec.format == "oneroster"):
            places.append(Place(path.relative_to(root).as_posix(), path, _stamp(path)))
    return places


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's names and files."""
    if path.is_dir():
        whole = hashlib.sha256()
        for inside in sorted(p for p in path.rglob("*") if p.is_file()):
            whole.update(f"{inside.relative_to(path).as_posix()}\0{digest(inside)}\n".encode())
        return whole.hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamp(path: Path) -> str:
    if path.is_dir():
        return ""
    info = os.stat(path)
    return f"{info.st_size}-{info.st_mtime_ns}-{info.st_ctime_ns}-{info.st_ino}"
