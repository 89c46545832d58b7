"""One delivered file: opened, read, conformed, its broken rows put aside, and either accepted or refused."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.workspace.definitions import Contract, DeliverySpec

from . import quarantine
from .conform import Conformed, conform
from .engine import writer
from .feeds import Place
from .memory import DraftPart, Held, Outcome, Taken
from .opening import opened
from .quick import quick
from .readers import READERS
from .reading import Delivered
from .refusals import DeliveryRefused
from .spool import Delivery, spool

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Read:
    """One part, on its way into a draft."""

    held: Held
    part: DraftPart
    taken: Taken


@dataclass(frozen=True)
class Wanted:
    """A delivered file, to be read. reading: digest of contract, spec and way of reading.

    several: other specs name the same file, so its parts must be told apart by sheet or title.
    """

    place: Place
    digest: str
    reading: str
    several: bool


def read(db: duckdb.DuckDBPyConnection, contract: Contract, wanted: Wanted, scratch: Path, state: Path) -> list[Read]:
    """Read one delivered file into one part for each table in it; raises DeliveryRefused."""
    file, spec = Delivered(wanted.place.label, wanted.place.path, wanted.place.name), wanted.place.spec
    desk = Path(tempfile.mkdtemp(dir=scratch))
    parts = []
    for number, (one, kind) in enumerate(opened(file, spec, desk)):
        title = spec.sheet.strip() or spec.after or spec.member
        label = f"{one.label}#{title}" if wanted.several and title else one.label
        named = replace(one, label=label)
        done = _conformed(db, contract, spec, named, kind, desk / f"part-{number}")
        parts.append(_accepted(contract, wanted, label, done, state))
    return parts


def _conformed(
    db: duckdb.DuckDBPyConnection, contract: Contract, spec: DeliverySpec, file: Delivered, kind: str, stem: Path
) -> Conformed:
    import duckdb

    path = stem.with_suffix(".parquet")
    direct = quick(file, spec, kind)
    if direct is not None:
        try:
            return conform(db, contract, spec, file, direct, path)
        except duckdb.Error:
            path.unlink(missing_ok=True)  # the patient way finds out what is odd about the file
    delivery: Delivery = spool(READERS[kind](file, spec), stem.with_suffix(".csv"), file.label)
    try:
        return conform(db, contract, spec, file, delivery, path)
    finally:
        stem.with_suffix(".csv").unlink()


def _accepted(contract: Contract, wanted: Wanted, label: str, done: Conformed, state: Path) -> Read:
    aside = quarantine.keep(done, label, state / "quarantine" / contract.id)
    notes = done.notes
    if done.quarantined:
        said = quarantine.summary(done, _percent(contract.tolerance))
        if done.quarantined > contract.tolerance * done.delivered:
            raise DeliveryRefused(label, said, f"The rows are in {_near(aside, state)}; nothing was taken in.")
        notes = (*notes, said)
    held = Held(
        delivery=label,
        digest=wanted.digest,
        contract=wanted.reading,
        address="",
        rows=done.rows,
        quarantined=done.quarantined,
        stamp=wanted.place.stamp,
        totals=done.totals,
        validators=wanted.place.validators,
    )
    part = DraftPart(label, wanted.digest, contract.digest, done.rows, done.quarantined, "", done.path, writer())
    return Read(held, part, Taken(label, Outcome.TAKEN, done.rows, done.quarantined, "", notes, aside))


def _percent(share: Decimal) -> str:
    text = f"{share * 100:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def _near(path: Path | None, state: Path) -> str:
    return "the quarantine" if path is None else f"{state.name}/{path.relative_to(state).as_posix()}"


def reuse(contract: Contract, held: Held) -> Read:
    """Return the part of a delivery that is as it was."""
    part = DraftPart(held.delivery, held.digest, contract.digest, held.rows, held.quarantined, held.address, None, "")
    return Read(held, part, Taken(held.delivery, Outcome.UNCHANGED, held.rows, held.quarantined))
