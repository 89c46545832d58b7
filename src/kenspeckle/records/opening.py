"""Open the records of one workspace: everything that people do, kept in one database.

What rooms declare as protocols is implemented here, one class for each, all on the same connection, so that
`transaction()` holds whatever is written through any of them together.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass

from .setup import prepare

if TYPE_CHECKING:
    from .audit import RecordedLog
    from .book import RecordedBook
    from .deliveries import RecordedDeliveries
    from .ledger import RecordedLedger
    from .relationships import RecordedRelationships
    from .releases import Releases


@dataclass(frozen=True)
class Records:
    """The records in one place.

    book: for `store.Store`. audit: for `govern.Door`. ledger: for `protect`. releases: approvals and releases.
    deliveries: for `ingest`. relationships: for `govern.Door`.
    """

    place: Path | str
    alias: str
    book: RecordedBook
    audit: RecordedLog
    ledger: RecordedLedger
    releases: Releases
    deliveries: RecordedDeliveries
    relationships: RecordedRelationships

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that is written inside whole or not at all; transactions nest, and the outermost one commits."""
        return self.book.transaction()

    def close(self) -> None:
        """Close this thread's connection; the next use opens it again."""
        from django.db import connections

        connections[self.alias].close()


def open_records(place: Path | str) -> Records:
    """Open the records in a state folder, or in a database at postgresql://…, made ready for this version.

    Raises KenError when the place cannot be used, or was written by a newer version.
    """
    alias = prepare(place)

    from .audit import RecordedLog
    from .book import RecordedBook
    from .deliveries import RecordedDeliveries
    from .ledger import RecordedLedger
    from .relationships import RecordedRelationships
    from .releases import Releases

    return Records(
        place=place,
        alias=alias,
        book=RecordedBook(alias),
        audit=RecordedLog(alias),
        ledger=RecordedLedger(alias),
        releases=Releases(alias),
        deliveries=RecordedDeliveries(alias),
        relationships=RecordedRelationships(alias),
    )
