"""What ingest remembers between two runs, what it hands over, and what it says when it is done.

The protocols are implemented by `records` and `store`, through the corridor: ingest itself keeps nothing but
the quarantine and a copy of what it fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kenspeckle.ground.frozen import dataclass


@dataclass(frozen=True)
class Held:
    """One delivery of the last good snapshot, as it was taken in.

    delivery: its label. digest: SHA-256 of the delivered bytes. contract: digest of the contract and of the
    reading itself, so that a changed contract, or a changed reader, reads it again. address: of its part.
    stamp: size and times of the file, so that an untouched one need not be read again to know that. totals:
    exact sums of numeric fields. validators: what an HTTP server gave (etag, last-modified).
    """

    delivery: str
    digest: str
    contract: str
    address: str
    rows: int
    quarantined: int
    stamp: str = ""
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    validators: Mapping[str, str] = field(default_factory=dict)


class Memory(Protocol):
    """What was delivered last. `remember` replaces what is known of a source, whole or not at all."""

    def recall(self, source: str) -> Sequence[Held]: ...

    def remember(self, source: str, held: Sequence[Held], at: datetime) -> None: ...


@dataclass(frozen=True)
class DraftPart:
    """One part of a draft: a fresh Parquet file at `path`, or, when `path` is None, the stored part `address`."""

    delivery: str
    delivery_digest: str
    contract_digest: str
    rows: int
    quarantined: int
    address: str
    path: Path | None
    writer: str


@dataclass(frozen=True)
class Draft:
    """What is to become the next snapshot of `source`: its parts, in the order of the contract's deliveries."""

    source: str
    parts: tuple[DraftPart, ...]
    taken: datetime


class KeptPart(Protocol):
    """A part of a snapshot, as far as ingest needs to know it."""

    @property
    def delivery(self) -> str: ...

    @property
    def address(self) -> str: ...


class Kept(Protocol):
    """A snapshot, as far as ingest needs to know it."""

    @property
    def name(self) -> str: ...

    @property
    def parts(self) -> Sequence[KeptPart]: ...


class Keep(Protocol):
    """Stores a draft and returns the snapshot; the same content again returns the same snapshot."""

    def __call__(self, draft: Draft) -> Kept: ...


class Outcome(StrEnum):
    TAKEN = "taken in"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    NOTHING = "nothing delivered"


@dataclass(frozen=True)
class Change:
    """How a new snapshot differs from the last one, in one number: rows, or the total of a field."""

    what: str
    before: Decimal
    after: Decimal
    sentence: str


@dataclass(frozen=True)
class Taken:
    """What became of one delivery. outcome: taken in, unchanged or refused; why: the reason of a refusal."""

    delivery: str
    outcome: Outcome
    rows: int = 0
    quarantined: int = 0
    why: str = ""
    notes: tuple[str, ...] = ()
    quarantine: Path | None = None


@dataclass(frozen=True)
class Intake:
    """What an ingest of one source did. `sentence` says it in one line; `snapshot` is empty when nothing was kept."""

    source: str
    outcome: Outcome
    sentence: str
    snapshot: str = ""
    deliveries: tuple[Taken, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether everything that was delivered had been taken in before."""
        return self.outcome is Outcome.UNCHANGED

    @property
    def refusals(self) -> tuple[str, ...]:
        """The reason of each refusal, one message each."""
        return tuple(t.why for t in self.deliveries if t.outcome is Outcome.REFUSED)
