"""Find numbers and direction words in prose that no evidence stands behind: "a number nobody vouches for".

Some numbers are names and dates, and vouch for nothing: periods, ages and stages of school, numbers in lists and
references, ordinals, clock times. "One" and other small words for numbers are left alone unless they make a
share or a multiple, since "one of these" and "the two schools" claim nothing that could go false unseen. So are the
numbers that belong to a measure of which the same sentence claims something (see `own_numbers`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .entries import Role
from .own_numbers import OwnNumbers
from .pieces import Piece, group_name_at, phrase_at
from .sizes import NOUNS, Ambiguous, SizeUnit, read_size
from .tokens import Token, tokens


class Stray(NamedTuple):
    """Where in the text it stands, and what it is."""

    start: int
    end: int
    found: str


_EXEMPT = re.compile(
    r"""`[^`]*`                                             # code
      | https?://\S+ | www\.\S+ | \S+@\S+\.\S+              # addresses
      | (?m:^[ \t]*\(?\d{1,3}[.)][ \t])                     # numbers of a list
      | (?m:^[ \t]*\[\d+\])                                 # numbers of notes
      | \[\^?\d+\]
      | (?i:\b(?:table|figure|chart|page|pages|section|chapter|part|step|note|paragraph|article|version|act|item|box
          |appendix|annex|question|recommendation|issue|phase|no\.|isbn|simd|curriculum|agenda|room|windows)
          [ \t]*\d+(?:[.\d]*\d)?(?:[ \t]*(?:-|–|to|and)[ \t]*\d+)?)
      | \b\d{1,2}(?::\d{2}(?:[ ]?[ap]m)?|[ ]?(?:am|pm))\b    # times of day
      | (?i:\bcovid[ -]?19\b)
      | (?i:\b\d{1,2}(?:st|nd|rd|th)?[ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)
      | \b(?:19|20)\d\d(?:s\b)?(?![\d,./–-]*\d)(?![ ]?(?:%|children|pupils|people))  # a year, or a decade
    """,
    re.VERBOSE,
)
_ROLES = frozenset({Role.VERB, Role.GAP_VERB, Role.MULTIPLE_VERB, Role.SAME, Role.MULTIPLE})
_CLAIMING_QUANTITIES = frozenset({"most", "minority", "none"})
# These are too often plain English ("a cut above", "at a steady pace", "the change idea", "break down") to be
# held against an author who ties nothing to them.
_PLAIN_ENGLISH = frozenset(
    {"add", "added", "cut", "up", "down", "lost", "jump", "grow", "growing", "climb", "similar", "steady", "stable"}
    | {"flat", "double", "level", "rise", "fall", "drop", "reduction", "reduce", "reduces", "increase", "increases"}
    | {"improve", "improves", "improving", "improvement", "narrow"}
)


SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(\[]?[A-Z0-9£\ufffc])")
"""Between two sentences; the second may begin with a claim, for which a caller puts one sign."""


def untied(text: str, own: Sequence[tuple[int, OwnNumbers]] = ()) -> list[Stray]:
    """Return each number and direction word in `text` that claims something; the caller has left out tied words.

    own: where each claim stands, and the numbers that belong to its measure, which its sentence may say.
    """
    blanked = _EXEMPT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    found = tokens(blanked)
    strays: list[Stray] = []
    pieces: list[Piece] = []
    i = 0
    while i < len(found):
        end, stray = _stray_at(found, i, pieces, blanked)
        if stray and not any(said.hold(found, i, blanked) for said in _in_sentence(found[i].start, text, own)):
            start, stop = found[i].start, found[end - 1].end
            strays.append(Stray(start, stop, text[start:stop]))
        pieces.append(Piece("stop" if found[i].kind == "stop" else "filler", "", found[i].start, found[i].end))
        i = end
    return strays


def _in_sentence(at: int, text: str, own: Sequence[tuple[int, OwnNumbers]]) -> list[OwnNumbers]:
    """The numbers that belong to the claims of the sentence that is at `at`."""
    if not own:
        return []
    ends = [m.end() for m in SENTENCE_ENDS.finditer(text)]
    here = bisect_right(ends, at)
    return [numbers for place, numbers in own if numbers and bisect_right(ends, place) == here]


def _stray_at(found: list[Token], i: int, pieces: list[Piece], text: str) -> tuple[int, bool]:
    """Where the thing at token `i` ends, and whether it is a stray."""
    if found[i].kind in ("period", "stop", "join", "other"):
        return i + 1, False
    named = group_name_at(found, i)
    if named:
        return named, False
    phrase = phrase_at(found, i, pieces, text)
    if phrase and phrase.entry.role in (Role.PASS, Role.REFUSE):
        return phrase.after, False
    if phrase and phrase.entry.role is Role.QUANTITY:
        return phrase.after, phrase.entry.value in _CLAIMING_QUANTITIES and phrase.text not in (
            "none",
            "nobody",
            "no one",
        )
    if phrase and phrase.entry.role in _ROLES:
        return phrase.after, phrase.text not in _PLAIN_ENGLISH
    try:
        size = read_size(found, i)
    except Ambiguous:
        return i + 1, True
    if size is None:
        return i + 1, False
    read, after = size
    in_words = found[i].kind == "word"
    if in_words and read.unit is SizeUnit.NONE and (read.exact <= 20 or read.exact.denominator > 1):
        return after, False
    if in_words and read.unit is SizeUnit.SHARE and found[i].text == "half" and _follows_name(found, after):
        return after, False
    if read.noun in ("year", "years", "day", "days", "week", "weeks", "month", "months", "hour", "hours", "minutes"):
        return after, False
    return after, True


def _follows_name(found: list[Token], after: int) -> bool:
    """Whether "half" is part of something like "half an hour" or "half past"."""
    return (
        after < len(found) and found[after].text in ("an", "past", "hour", "hearted") and found[after].text not in NOUNS
    )
