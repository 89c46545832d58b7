"""Whether a ledger is the one that was written: for `ken audit verify`, and for whoever restores a backup."""

from __future__ import annotations

from collections.abc import Iterable

from kenspeckle.protect.ledger import EMPTY, LedgerEntry, link


def verify_ledger(entries: Iterable[LedgerEntry]) -> tuple[str, ...]:
    """Return a sentence for the first place at which the chain does not hold; nothing when it is whole."""
    previous = EMPTY
    for position, entry in enumerate(entries):
        if entry.index != position:
            return (f"entry {position} of the ledger is gone: the next one is number {entry.index}",)
        if entry.previous != previous or link(previous, entry.payload) != entry.hash:
            # What follows cannot be judged: a hash that was changed need not even be a hash.
            return (f"entry {position} of the ledger was changed after it was written",)
        previous = entry.hash
    return ()
