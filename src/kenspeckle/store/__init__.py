"""Snapshots: immutable, named by their content, read through an engine. Only `govern` opens this room."""

from .book import Book, MemoryBook, Pruning
from .objects import Damage
from .snapshot import FreshPart, Part, Snapshot, SnapshotDraft
from .store import Cleared, Examination, Retention, Store

__all__ = [
    "Book",
    "Cleared",
    "Damage",
    "Examination",
    "FreshPart",
    "MemoryBook",
    "Part",
    "Pruning",
    "Retention",
    "Snapshot",
    "SnapshotDraft",
    "Store",
]
