"""Take in what a source has delivered: read, conform, quarantine, keep; or refuse, and leave all as it was.

Each delivered file becomes one part, and the parts of all files that are there now are the snapshot. A file that
was taken in before and has not changed is not read again. If any delivery is refused, the last good snapshot
stays; nothing is half kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import Contract

from .changes import changes_between
from .engine import engine
from .feeds import Desk, places
from .feeds.place import digest
from .memory import Draft, Held, Intake, Keep, Memory, Outcome, Taken
from .refusals import DeliveryRefused
from .scratch import scratch_folder
from .several import read_each
from .taking import Read, Wanted, reuse

READING = "1"
"""Version of how deliveries are read; raised when the same file and contract would give other rows than before."""


@dataclass(frozen=True)
class _Item:
    """A wanted file, and what is held of it: nothing when it is new or changed."""

    wanted: Wanted
    held: tuple[Held, ...]


def take_in(
    contract: Contract,
    root: Path,
    *,
    memory: Memory,
    keep: Keep,
    state: Path,
    now: datetime,
    stored: Callable[[str], Path] | None = None,
) -> Intake:
    """Take in what the deliveries of `contract` name below `root`.

    memory: what was taken in before. keep: stores a draft. state: folder for scratch files and the quarantine.
    stored: gives the file of a stored part by its address, so that a new delivery can be compared with those that
    were there before; without it only new ones are compared with each other.
    Refusals come back in the Intake, not as exceptions; an exception is a bug or a full disk, and changes nothing.
    """
    before = tuple(memory.recall(contract.id))
    with ExitStack() as until_done:
        scratch = cache(lambda: until_done.enter_context(scratch_folder(state)))
        try:
            items = _items(contract, root, before, Desk(state, scratch))
        except DeliveryRefused as refusal:
            return _refused(contract, (_no(refusal),), before)
        return _take(contract, items, before, memory, keep, state, scratch, now, stored)


def _take(
    contract: Contract,
    items: Sequence[_Item],
    before: Sequence[Held],
    memory: Memory,
    keep: Keep,
    state: Path,
    scratch: Callable[[], Path],
    now: datetime,
    stored: Callable[[str], Path] | None,
) -> Intake:
    if not items:
        where = ", ".join(spec.path for spec in contract.deliveries) or "no path"
        kept = " The last good snapshot stays." if before else ""
        return Intake(contract.id, Outcome.NOTHING, f"{contract.id}: nothing was delivered at {where}.{kept}")
    held = [h for item in items for h in item.held]
    if all(item.held for item in items) and [h.delivery for h in held] == [h.delivery for h in before]:
        if [h.stamp for h in held] != [h.stamp for h in before]:
            memory.remember(contract.id, held, now)
        same = tuple(Taken(h.delivery, Outcome.UNCHANGED, h.rows, h.quarantined) for h in held)
        return Intake(contract.id, Outcome.UNCHANGED, f"{contract.id}: nothing new.", deliveries=same)
    done, refused = _read_all(contract, items, scratch(), state)
    refused = refused or _stated_twice(contract, done, stored, scratch())
    if refused:
        return _refused(contract, tuple(refused), before)
    snapshot = keep(Draft(contract.id, tuple(r.part for r in done), now))
    addresses = {p.delivery: p.address for p in snapshot.parts}
    after = tuple(replace(r.held, address=addresses[r.held.delivery]) for r in done)
    memory.remember(contract.id, after, now)
    changes = changes_between(contract, before, after)
    sentence = " ".join([_headline(contract, done), *(c.sentence for c in changes)])
    return Intake(contract.id, Outcome.TAKEN, sentence, snapshot.name, tuple(r.taken for r in done), changes)


def _items(contract: Contract, root: Path, before: Sequence[Held], desk: Desk) -> list[_Item]:
    found = [(n, place) for n, spec in enumerate(contract.deliveries) for place in places(spec, root, desk)]
    items = []
    for number, place in found:
        reading = hashlib.sha256(f"{READING}\0{contract.digest}\0{number}".encode()).hexdigest()
        known = [h for h in before if h.contract == reading and _is_of(h.delivery, place.label)]
        untouched = next((h.digest for h in known if h.stamp and h.stamp == place.stamp), "")
        now = untouched or digest(place.path)
        held = tuple(replace(h, stamp=place.stamp) for h in known if h.digest == now)
        several = sum(p.label == place.label for _, p in found) > 1
        items.append(_Item(Wanted(place, now, reading, several), held))
    return items


def _is_of(delivery: str, label: str) -> bool:
    return delivery == label or delivery.startswith((f"{label}!", f"{label}#"))


def _read_all(contract: Contract, items: Sequence[_Item], scratch: Path, state: Path) -> tuple[list[Read], list[Taken]]:
    fresh = {n: item.wanted for n, item in enumerate(items) if not item.held}
    found = dict(zip(fresh, read_each(contract, list(fresh.values()), scratch, state), strict=True))
    done: list[Read] = []
    refused: list[Taken] = []
    for n, item in enumerate(items):
        came = found.get(n, [reuse(contract, h) for h in item.held])
        if isinstance(came, DeliveryRefused):
            refused.append(_no(came))
        else:
            done.extend(came)
    return done, refused


def _stated_twice(
    contract: Contract, done: Sequence[Read], stored: Callable[[str], Path] | None, scratch: Path
) -> list[Taken]:
    """Refuse deliveries that state rows which another delivery states too: both would be counted."""
    from .conform import stated_twice
    from .conform.quoting import texts

    paths = [r.part.path or (stored(r.part.address) if stored else None) for r in done]
    files = [str(p) for p in paths if p is not None]
    if len(files) < 2:
        return []
    with engine(scratch) as db:
        found = stated_twice(db, contract, f"read_parquet([{texts(files)[1:-1]}])")
    return [
        _no(
            DeliveryRefused(
                other,
                f"{count:,} of its rows have a key ({fields}) that {one} has too, so both would be counted.",
                "Take the older file away, or narrow the path in `deliveries`.",
            )
        )
        for fields, one, other, count in found
    ]


def _no(refusal: DeliveryRefused) -> Taken:
    return Taken(refusal.delivery, Outcome.REFUSED, why=str(refusal))


def _refused(contract: Contract, refused: tuple[Taken, ...], before: Sequence[Held]) -> Intake:
    kept = "the last good snapshot stays" if before else "there is no snapshot yet"
    count = "a delivery was" if len(refused) == 1 else f"{len(refused)} deliveries were"
    sentence = f"{contract.id}: {count} refused, so {kept}."
    return Intake(contract.id, Outcome.REFUSED, sentence, deliveries=refused)


def _headline(contract: Contract, done: Sequence[Read]) -> str:
    rows, aside = sum(r.held.rows for r in done), sum(r.held.quarantined for r in done)
    files = "1 delivery" if len(done) == 1 else f"{len(done)} deliveries"
    said = f"{contract.id}: {rows:,} rows from {files}."
    return f"{said} {aside:,} more are in quarantine." if aside else said
