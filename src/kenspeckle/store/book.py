"""The book that a store keeps its manifests in, and what it promises.

The store keeps bytes; the book keeps which bytes are which snapshot, in what order they were taken, and which of
them were let go, by whom and why. `records` keeps the real book in a database, in the same transaction as the
audit log. `MemoryBook` is a book without a database, for a store that lives no longer than its process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from kenspeckle.ground.frozen import dataclass

from .snapshot import Snapshot


@dataclass(frozen=True)
class Pruning:
    """A snapshot whose bytes were let go: when, by whom, why, and which sealed bundles rest on it."""

    name: str
    at: datetime
    person: str
    why: str
    bundles: tuple[str, ...]


class Book(Protocol):
    """Manifests and history. What is written in one `transaction` is kept whole or not at all."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep together all that is written inside; transactions nest, and the outermost one commits."""
        ...

    def enter(self, snapshot: Snapshot) -> None:
        """Make `snapshot` the latest of its source, at the time it was taken."""
        ...

    def latest(self, source: str) -> Snapshot | None: ...

    def history(self, source: str) -> tuple[Snapshot, ...]:
        """Return what was the latest snapshot of `source`, oldest first; one that came back is there twice."""
        ...

    def find(self, name: str) -> Snapshot | None: ...

    def sources(self) -> tuple[str, ...]: ...

    def addresses(self) -> frozenset[str]:
        """Return the addresses that a snapshot which has not been pruned needs."""
        ...

    def let_go(self, prunings: Sequence[Pruning]) -> None:
        """Write down that these snapshots were pruned; a snapshot that is entered again is no longer pruned."""
        ...

    def pruning(self, name: str) -> Pruning | None: ...


class MemoryBook:
    """A book without a database."""

    def __init__(self) -> None:
        self._manifests: dict[str, Snapshot] = {}
        self._history: list[Snapshot] = []
        self._prunings: dict[str, Pruning] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        before = dict(self._manifests), list(self._history), dict(self._prunings)
        try:
            yield
        except BaseException:
            self._manifests, self._history, self._prunings = before
            raise

    def enter(self, snapshot: Snapshot) -> None:
        self._manifests.setdefault(snapshot.name, snapshot)
        self._history.append(snapshot)
        self._prunings.pop(snapshot.name, None)

    def latest(self, source: str) -> Snapshot | None:
        return next((s for s in reversed(self._history) if s.source == source), None)

    def history(self, source: str) -> tuple[Snapshot, ...]:
        return tuple(s for s in self._history if s.source == source)

    def find(self, name: str) -> Snapshot | None:
        return self._manifests.get(name)

    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({s.source for s in self._history}))

    def addresses(self) -> frozenset[str]:
        kept = (s for s in self._manifests.values() if s.name not in self._prunings)
        return frozenset(part.address for s in kept for part in s.parts)

    def let_go(self, prunings: Sequence[Pruning]) -> None:
        self._prunings.update((p.name, p) for p in prunings)

    def pruning(self, name: str) -> Pruning | None:
        return self._prunings.get(name)
