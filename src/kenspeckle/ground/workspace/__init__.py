"""What people write: contracts, measures, places, goals, stories, words, settings; loaded and checked.

`load(root)` returns a `Workspace` or raises `Complaints` with everything that is wrong, each with its file,
line and column. Importing this package imports neither a YAML reader nor an SQL parser.
"""

from __future__ import annotations

from pathlib import Path

from .definitions import Workspace

__all__ = ["load"]


def load(root: Path) -> Workspace:
    """Return all definitions of the workspace at `root`; raises Complaints with all that is wrong in them."""
    from .loading import load as read

    return read(root)
