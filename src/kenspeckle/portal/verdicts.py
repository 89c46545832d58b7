"""How a verdict looks and what it means to a reader: always a mark and a word, never a colour alone."""

from __future__ import annotations

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Look:
    """word: as it is said. mark: one sign beside the words of a claim. style: its class. meaning: one sentence."""

    word: str
    mark: str
    style: str
    meaning: str


VERDICTS = {
    look.word: look
    for look in (
        Look("holds", "✓", "holds", "The data bear these words out, at the precision they are written with."),
        Look("does not hold", "✗", "fails", "The arithmetic says otherwise; words that would be true stand beside it."),
        Look("cannot tell", "≈", "open", "The figures point this way, but chance alone could have moved them as far."),
        Look(
            "withheld",
            "–",
            "withheld",
            "To say it could point to a child: few children stand behind it, or behind what it would give away.",
        ),
        Look("out of date", "◷", "old", "The source is past its due date, so the words may no longer be true."),
        Look("refused", "⊘", "refused", "Nothing that can be tested, or unfair: a cause that no design can show."),
    )
}

WITHHELD_WORDS = "[withheld to protect children]"
"""What stands in place of an author's words about a hidden figure: the words themselves would disclose it."""

STATUSES = {
    "on course": Look("on course", "✓", "holds", "The target will be met if the change goes on."),
    "off course": Look("off course", "✗", "fails", "The target will be missed if the change goes on."),
    "no target": Look("no target", "○", "withheld", "No target was set."),
    "cannot tell": Look("cannot tell", "≈", "open", "The change is within what chance would do."),
    "withheld": Look("withheld", "–", "withheld", "To show the figure could point to a child."),
}
"""How an outcome on a report card stands."""

BANNERS = {
    "draft": "Draft",
    "contradicted": "New data contradicts a sentence",
    "out-of-date": "Out of date",
    "failed-check": "A check of the data failed",
    "correction": "Correction",
    "audience": "Not for the public",
}

KINDS = {
    "story": ("Story", "Stories"),
    "report-card": ("Report card", "Report cards"),
    "case-study": ("Case study", "Case studies"),
    "briefing": ("Briefing", "Briefings"),
    "package": ("Package", "Packages"),
}
