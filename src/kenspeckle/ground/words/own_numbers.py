"""Numbers that belong to a measure: the thresholds in its title and meaning, and the base of its rate.

"Schools with fewer than 50 pupils" cannot be told of without saying 50, and a rate per 1,000 not without saying
1,000. Neither is a figure that could go false unseen: they say what is counted. So they need no evidence of their
own beside a claim on that measure; but only as the measure has them, with the same bound and of the same thing.
"More than 50 pupils", "fewer than 50 schools" and "fewer than 60 pupils" stay numbers that nobody vouches for.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from kenspeckle.ground.frozen import dataclass

from .entries import Role
from .pieces import Piece, group_name_at, phrase_at
from .sizes import Ambiguous, Size, SizeUnit, read_size
from .tokens import Token, tokens

_UNITS = frozenset({SizeUnit.NONE, SizeUnit.PERCENT, SizeUnit.POUNDS, SizeUnit.POINTS})
_FOR_EACH = (
    *(("of", "every"), ("in", "every"), ("for", "every"), ("of", "each"), ("in", "each"), ("for", "each")),
    *(("out", "of"), ("per",)),
)


@dataclass(frozen=True)
class Threshold:
    """A number with what bounds it ("less than", or "") and what it counts ("pupil", or "" where nothing is said)."""

    value: Fraction
    unit: SizeUnit
    bound: str
    noun: str


@dataclass(frozen=True)
class OwnNumbers:
    """What a measure says of itself. base: 1,000 for a rate per 1,000, 100 for per cent, 0 for none."""

    thresholds: frozenset[Threshold] = frozenset()
    base: int = 0

    def __bool__(self) -> bool:
        return bool(self.thresholds or self.base)

    def hold(self, found: Sequence[Token], i: int, words: str) -> bool:
        """Whether the number at token `i` of `words` is one of them, as the measure has it."""
        if self.base and _is_base(found, i, self.base):
            return True
        if not self.thresholds:
            return False
        # A bound is at most five words long; the number with its bound is read from where the bound begins.
        for first in range(max(0, i - 5), i + 1):
            read = threshold_at(found, first, words)
            if read is not None and first <= i < read[1]:
                return read[0] in self.thresholds
        return False


NONE_OWN = OwnNumbers()


@lru_cache(maxsize=1024)
def own_numbers(texts: tuple[str, ...], base: int = 0) -> OwnNumbers:
    """Return the numbers in a measure's title and meaning. base: of its unit, 0 for a unit without one."""
    return OwnNumbers(frozenset(t for text in texts for t in _thresholds(text)), base)


def _thresholds(text: str) -> list[Threshold]:
    found = tokens(text)
    read: list[Threshold] = []
    i = 0
    while i < len(found):
        at = threshold_at(found, i, text)
        if at:
            read.append(at[0])
        i = at[1] if at else i + 1
    return read


def threshold_at(found: Sequence[Token], i: int, words: str) -> tuple[Threshold, int] | None:
    """The number at token `i` with the bound before or after it, and the index after it; None for no number."""
    if group_name_at(found, i):
        return None
    phrase = phrase_at(found, i, (), words)
    bound, at = (phrase.entry.value, phrase.after) if phrase and phrase.entry.role is Role.BOUND else ("", i)
    try:
        read = read_size(found, at)
    except Ambiguous:
        return None
    if read is None or read[0].unit not in _UNITS:
        return None
    size, after = read
    said = threshold(size, bound, found[after].text if after < len(found) and found[after].kind == "word" else "")
    # "50 pupils or fewer", and "5 passes or more", of which nobody knows the noun.
    for end in (after, after + 1):
        behind = _bound_behind(found, end, size, words) if not bound else None
        if behind:
            noun = said.noun if end > after or size.noun else ""
            return Threshold(said.value, said.unit, behind[0], noun), behind[1]
    return said, after


def threshold(size: Size, bound: str, following: str) -> Threshold:
    """A size as a threshold. following: the word after it, which says what is counted where `size` does not."""
    noun = size.noun or following if size.unit is SizeUnit.NONE else ""
    return Threshold(size.exact, size.unit, bound, noun.removesuffix("s"))


def _bound_behind(found: Sequence[Token], i: int, size: Size, words: str) -> tuple[str, int] | None:
    if i >= len(found):
        return None
    phrase = phrase_at(found, i, (Piece("size", "", size.start, size.end, size=size),), words)
    return (phrase.entry.value, phrase.after) if phrase and phrase.entry.role is Role.AFTER else None


def _is_base(found: Sequence[Token], i: int, base: int) -> bool:
    """Whether the number at token `i` is `base` in "for every 1,000 pupils"."""
    before = [token.text for token in found[max(0, i - 2) : i]]
    if not any(before[-len(phrase) :] == list(phrase) for phrase in _FOR_EACH):
        return False
    try:
        read = read_size(found, i)
    except Ambiguous:
        return False
    return read is not None and read[0].unit is SizeUnit.NONE and read[0].exact == base
