"""What one entry of the vocabulary is."""

from __future__ import annotations

from enum import StrEnum

from kenspeckle.ground.frozen import dataclass


class Role(StrEnum):
    """What a phrase does in a statement; the value says which of its kind it is."""

    VERB = "change over time"
    COMPARATIVE = "change over time, or difference between groups"
    GAP_VERB = "change of a gap"
    MULTIPLE_VERB = "multiplication over time"
    SAME = "nothing to tell apart"
    BOUND = "how near a number must be"
    AFTER = "how near a number must be, said after it"
    MULTIPLE = "how many times"
    QUANTITY = "a share in words"
    RELATIVE = "a change as a share of where it began"
    CHANCE = "what chance can do"
    GAP = "that the gap is meant"
    DIFFERENCE = "a size without a direction"
    ROLE_BEFORE = "what the next number is"
    PASS = "nothing: a fixed phrase that only looks like a claim"  # noqa: S105
    REFUSE = "refused"


@dataclass(frozen=True)
class Entry:
    """Phrases of one meaning. example: words in which the first of them is read; meaning: for the reference."""

    role: Role
    value: str
    phrases: tuple[str, ...]
    meaning: str
    example: str = ""


def entry(role: Role, value: str, phrases: str, meaning: str, example: str = "") -> Entry:
    return Entry(role, value, tuple(p.strip() for p in phrases.split("|")), meaning, example)
