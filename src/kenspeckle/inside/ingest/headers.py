"""Headers as people write them, compared as people mean them.

`Pupil  roll`, `pupil roll` and `Pupil roll [Note 3]` are one header: spaces and line breaks, case and the note
marks that publishers add from one year to the next make no difference. A misspelling does: it is declared as
another header of the field, or the complaint names the nearest one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SPACE = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff"
"""What is around a cell's text without being part of it; a cell of nothing else is blank."""

_NOTE = re.compile(r"\[\s*(?:notes?|footnotes?)\b[^\]]*\]", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})


def blank(cells: Sequence[str]) -> bool:
    """Whether a row has nothing in it."""
    return not any(cell.strip(SPACE) for cell in cells)


def tidy(text: str) -> str:
    """Return `text` on one line, with single spaces and without note marks; case is kept."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(_NOTE.sub(" ", text).split())


def same(text: str) -> str:
    """Return the form in which two spellings of one header are equal."""
    return tidy(text).translate(_QUOTES).casefold()
