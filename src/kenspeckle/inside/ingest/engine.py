"""The DuckDB that ingest conforms deliveries with: in memory, with a limit, spilling into the scratch folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY = 320
"""Megabytes of all engines that are open at one time."""

LEAST = 160
"""Megabytes below which an engine would spill more than it reads."""


def side_by_side() -> int:
    """How many engines may be open at one time: as many as there are processors, and as memory is enough for."""
    return max(1, min(len(os.sched_getaffinity(0)), MEMORY // LEAST))


@contextmanager
def engine(scratch: Path, share: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine for one ingest; it downloads nothing and loads nothing.

    scratch: a folder that no other engine spills into. share: how many engines share the memory.
    """
    import duckdb

    db = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{MEMORY // share}MB",
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
