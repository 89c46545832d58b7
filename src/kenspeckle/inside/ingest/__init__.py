"""Deliveries become snapshots: one reader for each kind of file or feed, one way to conform what they read.

`take_in` does all of it for one source; `suggest` drafts a contract from a file that has none yet.
"""

from pathlib import Path

from .intake import take_in
from .memory import Change, Draft, DraftPart, Held, Intake, Keep, Kept, Memory, Outcome, Taken
from .refusals import DeliveryRefused


def suggest(path: Path, root: Path | None = None) -> str:
    """Draft a contract for the file at `path`, see `drafting.suggest`, which only this needs."""
    from .drafting import suggest as draft

    return draft(path, root)


__all__ = [
    "Change",
    "DeliveryRefused",
    "Draft",
    "DraftPart",
    "Held",
    "Intake",
    "Keep",
    "Kept",
    "Memory",
    "Outcome",
    "Taken",
    "suggest",
    "take_in",
]
