"""DuckDB as an engine: in memory, locked, with the files of its relations and nothing else.

The relations are views over lists of files, made before the doors are shut: afterwards no other file can be read
or written, no extension loaded and no setting changed. Spilling to disk goes to a folder that is removed when the
engine is closed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from kenspeckle.ground.versions import installed

from .engine import Answer, Relations, TooLarge, check_tree

if TYPE_CHECKING:
    from sqlglot import exp

MEMORY = "320MB"
"""What one engine may use before it spills; the rest of a build has to fit beside it in 500 MB."""

_WHOLE = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
_EXACT = _WHOLE | {"INTEGER", "UINTEGER", "DECIMAL", "VARCHAR", "DATE", "BOOLEAN", '"NULL"'}


class DuckEngine:
    """DuckDB over `relations`. threads: processors to use, all when 0."""

    def __init__(self, relations: Relations, scratch: Path, *, memory: str = MEMORY, threads: int = 0) -> None:
        import duckdb

        self._spill = Path(mkdtemp(prefix="spill-", dir=scratch))
        self._duck = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "threads": threads or os.cpu_count() or 1,
                "temp_directory": str(self._spill),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self.version = f"DuckDB {duckdb.__version__}"
        self._columns: dict[str, dict[str, str]] = {}
        for name, paths in relations.items():
            self._register(name, [str(path) for path in paths])
        self._lock([str(path) for paths in relations.values() for path in paths])

    def _register(self, name: str, paths: list[str]) -> None:
        # A view, not a table: nothing is read until a query says which columns it needs. By name, because
        # parts written under two versions of a contract may differ in their columns.
        files = ", ".join(_quoted(path, "'") for path in paths)
        view = _quoted(name, '"')
        read = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"  # noqa: S608 - quoted above
        self._duck.execute(f"CREATE VIEW {view} AS {read}")
        self._columns[name] = {row[0]: row[1] for row in self._duck.execute(f"DESCRIBE {view}").fetchall()}

    def _lock(self, paths: list[str]) -> None:
        # In this order: paths are allowed while settings can still be made, and nothing can be after the last.
        self._duck.execute(f"SET allowed_paths = [{', '.join(_quoted(path, chr(39)) for path in paths)}]")
        self._duck.execute("SET enable_external_access = false")
        self._duck.execute("SET lock_configuration = true")

    @staticmethod
    def installed() -> str:
        """Return name and version of the engine that would be opened, without importing it."""
        return installed("duckdb")

    def columns(self, relation: str) -> Mapping[str, str]:
        """Return the names and SQL types of the columns of `relation`, in order; raises KeyError."""
        return dict(self._columns[relation])

    def run(self, tree: exp.Expression) -> list[tuple[Answer, ...]]:
        """Return the rows that `tree` selects.

        Raises NotAllowed when it asks for more than the relations, and TooLarge when a number in it does not fit.
        """
        check_tree(tree, self._columns)
        import duckdb

        try:
            cursor = self._duck.execute(tree.sql(dialect="duckdb"))
        except (duckdb.ConversionException, duckdb.OutOfRangeException):
            # The engine's own message quotes the value, which may be a child's.
            raise TooLarge(sorted(self._columns)) from None
        for column, kind, *_ in cursor.description or ():
            if str(kind).partition("(")[0] not in _EXACT:
                raise TypeError(f"{column} is a {kind}; an engine answers with exact values only")
        return cursor.fetchall()

    def close(self) -> None:
        """Let everything go: memory, files, what was spilled to disk."""
        self._duck.close()
        shutil.rmtree(self._spill, ignore_errors=True)


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark
