"""The audit log that `govern` writes, kept in the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

from django.db import connections, transaction

from kenspeckle.govern.audit import Act, AuditEntry, link

from . import chain
from .models import AuditRow


class RecordedLog:
    """Implements `govern.AuditLog`."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def transaction(self) -> AbstractContextManager[None]:
        """Keep together all that is written inside; transactions nest, and the outermost one commits."""
        held: AbstractContextManager[None] = transaction.atomic(using=self._alias)
        return held

    def append(self, act: Act, *, durable: bool = False) -> AuditEntry:
        """Add to the end of the log. durable: it is on disk when this returns; raises RuntimeError in a transaction."""
        if durable and connections[self._alias].in_atomic_block:
            raise RuntimeError("a read is written down before a row leaves, so it cannot wait for a transaction")
        (row,) = chain.append(AuditRow, self._alias, [act.text()], link)
        return _entry(row)

    def entries(self) -> Iterator[AuditEntry]:
        """Return all entries, oldest first."""
        for row in AuditRow.objects.using(self._alias).order_by("index").iterator():
            yield _entry(row)


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.index, bytes(row.payload), row.previous, row.hash)
