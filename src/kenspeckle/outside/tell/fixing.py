"""Write words that hold into a draft, and leave everything else byte for byte.

Only claims that do not hold and claims left open are written to. Of a withheld claim the figures say nothing, so
it stays as it is, and so does one that is refused: there the evidence is wrong, or the kind of statement.
"""

from __future__ import annotations

import re

from kenspeckle.ground.words import Verdict

from .judged_story import JudgedClaim, JudgedStory


def fix(judged: JudgedStory) -> str:
    """Return the story's text with every claim that can be put right put right."""
    text = judged.story.text
    for claim in sorted(judged.claims, key=lambda c: c.claim.words_from, reverse=True):
        words = proposal(claim)
        if words:
            start, end = claim.claim.words_from, claim.claim.words_to
            text = text[:start] + _written(words, text[start:end], claim.claim.quoted) + text[end:]
    return text


def proposal(judged: JudgedClaim) -> str:
    """The words to write in place of a claim's, or "" when it is to be left alone."""
    open_ = not judged.claim.words and judged.judgement.verdict is Verdict.HOLDS
    wrong = judged.judgement.verdict in (Verdict.DOES_NOT_HOLD, Verdict.CANNOT_TELL)
    return judged.judgement.true_words if open_ or wrong else ""


def _written(words: str, before: str, quoted: str) -> str:
    """`words` as Markdown, inside the emphasis that went round all of the words before, and as YAML quotes them."""
    escaped = re.sub(r"([\\`*_\[\]<&])", r"\\\1", words)
    around = re.fullmatch(r"(?P<mark>\*{1,3}|_{1,3})(?P<inside>[^*_]+)(?P=mark)", before)
    written = f"{around['mark']}{escaped}{around['mark']}" if around else escaped
    if quoted == "'":
        return written.replace("'", "''")
    if quoted == '"':
        return written.replace("\\", "\\\\").replace('"', '\\"')
    return written
