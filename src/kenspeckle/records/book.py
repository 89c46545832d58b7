"""The book of snapshots that `store` declares, kept in the database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from django.db import transaction
from django.db.models import Q, QuerySet

from kenspeckle.store.book import Pruning
from kenspeckle.store.snapshot import Part, Snapshot

from .models import Manifest, ManifestPart, PruningNote, Taking


class RecordedBook:
    """Implements `store.Book`."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def transaction(self) -> AbstractContextManager[None]:
        """Keep together all that is written inside; transactions nest, and the outermost one commits."""
        held: AbstractContextManager[None] = transaction.atomic(using=self._alias)
        return held

    def enter(self, snapshot: Snapshot) -> None:
        """Make `snapshot` the latest of its source, at the time it was taken."""
        with self.transaction():
            manifest, new = Manifest.objects.using(self._alias).get_or_create(
                name=snapshot.name,
                defaults={"source": snapshot.source, "digest": snapshot.digest, "root": snapshot.root},
            )
            if new:
                rows = [_part_row(manifest, i, part) for i, part in enumerate(snapshot.parts)]
                ManifestPart.objects.using(self._alias).bulk_create(rows)
            else:
                PruningNote.objects.using(self._alias).filter(name=snapshot.name).update(restored=True)
            taking = Taking(manifest=manifest, source=snapshot.source, taken=snapshot.taken)
            taking.save(using=self._alias)

    def latest(self, source: str) -> Snapshot | None:
        taking = self._takings().filter(source=source).last()
        return None if taking is None else _snapshot(taking)

    def history(self, source: str) -> tuple[Snapshot, ...]:
        """Return what was the latest snapshot of `source`, oldest first; one that came back is there twice."""
        return tuple(map(_snapshot, self._takings().filter(source=source)))

    def find(self, name: str) -> Snapshot | None:
        taking = self._takings().filter(manifest_id=name).first()
        return None if taking is None else _snapshot(taking)

    def sources(self) -> tuple[str, ...]:
        return tuple(sorted(Taking.objects.using(self._alias).values_list("source", flat=True).distinct()))

    def addresses(self) -> frozenset[str]:
        """Return the addresses that a snapshot which has not been pruned needs."""
        pruned = PruningNote.objects.using(self._alias).filter(restored=False).values("name")
        needed = ManifestPart.objects.using(self._alias).filter(~Q(manifest_id__in=pruned))
        return frozenset(needed.values_list("address", flat=True).distinct())

    def let_go(self, prunings: Sequence[Pruning]) -> None:
        """Write down that these snapshots were pruned; a snapshot that is entered again is no longer pruned."""
        notes = [PruningNote(name=p.name, at=p.at, person=p.person, why=p.why, bundles=p.bundles) for p in prunings]
        PruningNote.objects.using(self._alias).bulk_create(notes)

    def pruning(self, name: str) -> Pruning | None:
        note = PruningNote.objects.using(self._alias).filter(name=name, restored=False).order_by("id").last()
        return None if note is None else Pruning(note.name, note.at, note.person, note.why, tuple(note.bundles))

    def _takings(self) -> QuerySet[Taking]:
        takings = Taking.objects.using(self._alias).order_by("id")
        return takings.select_related("manifest").prefetch_related("manifest__parts")


def _part_row(manifest: Manifest, position: int, part: Part) -> ManifestPart:
    return ManifestPart(
        manifest=manifest,
        position=position,
        address=part.address,
        rows=part.rows,
        size=part.bytes,
        delivery=part.delivery,
        delivery_digest=part.delivery_digest,
        contract_digest=part.contract_digest,
        writer=part.writer,
        blocks="\n".join(part.blocks),
    )


def _part(row: ManifestPart) -> Part:
    return Part(
        address=row.address,
        rows=row.rows,
        bytes=row.size,
        delivery=row.delivery,
        delivery_digest=row.delivery_digest,
        contract_digest=row.contract_digest,
        writer=row.writer,
        blocks=tuple(row.blocks.split()),
    )


def _snapshot(taking: Taking) -> Snapshot:
    manifest = taking.manifest
    parts = tuple(_part(row) for row in sorted(manifest.parts.all(), key=lambda row: row.position))
    return Snapshot(manifest.name, manifest.source, parts, taking.taken, manifest.digest, manifest.root)
