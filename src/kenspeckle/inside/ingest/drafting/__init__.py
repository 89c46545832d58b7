"""`ken suggest`: a first contract from a real file. Here alone things are guessed, and each guess says so.

`outline` finds the table in the file, `columns` what each column holds, `keys` what makes a row one of a kind,
and `contract_text` writes it down, with a comment wherever a person should look.
"""

from __future__ import annotations

from pathlib import Path

from .contract_text import write
from .outline import outline


def suggest(path: Path, root: Path | None = None) -> str:
    """Return a contract (ODCS 3.1, YAML) for the file at `path`, which is inside the workspace `root` or elsewhere.

    Raises DeliveryRefused when no table can be read from the file.
    """
    return write(outline(path), _place(path, root))


def _place(path: Path, root: Path | None) -> str:
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return f"deliveries/{path.name}"


__all__ = ["suggest"]
