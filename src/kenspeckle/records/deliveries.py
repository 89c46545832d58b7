"""What `ingest` remembers of the deliveries it took in, kept in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from kenspeckle.ground.terms.plain import plain
from kenspeckle.inside.ingest.memory import Held

from .models import DeliveriesRow

_FIELDS = tuple(field.name for field in fields(Held))


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
        notes = [{name: plain(getattr(h, name)) for name in _FIELDS} for h in held]
        DeliveriesRow.objects.using(self._alias).update_or_create(source=source, defaults={"held": notes, "at": at})


def _held(note: dict[str, Any]) -> Held:
    # A note of an older version may lack a field that is new, or hold one that is gone.
    known = {name: note[name] for name in _FIELDS if name in note}
    known["totals"] = {field: Decimal(total) for field, total in note.get("totals", {}).items()}
    return Held(**known)
