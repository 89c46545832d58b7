"""The log of who used which rows for what, in a chain in which no entry can be changed unseen.

An entry is written before a row leaves, for refusals too. Each entry's hash covers its text and the hash before
it, so an edit, a removal or an insertion breaks the chain at that place. Somebody who can rewrite the whole chain
from there on is only found out by a hash that was witnessed elsewhere: `verify_log` takes such hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms.plain import canonical

START = "0" * 64
"""The hash before the first entry."""

_ENTRY = b"kenspeckle/audit/1\x00"


@dataclass(frozen=True)
class Act:
    """What somebody did or wanted to do. action: read | keep | compare | verify | prune | entitle."""

    at: datetime
    person: str
    role: str
    purpose: str
    action: str
    sources: tuple[str, ...]
    snapshots: tuple[str, ...]
    allowed: bool
    rule: str
    reason: str
    detail: str = ""

    def text(self) -> bytes:
        """Return the one text of this act that is hashed and kept."""
        fields: dict[str, Any] = {k: v for k, v in self.__dict__.items() if k != "at"}
        return canonical(fields | {"at": self.at.astimezone(UTC)})


@dataclass(frozen=True)
class AuditEntry:
    """One link of the log. index counts from 0; hash = SHA-256 of the previous hash and of the text's hash."""

    index: int
    text: bytes
    previous: str
    hash: str

    @property
    def act(self) -> Act:
        """What the entry says; raises ValueError when its text is not an act's."""
        try:
            fields = json.loads(self.text)
            at = datetime.fromisoformat(fields.pop("at"))
            sources, snapshots = tuple(fields.pop("sources")), tuple(fields.pop("snapshots"))
            return Act(at=at, sources=sources, snapshots=snapshots, **fields)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"entry {self.index} of the log is not the text of an act") from error


class AuditLog(Protocol):
    """What `records` keeps for this room."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep together all that is written inside; transactions nest, and the outermost one commits."""
        ...

    def append(self, act: Act, *, durable: bool = False) -> AuditEntry:
        """Add to the end of the log. durable: it is on disk when this returns; raises RuntimeError in a transaction."""
        ...

    def entries(self) -> Iterable[AuditEntry]:
        """Return all entries, oldest first."""
        ...


def link(previous: str, text: bytes) -> str:
    """Return the hash of the entry that holds `text` after `previous`."""
    return hashlib.sha256(_ENTRY + previous.encode() + hashlib.sha256(text).digest()).hexdigest()


def verify_log(entries: Iterable[AuditEntry], witnessed: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """Return one sentence for each place at which the log was changed; nothing when it is whole.

    witnessed: hashes of entries, by index, that somebody outside has noted down.
    """
    found: list[str] = []
    outside = dict(witnessed or {})
    previous = START
    for position, entry in enumerate(entries):
        if entry.index != position:
            found.append(f"entry {position} of the log is gone: the next one is number {entry.index}")
            break
        if entry.previous != previous:
            found.append(f"entry {position} of the log does not follow the one before it")
        if link(previous, entry.text) != entry.hash:
            found.append(f"entry {position} of the log was changed after it was written")
        if (seen := outside.pop(position, entry.hash)) != entry.hash:
            found.append(f"entry {position} of the log is not the one that was witnessed ({seen[:16]})")
        previous = entry.hash
    found += [f"entry {position} of the log was witnessed and is gone" for position in sorted(outside)]
    return tuple(found)


class MemoryLog:
    """A log without a database, for what lives no longer than its process."""

    def __init__(self) -> None:
        self._entries: list[AuditEntry] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        before = list(self._entries)
        try:
            yield
        except BaseException:
            self._entries = before
            raise

    def append(self, act: Act, *, durable: bool = False) -> AuditEntry:
        previous = self._entries[-1].hash if self._entries else START
        text = act.text()
        entry = AuditEntry(len(self._entries), text, previous, link(previous, text))
        self._entries.append(entry)
        return entry

    def entries(self) -> tuple[AuditEntry, ...]:
        return tuple(self._entries)
