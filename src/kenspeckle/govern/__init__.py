"""The door for rows: who may use which source for what, each use written down before a row leaves."""

from kenspeckle.store import (
    Cleared,
    Examination,
    FreshPart,
    NotAllowed,
    Part,
    Pruning,
    Retention,
    Snapshot,
    SnapshotDraft,
)

from .audit import Act, AuditEntry, AuditLog, MemoryLog, verify_log
from .decide import Purpose, Refused, Request, Terms, decide
from .door import Capsule, Door
from .relationships import Relationship, Relationships

__all__ = [
    "Act",
    "AuditEntry",
    "AuditLog",
    "Capsule",
    "Cleared",
    "Door",
    "Examination",
    "FreshPart",
    "MemoryLog",
    "NotAllowed",
    "Part",
    "Pruning",
    "Purpose",
    "Refused",
    "Relationship",
    "Relationships",
    "Request",
    "Retention",
    "Snapshot",
    "SnapshotDraft",
    "Terms",
    "decide",
    "verify_log",
]
