"""What an engine that reads snapshots promises, and which questions it may be asked.

An engine is opened over named relations, each a list of Parquet files, and answers SELECTs given as sqlglot
trees. The tree is checked against an allow-list first: only the named relations, no file, no function that looks
at the machine, the clock or chance. Values come back exact (int, Decimal, str, date, bool) or as None for NULL;
an answer with a float in it is an error, because a float sum depends on the number of threads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from kenspeckle.ground.terms import KenError

if TYPE_CHECKING:
    from sqlglot import exp

Answer: TypeAlias = int | Decimal | str | date | bool | None
"""One value in an engine's answer."""

Relations: TypeAlias = Mapping[str, Sequence[Path]]
"""The files that make up each relation, by the name it has in a query."""


class Engine(Protocol):
    """An engine that stands open over some relations until it is closed."""

    @property
    def version(self) -> str:
        """Name and version, such as "DuckDB 1.5.5"; recorded with what it computed."""
        ...

    def columns(self, relation: str) -> Mapping[str, str]:
        """Return the names and SQL types of the columns of `relation`, in order; raises KeyError."""
        ...

    def run(self, tree: exp.Expression) -> list[tuple[Answer, ...]]:
        """Return the rows that `tree` selects; raises NotAllowed when it asks for more than the relations."""
        ...

    def close(self) -> None:
        """Let everything go: memory, files, what was spilled to disk."""
        ...


class OpensEngine(Protocol):
    """Makes an engine over relations; it may spill to the folder `scratch` and to nothing else."""

    def __call__(self, relations: Relations, scratch: Path) -> Engine: ...


class NotAllowed(ValueError):
    """A query asked for something that no measure needs: a bug in whoever compiled it, or an attack."""


class TooLarge(KenError):
    """A number in a query does not fit into the widest decimal (38 digits). The value is not told."""

    def __init__(self, relations: Sequence[str]) -> None:
        super().__init__(
            f"a calculation over {', '.join(relations)} gives a number of more than 38 digits, or one that cannot be "
            "read as a number. Look at the expressions of its measures and quality rules: multiply smaller numbers, "
            "or give fields fewer decimals (scale)."
        )


PLAIN_FUNCTIONS = frozenset({"hugeint", "hash", "isodow", "len", "list_value", "strptime", "try_strptime"})
"""Functions that sqlglot has no class for and that look at nothing but their arguments."""


def check_tree(tree: exp.Expression, relations: Collection[str]) -> None:
    """Raise NotAllowed unless `tree` is one SELECT over `relations` and subqueries of its own."""
    from sqlglot import exp

    looks_elsewhere = (
        exp.DDL,
        exp.DML,
        exp.Command,
        exp.Into,
        exp.ReadCSV,
        exp.ReadParquet,
        exp.Rand,
        exp.Randn,
        exp.Uuid,
        exp.CurrentDate,
        exp.CurrentTime,
        exp.CurrentTimestamp,
        exp.CurrentDatetime,
        exp.CurrentUser,
        exp.CurrentVersion,
        exp.CurrentSchema,
        exp.CurrentCatalog,
        exp.SessionParameter,
        exp.Parameter,
        exp.Placeholder,
    )
    if not isinstance(tree, exp.Query):
        raise NotAllowed(f"an engine answers SELECTs, not {type(tree).__name__}")
    known = {name.lower() for name in relations} | {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for node in tree.walk():
        # A query is a DML to sqlglot because WITH ... INSERT is; what writes is caught by its own class.
        if isinstance(node, looks_elsewhere) and not isinstance(node, exp.Query):
            raise NotAllowed(f"{type(node).__name__} is not part of a measure")
        if isinstance(node, exp.Anonymous) and node.name.lower() not in PLAIN_FUNCTIONS:
            raise NotAllowed(f"the function {node.name} is not on the list of plain functions")
        if isinstance(node, exp.Table):
            _check_table(node, known)


def _check_table(table: exp.Table, known: Collection[str]) -> None:
    from sqlglot import exp

    if not isinstance(table.this, exp.Identifier):
        if isinstance(table.this, exp.GenerateSeries):
            return
        raise NotAllowed("a table is named, not computed")
    if table.db or table.catalog or table.name.lower() not in known:
        raise NotAllowed(f"there is no relation {table.name} here")
