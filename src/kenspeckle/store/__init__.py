"""Snapshots: immutable, named by their content, read through an engine. Only `govern` opens this room."""

from .book import Book, MemoryBook, Pruning
from .duck import DuckEngine
from .engine import Answer, Engine, NotAllowed, OpensEngine, Relations, TooLarge
from .kept import Kept, Row, key_of
from .objects import Damage
from .snapshot import FreshPart, Part, Snapshot, SnapshotDraft
from .store import Cleared, Examination, Retention, Store

__all__ = [
    "Answer",
    "Book",
    "Cleared",
    "Damage",
    "DuckEngine",
    "Engine",
    "Examination",
    "FreshPart",
    "Kept",
    "MemoryBook",
    "NotAllowed",
    "OpensEngine",
    "Part",
    "Pruning",
    "Relations",
    "Retention",
    "Row",
    "Snapshot",
    "SnapshotDraft",
    "Store",
    "TooLarge",
    "key_of",
]
