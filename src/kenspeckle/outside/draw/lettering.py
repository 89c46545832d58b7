"""How wide text will be, and where to break it, without a browser to ask.

Widths are those of Helvetica in thousandths of the type size, with a margin, because a page sets its own
system font. An estimate that is a little wide costs white space; one that is narrow clips a name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SIZES = {"label": 15, "strong": 15, "value": 15, "tick": 14, "note": 14, "tiny": 13}
"""Type sizes by CSS class, in the picture's own units; `draw.css` sets the same (a test compares them)."""

LEADING = 19
"""From one line of text to the next."""

_MARGIN = 1070  # thousandths: system fonts run up to about 7 % wider than Helvetica
_STRONG = 1060  # and bold about 6 % wider again

_WIDTHS = {
    222: "ijl",
    191: "'",
    278: "!,./:;I[\\]ft ",
    333: "()-`r",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckvsxyz",
    556: "#$0123456789?_abdeghnopquL£–",
    584: "+<=>~−×",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}


@lru_cache(maxsize=4096)
def width(text: str, kind: str = "label") -> int:
    """Return the width of `text` in whole units, rounded up; `kind` is one of SIZES."""
    units = sum(_width_of(c) for c in text)
    if kind == "strong":
        units = units * _STRONG // 1000
    return -(-units * SIZES[kind] * _MARGIN // 1_000_000)


def _width_of(character: str) -> int:
    if (known := _WIDTH_OF.get(character)) is not None:
        return known
    base = unicodedata.normalize("NFD", character)[0]
    return _WIDTH_OF.get(base, 1000)


def wrap(text: str, room: int, kind: str = "label", most: int = 4) -> tuple[str, ...]:
    """Return `text` as at most `most` lines that each fit in `room`, cut with an ellipsis when they do not.

    There is always a line, if an empty one. The table has the whole text, so a cut here loses nothing.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, room, kind):
            longer = f"{line} {piece}" if line else piece
            if width(longer, kind) <= room:
                line = longer
            else:
                lines.append(line)
                line = piece
        if len(lines) > most:
            break
    if line or not lines:
        lines.append(line)
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _cut(lines[most - 1] + "…", room, kind))


def _pieces(word: str, room: int, kind: str) -> list[str]:
    """Break a word that is wider than a whole line; most words are one piece."""
    if width(word, kind) <= room:
        return [word]
    pieces, piece = [], ""
    for character in word:
        if piece and width(f"{piece}{character}-", kind) > room:
            pieces.append(piece + "-")
            piece = character
        else:
            piece += character
    return [*pieces, piece]


def _cut(text: str, room: int, kind: str) -> str:
    while len(text) > 1 and width(text, kind) > room:
        text = text[:-2] + "…"
    return text
