"""Which stories are meant: those that are named, by name or by file, or all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kenspeckle.ground.terms import KenError, nearest
from kenspeckle.ground.workspace.definitions import StoryFile


def chosen(stories: Mapping[str, StoryFile], names: Sequence[str]) -> list[StoryFile]:
    """Return the stories named (by name or by file), or all. Raises KenError with the nearest right name."""
    found = []
    for asked in names:
        name = Path(asked).stem if asked.endswith(".md") else asked
        if name not in stories:
            near = nearest(name, stories)
            raise KenError(
                f"there is no story {asked}" + (f"; did you mean {near}?" if near else "; see the folder stories/")
            )
        found.append(stories[name])
    return found or list(stories.values())
