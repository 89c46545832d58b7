"""Who is responsible for which children, kept in the database."""

from __future__ import annotations

from kenspeckle.govern import Relationship

from .models import RelationshipRow


class RecordedRelationships:
    """Implements `govern.Relationships`; nothing in it is changed, a newer word stands after the older."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def of(self, person: str) -> tuple[Relationship, ...]:
        """Return what was recorded of a person: for each group of children the newest word, in order of recording."""
        rows = RelationshipRow.objects.using(self._alias).filter(person=person).order_by("id")
        newest = {(r.dimension, r.value): r for r in rows}
        return tuple(Relationship(r.person, r.dimension, r.value, r.since, r.until, r.said_by) for r in newest.values())

    def add(self, relationship: Relationship) -> None:
        """Record a relationship."""
        row = RelationshipRow(
            person=relationship.person,
            dimension=relationship.dimension,
            value=relationship.value,
            since=relationship.since,
            until=relationship.until,
            said_by=relationship.said_by,
        )
        row.save(using=self._alias, force_insert=True)
