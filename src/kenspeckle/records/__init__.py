"""What people do, kept: snapshots' manifests, the audit log, the ledger, approvals, releases.

The one room that knows a database. Rooms below declare what they need as protocols; this room implements them on
SQLite, or on PostgreSQL when many share one place. Nothing here is imported by a room below.
"""

from .opening import Records, open_records

__all__ = ["Records", "open_records"]
