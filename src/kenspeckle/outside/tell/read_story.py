"""Read a story: front matter and Markdown in, prose, claims and figures out, or every complaint at once."""

from __future__ import annotations

import re
from functools import cached_property

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Complaints, Facts
from kenspeckle.ground.terms.page import Inline
from kenspeckle.ground.workspace.definitions import StoryFile

from .blocks import BlockReader
from .figure_text import Mapped, Scalar, YamlText
from .prose import read_blocks, read_prose
from .reading import Reading
from .story import Story


def read(story: StoryFile, facts: Facts) -> Story:
    """Read one story; raises Complaints with all that is wrong in it, in the order of its lines.

    A claim whose evidence cannot be read is no complaint: it is judged with the others, and refused.
    """
    # The path from the workspace's root is not known here; a story's spots say how its front matter names it.
    named = next((spot.file for spot in story.front_spots.values()), "")
    reading = Reading(named or story.path.as_posix(), story.text, facts)
    front = _Front(reading, story)
    kind = front.word("kind") or "story"
    title, question, summary = (front.prose(key) for key in ("title", "question", "summary"))
    body_line = _body_line(story)
    blocks = read_blocks(reading, _lines_from(reading, body_line), body_line, BlockReader(facts, kind == "report-card"))
    if reading.complaints:
        raise Complaints(reading.complaints)
    return Story(
        name=story.name,
        file=reading.file,
        text=story.text,
        title=title,
        question=question,
        summary=summary,
        kind=kind,
        audience=front.words("for"),
        serves=front.word("serves"),
        hunch=front.word("hunch"),
        blocks=blocks,
        claims=tuple(reading.claims),
        strays=tuple(reading.strays),
        digest=story.digest,
    )


def _body_line(story: StoryFile) -> int:
    """The line, from 0, on which the Markdown begins."""
    return max(story.body_line - 1, 0)


def _lines_from(reading: Reading, line: int) -> str:
    return reading.text[reading.starts[line] :] if line < len(reading.starts) else ""


@dataclass(frozen=True)
class _Front:
    """The front matter, whose values are checked by the workspace and whose prose is read here, with its places."""

    reading: Reading
    story: StoryFile

    def word(self, key: str) -> str:
        value = self.story.front.get(key)
        return "" if value is None else str(value)

    def words(self, key: str) -> tuple[str, ...]:
        value = self.story.front.get(key)
        if isinstance(value, list | tuple):
            return tuple(str(item) for item in value)
        return () if value is None else (str(value),)

    def prose(self, key: str) -> tuple[Inline, ...]:
        text, values = self._written
        found = values.entries[key][1] if key in values.entries else None
        if not isinstance(found, Scalar):
            return ()
        return read_prose(self.reading, found.text, text.offsets(found), key, found.quoted).children

    @cached_property
    def _written(self) -> tuple[YamlText, Mapped]:
        """The front matter as it is written; empty for a story without one."""
        lines = [self.reading.line(n) for n in range(min(_body_line(self.story), len(self.reading.starts)))]
        if not lines or not re.fullmatch(r"\ufeff?---\s*", lines[0]):
            return YamlText(self.reading, "", 0), Mapped({}, 0)
        closing = next((n for n, line in enumerate(lines[1:], 1) if re.fullmatch(r"(---|\.\.\.)\s*", line)), len(lines))
        text = YamlText(self.reading, "\n".join(lines[1:closing]) + "\n", 1)
        return text, text.load() or Mapped({}, 0)
