"""The parts from which voices and pastoral notes are put together; the words themselves are in `phrases.txt`."""

from __future__ import annotations

from kenspeckle.region.written import choices

ABOUT = ("life", "the information system itself")
SPEAKERS = ("child", "carer", "staff")
MOODS = ("good", "mixed", "hard")
NOTE_THEMES = ("attendance", "behaviour", "home", "wellbeing", "learning")

# Themes and how often each comes up; the last is about records and not about life.
THEMES = (
    ("friends and bullying", 15),
    ("someone who listens", 13),
    ("food and being hungry", 8),
    ("a cold or crowded home", 9),
    ("getting to school", 9),
    ("worry and sleep", 12),
    ("help with learning", 12),
    ("caring for somebody", 6),
    ("clubs and sport", 9),
    ("records and sharing", 7),
)

_FILE = "phrases.txt"

QUESTIONS = choices(_FILE, "questions")  # the last is about records
WORRIES = choices(_FILE, "worries")
OPENINGS = tuple(choices(_FILE, f"opening, {speaker}") for speaker in SPEAKERS)
TAILS = tuple(choices(_FILE, f"tail, {speaker}") for speaker in SPEAKERS)
# By theme, speaker and mood.
SAYINGS = tuple(
    tuple(tuple(choices(_FILE, f"{theme}, {speaker}, {mood}") for mood in MOODS) for speaker in SPEAKERS)
    for theme, _ in THEMES
)
# Some are written as no child should have to read them; that is how notes are.
NOTES = tuple(choices(_FILE, f"note, {theme}") for theme in NOTE_THEMES)
