"""One story from its text alone: for a bundle, which has no workspace around it, and for words approved earlier."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kenspeckle.ground.terms import Complaint, Complaints, Spot

from .blocks import Entry
from .definitions import StoryFile
from .keys import FRONT
from .layers import Definition, Layer, front_end
from .nodes import Reading
from .shapes import WRONG
from .stories import story


def story_from_text(name: str, text: str, file: str) -> StoryFile:
    """Return the story called `name` from the text of its file. Raises Complaints, as loading would."""
    complaints: list[Complaint] = []
    end = front_end(text)
    if end is None:
        raise Complaints([Complaint(Spot(file), "a story without front matter", "`---`, `title: ...` and `---`")])
    reading = Reading(file, text[4:end], complaints, first_line=2)
    node = reading.compose()
    entry = FRONT.read(node, reading) if node is not None else WRONG
    if not isinstance(entry, Entry) or complaints:
        raise Complaints(complaints or [Complaint(Spot(file, 1, 1), "empty front matter", "`title: ...`")])
    digest = hashlib.sha256(text.encode()).hexdigest()
    written = Definition("story", name, entry, None, Path(file), file, text, digest, Layer(Path(), ""))
    found = story(written, None)
    if complaints:
        raise Complaints(complaints)
    return found
