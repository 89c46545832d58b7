"""The form that words must have where they stand: "rose by £1,246", or "which is £1,246 more than in 2018/19".

Words that an author leaves open are written by the engine, into a sentence that is there already. The few words on
either side say which form of the same statement makes a sentence of it. Where they do not, it is the plain past.
"""

from __future__ import annotations

import re
from enum import Enum


class Form(Enum):
    """What is wanted, by an example of a rise."""

    ALONE = "no sentence round it: rose by 5 points"
    VERB = "attendance (rose by 5 points)"
    START = "the first words of a sentence: Rose by 5 points"
    PARTICIPLE = "attendance has (risen by 5 points)"
    INFINITIVE = "attendance did not (rise by 5 points)"
    COMPARATIVE = "attendance is (5 points higher)"
    THAN = "attendance, (5 points higher) than before"
    NOUN = "there was (a rise of 5 points)"
    NAMED = "there was a (rise of 5 points)"


_BE = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "remains", "remained", "stands", "stood", "it's", "that's"}
    | {"they're", "isn't", "aren't", "wasn't", "weren't", "at", ",", ";", ":", "(", "-", "–", "—"}
)
_HAVE = frozenset({"has", "have", "had", "having", "hasn't", "haven't", "hadn't", "they've", "we've"})
_AUXILIARY = frozenset(
    {"to", "will", "would", "may", "might", "can", "could", "did", "does", "do", "should", "must", "didn't", "doesn't"}
)
_ARTICLES = frozenset({"a", "the", "its", "their", "our", "another"})
_BEFORE_A_NOUN = frozenset(
    {"with", "of", "after", "despite", "saw", "sees", "see", "seen", "shows", "showed", "show", "shown", "there's"}
    | {"recorded", "records", "for", "from", "means", "meant"}
)
_PASSED = frozenset(
    {"now", "still", "also", "then", "again", "therefore", "already", "currently", "only", "just", "even", "overall"}
    | {"today", "thus", "not"}
)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…][\"”’)\]]*\s)[\s\"“‘(\[*_]*$")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[,;:(–—-]|\S")
_REACH = 4
"""How many words before are looked at."""
_NEAR = 80
"""How many characters they are looked for in."""


def form_at(before: str, after: str) -> Form:
    """Return the form that words need between `before` and `after`, the text on either side of them."""
    following = _words(after[:_NEAR])[:1]
    if following == ["than"]:
        return Form.THAN
    if len(before) > _NEAR:
        before = "…x" + before[-_NEAR:]  # a word that is cut, and no beginning
    if _SENTENCE_BEGINS.search(before):
        return Form.START
    words = [word for word in _words(before) if word not in _PASSED][-_REACH:]
    last = words[-1] if words else ""
    if last in _BE:
        return Form.NOUN if "there" in words[:-1] and last.isalpha() else Form.COMPARATIVE
    if last in _HAVE:
        return Form.PARTICIPLE
    if last in _AUXILIARY:
        return Form.INFINITIVE
    if last in _ARTICLES:
        return Form.NAMED
    return Form.NOUN if last in _BEFORE_A_NOUN else Form.VERB


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))
