"""A delivered file in its place, and the desk on which feeds put what they bring."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import DeliverySpec


@dataclass(frozen=True)
class Place:
    """A delivered file. label: what people call it. stamp: changes when the file is touched, or empty.

    spec: how it is to be read, which for a database is no longer what its contract says. validators: what an
    HTTP server gave with it.
    """

    label: str
    path: Path
    name: str
    spec: DeliverySpec
    stamp: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """state: a folder that stays. scratch: makes, when first called, a folder that goes when the ingest ends."""

    state: Path
    scratch: Callable[[], Path]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names and files in a folder."""
    if path.is_dir():
        whole = hashlib.sha256()
        for inside in sorted(p for p in path.rglob("*") if p.is_file()):
            whole.update(f"{inside.relative_to(path).as_posix()}\0{digest(inside)}\n".encode())
        return whole.hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
