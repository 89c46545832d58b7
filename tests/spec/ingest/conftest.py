"""A workspace folder, a contract in one call, and a shelf on which drafts are kept: all real, all small."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kenspeckle.ground.terms import ABSENCES, Spot
from kenspeckle.ground.workspace.definitions import Cadence, Contract, DeliverySpec, Field, FieldType
from kenspeckle.inside.ingest import Draft, Held, Intake, take_in

DATA = Path(__file__).parents[2] / "data" / "ingest"
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def a_field(name: str, kind: str = "string", *headers: str, **more: Any) -> Field:
    """A field; marks are written as in a contract: {"c": "suppressed"}."""
    more["marks"] = {m: ABSENCES[a] for m, a in more.get("marks", {}).items()}
    if isinstance(more.get("bands"), str):
        more["bands"] = ABSENCES[more["bands"]]
    return Field(name, FieldType(kind), "", (*headers, name), **more)


def a_contract(
    fields: Sequence[Field],
    *deliveries: DeliverySpec,
    marks: Mapping[str, str] | None = None,
    tolerance: str = "0",
    public: bool = True,
    digest: str = "first",
) -> Contract:
    return Contract(
        id="source",
        title="Source",
        version="1",
        purpose="",
        provider="",
        owner="",
        public=public,
        licence="",
        attribution="",
        origin="",
        fields=tuple(fields),
        deliveries=deliveries or (DeliverySpec("deliveries/*"),),
        marks={m: ABSENCES[a] for m, a in (marks or {}).items()},
        tolerance=Decimal(tolerance),
        cadence=Cadence(),
        calendar=None,
        noise="none",
        quality=(),
        limitations="",
        digest=digest,
        status="active",
        spot=Spot("sources/source.yaml"),
    )


@dataclass(frozen=True)
class KeptPart:
    delivery: str
    address: str


@dataclass(frozen=True)
class Kept:
    name: str
    parts: tuple[KeptPart, ...]


@dataclass
class Shelf:
    """Memory and store in one: parts are files named by their bytes, as the real store has them."""

    folder: Path
    held: dict[str, Sequence[Held]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    parts: list[Path] = field(default_factory=list)

    def recall(self, source: str) -> Sequence[Held]:
        return self.held.get(source, ())

    def remember(self, source: str, held: Sequence[Held], at: datetime) -> None:
        self.held[source] = tuple(held)

    def keep(self, draft: Draft) -> Kept:
        self.drafts.append(draft)
        parts = []
        for part in draft.parts:
            address = part.address
            if part.path is not None:
                address = hashlib.sha256(part.path.read_bytes()).hexdigest()
                shutil.copy(part.path, self.path(address))
            parts.append(KeptPart(part.delivery, address))
        self.parts = [self.path(p.address) for p in parts]
        return Kept("source-" + "-".join(p.address[:8] for p in parts), tuple(parts))

    def path(self, address: str) -> Path:
        return self.folder / f"{address}.parquet"


@dataclass
class Place:
    """One workspace: files in deliveries/, a shelf, and what is asked of them."""

    root: Path
    shelf: Shelf

    def deliver(self, name: str, content: bytes | str | Path) -> Path:
        path = self.root / "deliveries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.read_bytes() if isinstance(content, Path) else content
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def take_in(self, contract: Contract, now: datetime = NOW) -> Intake:
        return take_in(
            contract,
            self.root,
            memory=self.shelf,
            keep=self.shelf.keep,
            state=self.root / ".ken",
            now=now,
            stored=self.shelf.path,
        )

    def rows(self, *columns: str, where: str = "TRUE", order: str = "_delivery, _row") -> list[tuple[Any, ...]]:
        """The kept rows, as tuples of `columns` (SQL)."""
        files = ", ".join(f"'{p}'" for p in self.shelf.parts)
        return duckdb.sql(
            f"SELECT {', '.join(columns) or '*'} FROM read_parquet([{files}]) WHERE {where} ORDER BY {order}"
        ).fetchall()

    def one(self, expression: str, where: str = "TRUE") -> Any:
        """One number over all kept rows."""
        files = ", ".join(f"'{p}'" for p in self.shelf.parts)
        return duckdb.sql(f"SELECT {expression} FROM read_parquet([{files}]) WHERE {where}").fetchone()[0]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "workspace" / "deliveries").mkdir(parents=True)
    return Place(tmp_path / "workspace", Shelf(tmp_path / "shelf"))


@pytest.fixture
def refusal(place: Place) -> Callable[..., str]:
    """refusal(contract) gives the one message with which a delivery is refused; nothing must have been kept."""

    def of(contract: Contract) -> str:
        done = place.take_in(contract)
        assert done.outcome == "refused", done.sentence
        assert not place.shelf.drafts
        assert len(done.refusals) == 1
        return done.refusals[0]

    return of


@pytest.fixture
def make() -> Any:
    """make.contract, make.field, make.spec and make.data, so that tests need no imports from here."""

    class Make:
        contract = staticmethod(a_contract)
        field = staticmethod(a_field)
        spec = staticmethod(DeliverySpec)
        data = DATA

    return Make
