"""What `ingest` remembers of the deliveries it took in, kept in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kenspeckle.ground.terms.plain import plain

from .models import DeliveriesRow

if TYPE_CHECKING:
    # The room brings all its readers with it, and most who open the records take nothing in.
    from kenspeckle.inside.ingest.memory import Held


class RecordedDeliveries:
    """Implements `ingest.Memory`."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def recall(self, source: str) -> tuple[Held, ...]:
        """Return the deliveries of the last good snapshot of `source`, in its order; nothing when there is none."""
        row = DeliveriesRow.objects.using(self._alias).filter(source=source).first()
        return () if row is None else tuple(_held(note) for note in row.held)

    def remember(self, source: str, held: Sequence[Held], at: datetime) -> None:
        """Replace what is known of the deliveries of `source`."""
        notes = [{field.name: plain(getattr(h, field.name)) for field in fields(h)} for h in held]
        DeliveriesRow.objects.using(self._alias).update_or_create(source=source, defaults={"held": notes, "at": at})


def _held(note: dict[str, Any]) -> Held:
    from kenspeckle.inside.ingest.memory import Held

    # A note of an older version may lack a field that is new, or hold one that is gone.
    known = {field.name: note[field.name] for field in fields(Held) if field.name in note}
    known["totals"] = {field: Decimal(total) for field, total in note.get("totals", {}).items()}
    return Held(**known)
