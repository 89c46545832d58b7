"""A small workspace to start from: four invented schools, one measure, and a story with two claims that hold."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kenspeckle.ground.terms import KenError

_NAME = "NAME-OF-THE-WORKSPACE"


def new(root: Path, name: str) -> list[Path]:
    """Write the small start into `root`; return the files written. An existing file is never written over.

    Raises KenError, before anything is written, when `root` is a file or any of the files exists.
    """
    start = files(__package__) / "templates" / "start"
    wanted = {root / path: text for path, text in _texts(start, Path())}
    if root.exists() and not root.is_dir():
        raise KenError(f"{root} is a file. Name a folder that is new or empty.")
    there = sorted(path for path in wanted if path.exists() or path.is_symlink())
    if there:
        raise KenError(f"{there[0]} exists already, and nothing was written. Name a folder that is new or empty.")
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(_NAME, _quoted(name) if path.suffix == ".yaml" else name), encoding="utf-8")
    return list(wanted)


def _texts(folder: Traversable, under: Path) -> list[tuple[Path, str]]:
    found = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            found += _texts(item, under / item.name)
        elif not item.name.startswith((".", "__")):
            found.append((under / item.name, item.read_text(encoding="utf-8")))
    return found


def _quoted(name: str) -> str:
    """`name` as YAML text, whatever signs it holds."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
