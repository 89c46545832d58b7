"""Find the phrases of the vocabulary among tokens, where they are used in their sense.

"over" is a bound before a number and nothing at all in "over the years"; "most" is a share before "children" and
an untestable superlative before "improved". The conditions under which a phrase counts are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from kenspeckle.ground.frozen import dataclass

from .entries import Entry, Role
from .numbers import read_number
from .sizes import NOUNS, PEOPLE, Ambiguous, Size, read_size
from .tokens import Token
from .vocabulary import vocabulary

DIRECTED = frozenset({str(Role.VERB), str(Role.COMPARATIVE), str(Role.GAP_VERB), str(Role.DIFFERENCE)})
"""Pieces beside which a size is the size of a change."""


@dataclass(frozen=True)
class Piece:
    """A stretch of words with one meaning. kind: a role of the vocabulary, or size, period, duration, stop, filler."""

    kind: str
    text: str
    start: int
    end: int
    entry: Entry | None = None
    size: Size | None = None
    token: Token | None = None
    bound: str = ""
    years: Fraction | None = None


@dataclass(frozen=True)
class Phrase:
    entry: Entry
    text: str
    after: int


@cache
def _phrases() -> dict[tuple[str, ...], list[Entry]]:
    found: dict[tuple[str, ...], list[Entry]] = {}
    # Where one phrase has two senses, a bound is tried first ("below 90%" bounds, "below" compares), a refusal last.
    for entry in sorted(vocabulary(), key=lambda e: (e.role is not Role.BOUND, e.role is Role.REFUSE)):
        for phrase in entry.phrases:
            found.setdefault(tuple(phrase.split()), []).append(entry)
            if entry.role is Role.PASS:
                found.setdefault(("the", *phrase.split()), []).append(entry)  # "the most deprived" is no superlative
    return found


@cache
def _longest() -> int:
    return max(len(words) for words in _phrases())


def phrase_at(found: Sequence[Token], i: int, before: Sequence[Piece], words: str) -> Phrase | None:
    """The longest phrase at token `i` that is used in its sense there."""
    run: list[str] = []
    for token in found[i : i + _longest()]:
        if token.kind != "word":
            break
        run.append(token.text)
    for length in range(len(run), 0, -1):
        for entry in _phrases().get(tuple(run[:length]), ()):
            text = " ".join(run[:length])
            if _fits(entry, text, found, i, i + length, before, words):
                return Phrase(entry, text, i + length)
    return None


def _fits(
    entry: Entry, text: str, found: Sequence[Token], i: int, after: int, before: Sequence[Piece], words: str
) -> bool:
    last = before[-1] if before else None
    if entry.role is Role.BOUND:
        return _bound_fits(text, found, after, last)
    if entry.role is Role.AFTER:
        return bool(last and last.size)
    if entry.value == "most" and entry.role is Role.QUANTITY:
        if last and last.kind in DIRECTED:
            return False  # "fell most"
        return after >= len(found) or found[after].kind != "word" or found[after].text in NOUNS | {"of", "such", "were"}
    if entry.value == "all" and entry.role is Role.QUANTITY:
        return i == 0 or found[i - 1].text not in ("of", "for", "among", "across", "in", "at", "with")
    if entry.role is Role.PASS and text.split()[-1] in _COULD_BOUND:
        return not _number_follows(found, after)  # "16 and over", but not "and over 90%"
    if text == "may":
        return not words[found[i].start].isupper()  # the month
    return True


_COULD_BOUND = frozenset({"over", "above", "under", "below", "to", "more", "less", "fewer", "higher", "lower"})


def _number_follows(found: Sequence[Token], after: int) -> bool:
    if after < len(found) and found[after].text == "than":
        return True
    try:
        return read_size(found, after) is not None
    except Ambiguous:
        return True


def _bound_fits(text: str, found: Sequence[Token], after: int, last: Piece | None) -> bool:
    """A bound is one only before something that it bounds; after a size, "more than" compares."""
    if (text.endswith("than") or text in ("above", "below")) and last and last.size:
        return False
    if text == "some" and (after >= len(found) or found[after].kind != "number"):
        return False
    try:
        read = read_size(found, after)
    except Ambiguous:
        return True
    if read:
        if text == "over" and read[0].noun.startswith("year"):
            return False  # "over six years" is how long
        bare_one = found[after].text == "one" and read[1] == after + 1 and not read[0].noun
        return not bare_one or text.endswith("than")
    if after < len(found) and found[after].text == "between":
        return False
    run = tuple(t.text for t in found[after : after + _longest()])
    candidates = [e for n in range(len(run), 0, -1) for e in _phrases().get(run[:n], ())]
    return any(
        e.role in (Role.MULTIPLE, Role.MULTIPLE_VERB, Role.BOUND) or (e.role is Role.QUANTITY and e.value == "all")
        for e in candidates
    )


_NUMBERED = frozenset(
    {
        "aged",
        "age",
        "ages",
        "quintile",
        "quintiles",
        "decile",
        "deciles",
        "vigintile",
        "stage",
        "stages",
        "grade",
        "simd",
    }
    | {
        "primary",
        "secondary",
        "band",
        "phase",
        "ward",
        "level",
        "levels",
        "group",
        "scqf",
        "key",
        "year",
        "table",
        "figure",
    }
)


def group_name_at(found: Sequence[Token], i: int) -> int:
    """Where a name such as "quintile 1", "aged 5 to 11" or "16 to 19 year olds" at `i` ends, or 0."""
    first = found[i]
    named = first.kind == "word" and first.text in _NUMBERED
    start = i + 1 if named or first.text in ("under", "over") else i
    if start + 1 < len(found) and found[start].kind == "number" and found[start + 1].text == "s":
        return 0 if found[start + 1].spaced else start + 2  # under-16s
    start = i + 1 if named else i
    read = read_number(found, start)
    if read is None or read[0].part or read[0].places:
        return 0
    after = read[1]
    if after < len(found) and found[after].text in ("to", "-", "and"):
        second = read_number(found, after + 1)
        after = second[1] if second else after
    following = found[after].text if after < len(found) else ""
    if named:
        unit = following in ("%", "per", "percent", "points", "point", "times") or following in PEOPLE - {"young"}
        return 0 if unit or "," in found[start].text else after
    if following in ("year", "years") and after + 1 < len(found) and found[after + 1].text in ("old", "olds"):
        return after + 2
    return 0
