"""What is gathered while a story is read: claims, strays and complaints, each with its place in the file.

Positions are offsets of the file's text until somebody is told of them; then they are file, line and column.
A file may end its lines in any way: Markdown and YAML both see line feeds, and the file is never rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import field

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Complaint, Facts, Spot

from .story import Claim, Stray

_LINE_END = re.compile(r"\r\n?|\n")


def line_starts(text: str) -> tuple[int, ...]:
    """Return the offset at which each line of `text` begins."""
    return (0, *(m.end() for m in _LINE_END.finditer(text)))


@dataclass
class Reading:
    """One story being read. Mutable, and alive only inside `read`."""

    file: str
    text: str
    facts: Facts = field(default_factory=lambda: Facts({}, {}))
    claims: list[Claim] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts = line_starts(self.text)

    def spot(self, offset: int) -> Spot:
        """File, line and column of an offset, counting from 1."""
        line = bisect_right(self.starts, offset)
        return Spot(self.file, line, offset - self.starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line (from 0), without its end."""
        first = self.starts[number]
        last = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[first:last].rstrip("\r\n")

    def complain(self, offset: int, found: str, expected: str = "", near: str = "") -> None:
        self.complaints.append(Complaint(self.spot(offset), found, expected, near))

    def anchor(self, words: str) -> str:
        """A name for an element that is unique on its page, made of plain words."""
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-") or "part"
        self.anchors[slug] = count = self.anchors.get(slug, 0) + 1
        # `part-2` may have been taken by a heading of that name, so the longer name is counted too.
        return slug if count == 1 else self.anchor(f"{slug}-{count}")


def offsets_of_lines(reading: Reading, content: str, first_line: int) -> Sequence[int]:
    """Say where each character of `content` stands in the file, one content line for one line of the file.

    Markdown has taken what belongs to lists, quotes and headings off both ends of each line; what it took is signs
    alone, so what is left is found where it first stands.
    """
    offsets: list[int] = []
    for number, part in enumerate(content.split("\n"), start=first_line):
        line = reading.line(number).rstrip() if number < len(reading.starts) else ""
        core = part.strip().replace("\ufffd", "\0") if "\0" in line else part.strip()
        column = max(line.find(core), 0)
        lead = len(part) - len(part.lstrip())
        base = reading.starts[min(number, len(reading.starts) - 1)]
        offsets += [base + max(column + i - lead, 0) for i in range(len(part) + 1)]
    return offsets


def offsets_of_scalar(value: str, raw: str, at: int) -> Sequence[int]:
    """Say where each character of a YAML value stands in the file; `raw` is how it is written there, from `at`.

    Quotes, escapes, folded lines and the indentation of a block are in `raw` and not in `value`.
    """
    offsets: list[int] = []
    here = 1 if raw[:1] in ("'", '"') else _after_block_mark(raw)
    quote = raw[:1] if here == 1 else ""
    for sign in value:
        while here < len(raw) and not _stands_for(raw, here, sign, quote):
            here += 1
        offsets.append(at + min(here, len(raw)))
        here += _width(raw, here, sign, quote)
    return [*offsets, at + min(here, len(raw))]


def _after_block_mark(raw: str) -> int:
    mark = re.match(r"[|>][+\-0-9]*[^\n]*\n", raw)
    return mark.end() if mark else 0


def _stands_for(raw: str, here: int, sign: str, quote: str) -> bool:
    return raw[here] == sign or (sign.isspace() and raw[here].isspace()) or (quote == '"' and raw[here] == "\\")


def _width(raw: str, here: int, sign: str, quote: str) -> int:
    if quote == '"' and (escape := re.compile(r"\\(x..|u....|U........|.)", re.DOTALL).match(raw, here)):
        return len(escape[0])
    if quote == "'" and raw.startswith("''", here):
        return 2
    if sign == " " and (fold := re.compile(r"[ \t]*\r?\n\s*").match(raw, here)):
        return len(fold[0])
    return 1
