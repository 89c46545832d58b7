"""The tables of the records. Rooms below never see them: each protocol they declare has a file of its own here.

No table of one part points into another part's: a story is its name and digest, a person an opaque id. The two
chains can only grow; the database itself refuses to change or delete their rows.
"""

from __future__ import annotations

from django.db import models

DIGEST = 64


class Manifest(models.Model):
    """A snapshot by name: of which source, and the digest and Merkle root over its parts."""

    name = models.CharField(max_length=255, primary_key=True)
    source = models.CharField(max_length=255)
    digest = models.CharField(max_length=DIGEST, unique=True)
    root = models.CharField(max_length=DIGEST)


class ManifestPart(models.Model):
    """One file of a snapshot, in its order. blocks: hashes of its blocks, one a line."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField()
    address = models.CharField(max_length=DIGEST, db_index=True)
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    delivery = models.TextField()
    delivery_digest = models.CharField(max_length=DIGEST)
    contract_digest = models.CharField(max_length=DIGEST)
    writer = models.CharField(max_length=255)
    blocks = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("manifest", "position"), name="one_part_a_position"),)


class Taking(models.Model):
    """A snapshot became the latest of its source; the newest taking of a source names its latest snapshot."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="takings")
    source = models.CharField(max_length=255, db_index=True)
    taken = models.DateTimeField()


class PruningNote(models.Model):
    """The rows of a snapshot were let go, or erased. restored: the same content was taken in again later."""

    name = models.CharField(max_length=255, db_index=True)
    at = models.DateTimeField()
    person = models.CharField(max_length=255)
    why = models.TextField()
    bundles = models.JSONField()
    restored = models.BooleanField(default=False)


class Link(models.Model):
    """One entry of a chain. That `previous` is unique means that a chain cannot fork."""

    index = models.BigIntegerField(primary_key=True)
    payload = models.BinaryField()
    previous = models.CharField(max_length=DIGEST, unique=True)
    hash = models.CharField(max_length=DIGEST, unique=True)

    class Meta:
        abstract = True


class AuditRow(Link):
    """Who used which rows for what."""


class LedgerRow(Link):
    """What was released."""

    at = models.DateTimeField()


class ApprovalRow(models.Model):
    """A partner's key signed one version of a story."""

    story = models.CharField(max_length=255)
    digest = models.CharField(max_length=DIGEST)
    partner = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    signature = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("story", "digest", "key"), name="one_approval_a_version_and_key"),
        )


class ReleaseRow(models.Model):
    """Stories were published together, under one name. ledger: head of the ledger once it was written."""

    name = models.CharField(max_length=255, primary_key=True)
    at = models.DateTimeField()
    ledger = models.CharField(max_length=DIGEST)
    audience = models.CharField(max_length=64, default="public")


class WithdrawalRow(models.Model):
    """A release was taken off its site; the release itself stays."""

    release = models.OneToOneField(ReleaseRow, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    why = models.TextField()


class ReleasedStoryRow(models.Model):
    """One story as it was released: its approved text, and the digest of the bundle that seals it."""

    release = models.ForeignKey(ReleaseRow, on_delete=models.PROTECT, related_name="stories")
    story = models.CharField(max_length=255, db_index=True)
    digest = models.CharField(max_length=DIGEST)
    text = models.TextField()
    bundle = models.CharField(max_length=DIGEST)
    snapshots = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("release", "story"), name="one_version_a_release"),)


class RelationshipRow(models.Model):
    """Somebody is responsible for the children of one value of a dimension. The newest word of a pair counts."""

    person = models.CharField(max_length=255, db_index=True)
    dimension = models.CharField(max_length=255)
    value = models.CharField(max_length=255)
    since = models.DateField()
    until = models.DateField(null=True)
    said_by = models.CharField(max_length=255)


class DeliveriesRow(models.Model):
    """What is remembered of the deliveries of one source, so that the same bytes are not taken in twice."""

    source = models.CharField(max_length=255, primary_key=True)
    held = models.JSONField()
    at = models.DateTimeField()
