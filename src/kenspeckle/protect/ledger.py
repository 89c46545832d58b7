"""The ledger: every cell that was ever released, in a chain that nobody can rewrite unseen.

A build tries against a copy and writes nothing; only a release appends. What was released stays known to those
who saw it, so it is never taken back from the ledger, and what a release hid stays hidden later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Absence, CellKey, ProtectedCell, Suppressed
from kenspeckle.ground.terms.figure import protected
from kenspeckle.ground.terms.plain import canonical


@dataclass(frozen=True)
class LedgerEntry:
    """One link of the chain: hash = SHA-256 of the previous hash and the SHA-256 of the payload."""

    index: int
    at: datetime
    payload: bytes
    previous: str
    hash: str


class Ledger(Protocol):
    """What `records` keeps for this room."""

    def head(self) -> str:
        """The hash of the last entry; 64 zeros when there is none."""
        ...

    def entries(self) -> Iterable[LedgerEntry]: ...

    def append(self, payloads: Sequence[bytes], at: datetime) -> str:
        """Append all payloads or none; return the new head."""
        ...


EMPTY = "0" * 64
PUBLIC = "public"
"""The audience that everybody is. Any other is a partner's name in ken.yaml."""


def link(previous: str, payload: bytes) -> str:
    """Return the hash of the entry that holds `payload` after `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(payload).digest()).hexdigest()


class LedgerCopy:
    """A ledger in memory, with what another one holds: for builds, which must not write."""

    def __init__(self, of: Ledger | None = None) -> None:
        self._entries = list(of.entries()) if of is not None else []

    def head(self) -> str:
        return self._entries[-1].hash if self._entries else EMPTY

    def entries(self) -> Iterable[LedgerEntry]:
        return tuple(self._entries)

    def append(self, payloads: Sequence[bytes], at: datetime) -> str:
        for payload in payloads:
            previous = self.head()
            self._entries.append(LedgerEntry(len(self._entries), at, payload, previous, link(previous, payload)))
        return self.head()


@dataclass(frozen=True)
class LedgerForm:
    """One cell as it was released: its counts, or hidden; and the snapshots that it was counted from.

    interval: the limits that were released with it; () where there were none. audience: to whom it was released.
    method: how its counts were disturbed, such as `round 5`; empty where they are exact. within: by how many its
    children and its rows may be off.
    """

    cell: str
    shown: bool
    numerator: str
    denominator: str
    children: int | None
    rows: int
    snapshots: tuple[str, ...]
    interval: tuple[str, ...] = ()
    audience: str = PUBLIC
    method: str = ""
    within: tuple[int, int] = (0, 0)


def seal_forms(
    release: str,
    rule: str,
    audience: str,
    cells: Mapping[CellKey, ProtectedCell | Absence],
    snapshots: Sequence[str],
    method: str = "",
) -> bytes:
    """Return the payload that records one release: every cell that is not already public, shown or hidden."""
    forms = []
    within = {}
    for key in sorted(cells, key=str):
        cell = cells[key]
        if not isinstance(cell, Absence):
            if protected(cell).public:
                continue
            denominator = "" if cell.denominator is None else str(cell.denominator)
            limits = [str(end) for end in cell.interval or ()]
            if method:
                within[str(key)] = [cell.children_within, cell.rows_within]
            forms.append([str(key), str(cell.numerator), denominator, cell.children, cell.rows, *limits])
        elif isinstance(cell, Suppressed):
            forms.append([str(key)])
    record = {"release": release, "rule": rule, "audience": audience, "snapshots": sorted(snapshots), "forms": forms}
    return canonical(record | ({"method": method, "within": within} if method else {}))


def named(payload: bytes, release: str) -> bytes:
    """Return the payload that records what `payload` does, as the release of that name."""
    return canonical({**json.loads(payload), "release": release})


def forms_of(ledger: Ledger) -> dict[str, list[LedgerForm]]:
    """Return all released forms by cell name, oldest first."""
    found: dict[str, list[LedgerForm]] = {}
    for entry in ledger.entries():
        record = json.loads(entry.payload)
        snapshots, audience = tuple(record.get("snapshots", ())), record.get("audience", PUBLIC)
        method, within = record.get("method", ""), record.get("within", {})
        for form in record.get("forms", ()):
            name = form[0]
            if len(form) == 1:
                read = LedgerForm(name, False, "", "", None, 0, snapshots, (), audience, method)
            else:
                limits = tuple(form[5:])
                read = LedgerForm(name, True, form[1], form[2], form[3], form[4], snapshots, limits, audience, method)
                if method:
                    read = replace(read, within=tuple(within[name]))
            found.setdefault(name, []).append(read)
    return found


def same_counts(form: LedgerForm, numerator: int | Decimal, denominator: int | Decimal | None) -> bool:
    """Whether a cell still has the counts with which it was released."""
    return form.numerator == str(numerator) and form.denominator == ("" if denominator is None else str(denominator))
