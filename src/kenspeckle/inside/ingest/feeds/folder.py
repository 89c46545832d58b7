"""Files in the workspace: a path, a folder or a glob, none of which may lead out of it.

A path that climbs out, by `..`, by being absolute or through a link, is refused by name before anything is read.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from kenspeckle.ground.workspace.definitions import DeliverySpec

from ..refusals import DeliveryRefused
from .place import Desk, Place

_HIDDEN = (".", "~$")
"""How the names begin of files that no person delivered: lock files of spreadsheet programs, half-copied files."""

_BESIDE = frozenset({".md", ".pdf", ".docx", ".html", ".yaml", ".yml"})
"""Suffixes of what lies beside deliveries in a folder to explain them; a path or glob that names them is obeyed."""


def places(spec: DeliverySpec, root: Path, desk: Desk) -> list[Place]:
    """Return the files that `spec.path` names, by name; raises DeliveryRefused when one is outside the workspace."""
    pattern = spec.path.replace("\\", "/")
    if PurePosixPath(pattern).is_absolute() or ".." in PurePosixPath(pattern).parts or pattern[1:2] == ":":
        raise DeliveryRefused(spec.path, "it climbs out of the workspace.", "Give a path from the workspace's folder.")
    if any(c in pattern for c in "*?["):
        found = sorted(root.glob(pattern))
    else:
        path = root / pattern
        found = [path]
        if path.is_dir() and spec.format != "oneroster":
            found = sorted(p for p in path.iterdir() if p.suffix.lower() not in _BESIDE)
    home = root.resolve()
    result = []
    for path in found:
        if path.name.startswith(_HIDDEN) or not path.exists():
            continue
        label = path.relative_to(root).as_posix()
        if not path.resolve().is_relative_to(home):
            raise DeliveryRefused(label, "it is a link that leads out of the workspace.", "Put the file itself there.")
        if path.is_file() or (path.is_dir() and spec.format == "oneroster"):
            result.append(Place(label, path, path.name, spec, _stamp(path)))
    return result


def _stamp(path: Path) -> str:
    """Return a text that changes whenever the file does; its inode's change time cannot be set by hand."""
    if path.is_dir():
        return ""
    info = os.stat(path)
    return f"{info.st_size}-{info.st_mtime_ns}-{info.st_ctime_ns}-{info.st_ino}"
