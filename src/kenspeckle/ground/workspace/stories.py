"""Splits a story into front matter and Markdown, each with the lines on which it stands."""

from __future__ import annotations

import hashlib
import re

from kenspeckle.ground.terms import Spot, nearest

from .definitions import StoryFile
from .keys import DASHED, FRONT
from .layers import Definition, front_end
from .shapes import Written


def story(definition: Definition, outcomes: set[str] | None) -> StoryFile:
    """Return the story as written; `outcomes` are those of the goals, None when these could not be read."""
    entry, text = definition.entry, definition.text
    if re.fullmatch(DASHED.pattern, definition.name) is None:
        found = f"`{definition.name}.md`, whose name becomes an address"
        entry.reading.complain(Spot(definition.file), found, "a file name of small letters, digits and -")
    serves = entry["serves"]
    if serves and outcomes is not None and serves not in outcomes:
        entry.complain(
            "serves", f"there is no outcome `{serves}`", "an outcome in goals.yaml", nearest(serves, outcomes)
        )
    front: dict[str, object] = {}
    spots = {}
    for key in FRONT.by_name:
        value = entry[key]
        front[key] = tuple(str(item) for item in value) if isinstance(value, tuple) else str(value or "")
        if key in entry:
            spots[key] = value.spot if isinstance(value, Written) else entry.spot(key)
    end = front_end(text)
    assert end is not None, "a story without front matter is no definition"
    body_at = text.find("\n", end) + 1 or len(text)
    return StoryFile(
        name=definition.name,
        path=definition.path,
        text=text,
        body=text[body_at:],
        body_line=text.count("\n", 0, body_at) + 1,
        front=front,
        front_spots=spots,
        # Of the text, not of the file's bytes: how a line ends is nothing that people approve.
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
