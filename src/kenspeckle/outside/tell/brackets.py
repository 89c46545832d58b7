"""Find `[words]{evidence}` in a line of Markdown.

Brackets inside the words must be in pairs or escaped; a closing brace inside the evidence must be in quotes.
What looks like a tie and is not closed is text, and its numbers are then numbers nobody vouches for.
"""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass

_QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”"}


@dataclass(frozen=True)
class Bracketed:
    """Offsets into the text in which it was found; `start` is the opening bracket, `end` is after the brace."""

    start: int
    words_from: int
    words_to: int
    evidence_from: int
    evidence_to: int
    end: int


def bracketed(text: str, start: int, stop: int) -> Bracketed | None:
    """Return the tied words that begin with the bracket at `start` and end before `stop`, or None."""
    if text.find("]{", start, stop) < 0 or (close := _closing_bracket(text, start, stop)) < 0:
        return None
    if not text.startswith("{", close + 1) or close + 1 >= stop:
        return None
    brace = _closing_brace(text, close + 2, stop)
    if brace < 0:
        # A quotation that never closes: the evidence will be found unreadable, which says more than no claim at all.
        brace = text.find("}", close + 2, stop)
    return Bracketed(start, start + 1, close, close + 2, brace, brace + 1) if brace >= 0 else None


def _closing_bracket(text: str, start: int, stop: int) -> int:
    depth, here = 0, start
    while here < stop:
        match text[here]:
            case "\\":
                here += 1
            case "[":
                depth += 1
            case "]":
                depth -= 1
                if depth == 0:
                    return here
        here += 1
    return -1


def _closing_brace(text: str, start: int, stop: int) -> int:
    here = start
    while here < stop:
        sign = text[here]
        if sign == "}":
            return here
        # An apostrophe inside a word, as in St Mary's, opens no quotation.
        if sign in _QUOTES and not text[here - 1].isalnum():
            here = text.find(_QUOTES[sign], here + 1, stop)
            if here < 0:
                return -1
        here += 1
    return -1
