"""The door for rows: the only opener of the store.

Whoever wants rows says who they are and what for. The door decides, writes the decision into the audit log, and
only then opens a capsule with the snapshots that were asked for. A refusal is written down as well. Keeping,
examining and letting go of snapshots pass through the same door, because keeping data in order is a purpose too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kenspeckle.ground.terms import Decision, KenError
from kenspeckle.ground.versions import code_digest
from kenspeckle.store import (
    Answer,
    Cleared,
    DuckEngine,
    Engine,
    Examination,
    OpensEngine,
    Pruning,
    Relations,
    Row,
    Snapshot,
    SnapshotDraft,
    Store,
    key_of,
)

from .audit import Act, AuditLog
from .decide import Purpose, Refused, Request, SourceTerms, Terms, decide
from .relationships import Relationship, Relationships

if TYPE_CHECKING:
    from sqlglot import exp


_CODE = Path(__file__).parent.parent
_ANSWERING = tuple(
    _CODE / room for room in ("ground/terms", "ground/expressions", "inside/check", "inside/measure", "store")
)
"""The code that makes answers of rows: when any of it changes, kept answers are those of another question."""


class Capsule:
    """The snapshots that one permitted request may read, open until the `with` block ends.

    Tables in a query are named by source. Nothing else can be reached from in here, and nobody prunes the files
    while the capsule is open. The engine is opened for the first question that nobody asked before.
    """

    def __init__(self, store: Store, snapshots: Mapping[str, Snapshot], opens: OpensEngine, *, again: bool) -> None:
        self.snapshots = dict(snapshots)
        self._store = store
        self._opens = opens
        self._again = again
        self._files: Relations | None = None
        self._engine: Engine | None = None
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(self._store.in_use())
            self._files = {s: self._store.paths(self._store.open(taken.name)) for s, taken in self.snapshots.items()}
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files = self._engine = None
        self._held.close()

    @property
    def engine(self) -> str:
        """Name and version of the engine, such as "DuckDB 1.5.5"."""
        return self._open_engine().version

    def columns(self, source: str) -> Mapping[str, str]:
        """Return the names and SQL types of the columns of `source`, in order; raises KeyError."""
        return self._open_engine().columns(source)

    def run(self, select: exp.Expression) -> list[tuple[Answer, ...]]:
        """Return the rows that `select` gives: exact values, None for NULL. Raises NotAllowed, see `store.engine`."""
        return self._open_engine().run(select)

    def ask(self, sources: Sequence[str], about: bytes, work: Callable[[], Iterable[Row]]) -> list[Row]:
        """Return what `work` makes of the snapshots of `sources`, or what it made of the same ones before.

        about: says what is asked, so exactly that the same bytes have the same answer. That this is a use of the
        rows was decided and written down before this capsule was handed out, whether or not they are read again.
        """
        if self._files is None:
            raise RuntimeError("a capsule is read inside its `with` block")
        if not self._again:
            return list(work())
        key = key_of(
            "kenspeckle/answer/1",
            getattr(self._opens, "installed", lambda: repr(self._opens))(),
            code_digest(*_ANSWERING),
            *(f"{source} {self.snapshots[source].name}" for source in sources),
            about,
        )
        found = self._store.kept.find(key)
        if found is None:
            found = list(work())
            self._store.kept.keep(key, found)
        return found

    def _open_engine(self) -> Engine:
        if self._files is None:
            raise RuntimeError("a capsule is read inside its `with` block")
        if self._engine is None:
            self._engine = self._opens(self._files, self._store.scratch)
            self._held.callback(self._engine.close)
        return self._engine


class Door:
    """Opens `store` for one person in one role.

    audit: where every use is written first. contracts: by source. clock: gives the time when none is passed.
    invented: the workspace declares that its data is about nobody. relationships: who is responsible for whom.
    """

    def __init__(
        self,
        store: Store,
        audit: AuditLog,
        contracts: Mapping[str, SourceTerms],
        *,
        person: str,
        clock: Callable[[], datetime],
        role: str = "keeper",
        invented: bool = False,
        opens: OpensEngine = DuckEngine,
        relationships: Relationships | None = None,
    ) -> None:
        self._store = store
        self._audit = audit
        self._terms = Terms(contracts, invented)
        self._relationships = relationships
        self._person = person
        self._role = role
        self._clock = clock
        self._opens = opens

    def decide(self, sources: Iterable[str], purpose: str, now: datetime | None = None) -> Decision:
        """Answer whether this person may, without doing it and without writing anything down."""
        return self._decide(self._request(sources, purpose, now))

    def read(
        self,
        sources: Iterable[str],
        purpose: str,
        now: datetime | None = None,
        *,
        snapshots: Mapping[str, str] | None = None,
        about: tuple[tuple[str, str], ...] = (),
        exact: bool = False,
    ) -> Capsule:
        """Return a capsule over the latest snapshots of `sources`, or over older ones named in `snapshots`.

        about: of which children alone; whoever asks for those in their charge has to be responsible for them.
        exact: their counts are to be seen unprotected.
        The log has the read on disk when this returns. Raises Refused when it is not allowed, and KenError when
        a source has never been delivered or a named snapshot is not there.
        """
        request = replace(self._request(sources, purpose, now), about=about, exact=exact)
        wanted = dict(snapshots or {})
        decision = self._decide(request)
        only = " and ".join(f"{dimension} = {value}" for dimension, value in about)
        if not decision:
            names = tuple(wanted.values())
            self._audit.append(_act(request, "read", decision, names, only), durable=True)
            raise Refused(request, decision)
        found = {source: self._snapshot(source, wanted.get(source)) for source in request.sources}
        names = tuple(s.name for s in found.values())
        self._audit.append(_act(request, "read", decision, names, only), durable=True)
        # Who verifies wants to know what the bytes say now, and not what they said once; and exact counts of the
        # children in somebody's charge are kept nowhere.
        again = purpose not in (Purpose.VERIFY, Purpose.CARE)
        return Capsule(self._store, found, self._opens, again=again)

    def _snapshot(self, source: str, name: str | None) -> Snapshot:
        found = self._store.latest(source) if name is None else self._store.open(name)
        if found is None:
            raise KenError(f"{source} has no snapshot yet: nothing of it has been taken in.")
        if found.source != source:
            raise KenError(f"{name} is a snapshot of {found.source}, not of {source}.")
        return found

    def new_part(self) -> Path:
        """Return a path at which to write a fresh Parquet file that a draft may then name."""
        return self._store.new_part()

    def keep(self, draft: SnapshotDraft, purpose: str = Purpose.KEEP, now: datetime | None = None) -> Snapshot:
        """Make `draft` the latest snapshot of its source; manifest and audit entry are one commit.

        The same content again changes nothing and is not written down. Raises Refused when it is not allowed.
        To keep something of your own in the same commit, call this inside the records' `transaction()`.
        """
        request = self._request([draft.source], purpose, now)
        decision = decide(request, self._terms)
        if not decision:
            self._audit.append(_act(request, "keep", decision, ()))
            raise Refused(request, decision)
        with self._store.in_use():
            shelved = self._store.shelve(draft)
            with self._audit.transaction():
                before = self._store.latest(draft.source)
                kept = self._store.enter(shelved)
                if before is None or kept.digest != before.digest:
                    detail = f"{len(kept.parts)} deliveries, {kept.rows} rows"
                    self._audit.append(_act(request, "keep", decision, (kept.name,), detail))
        return kept

    def part(self, source: str, address: str, now: datetime | None = None) -> Path:
        """Return the file of a stored part of `source`, to hold a new delivery against; written down like a read.

        Raises Refused when it is not allowed, and KenError when the latest snapshot has no such part.
        """
        request = self._request([source], Purpose.KEEP, now)
        decision = decide(request, self._terms)
        latest = self._store.latest(source)
        self._audit.append(_act(request, "compare", decision, (latest.name,) if latest else ()))
        if not decision:
            raise Refused(request, decision)
        if latest is None or address not in {p.address for p in latest.parts}:
            raise KenError(f"the latest snapshot of {source} has no part {address[:16]}…")
        return self._store.part(address)

    def entitle(self, relationships: Relationships, new: Relationship, now: datetime | None = None) -> None:
        """Record who is responsible for which children; record and audit entry are one commit.

        The same again with another last day takes the place of what was recorded before. That somebody is
        responsible permits nothing by itself: the sources have to be permitted as well.
        """
        request = self._request((), Purpose.KEEP, now)
        until = f" until {new.until.isoformat()}" if new.until is not None else ""
        detail = f"{new.person} for {new} since {new.since.isoformat()}{until}"
        with self._audit.transaction():
            relationships.add(replace(new, said_by=self._person))
            decision = Decision(True, "whoever keeps the data in order says who is responsible", "said by the keeper")
            self._audit.append(_act(request, "entitle", decision, (), detail))

    def latest(self, source: str) -> Snapshot | None:
        """Return the manifest of the latest snapshot of `source`: what was delivered, never a row."""
        return self._store.latest(source)

    def history(self, source: str) -> tuple[Snapshot, ...]:
        """Return the manifests of `source`, oldest first, with those that were pruned."""
        return self._store.history(source)

    def pruned(self, name: str) -> bool:
        """Whether the bytes of the snapshot `name` were let go."""
        return self._store.pruning(name) is not None

    def verify(self, name: str, now: datetime | None = None) -> Examination:
        """Read every byte of the snapshot `name` again and say which changed, or until when it was exact."""
        found = self._store.find(name)
        request = self._request([found.source], Purpose.VERIFY, now)
        decision = decide(request, self._terms)
        self._audit.append(_act(request, "verify", decision, (name,)), durable=True)
        if not decision:
            raise Refused(request, decision)
        return self._store.verify(name)

    def prune(
        self, names: Collection[str], *, sealed: Mapping[str, Iterable[str]], why: str, now: datetime | None = None
    ) -> Cleared:
        """Let snapshots go that retention no longer keeps; see `Store.prune`. Note and audit are one commit."""
        at = now or self._clock()
        request = self._request((), Purpose.KEEP, at)

        def write_down(prunings: tuple[Pruning, ...]) -> None:
            decision = Decision(True, why, "retention")
            bundles = sorted({bundle for p in prunings for bundle in p.bundles})
            detail = f"bundles that rest on them: {', '.join(bundles)}" if bundles else ""
            self._audit.append(_act(request, "prune", decision, tuple(p.name for p in prunings), detail))

        return self._store.prune(names, sealed=sealed, person=self._person, why=why, at=at, also=write_down)

    def sweep(self) -> Cleared:
        """Remove what a process that died left behind; no snapshot is touched."""
        return self._store.sweep()

    def _decide(self, request: Request) -> Decision:
        if request.purpose != Purpose.CARE or self._relationships is None:
            return decide(request, self._terms)
        mine = tuple(self._relationships.of(self._person))
        return decide(request, replace(self._terms, relationships=mine))

    def _request(self, sources: Iterable[str], purpose: str, now: datetime | None) -> Request:
        return Request(self._person, self._role, str(purpose), tuple(dict.fromkeys(sources)), now or self._clock())


def _act(request: Request, action: str, decision: Decision, snapshots: tuple[str, ...], detail: str = "") -> Act:
    return Act(
        at=request.now,
        person=request.person,
        role=request.role,
        purpose=request.purpose,
        action=action,
        sources=request.sources,
        snapshots=snapshots,
        allowed=decision.allowed,
        rule=decision.rule,
        reason=decision.reason,
        detail=detail,
    )
