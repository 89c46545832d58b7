"""Snapshots of sources: kept, found by name, examined, and let go.

Files first, then the manifest: a snapshot exists from the moment its manifest is committed, and by then its bytes
are on disk. Whatever stops the process in between leaves the previous snapshot as it was, and at most files that
no manifest speaks of, which `sweep` removes.

Letting go is the other way round: first it is written down that a snapshot was pruned, and which sealed bundles
rest on it, then the bytes are deleted. So a bundle's check can always say why the rows are no longer there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import KenError

from .book import Book, Pruning
from .kept import Kept
from .locks import Desk, FolderLock, sweep_desks
from .objects import SUFFIX, Damage, Objects
from .snapshot import FreshPart, Part, Snapshot, SnapshotDraft, snapshot


@dataclass(frozen=True)
class Examination:
    """What a re-reading of one snapshot found. Without damage every byte is as it was when it was taken.

    pruning: why the bytes are gone, when they were let go on purpose.
    """

    name: str
    damage: tuple[Damage, ...]
    pruning: Pruning | None = None

    @property
    def exact(self) -> bool:
        return not self.damage

    def __str__(self) -> str:
        if self.exact:
            return f"{self.name} is exact: every byte is as it was taken"
        if self.pruning:
            p = self.pruning
            return f"{self.name} was exact until {p.at.date()}, when {p.person} let its rows go: {p.why}"
        return f"{self.name} is damaged: " + "; ".join(map(str, self.damage))


@dataclass(frozen=True)
class Cleared:
    """What `prune` and `sweep` took away."""

    prunings: tuple[Pruning, ...] = ()
    files: int = 0
    bytes: int = 0


class Store:
    """The snapshots under one folder, with the book that names them. Only `govern` opens it for rows."""

    def __init__(self, root: Path, book: Book) -> None:
        self.root = Path(root)
        self.book = book
        self.kept = Kept(self.root / "answers")
        self._objects = Objects(self.root / "objects")
        self._lock = FolderLock(self.root)
        self._desk = Desk(self.root / "fresh", self._lock)

    @property
    def scratch(self) -> Path:
        """Where an engine may spill; nothing in it outlives the process that wrote it."""
        return self.new_part().parent

    def new_part(self) -> Path:
        """Return a path at which to write a fresh Parquet file, on the same disk as the store."""
        return self._desk.new_file(SUFFIX)

    def in_use(self) -> AbstractContextManager[None]:
        """While this is held nobody prunes or sweeps: for reading files, and for adding them."""
        return self._lock.shared()

    def add(self, draft: SnapshotDraft) -> Snapshot:
        """Keep `draft` and make it the latest snapshot of its source; the same content again changes nothing.

        Raises KenError when the draft is empty or names a part that the store does not hold.
        """
        with self.in_use():
            return self.enter(self.shelve(draft))

    def shelve(self, draft: SnapshotDraft) -> Snapshot:
        """Move the files of `draft` in and name it, without making it a snapshot yet. Hold `in_use` until `enter`."""
        if not draft.parts:
            raise KenError(f"A snapshot of {draft.source} would have no rows and no files; nothing was kept.")
        return snapshot(draft.source, [self._shelve(draft.source, part) for part in draft.parts], draft.taken)

    def _shelve(self, source: str, part: FreshPart | Part) -> Part:
        if isinstance(part, Part):
            if part.address not in self._objects:
                raise KenError(
                    f"The stored copy of {part.delivery} ({source}) is gone, so no new snapshot can build on it.\n"
                    f"Take {part.delivery} in again."
                )
            return part
        address, size, blocks = self._objects.move_in(part.path)
        return Part(
            address=address,
            rows=part.rows,
            bytes=size,
            delivery=part.delivery,
            delivery_digest=part.delivery_digest,
            contract_digest=part.contract_digest,
            writer=part.writer,
            blocks=blocks,
        )

    def enter(self, shelved: Snapshot) -> Snapshot:
        """Make what was shelved the latest snapshot of its source; return it, or the same one if it was already."""
        with self.book.transaction():
            latest = self.book.latest(shelved.source)
            if latest is not None and latest.digest == shelved.digest:
                return latest
            self.book.enter(shelved)
        return shelved

    def latest(self, source: str) -> Snapshot | None:
        return self.book.latest(source)

    def history(self, source: str) -> tuple[Snapshot, ...]:
        """Return the snapshots of `source`, oldest first, with those that were pruned."""
        return self.book.history(source)

    def pruning(self, name: str) -> Pruning | None:
        """Return when and why the bytes of `name` were let go, or None when they were not."""
        return self.book.pruning(name)

    def find(self, name: str) -> Snapshot:
        """Return the manifest of `name`, also of one that was pruned; raises KenError when it was never here."""
        found = self.book.find(name)
        if found is None:
            raise KenError(f"There is no snapshot {name} in this store.")
        return found

    def open(self, name: str) -> Snapshot:
        """Return the snapshot `name`; raises KenError when there is none, or when its bytes are gone."""
        found = self.find(name)
        gone = tuple(Damage(p.delivery, p.address, "gone") for p in found.parts if p.address not in self._objects)
        if gone:
            raise KenError(f"{self._examined(found, gone)}.")
        return found

    def paths(self, opened: Snapshot) -> tuple[Path, ...]:
        """Return the files of a snapshot, in order, for an engine to read while `in_use` is held."""
        return tuple(self._objects.path(part.address) for part in opened.parts)

    def part(self, address: str) -> Path:
        """Return the file of one stored part, to be read while `in_use` is held or by whoever keeps data in order."""
        return self._objects.path(address)

    def verify(self, name: str) -> Examination:
        """Read every byte of a snapshot again and say which changed; raises KenError when it was never here."""
        found = self.find(name)
        with self.in_use():
            damage = tuple(d for part in found.parts if (d := self._objects.examine(part)) is not None)
        return self._examined(found, damage)

    def _examined(self, found: Snapshot, damage: tuple[Damage, ...]) -> Examination:
        return Examination(found.name, damage, self.book.pruning(found.name))

    def prune(
        self,
        names: Collection[str],
        *,
        sealed: Mapping[str, Iterable[str]],
        person: str,
        why: str,
        at: datetime,
        also: Callable[[tuple[Pruning, ...]], None] | None = None,
    ) -> Cleared:
        """Let the snapshots `names` go, and write down who did it, when, why, and which bundles rest on them.

        sealed: the snapshots that each sealed bundle rests on. also: runs in the same transaction as the note.
        Files that a remaining snapshot needs stay. Raises KenError when a name is unknown or is the latest
        snapshot of its source; then nothing is pruned.
        """
        with self._lock.exclusive():
            with self.book.transaction():
                prunings = tuple(self._pruning(n, sealed, person, why, at) for n in sorted(set(names)))
                self.book.let_go(prunings)
                if also is not None:
                    also(prunings)
            self.kept.clear()
            return self._clear(prunings)

    def _pruning(self, name: str, sealed: Mapping[str, Iterable[str]], person: str, why: str, at: datetime) -> Pruning:
        found = self.book.find(name)
        if found is None:
            raise KenError(f"There is no snapshot {name} in this store, so it cannot be pruned.")
        latest = self.book.latest(found.source)
        if latest is not None and latest.name == name:
            raise KenError(f"{name} is the latest snapshot of {found.source}. Only older ones can be pruned.")
        return Pruning(name, at, person, why, tuple(sorted(b for b, rests in sealed.items() if name in set(rests))))

    def sweep(self) -> Cleared:
        """Remove what a process that died left behind: files of no snapshot, and its fresh files."""
        with self._lock.exclusive():
            sweep_desks(self.root / "fresh")
            return self._clear(())

    def _clear(self, prunings: tuple[Pruning, ...]) -> Cleared:
        needed = self.book.addresses()
        sizes = [self._objects.remove(address) for address in self._objects if address not in needed]
        return Cleared(prunings, len(sizes), sum(sizes))


@dataclass(frozen=True)
class Retention:
    """Which snapshots of a source stay: the newest `newest`, and all that were still in force at or after `since`."""

    newest: int = 2
    since: datetime | None = None

    def expired(self, history: tuple[Snapshot, ...]) -> tuple[str, ...]:
        """Return the names that may go, oldest first. The latest snapshot never may."""
        keep = {s.name for s in history[-max(1, self.newest) :]}
        if self.since is not None:
            # A snapshot was in force until the next one was taken.
            keep |= {s.name for s, after in pairwise(history) if after.taken >= self.since}
        return tuple(dict.fromkeys(s.name for s in history if s.name not in keep))
