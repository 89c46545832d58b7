"""The ledger of everything released, that `protect` reads and writes, kept in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kenspeckle.protect.ledger import EMPTY, LedgerEntry, link

from . import chain
from .models import LedgerRow


class RecordedLedger:
    """Implements `protect.Ledger`."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def head(self) -> str:
        """The hash of the last entry; 64 zeros when there is none."""
        last = LedgerRow.objects.using(self._alias).order_by("-index").values_list("hash", flat=True).first()
        return EMPTY if last is None else str(last)

    def entries(self) -> Iterator[LedgerEntry]:
        """Return all entries, oldest first."""
        for row in LedgerRow.objects.using(self._alias).order_by("index").iterator():
            yield LedgerEntry(row.index, row.at, bytes(row.payload), row.previous, row.hash)

    def append(self, payloads: Sequence[bytes], at: datetime) -> str:
        """Append all payloads or none; return the new head."""
        chain.append(LedgerRow, self._alias, payloads, link, at=at)
        return self.head()
