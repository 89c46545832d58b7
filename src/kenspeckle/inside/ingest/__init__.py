"""Deliveries become snapshots: one reader for each kind of file or feed, one way to conform what they read.

`take_in` does all of it for one source; `suggest` drafts a contract from a file that has none yet.
"""

from .drafting import suggest
from .intake import take_in
from .memory import Change, Draft, DraftPart, Held, Intake, Keep, Kept, Memory, Outcome, Taken
from .refusals import DeliveryRefused

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
