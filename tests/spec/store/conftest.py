"""A store with a real book: the one in memory and the one in a database pass the same rules."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kenspeckle.records import open_records
from kenspeckle.store import FreshPart, MemoryBook, SnapshotDraft, Store

DAY = datetime(2026, 8, 19, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["memory", "records"])
def store(request, tmp_path):
    book = MemoryBook() if request.param == "memory" else open_records(tmp_path / "state").book
    return Store(tmp_path / "store", book)


@pytest.fixture
def draft():
    """Write files with these bytes, one for each delivery, as a draft of one source."""

    def write(store: Store, deliveries: dict[str, bytes], source: str = "rolls", taken: datetime = DAY):
        parts = []
        for delivery, text in deliveries.items():
            path = store.new_part()
            path.write_bytes(text)
            parts.append(FreshPart(path, len(text), delivery, "d" * 64, "c" * 64, "hand 1"))
        return SnapshotDraft(source, tuple(parts), taken)

    return write


@pytest.fixture
def objects():
    """The files that a store holds, by address."""

    def files(store: Store) -> dict[str, Path]:
        return {p.parent.name + p.stem: p for p in (store.root / "objects").rglob("*.parquet")}

    return files
