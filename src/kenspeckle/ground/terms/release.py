"""Approvals and releases as values: corridors make them, the records keep them."""

from __future__ import annotations

from datetime import datetime

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Approval:
    """A partner's key signed the version `digest` of a story. signature: base64 over what `approval_text` says."""

    story: str
    digest: str
    partner: str
    key: str
    signature: str
    at: datetime


@dataclass(frozen=True)
class ReleasedStory:
    """One story of a release: the approved text, its digest, the digest of its bundle, the snapshots it rests on."""

    story: str
    digest: str
    text: str
    bundle: str
    snapshots: tuple[str, ...]


@dataclass(frozen=True)
class Withdrawal:
    """A release was taken off its site. What it showed stays known to those who saw it."""

    at: datetime
    why: str


@dataclass(frozen=True)
class Release:
    """Stories that were published together; `ledger` is the ledger's head after they were written to it.

    audience: to whom: "public", or a partner's name in ken.yaml. withdrawn: when and why it was taken back; it was
    seen all the same.
    """

    name: str
    at: datetime
    ledger: str
    stories: tuple[ReleasedStory, ...]
    audience: str = "public"
    withdrawn: Withdrawal | None = None
