"""What people write: contracts, measures, places, goals, stories, words, settings; loaded and checked.

`load(root)` returns a `Workspace` or raises `Complaints` with everything that is wrong, each with its file,
line and column. `new` writes a small start; `compare` and `propose` are about a shared core; `schemas` and
`reference` describe every file. Importing this package imports neither a YAML reader nor an SQL parser.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .definitions import StoryFile, Workspace

if TYPE_CHECKING:
    from .core import Difference
    from .described import KeyReference

__all__ = ["Workspace", "compare", "load", "new", "propose", "reference", "schemas", "story_from_text"]


def load(root: Path) -> Workspace:
    """Return all definitions of the workspace at `root`; raises Complaints with all that is wrong in them."""
    from .loading import load as read

    return read(root)


def new(root: Path, name: str) -> list[Path]:
    """Write a small workspace called `name` into the new or empty folder `root`; return the files written."""
    from .start import new as write

    return write(root, name)


def compare(root: Path) -> list[Difference]:
    """Return how each definition stands to the core that the workspace extends: local, inherited, overridden, same."""
    from .core import compare as differences

    return differences(root)


def propose(root: Path, kind: str, name: str, target: Path) -> tuple[Path, Path]:
    """Write a local definition into `target` as a proposal to the core; return the file and the note about it."""
    from .core import propose as write

    return write(root, kind, name, target)


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every kind of file that people write, by its name."""
    from .described import schemas as made

    return made()


def reference() -> list[KeyReference]:
    """Return every key that people may write, with its type, meaning and default, for the reference pages."""
    from .described import reference as made

    return made()


def story_from_text(name: str, text: str, file: str) -> StoryFile:
    """Return one story from the text of its file; raises Complaints with all that is wrong in its front matter."""
    from .one_story import story_from_text as read

    return read(name, text, file)
