"""The DuckDB that ingest conforms deliveries with: in memory, with a limit, spilling into the scratch folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY = "320MB"


@contextmanager
def engine(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine for one ingest; it downloads nothing and loads nothing."""
    import duckdb

    db = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
        },
    )
    try:
        yield db
    finally:
        db.close()


def writer() -> str:
    """Return engine and version: two versions write different bytes for the same rows."""
    import duckdb

    return f"duckdb {duckdb.__version__}"
